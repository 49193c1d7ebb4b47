/** From the moment an alert is sent to the moment its order is handed to the broker, at a steady 1,000 alerts a second. */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile, startChild } from './child-server.ts';
import type { BenchResult } from './engine.bench.ts';

const PER_SECOND = 1_000;
const SECONDS = 30;
const WARM_UP_SECONDS = 10;
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'XAUUSD', 'EURUSD', 'SOLUSDT'];
const QUANTITIES = ['0.001', '0.01', '0.01', '0.01', '0.1'];

interface Sender {
  readonly url: string;
  readonly secret: string;
  readonly agent: Agent;
  failed: number;
}

function send(sender: Sender, index: number): void {
  const at = index % SYMBOLS.length;
  const side = Math.floor(index / SYMBOLS.length) % 2 === 0 ? 'buy' : 'sell';
  const sentAt = performance.timeOrigin + performance.now();
  const body = `{"secret":"${sender.secret}","action":"${side}","symbol":"${SYMBOLS[at]}","volume":${QUANTITIES[at]},"comment":"${sentAt.toFixed(3)}"}`;
  const post = request(sender.url, {
    method: 'POST',
    agent: sender.agent,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  });
  post.on('response', (response) => {
    if (response.statusCode !== 202) sender.failed += 1;
    response.resume();
  });
  post.on('error', () => {
    sender.failed += 1;
  });
  post.end(body);
}

/** An open loop: what is due is sent, however slow the answers are. */
async function steadily(sender: Sender, seconds: number, from: number): Promise<number> {
  const begun = performance.now();
  let index = 0;
  while (index < seconds * PER_SECOND) {
    const due = Math.min(seconds * PER_SECOND, ((performance.now() - begun) * PER_SECOND) / 1_000);
    for (; index < due; index += 1) send(sender, from + index);
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
    const sender = {
      url: webhook?.url ?? '',
      secret: webhook?.secret ?? '',
      agent: new Agent({ keepAlive: true, maxSockets: 64 }),
      failed: 0,
    };
    const next = await steadily(sender, WARM_UP_SECONDS, 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await collect();
    sender.failed = 0;
    await steadily(sender, SECONDS, next);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const latencies = await collect();
    sender.agent.destroy();
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
