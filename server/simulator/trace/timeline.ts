/**
 * A trace as a person reads it: time goes down, and what happened stands under where it happened. What concerns the
 * whole node, its disk, a fault or a check has a sign before it and the width of the page. In the columns an id is shown
 * by its end, which is what tells it from its neighbors.
 */
import type { Lane, TraceLine } from './trace.ts';

const COLUMNS = ['signal', 'decision', 'attempt', 'wire', 'venue'] as const satisfies readonly Lane[];
const TIME_WIDTH = 10;
const COLUMN_WIDTH = 26;
const GAP = '  ';
const ID = /\b[a-z2-7]{24}\b/g;
const ID_END = 6;

/** Before a line that stands in no column. */
const SIGNS: Readonly<Record<Exclude<Lane, (typeof COLUMNS)[number]>, string>> = {
  node: '== node:',
  disk: '-- disk:',
  fault: '!! fault:',
  check: '?? check:',
};

/** The text of the timeline, a line break at the end of each line. */
export function timelineOf(lines: readonly TraceLine[]): string {
  const header = row('seconds', COLUMNS);
  return [header, '-'.repeat(header.length), ...lines.flatMap(linesOf)].map((line) => `${line}\n`).join('');
}

function linesOf({ atMs, lane, text }: TraceLine): string[] {
  const time = (atMs / 1_000).toFixed(3);
  const column = COLUMNS.indexOf(lane as (typeof COLUMNS)[number]);
  if (column < 0) return [`${time.padStart(TIME_WIDTH)}${GAP}${SIGNS[lane as keyof typeof SIGNS]} ${text}`];
  const short = text.replaceAll(ID, (id) => `…${id.slice(-ID_END)}`);
  return wrap(short).map((part, index) => row(index === 0 ? time : '', [...empty(column), part]));
}

const empty = (count: number): string[] => Array.from({ length: count }, () => '');

function row(time: string, cells: readonly string[]): string {
  const padded = cells.map((cell) => cell.padEnd(COLUMN_WIDTH));
  return [time.padStart(TIME_WIDTH), ...padded].join(GAP).trimEnd();
}

/** Broken at spaces where it can be, so that it fits its column. */
function wrap(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > COLUMN_WIDTH) {
    const space = rest.lastIndexOf(' ', COLUMN_WIDTH);
    const end = space > COLUMN_WIDTH / 2 ? space : COLUMN_WIDTH;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...parts, rest];
}
