/**
 * Servers under measurement run in processes of their own, so that the load and the server do not share one event loop.
 * None outlives the bench: what still runs when this process ends is killed.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { createInterface } from 'node:readline';

export interface Ready {
  readonly url: string;
  readonly apiKey?: string;
  readonly webhook?: { readonly id: string; readonly secret: string; readonly url: string };
}

export interface ChildServer {
  readonly ready: Ready;
  readonly child: ChildProcess;
  /** From the start of the process to its ready line, ms. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Those of the command's first line. */
const FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=150', '--v8-pool-size=1', '--expose-gc'];
const ENVIRONMENT = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '32768', MALLOC_MMAP_THRESHOLD_: '32768' };
const READY_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 15_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Starts a script and resolves with its first line, which must be the ready line. Rejects when it ends or takes too long. */
export async function startChild(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  const begun = performance.now();
  // The Node that runs the bench is the one under measurement, whatever else the machine has.
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const options = {
    env: { ...process.env, ...ENVIRONMENT, ...environment, PATH },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'] as ['ignore', 'pipe', 'inherit', 'ipc'],
  };
  // The command is started as people start it, by its first line, with the flags that stand there.
  const child = script.endsWith('.mjs')
    ? spawn(script, args, options)
    : fork(script, args, { ...options, execArgv: FLAGS });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const ready = await firstLine(child);
  const startMs = performance.now() - begun;
  return { ready, child, startMs, stop: () => stop(child) };
}

function firstLine(child: ChildProcess): Promise<Ready> {
  const { stdout } = child;
  if (stdout === null) throw new Error('no output');
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the server was not ready after ${READY_DEADLINE_MS / 1_000} s`));
    }, READY_DEADLINE_MS);
    child.once('exit', (code) => {
      clearTimeout(deadline);
      reject(new Error(`the server ended with ${code}`));
    });
    createInterface({ input: stdout }).once('line', (line) => {
      clearTimeout(deadline);
      resolve(JSON.parse(line) as Ready);
    });
  });
}

/** Asks the server to stop, and makes it when it does not. */
function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    child.once('exit', () => {
      clearTimeout(deadline);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** Resident memory of a process, MB, as the kernel counts it. */
export async function residentMegabytes(child: ChildProcess): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}

/** The value below which `share` (0 to 1) of the sorted list lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
