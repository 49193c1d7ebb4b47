/**
 * A real Signalbox process on a data directory: started as people start it, killed as power cuts do. Whoever starts one
 * ends it; the process is known by its handle, never looked for by name.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SERVER = join(import.meta.dirname, '..', '..');
const PRODUCT_ENTRY = join(SERVER, 'bin', 'signalbox.mjs');
const STARTED_WITHIN_MS = 30_000;

/** A test that ends early takes its servers with it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The line that `start --json` says once it is ready; secrets only on the first start of a directory. */
export interface ReadyLine {
  readonly event: 'ready';
  readonly url: string;
  readonly apiKey?: string;
  readonly webhook?: { readonly id: string; readonly secret?: string; readonly url: string };
  readonly account: string;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartProcessOptions {
  readonly dataDirectory: string;
  /** Another program than the product's own, with the same arguments. */
  readonly entry?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ServerProcess {
  readonly ready: ReadyLine;
  readonly pid: number;
  readonly exited: Promise<ProcessEnd>;
  /** What it has said on standard error. */
  complaints(): string;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<ProcessEnd>;
  /** SIGTERM; resolves when the process is gone. */
  stop(): Promise<ProcessEnd>;
}

export type StartOutcome =
  | { readonly kind: 'ready'; readonly server: ServerProcess }
  | { readonly kind: 'ended'; readonly end: ProcessEnd; readonly complaints: string };

/** Starts a process and waits until it is ready or gone. One that does neither in time is killed and counts as gone. */
export async function launch(options: StartProcessOptions): Promise<StartOutcome> {
  const child = spawn(
    process.execPath,
    [options.entry ?? PRODUCT_ENTRY, 'start', '--data', options.dataDirectory, '--port', '0', '--json'],
    { cwd: SERVER, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.environment } },
  );
  running.add(child);
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-10_000);
  });
  const exited = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  const tooLong = setTimeout(() => child.kill('SIGKILL'), STARTED_WITHIN_MS);
  const line = await Promise.race([readLine(child), exited]);
  clearTimeout(tooLong);
  if (typeof line !== 'string') return { kind: 'ended', end: line, complaints };
  const said = JSON.parse(line) as ReadyLine | { readonly event?: undefined };
  // Another line than "ready" says why it can not start.
  if (said.event !== 'ready') return { kind: 'ended', end: await exited, complaints: `${line}\n${complaints}` };
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  return {
    kind: 'ready',
    server: {
      ready: said,
      pid: child.pid ?? 0,
      exited,
      complaints: () => complaints,
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    },
  };
}

/** As launch, for those to whom a start that fails is a failure of the test. */
export async function startProcess(options: StartProcessOptions): Promise<ServerProcess> {
  const outcome = await launch(options);
  if (outcome.kind === 'ready') return outcome.server;
  throw new Error(`the server did not start: ${JSON.stringify(outcome.end)} ${outcome.complaints}`);
}

function readLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}

/** The key that the command line uses on this directory: there on every start, the first as well as the later ones. */
export function commandLineKey(dataDirectory: string): string {
  return readFileSync(join(dataDirectory, 'command-line.key'), 'utf8').trim();
}
