/** How many inputs a second one account's engine takes, over a mixed stream: entries, reports, fills, cancels, prices, denials. */
import { decimal } from '#domain/decimal.ts';
import { decodeEvent, encodeEvent } from '#engine/codec.ts';
import type { EngineEvent } from '#engine/events.ts';
import { createRiskContext } from '#engine/risk/check.ts';
import { judge } from '#engine/risk/gate.ts';
import { BTC, buy, clientIdOf, EngineBench, LIMITS, sell } from '#engine/test/engine-harness.ts';

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

const ROUNDS = 20_000;
const WARM_UP_ROUNDS = 4_000;

/** One round: an entry with its life, a resting order that is canceled, a denial, two prices. Answers the inputs it sent. */
function round(bench: EngineBench, index: number): number {
  bench.now += 1;
  bench.events.length = 0;
  bench.effects.length = 0;
  bench.quote('BTCUSDT', '60000', '60010');
  const side = index % 2 === 0 ? buy : sell;
  const [market] = bench.execute(side('0.01'), { signalId: `m${index}` });
  if (market !== undefined) {
    bench.accept(market);
    bench.fill(market, { price: '60005', quantity: '0.004' });
    bench.fill(market, { price: '60005', quantity: '0.006' });
  }
  const [resting] = bench.execute(buy('0.01', { orderType: 'limit', price: decimal('59000') }), {
    signalId: `l${index}`,
  });
  if (resting !== undefined) {
    bench.accept(resting);
    bench.send({ kind: 'cancel', orderId: resting.id, actor: 'bench' });
    bench.report({ kind: 'canceled', clientOrderId: clientIdOf(resting), time: bench.now });
  }
  bench.execute(buy('1000'), { signalId: `d${index}` });
  bench.quote('BTCUSDT', '60001', '60011');
  return 11;
}

function stepRate(): number {
  const bench = new EngineBench();
  for (let index = 0; index < WARM_UP_ROUNDS; index += 1) round(bench, index);
  let inputs = 0;
  const begun = process.cpuUsage();
  for (let index = WARM_UP_ROUNDS; index < WARM_UP_ROUNDS + ROUNDS; index += 1) inputs += round(bench, index);
  return inputs / (process.cpuUsage(begun).user / 1_000_000);
}

/** The gate alone, µs for an order. */
function gateMicroseconds(): number {
  const bench = new EngineBench();
  const [order] = bench.execute(buy('0.01'));
  if (order === undefined) throw new Error('no order');
  const subject = {
    orderId: order.id,
    source: order.source,
    request: order.request,
    instrument: BTC,
    limits: LIMITS,
    now: bench.now,
  };
  const judgeOnce = (): boolean => judge(createRiskContext(bench.state, subject)).approved;
  for (let index = 0; index < 20_000; index += 1) judgeOnce();
  const begun = process.cpuUsage();
  for (let index = 0; index < 100_000; index += 1) judgeOnce();
  return process.cpuUsage(begun).user / 100_000;
}

/** Encoding and decoding of the events of a mixed stream, events a second. */
function codecRates(): { encode: number; decode: number } {
  const bench = new EngineBench();
  const events: EngineEvent[] = [];
  for (let index = 0; index < 2_000; index += 1) {
    round(bench, index);
    events.push(...bench.events);
  }
  events.map(encodeEvent);
  let begun = performance.now();
  const bodies = events.map(encodeEvent);
  const encode = events.length / ((performance.now() - begun) / 1_000);
  begun = performance.now();
  bodies.map(decodeEvent);
  return { encode, decode: events.length / ((performance.now() - begun) / 1_000) };
}

export async function run(): Promise<BenchResult[]> {
  const codec = codecRates();
  return Promise.resolve([
    {
      name: 'engine step, mixed stream',
      value: Math.round(stepRate()),
      unit: 'inputs/s',
      note: 'of one core’s time; target 200,000',
    },
    { name: 'risk gate', value: Number(gateMicroseconds().toFixed(2)), unit: 'µs/order', note: 'target 200' },
    { name: 'event encode', value: Math.round(codec.encode), unit: 'events/s' },
    { name: 'event decode', value: Math.round(codec.decode), unit: 'events/s' },
  ]);
}

if (import.meta.main) console.table(await run());
