/** The command line as people run it: real processes, in a language that the test chooses, on temporary directories. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'signalbox.mjs');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly language?: 'en' | 'zh';
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a command sees of the environment: little of ours. */
export function environmentOf({ language = 'en', environment = {} }: RunOptions): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  const locale = language === 'zh' ? 'zh_CN.UTF-8' : 'C.UTF-8';
  return { PATH, HOME, LANG: locale, TZ: 'UTC', ...environment };
}

function launch(args: readonly string[], options: RunOptions): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], { env: environmentOf(options) });
}

/** Runs one command to its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = launch(args, options);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout as never), text(child.stderr as never)]);
  return { code: await closed, stdout, stderr };
}

/** The one JSON document of a command's output. */
export function documentOf<T = Record<string, unknown>>({ stdout }: Ran): T {
  const lines = stdout.trimEnd().split('\n');
  if (lines.length !== 1) throw new Error(`expected one line, found: ${stdout}`);
  return JSON.parse(lines[0] ?? '') as T;
}

export interface Ready {
  readonly event: string;
  readonly url: string;
  readonly apiKey?: string;
  readonly webhook: { readonly id: string; readonly secret?: string; readonly url: string };
  readonly account: string;
}

export interface Started {
  readonly ready: Ready;
  readonly child: ChildProcess;
  /** Asks it to stop and answers its exit code. */
  stop(): Promise<number | null>;
}

/** Starts a server and waits until it says that it is ready. */
export async function startProcess(data: string, more: readonly string[] = []): Promise<Started> {
  const child = launch(['start', '--data', data, '--port', '0', '--json', ...more], {});
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = await new Promise<Ready>((resolve, reject) => {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.includes('\n')) resolve(JSON.parse(output.split('\n')[0] ?? '') as Ready);
    });
    child.stderr?.pipe(process.stderr);
    void closed.then((code) => reject(new Error(`it ended with ${code}`)));
  });
  return {
    ready,
    child,
    async stop() {
      child.kill('SIGTERM');
      return closed;
    },
  };
}

/** A new empty directory, and how to be rid of it. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'signalbox-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
