/**
 * Durable webhook intake beside a bare Fastify + zod handler with one group-committed insert. Both are processes of one kind:
 * one event loop, one storage thread of the product's, the same flags, the same client. They take turns in short rounds and
 * each round is compared with its neighbor, so that what else the machine does falls on both; the median is told. A round
 * begins only when nothing of the one before is left to do.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { type ChildServer, percentile, startChild } from './child-server.ts';
import type { BenchResult } from './engine.bench.ts';

const WARM_UP_SECONDS = 4;
const ROUND_SECONDS = 2;
const ROUNDS = 5;
const CONNECTIONS = [32, 256];
const SETTLE_MAX_MS = 3_000;
const DEADLINE_MS = 120_000;
const SERVERS = join(import.meta.dirname, 'servers');
const BIN = join(import.meta.dirname, '..', 'bin', 'signalbox.mjs');

interface Load {
  readonly perSecond: number;
  readonly p99: number;
  readonly failed: number;
}

interface Round {
  readonly bare: Load;
  readonly product: Load;
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
  return {
    perSecond: result.requests.average,
    p99: result.latency['p99'] ?? 0,
    failed: result.non2xx + result.errors,
  };
}

class Comparison {
  readonly #bare: ChildServer;
  readonly #product: ChildServer;
  readonly #hook: { readonly url: string; readonly secret: string };
  /** Rounds that began before all of the last one was decided. */
  unsettled = 0;

  constructor(bare: ChildServer, product: ChildServer) {
    this.#bare = bare;
    this.#product = product;
    if (product.ready.webhook === undefined) throw new Error('no webhook');
    this.#hook = product.ready.webhook;
  }

  async round(connections: number, seconds: number): Promise<Round> {
    const { url, secret } = this.#hook;
    const bare = await load(this.#bare.ready.url, secret, { connections, seconds });
    const product = await load(url, secret, { connections, seconds });
    await this.#settle();
    return { bare, product };
  }

  /** Until every signal is decided, or for as long as a bench can wait. */
  async #settle(): Promise<void> {
    const { url, apiKey } = this.#product.ready;
    const until = performance.now() + SETTLE_MAX_MS;
    while (performance.now() < until) {
      const response = await fetch(`${url}/api/v1/health`, { headers: { authorization: `Bearer ${apiKey ?? ''}` } });
      const { pendingSignals } = (await response.json()) as { readonly pendingSignals?: number };
      if (pendingSignals === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.unsettled += 1;
  }
}

const median = (values: readonly number[]): number => percentile(values, 0.5);
const rounded = (value: number): number => Number(value.toFixed(2));

function results(connections: number, rounds: readonly Round[], unsettled: number): BenchResult[] {
  const name = `intake, ${connections} connections`;
  const failed = rounds.reduce((sum, { bare, product }) => sum + bare.failed + product.failed, 0);
  const perSecond = (of: keyof Round): number => Math.round(median(rounds.map((round) => round[of].perSecond)));
  const p99 = (of: keyof Round): number => median(rounds.map((round) => round[of].p99));
  const ratios = rounds.map(({ bare, product }) => product.perSecond / bare.perSecond);
  const range = ratios.map(rounded).toSorted((left, right) => left - right);
  const waits = rounds.map(({ bare, product }) => product.p99 / Math.max(1, bare.p99));
  const waiting = unsettled === 0 ? '' : `, ${unsettled} rounds left signals undecided`;
  return [
    { name: `${name}: bare`, value: perSecond('bare'), unit: 'requests/s', note: `p99 ${p99('bare')} ms` },
    {
      name: `${name}: signalbox`,
      value: perSecond('product'),
      unit: 'requests/s',
      note: `p99 ${p99('product')} ms, ${failed} failed${waiting}`,
    },
    {
      name: `${name}: throughput`,
      value: rounded(median(ratios)),
      unit: '× bare',
      note: `target ≥ 0.5; ${ROUNDS} rounds, ${range[0]} to ${range.at(-1)}`,
    },
    { name: `${name}: p99`, value: rounded(median(waits)), unit: '× bare', note: 'target ≤ 2' },
  ];
}

async function compare(bare: ChildServer, product: ChildServer): Promise<BenchResult[]> {
  const comparison = new Comparison(bare, product);
  const all: BenchResult[] = [];
  for (const connections of CONNECTIONS) {
    await comparison.round(connections, WARM_UP_SECONDS);
    comparison.unsettled = 0;
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await comparison.round(connections, ROUND_SECONDS));
    all.push(...results(connections, rounds, comparison.unsettled));
  }
  return all;
}

export async function run(): Promise<BenchResult[]> {
  // Nothing below can outlast this: the children are killed when this process ends.
  const deadline = setTimeout(() => {
    process.stderr.write(`the intake bench did not end within ${DEADLINE_MS / 1_000} s\n`);
    process.exit(1);
  }, DEADLINE_MS);
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  try {
    const bare = await startChild(join(SERVERS, 'bare-server.ts'), [folder]);
    const product = await startChild(BIN, ['start', '--data', join(folder, 'data'), '--port', '0', '--json'], {
      SIGNALBOX_WEBHOOK__PENDING_LIMIT: '1000000',
    });
    try {
      return await compare(bare, product);
    } finally {
      await Promise.all([bare.stop(), product.stop()]);
    }
  } finally {
    clearTimeout(deadline);
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.table(await run());
