/** Protection whose fate is unknown: what ends without having reached the venue leaves no position bare. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { VenueTraits } from './state.ts';
import { buy, clientIdOf, EngineBench, LIMITS, sell } from './test/engine-harness.ts';

const STOP = { stopLoss: decimal('59000') };

/** A long position whose stop-loss was sent without an answer. */
function withUnknownStop(traits: Partial<VenueTraits> = {}): { bench: EngineBench; stop: Order } {
  const bench = new EngineBench({ traits });
  for (const order of bench.execute(buy('1', STOP))) bench.fill(order, { price: '60010' });
  const [stop] = bench.open('stop_loss') as [Order];
  beUnknown(bench, stop);
  return { bench, stop };
}

function beUnknown(bench: EngineBench, order: Order): void {
  bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'no answer', time: bench.now });
}

/** The venue says often enough that it has no such order. */
function proveDead(bench: EngineBench, order: Order): void {
  for (let miss = 0; miss < 2; miss += 1) {
    bench.now += 3_000;
    bench.quote('BTCUSDT', '60000', '60010');
    const answer = { kind: 'not_found', venueTime: bench.now } as const;
    bench.send({ kind: 'query_answer', orderId: order.id, clientOrderId: clientIdOf(order), answer });
  }
}

const stopsOf = (bench: EngineBench): string[] =>
  bench.open('stop_loss').map(({ request }) => formatDecimal(request.quantity));

describe('a stop-loss of unknown fate that turns out never to have been taken', () => {
  it('is sent again where it still fits', () => {
    const { bench, stop } = withUnknownStop();
    proveDead(bench, stop);
    expect([stop.status, stop.attempt]).toEqual(['submitting', 2]);
  });

  it('is followed by a smaller one when a part of the position has gone meanwhile', () => {
    const { bench, stop } = withUnknownStop();
    for (const order of bench.execute(sell('0.4'))) bench.fill(order, { price: '60000' });
    proveDead(bench, stop);
    expect(stop.status).toBe('expired');
    expect(stopsOf(bench)).toEqual(['0.6']);
  });

  it('is followed by a smaller one also while another order in the symbol is unknown', () => {
    const { bench, stop } = withUnknownStop();
    const [reduces, unknown] = [...bench.execute(sell('0.4')), ...bench.execute(sell('0.1'))] as [Order, Order];
    bench.fill(reduces, { price: '60000' });
    beUnknown(bench, unknown);
    proveDead(bench, stop);
    expect(stop.status).toBe('expired');
    expect(stopsOf(bench)).toEqual(['0.6']);
  });

  it('comes back when a person has called it dead, also while another order in the symbol is unknown', () => {
    const { bench, stop } = withUnknownStop();
    const [unknown] = bench.execute(sell('0.1')) as [Order];
    beUnknown(bench, unknown);
    bench.send({ kind: 'resolve_unknown', orderId: stop.id, actor: 'me', note: 'not there' });
    expect(stopsOf(bench)).toEqual(['1']);
  });

  it('is made anew when there is room, where as many orders have left as may', () => {
    const { bench, stop } = withUnknownStop();
    const limits = { ...LIMITS, messageRate: { count: 1, windowMs: 60_000 } };
    bench.send({ kind: 'limits', limits });
    proveDead(bench, stop);
    expect([stop.status, stopsOf(bench)]).toEqual(['expired', []]);
    const timer = bench.effectsOf('poll_after').at(-1);
    bench.now += 62_000;
    bench.quote('BTCUSDT', '60000', '60010');
    bench.send({ kind: 'poll', orderId: timer?.orderId ?? '' });
    expect(stopsOf(bench)).toEqual(['1']);
  });

  it('has kept a close waiting, which goes out then', () => {
    for (const end of ['proof', 'person'] as const) {
      const { bench, stop } = withUnknownStop({ reduceOnly: false });
      const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT' }) as [Order];
      expect(close.status).toBe('approved');
      if (end === 'proof') proveDead(bench, stop);
      else bench.send({ kind: 'resolve_unknown', orderId: stop.id, actor: 'me', note: 'not there' });
      expect([stop.status, close.status]).toEqual(['expired', 'submitting']);
      expect(stopsOf(bench)).toEqual([]);
    }
  });
});

describe('a take-profit of unknown fate that turns out never to have been taken', () => {
  it('is not sent again while an entry is about to take the position, and comes when that has been done', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    for (const order of bench.execute(buy('1', { takeProfit: decimal('61000') })))
      bench.fill(order, { price: '60010' });
    const [target] = bench.open('take_profit') as [Order];
    beUnknown(bench, target);
    const [entry] = bench.execute(sell('0.4')) as [Order];
    proveDead(bench, target);
    expect([entry.status, target.status]).toEqual(['submitting', 'expired']);
    expect(bench.open('take_profit')).toEqual([]);
    bench.fill(entry, { price: '60000' });
    expect(bench.open('take_profit').map(({ request }) => formatDecimal(request.quantity))).toEqual(['0.6']);
  });
});
