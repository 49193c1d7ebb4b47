/**
 * A log line for the eye: time, level, message, and the fields as `name=value`; colors only where a terminal shows them.
 * What comes in is the JSON line of the file, so that both always say the same.
 */
type Line = Readonly<Record<string, unknown>>;

const RESET = '\u001b[0m';
const DIM = '\u001b[2m';
const LEVEL_COLORS: Readonly<Record<string, string>> = {
  debug: '\u001b[90m',
  info: '\u001b[32m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
};
const LEVEL_WIDTH = 5;
const HEAD = new Set(['time', 'level', 'message']);

/** The line, or the lines when it carries an error, each ended by a line break. A line that is no JSON stays as it is. */
export function prettyLine(json: string, colors: boolean): string {
  const line = parse(json);
  if (line === undefined) return json;
  const level = textOf(line['level']);
  const paint = (color: string, text: string): string => (colors ? `${color}${text}${RESET}` : text);
  const parts = [
    paint(DIM, localTime(textOf(line['time']))),
    paint(LEVEL_COLORS[level] ?? '', level.toUpperCase().padEnd(LEVEL_WIDTH)),
    textOf(line['message']),
  ];
  const stacks: string[] = [];
  for (const [name, value] of Object.entries(line)) {
    if (!HEAD.has(name)) parts.push(`${paint(DIM, `${name}=`)}${shown(value, stacks)}`);
  }
  return `${[parts.join(' '), ...stacks].join('\n')}\n`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function parse(json: string): Line | undefined {
  try {
    return JSON.parse(json) as Line;
  } catch {
    return undefined;
  }
}

/** `2026-11-20 23:49:54.123` by the clock of the machine. */
function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, -1).replace('T', ' ');
}

function shown(value: unknown, stacks: string[]): string {
  if (typeof value === 'string') return /[\s="]/.test(value) || value === '' ? JSON.stringify(value) : value;
  if (!isError(value)) return JSON.stringify(value);
  addStack(value, stacks);
  return JSON.stringify(`${textOf(value['type'])}: ${textOf(value['message'])}`);
}

function isError(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && 'type' in value && 'message' in value;
}

/** The calls of an error, and of its causes, below the line and indented, so that no text can pass for a line. */
function addStack(error: Line, stacks: string[]): void {
  const stack = error['stack'];
  if (typeof stack === 'string') stacks.push(...stack.split('\n').map((call) => `    ${call.trim()}`));
  const cause = error['cause'];
  if (!isError(cause)) return;
  stacks.push('  caused by');
  addStack(cause, stacks);
}
