/**
 * How many inputs a second one account's engine takes, over a mixed stream: entries, reports, fills, cancels, prices,
 * denials. What the venue reports depends on what was placed, so a twin account makes the inputs beforehand, with the ids
 * of a real server; measured is what the engine makes of them, in slices, by the time of one core.
 */
import { createSystemIds } from '#adapters/system/system-ids.ts';
import { decimal, ZERO } from '#domain/decimal.ts';
import { decodeEvent, decodeForFold, encodeEvent } from '#engine/codec.ts';
import { applyEvent } from '#engine/apply.ts';
import type { EngineEvent } from '#engine/events.ts';
import type { EngineInput } from '#engine/inputs.ts';
import { createRiskContext } from '#engine/risk/check.ts';
import { judge } from '#engine/risk/gate.ts';
import { createAccountState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import { benchSettings, BTC, buy, clientIdOf, EngineBench, LIMITS, sell } from '#engine/test/engine-harness.ts';

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

const SLICES = 40;
const WARM_UP_SLICES = 8;
const ROUNDS_OF_SLICE = 500;
const CODEC_PASSES = 12;

const ids = createSystemIds();

function openBench(): EngineBench {
  const bench = new EngineBench();
  bench.state.volatile.settings = { ...benchSettings(), deriveId: (parts) => ids.derive(parts) };
  return bench;
}

/** One round: an entry with its life, a resting order that is canceled, a denial, two prices. */
function mixedRound(bench: EngineBench, index: number): void {
  bench.now += 1;
  bench.quote('BTCUSDT', '60000', '60010');
  const side = index % 2 === 0 ? buy : sell;
  const [market] = bench.execute(side('0.01'), { signalId: ids.derive(['market', String(index)]) });
  if (market !== undefined) {
    bench.accept(market);
    bench.fill(market, { price: '60005', quantity: '0.004' });
    bench.fill(market, { price: '60005', quantity: '0.006' });
  }
  const [resting] = bench.execute(buy('0.01', { orderType: 'limit', price: decimal('59000') }), {
    signalId: ids.derive(['limit', String(index)]),
  });
  if (resting !== undefined) {
    bench.accept(resting);
    bench.send({ kind: 'cancel', orderId: resting.id, actor: 'bench' });
    bench.report({ kind: 'canceled', clientOrderId: clientIdOf(resting), filledQuantity: ZERO, time: bench.now });
  }
  bench.execute(buy('1000'), { signalId: ids.derive(['denied', String(index)]) });
  bench.quote('BTCUSDT', '60001', '60011');
}

/** One round: an entry with a stop-loss and a take-profit, both placed as it fills, one filled and the other canceled. */
function protectedRound(bench: EngineBench, index: number): void {
  bench.now += 1;
  bench.quote('BTCUSDT', '60000', '60010');
  const levels = { stopLoss: decimal('59000'), takeProfit: decimal('61000') };
  const [entry] = bench.execute(buy('0.01', levels), { signalId: ids.derive(['protected', String(index)]) });
  if (entry === undefined) return;
  bench.accept(entry);
  bench.fill(entry, { price: '60010' });
  const [stop] = bench.open('stop_loss');
  const [target] = bench.open('take_profit');
  if (stop === undefined || target === undefined) return;
  bench.accept(stop);
  bench.accept(target);
  bench.fill(target, { price: '61000' });
  const ended = { clientOrderId: clientIdOf(stop), filledQuantity: ZERO, time: bench.now } as const;
  bench.report({ kind: 'canceled', ...ended, venueReason: 'oco' });
}

type Round = (bench: EngineBench, index: number) => void;

/** A slice of inputs after the other, from an account that lives through the rounds. */
function* slicesOf(round: Round): Generator<readonly EngineInput[]> {
  const twin = openBench();
  const send = twin.send.bind(twin);
  let inputs: EngineInput[] = [];
  twin.send = (input) => {
    inputs.push({ ...input, now: twin.now } as EngineInput);
    return send(input);
  };
  for (let index = 1; ; index += 1) {
    twin.events.length = 0;
    twin.effects.length = 0;
    round(twin, index);
    if (index % ROUNDS_OF_SLICE !== 0) continue;
    yield inputs;
    inputs = [];
  }
}

/** Of one core's time, in seconds. */
function cpuSeconds(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000_000;
}

/** Inputs a second of each slice, slowest first. */
function stepRates(round: Round): number[] {
  const { state } = openBench();
  const rates: number[] = [];
  let results = 0;
  for (const inputs of slicesOf(round)) {
    const seconds = cpuSeconds(() => {
      for (const input of inputs) {
        const { events, effects } = step(state, input);
        results += events.length + effects.length;
      }
    });
    rates.push(inputs.length / seconds);
    if (rates.length === WARM_UP_SLICES + SLICES) break;
  }
  if (results === 0) throw new Error('nothing came of it');
  return rates.slice(WARM_UP_SLICES).sort((left, right) => left - right);
}

function stepResult(name: string, round: Round): BenchResult {
  const rates = stepRates(round);
  const at = (share: number): number => Math.round(rates[Math.floor((rates.length - 1) * share)] ?? 0);
  const spread = `slices from ${at(0)} to ${at(1)}`;
  return { name, value: at(0.5), unit: 'inputs/s', note: `of one core’s time; target 200,000; ${spread}` };
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

/** Encoding and decoding of the events of a mixed stream, and a replay of them: events a second of one core's time. */
function codecRates(): { encode: number; decode: number; replay: number } {
  const bench = openBench();
  const events: EngineEvent[] = [...bench.events];
  for (let index = 0; index < 2_000; index += 1) {
    bench.events.length = 0;
    mixedRound(bench, index);
    events.push(...bench.events);
  }
  const bodies = events.map((event) => Buffer.from(encodeEvent(event)).toString());
  const rateOf = (work: () => void): number => {
    const seconds = Array.from({ length: CODEC_PASSES }, () => cpuSeconds(work)).sort((left, right) => left - right);
    return events.length / (seconds[CODEC_PASSES / 2] ?? 0);
  };
  return {
    encode: rateOf(() => events.forEach((event) => Buffer.byteLength(encodeEvent(event)))),
    decode: rateOf(() => bodies.forEach(decodeEvent)),
    replay: rateOf(() => {
      const state = createAccountState(bench.state.account, bench.state.volatile.settings);
      for (const body of bodies) applyEvent(state, decodeForFold(body));
    }),
  };
}

export async function run(): Promise<BenchResult[]> {
  const codec = codecRates();
  return Promise.resolve([
    stepResult('engine step, mixed stream', mixedRound),
    stepResult('engine step, protected entries', protectedRound),
    { name: 'risk gate', value: Number(gateMicroseconds().toFixed(2)), unit: 'µs/order', note: 'target 200' },
    { name: 'event encode', value: Math.round(codec.encode), unit: 'events/s' },
    { name: 'event decode', value: Math.round(codec.decode), unit: 'events/s' },
    { name: 'event decode and fold', value: Math.round(codec.replay), unit: 'events/s', note: 'target 200,000' },
  ]);
}

if (import.meta.main) console.table(await run());
