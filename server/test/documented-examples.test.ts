/** The program in the guide to the API runs as it stands there, and shows what the guide says it shows. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, type Started, startProcess } from '#cli/test/process-trial.ts';

const PATIENCE_MS = 60_000;
const GUIDES = join(import.meta.dirname, '..', '..', 'docs', 'guides');
const home = mkdtempSync(join(tmpdir(), 'signalbox-guide-'));
const data = join(home, 'data');
let server: Started;

beforeAll(async () => {
  server = await startProcess(data);
  await run(['order', 'place', 'buy', '0.01', 'BTCUSDT', '--data', data]);
}, PATIENCE_MS);

afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}, PATIENCE_MS);

/** Runs the program until it says that history is over. */
function follow(program: string): Promise<string> {
  const path = join(home, 'follow.mjs');
  writeFileSync(path, program);
  const environment = { SIGNALBOX_URL: server.ready.url, SIGNALBOX_KEY: server.ready.apiKey ?? '' };
  const child = spawn(process.execPath, [path], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (/^live \d+$/m.test(output)) child.kill();
    });
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

describe('the example of the stream', { timeout: PATIENCE_MS }, () => {
  it.each(['api.md', 'api.zh-CN.md'])('of %s tells what happened, and then that it is live', async (page) => {
    const program = /```js\n([\s\S]*?)```/.exec(readFileSync(join(GUIDES, page), 'utf8'))?.[1] ?? '';
    const output = await follow(program);
    expect(output).toMatch(/^hello \d+\n1 paper account_opened/);
    expect(output).toMatch(/paper order_created \w+[\s\S]*paper order_filled \w+[\s\S]*\nlive \d+/);
  });
});
