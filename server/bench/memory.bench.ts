/** Resident memory of the server: idle after a start, and after 100,000 signals have been taken in and traded. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { residentMegabytes, startChild } from './child-server.ts';
import type { BenchResult } from './engine.bench.ts';

const SIGNALS = 100_000;
const CONNECTIONS = 16;
const IDLE_MS = 10_000;
/** Longer than the half minute of quiet after which the server gives memory back. */
const REST_MS = 35_000;
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'XAUUSD', 'EURUSD'];
const BIN = join(import.meta.dirname, '..', 'bin', 'signalbox.mjs');

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const server = await startChild(BIN, ['start', '--data', folder, '--port', '0', '--json']);
  try {
    await pause(IDLE_MS);
    const idle = await residentMegabytes(server.child);
    const { url, secret } = server.ready.webhook ?? { url: '', secret: '' };
    let next = 0;
    let highest = idle;
    const worker = async (): Promise<void> => {
      while (next < SIGNALS) {
        const index = next;
        next += 1;
        const side = Math.floor(index / SYMBOLS.length) % 2 === 0 ? 'buy' : 'sell';
        const body = `{"secret":"${secret}","action":"${side}","symbol":"${SYMBOLS[index % SYMBOLS.length]}","volume":0.01,"comment":"${index}"}`;
        const response = await fetch(url, { method: 'POST', body });
        await response.arrayBuffer();
        if (response.status === 503) next -= 1;
        if (index % 1_000 === 0) highest = Math.max(highest, await residentMegabytes(server.child));
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
    await whenSettled(server.ready.url, server.ready.apiKey ?? '');
    await pause(REST_MS);
    const after = await residentMegabytes(server.child);
    return [
      { name: 'resident, idle', value: idle, unit: 'MB', note: 'target ≤ 150' },
      {
        name: `resident, after ${SIGNALS} signals`,
        value: after,
        unit: 'MB',
        note: `target ≤ 200; at rest, highest seen ${highest}`,
      },
    ];
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function whenSettled(url: string, key: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/api/v1/health`, { headers: { authorization: `Bearer ${key}` } });
    const health = (await response.json()) as { pendingSignals?: number };
    if ((health.pendingSignals ?? 0) === 0) return;
    await pause(500);
  }
}

if (import.meta.main) console.table(await run());
