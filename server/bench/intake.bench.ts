/** Durable webhook intake beside a bare Fastify + zod handler with one group-committed insert, in one run, turn by turn. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { type ChildServer, startChild } from './child-server.ts';
import type { BenchResult } from './engine.bench.ts';

const WARM_UP_SECONDS = 10;
const SECONDS = 5;
const ROUNDS = 2;
const SERVERS = join(import.meta.dirname, 'servers');
const BIN = join(import.meta.dirname, '..', 'bin', 'signalbox.mjs');

interface Load {
  readonly perSecond: number;
  readonly p99: number;
  readonly failed: number;
}

let sent = 0;

/** Every alert differs from every other, as alerts of a strategy do. */
function alert(secret: string): string {
  sent += 1;
  return `{"secret":"${secret}","action":"buy","symbol":"BTCUSDT","quantity":0.001,"comment":"${sent}"}`;
}

async function load(url: string, secret: string, shape: { connections: number; seconds: number }): Promise<Load> {
  const result = await autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    connections: shape.connections,
    duration: shape.seconds,
    requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, body: alert(secret) }) }],
  });
  const latency = result.latency as unknown as Record<string, number>;
  return { perSecond: result.requests.average, p99: latency['p99'] ?? 0, failed: result.non2xx + result.errors };
}

const best = (loads: readonly Load[]): Load =>
  loads.toSorted((left, right) => right.perSecond - left.perSecond)[0] as Load;

async function compare(bare: ChildServer, product: ChildServer, connections: number): Promise<BenchResult[]> {
  const { webhook } = product.ready;
  if (webhook === undefined) throw new Error('no webhook');
  const bareLoads: Load[] = [];
  const loads: Load[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bareLoads.push(await load(bare.ready.url, webhook.secret, { connections, seconds: SECONDS }));
    loads.push(await load(webhook.url, webhook.secret, { connections, seconds: SECONDS }));
  }
  const yardstick = best(bareLoads);
  const own = best(loads);
  const failed = loads.reduce((sum, { failed: count }) => sum + count, 0);
  const name = `intake, ${connections} connections`;
  return [
    {
      name: `${name}: bare`,
      value: Math.round(yardstick.perSecond),
      unit: 'requests/s',
      note: `p99 ${yardstick.p99} ms`,
    },
    {
      name: `${name}: signalbox`,
      value: Math.round(own.perSecond),
      unit: 'requests/s',
      note: `p99 ${own.p99} ms, ${failed} failed`,
    },
    {
      name: `${name}: throughput`,
      value: Number((own.perSecond / yardstick.perSecond).toFixed(2)),
      unit: '× bare',
      note: 'target ≥ 0.5',
    },
    {
      name: `${name}: p99`,
      value: Number((own.p99 / Math.max(1, yardstick.p99)).toFixed(2)),
      unit: '× bare',
      note: 'target ≤ 2',
    },
  ];
}

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const bare = await startChild(join(SERVERS, 'bare-server.ts'), [folder]);
  process.env['SIGNALBOX_WEBHOOK__PENDING_LIMIT'] = '1000000';
  const product = await startChild(BIN, ['start', '--data', join(folder, 'data'), '--port', '0', '--json']);
  try {
    const secret = product.ready.webhook?.secret ?? '';
    await load(bare.ready.url, secret, { connections: 32, seconds: WARM_UP_SECONDS });
    await load(product.ready.webhook?.url ?? '', secret, { connections: 32, seconds: WARM_UP_SECONDS });
    return [...(await compare(bare, product, 32)), ...(await compare(bare, product, 256))];
  } finally {
    await bare.stop();
    product.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.table(await run());
