import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from './test/process-trial.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'signalbox.mjs');
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

interface Ready {
  readonly url: string;
  readonly apiKey: string;
  readonly exchange: string;
}

/** Starts an emulator and waits for the line that says it is ready. */
async function start(args: readonly string[]): Promise<{ ready: Ready; child: ChildProcess }> {
  const child = spawn(process.execPath, [PROGRAM, 'emulate', ...args, '--json']);
  started.push(child);
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (line: string) => resolve(JSON.parse(line) as Ready));
    child.once('close', (code) => reject(new Error(`it ended with ${code}`)));
  });
  return { ready, child };
}

describe('emulate', () => {
  it('runs an exchange on loopback until it is told to stop', async () => {
    const { ready, child } = await start(['binance', '--port', '0', '--markets', '30']);
    expect(ready).toMatchObject({ exchange: 'binance', apiKey: 'emulator' });
    expect(new URL(ready.url).hostname).toBe('127.0.0.1');
    const info = (await (await fetch(`${ready.url}/_emulator`)).json()) as Record<string, unknown>;
    expect(info).toMatchObject({ exchange: 'binance', markets: 30 });
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    expect(await closed).toBe(0);
  });

  it('says which exchanges there are when it does not know one', async () => {
    const { code, stderr } = await run(['emulate', 'nowhere']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('binance')]);
  });

  it('says so when the port is in use', async () => {
    const { ready } = await start(['binance', '--port', '0']);
    const { code, stderr } = await run(['emulate', 'binance', '--port', new URL(ready.url).port]);
    expect([code, stderr]).toEqual([7, expect.stringContaining('in use')]);
  });
});
