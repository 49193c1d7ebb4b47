/**
 * All benches, one after the other, each in a process group of its own so that none measures what another left behind and
 * none can hang: after its deadline a bench is killed with everything it started, and the next begins. Prints what was
 * asked beside what was measured, and appends every number as a JSON line to `server/bench/results.jsonl`. Names on the
 * command line choose some. A target that is missed is marked, and is no failure: the exit code is 0.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Asked, readAsked } from './asked.ts';
import type { BenchResult } from './engine.bench.ts';

const FOLDER = import.meta.dirname;
const RESULTS = join(FOLDER, 'results.jsonl');
const SUFFIX = '.bench.ts';
/** Before the results in a bench's output; it may print what it likes ahead of them. */
const MARK = '\n@';
const DEADLINE_SECONDS = 180;
/** Those that take longer than the others even when all is well. */
const LONG_DEADLINES: Readonly<Record<string, number>> = {
  start: 420,
  memory: 420,
  store: 300,
  exchange: 300,
  'exchanges-memory': 300,
};

interface Part {
  readonly bench: string;
  readonly seconds: number;
  readonly results: readonly BenchResult[];
  /** Why there are no results. */
  readonly failure?: string;
}

function benchesNamed(chosen: readonly string[]): readonly string[] {
  const all = readdirSync(FOLDER)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length));
  const unknown = chosen.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no bench ${unknown.join(', ')}; there are ${all.join(', ')}.\n`);
    process.exit(2);
  }
  return chosen.length === 0 ? all : all.filter((name) => chosen.includes(name));
}

let current: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    if (current !== undefined) killGroup(current);
    process.exit(1);
  });
}

/** Kills the process with all that it started. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

async function measure(bench: string, deadlineSeconds: number): Promise<Part> {
  const script = `const { run } = await import('./${bench}${SUFFIX}');
    process.stdout.write(${JSON.stringify(MARK)} + JSON.stringify(await run()), () => process.exit());`;
  const begun = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: FOLDER,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  current = child;
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    killGroup(child);
  }, deadlineSeconds * 1_000);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, exitCode] = await Promise.all([text(child.stdout), ended]);
  clearTimeout(deadline);
  killGroup(child);
  current = undefined;
  const seconds = (performance.now() - begun) / 1_000;
  if (late) return { bench, seconds, results: [], failure: `killed after ${deadlineSeconds} s` };
  if (exitCode !== 0) return { bench, seconds, results: [], failure: `ended with ${exitCode}` };
  return { bench, seconds, results: readResults(output) };
}

function readResults(output: string): readonly BenchResult[] {
  const at = output.lastIndexOf(MARK);
  return at === -1 ? [] : (JSON.parse(output.slice(at + MARK.length)) as BenchResult[]);
}

function keep({ bench, results }: Part): void {
  const stamp = { time: new Date().toISOString(), cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] };
  for (const result of results) appendFileSync(RESULTS, `${JSON.stringify({ bench, ...result, ...stamp })}\n`);
}

const sentence = ({ bound, value }: Asked): string =>
  `${bound === 'most' ? '≤' : '≥'} ${value.toLocaleString('en-US')}`;

function row({ name, value, unit, note = '' }: BenchResult) {
  const { asked, rest } = readAsked(note, unit);
  const isMet = asked === undefined || (asked.bound === 'most' ? value <= asked.value : value >= asked.value);
  const shown = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return {
    what: name,
    measured: `${shown.toLocaleString('en-US')} ${unit}`,
    asked: asked === undefined ? '' : sentence(asked),
    '': asked === undefined ? '' : isMet ? 'met' : 'MISSED',
    note: rest,
  };
}

function show(parts: readonly Part[]): void {
  const rows = parts.flatMap(({ results }) => results.map(row));
  console.table(rows);
  const missed = rows.filter((each) => each[''] === 'MISSED').length;
  const asked = rows.filter(({ asked: wanted }) => wanted !== '').length;
  console.log(`${asked - missed} of ${asked} targets met.`);
  for (const { bench, failure } of parts) if (failure !== undefined) console.log(`${bench}: not measured, ${failure}.`);
}

const benches = benchesNamed(process.argv.slice(2));
const parts: Part[] = [];
for (const [index, bench] of benches.entries()) {
  const deadlineSeconds = LONG_DEADLINES[bench] ?? DEADLINE_SECONDS;
  process.stderr.write(`[${index + 1}/${benches.length}] ${bench}, at most ${deadlineSeconds} s … `);
  const part = await measure(bench, deadlineSeconds);
  process.stderr.write(`${part.failure ?? 'done'} (${Math.round(part.seconds)} s)\n`);
  keep(part);
  parts.push(part);
}
show(parts);
