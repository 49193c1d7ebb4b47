/** An order has ended when all that it filled is known, and not before. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { FillReport, QueryAnswer, VenueOrder } from '#domain/report.ts';
import { isBusy } from './step.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const RESTING = { orderType: 'limit', price: decimal('59500') } as const;

function resting(): { readonly bench: EngineBench; readonly order: Order } {
  const bench = new EngineBench();
  const [order] = bench.execute(buy('1', RESTING)) as [Order];
  bench.accept(order);
  return { bench, order };
}

function canceled(bench: EngineBench, order: Order, filled?: string): void {
  const told = filled === undefined ? {} : { filledQuantity: decimal(filled) };
  bench.report({ kind: 'canceled', clientOrderId: clientIdOf(order), time: bench.now, ...told });
}

function answer(bench: EngineBench, order: Order, found: QueryAnswer): void {
  bench.send({ kind: 'query_answer', orderId: order.id, clientOrderId: clientIdOf(order), answer: found });
}

function found(order: Order, status: VenueOrder['status'], fills: readonly FillReport[] = []): QueryAnswer {
  const { instrumentId, side, type, quantity, limitPrice = ZERO } = order.request;
  const filledQuantity = fills[0]?.quantity ?? ZERO;
  const held = { clientOrderId: clientIdOf(order), venueOrderId: `v-${clientIdOf(order)}`, instrumentId, side, type };
  const terms = { quantity, limitPrice, filledQuantity, averagePrice: ZERO, status, updatedAt: 1 };
  return { kind: 'found', order: { ...held, ...terms }, fills };
}

function fillOf(order: Order, quantity: string): FillReport {
  const { instrumentId, side } = order.request;
  const trade = { tradeId: 'late', price: decimal('59500'), quantity: decimal(quantity), fee: ZERO, time: 1 };
  return { kind: 'fill', clientOrderId: clientIdOf(order), instrumentId, side, liquidity: 'maker', ...trade };
}

const CLOSE = { action: 'close', symbol: 'BTCUSDT' } as const;

describe('an order that the venue calls ended', () => {
  it('has ended when the venue says with it that nothing filled but what is known', () => {
    const { bench, order } = resting();
    bench.fill(order, { price: '59500', quantity: '0.3' });
    canceled(bench, order, '0.3');
    expect([order.status, bench.effectsOf('query')]).toEqual(['canceled', []]);
  });

  it('is asked for, once, when the venue does not say how much filled; the next signal waits', () => {
    const { bench, order } = resting();
    canceled(bench, order);
    canceled(bench, order);
    expect([order.status, bench.effectsOf('query').length, isBusy(bench.state, 'BTCUSDT')]).toEqual([
      'accepted',
      1,
      true,
    ]);
    answer(bench, order, found(order, 'canceled', [fillOf(order, '0.4')]));
    expect([order.status, formatDecimal(order.filledQuantity)]).toEqual(['canceled', '0.4']);
    expect(isBusy(bench.state, 'BTCUSDT')).toBe(false);
  });

  it('ends with the fill that was missing, whoever reports it', () => {
    const { bench, order } = resting();
    canceled(bench, order, '0.4');
    expect(order.status).toBe('accepted');
    bench.report(fillOf(order, '0.4'));
    expect(order.status).toBe('canceled');
    answer(bench, order, { kind: 'not_found', venueTime: bench.now });
    expect(order.status).toBe('canceled');
  });

  it('is asked for again when the answer is older than its end', () => {
    const { bench, order } = resting();
    bench.send({ kind: 'cancel', orderId: order.id, actor: 'me' });
    canceled(bench, order);
    answer(bench, order, found(order, 'open'));
    expect([order.status, bench.effectsOf('cancel').length]).toEqual(['pending_cancel', 1]);
    expect(bench.effects.at(-1)).toMatchObject({ kind: 'poll_after', orderId: order.id });
    answer(bench, order, found(order, 'canceled'));
    expect(order.status).toBe('canceled');
  });

  it('has ended, and was not lost, when the venue has forgotten it', () => {
    const { bench, order } = resting();
    bench.report({ kind: 'expired', clientOrderId: clientIdOf(order), time: bench.now });
    for (let round = 0; round < 4; round += 1) {
      expect([order.status, bench.state.frozen.size]).toEqual(['accepted', 0]);
      answer(bench, order, { kind: 'not_found', venueTime: bench.now });
    }
    expect(order.status).toBe('expired');
  });

  it('is asked for soon again where the venue answers after a long silence', () => {
    const { bench, order } = resting();
    bench.report({ kind: 'canceled', clientOrderId: clientIdOf(order), time: bench.now });
    for (let round = 0; round < 6; round += 1) answer(bench, order, { kind: 'unreachable', detail: 'maintenance' });
    expect(bench.effectsOf('poll_after').at(-1)?.delayMs).toBeGreaterThan(10_000);
    answer(bench, order, { kind: 'not_found', venueTime: bench.now });
    expect(bench.effectsOf('poll_after').at(-1)?.delayMs).toBeLessThan(1_000);
  });

  it('keeps the reason that came with the first word of it', () => {
    const { bench, order } = resting();
    bench.report({ kind: 'canceled', clientOrderId: clientIdOf(order), venueReason: 'margin call', time: bench.now });
    answer(bench, order, found(order, 'canceled'));
    expect(order.reason).toMatchObject({ code: 'VENUE_CANCELED', values: { detail: 'margin call' } });
  });

  it('had the size that it was changed to, where the venue shows it', () => {
    for (const [shown, kept] of [
      ['0.4', '0.4'],
      ['1', '1'],
    ] as const) {
      const { bench, order } = resting();
      bench.send({ kind: 'amend', orderId: order.id, quantity: decimal('0.4'), actor: 'me' });
      canceled(bench, order);
      const answered = found(order, 'canceled');
      if (answered.kind !== 'found') throw new Error(answered.kind);
      answer(bench, order, { ...answered, order: { ...answered.order, quantity: decimal(shown) } });
      expect([order.status, formatDecimal(order.request.quantity)]).toEqual(['canceled', kept]);
    }
  });

  it('is not sent again though it was unknown and the venue does not find it', () => {
    const bench = new EngineBench();
    const [order] = bench.execute(buy('1', RESTING)) as [Order];
    bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'silence', time: bench.now });
    canceled(bench, order);
    for (let round = 0; round < 4; round += 1) {
      bench.now += 5_000;
      answer(bench, order, { kind: 'not_found', venueTime: bench.now });
    }
    expect([order.status, order.attempt, bench.state.frozen.size]).toEqual(['canceled', 1, 0]);
  });
});

describe('a close that waits for its take-profit to be gone, where nobody keeps it from turning the position round', () => {
  it('waits for what that filled before it ended, and is denied when less is left than it was to close', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    const [entry] = bench.execute(buy('1', { takeProfit: decimal('61000') })) as [Order];
    bench.fill(entry, { price: '60010' });
    const [target] = bench.open('take_profit') as [Order];
    bench.accept(target);
    const [close] = bench.execute(CLOSE) as [Order];
    canceled(bench, target);
    expect(close.status).toBe('approved');
    answer(bench, target, found(target, 'canceled', [fillOf(target, '0.99')]));
    expect([target.status, close.status]).toEqual(['canceled', 'denied']);
    expect(bench.effectsOf('place').map((effect) => effect.order.orderId)).not.toContain(close.id);
  });

  it('goes out whole when nothing filled', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    const [entry] = bench.execute(buy('1', { takeProfit: decimal('61000') })) as [Order];
    bench.fill(entry, { price: '60010' });
    const [target] = bench.open('take_profit') as [Order];
    bench.accept(target);
    const [close] = bench.execute(CLOSE) as [Order];
    canceled(bench, target);
    answer(bench, target, found(target, 'canceled'));
    expect(close.status).toBe('submitting');
  });
});

describe('an order that can only be about to end', () => {
  it('is asked for after seconds, also when its first fill came before the answer to it', () => {
    for (const first of ['answer', 'fill'] as const) {
      const bench = new EngineBench();
      const [order] = bench.execute(buy('1')) as [Order];
      if (first === 'answer') bench.accept(order);
      bench.report(fillOf(order, '0.4'));
      const polls = bench.effectsOf('poll_after').filter(({ orderId }) => orderId === order.id);
      expect([first, polls.map(({ delayMs }) => delayMs)]).toEqual([first, [5_000]]);
    }
  });
});
