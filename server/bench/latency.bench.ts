/** From the moment an alert is sent to the moment its order is handed to the broker, at a steady 1,000 alerts a second. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlertSender } from './alert-sender.ts';
import { percentile, startChild } from './child-server.ts';
import type { BenchResult } from './engine.bench.ts';

const PER_SECOND = 1_000;
const SECONDS = 30;
const WARM_UP_SECONDS = 10;
const CONNECTIONS = 64;
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'XAUUSD', 'EURUSD'];
const QUANTITIES = ['0.001', '0.01', '0.01', '0.01'];

function alert(secret: string, index: number): string {
  const at = index % SYMBOLS.length;
  const side = Math.floor(index / SYMBOLS.length) % 2 === 0 ? 'buy' : 'sell';
  const sentAt = performance.timeOrigin + performance.now();
  return `{"secret":"${secret}","action":"${side}","symbol":"${SYMBOLS[at]}","volume":${QUANTITIES[at]},"comment":"${sentAt.toFixed(3)}"}`;
}

/** An open loop: what is due is sent, however slow the answers are. */
async function steadily(sender: AlertSender, secret: string, seconds: number, from: number): Promise<number> {
  const begun = performance.now();
  let index = 0;
  while (index < seconds * PER_SECOND) {
    const due = Math.min(seconds * PER_SECOND, ((performance.now() - begun) * PER_SECOND) / 1_000);
    for (; index < due; index += 1) sender.send(alert(secret, from + index));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return from + index;
}

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const server = await startChild(join(import.meta.dirname, 'servers', 'timed-server.ts'), [folder]);
  const collect = (): Promise<number[]> =>
    new Promise((resolve) => {
      server.child.once('message', (latencies) => resolve(latencies as number[]));
      server.child.send('collect');
    });
  try {
    const { webhook } = server.ready;
    const secret = webhook?.secret ?? '';
    const sender = new AlertSender(webhook?.url ?? '', CONNECTIONS);
    const next = await steadily(sender, secret, WARM_UP_SECONDS, 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await collect();
    sender.failed = 0;
    await steadily(sender, secret, SECONDS, next);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const latencies = await collect();
    sender.close();
    const row = (share: number, note?: string): BenchResult => ({
      name: `alert → broker called, p${share * 100}`,
      value: Number(percentile(latencies, share).toFixed(2)),
      unit: 'ms',
      ...(note === undefined ? {} : { note }),
    });
    const note = `${latencies.length} orders at ${PER_SECOND}/s for ${SECONDS} s, ${sender.failed} alerts failed`;
    return [row(0.5, note), row(0.99, 'target ≤ 10'), row(0.999)];
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.table(await run());
