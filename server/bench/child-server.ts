/** Servers under measurement run in processes of their own, so that the load and the server do not share one event loop. */
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
const FLAGS = ['--max-semi-space-size=8'];

/** Starts a script and resolves with its first line, which must be the ready line. */
export async function startChild(script: string, args: readonly string[]): Promise<ChildServer> {
  const begun = performance.now();
  // The Node that runs the bench is the one under measurement, whatever else the machine has.
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const options = {
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'] as ['ignore', 'pipe', 'inherit', 'ipc'],
  };
  // The command is started as people start it, by its first line, with the flags that stand there.
  const child = script.endsWith('.mjs')
    ? spawn(script, args, options)
    : fork(script, args, { ...options, execArgv: FLAGS });
  const { stdout } = child;
  if (stdout === null) throw new Error('no output');
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: stdout }).once('line', (line) => resolve(JSON.parse(line) as Ready));
  });
  const startMs = performance.now() - begun;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  return { ready, child, startMs, stop };
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
