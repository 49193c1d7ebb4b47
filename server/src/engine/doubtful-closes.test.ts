/** Closes beside an order of unknown fate that may have taken the same off the position already. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench, type BenchOptions, sell } from './test/engine-harness.ts';

const CLOSE = { action: 'close', symbol: 'BTCUSDT' } as const;

function long(quantity: string, options: BenchOptions = {}, levels: Parameters<typeof buy>[1] = {}): EngineBench {
  const bench = new EngineBench({ ...options, traits: { reduceOnly: false, ...options.traits } });
  for (const order of bench.execute(buy(quantity, levels))) bench.fill(order, { price: '60010' });
  for (const order of bench.open('stop_loss')) bench.accept(order);
  return bench;
}

function unknown(bench: EngineBench, [order]: readonly Order[]): Order {
  if (order === undefined) throw new Error('no order');
  bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'no answer', time: bench.now });
  expect(order.status).toBe('unknown');
  return order;
}

const sizes = (orders: readonly Order[]): string[] => orders.map(({ request }) => formatDecimal(request.quantity));

describe('a close at a venue that does not know reduce-only, while an order of the same side is unknown', () => {
  it('takes what that order leaves in any case, and says so', () => {
    const bench = long('1');
    unknown(bench, bench.execute(sell('0.4')));
    const closes = bench.execute(CLOSE);
    expect(sizes(closes)).toEqual(['0.6']);
    expect(closes[0]?.request.adjustments).toMatchObject([{ code: 'CLOSE_LIMITED', values: { pending: '0.4' } }]);
  });

  it('is denied where that order may have taken everything, until it is known', () => {
    const bench = long('1');
    const order = unknown(bench, bench.execute(sell('1.5')));
    expect(bench.execute(CLOSE)).toEqual([]);
    expect(bench.events.at(-1)).toMatchObject({ reason: { code: 'CLOSE_PENDING', values: { pending: '1.5' } } });
    bench.send({ kind: 'resolve_unknown', orderId: order.id, actor: 'me', note: 'not there' });
    expect(sizes(bench.execute(CLOSE))).toEqual(['1']);
  });

  it('leaves room also for another close that is unknown', () => {
    const bench = long('1');
    unknown(bench, bench.execute({ ...CLOSE, quantity: decimal('0.3'), quantityUnit: 'units' }));
    expect(sizes(bench.execute(CLOSE))).toEqual(['0.7']);
  });

  it('waits for its stop-loss all the same, and is not kept back by what was asked for later', () => {
    const bench = long('1', {}, { stopLoss: decimal('59000') });
    const [stop] = bench.open('stop_loss') as [Order];
    const [close] = bench.execute(CLOSE) as [Order];
    unknown(bench, bench.execute(sell('0.4')));
    bench.cancel(stop);
    expect([close.status, formatDecimal(close.request.quantity)]).toEqual(['submitting', '1']);
  });

  it('leaves the stop-loss as large as the position', () => {
    const bench = long('1', {}, { stopLoss: decimal('59000') });
    unknown(bench, bench.execute(sell('0.4')));
    bench.send({ kind: 'set_trading_state', state: 'active', reason: { code: 'X', values: {} }, actor: 'me' });
    expect(sizes(bench.open('stop_loss'))).toEqual(['1']);
    expect(bench.open('stop_loss')[0]?.status).toBe('accepted');
  });

  it('is as large as the position where the unknown order could only add to it', () => {
    const bench = long('1');
    unknown(bench, bench.execute(buy('0.4')));
    expect(sizes(bench.execute(CLOSE))).toEqual(['1']);
  });

  it('is as large as the position where the unknown order is one of its own on a hedging account', () => {
    const bench = long('1', { positionMode: 'hedging' });
    unknown(bench, bench.execute(sell('0.4')));
    expect(sizes(bench.execute(CLOSE))).toEqual(['1']);
  });
});

describe('a close at a venue that knows reduce-only', () => {
  it('is as large as the position, whatever is unknown', () => {
    const bench = long('1', { traits: { reduceOnly: true } });
    unknown(bench, bench.execute(sell('0.4')));
    expect(sizes(bench.execute(CLOSE))).toEqual(['1']);
  });
});

describe('a take-profit at a venue that does not know reduce-only', () => {
  const LEVELS = { stopLoss: decimal('59000'), takeProfit: decimal('61000') };

  /** A position that an order on its way may take away again. */
  function withSellOnItsWay(reduceOnly = false): { bench: EngineBench; under: Order } {
    const bench = new EngineBench({ traits: { reduceOnly } });
    const [under] = bench.execute(sell('1')) as [Order];
    for (const order of bench.execute(buy('0.3', LEVELS))) bench.fill(order, { price: '60010' });
    return { bench, under };
  }

  it('waits for what is on its way to take the position away; the stop-loss does not', () => {
    const { bench, under } = withSellOnItsWay();
    expect([sizes(bench.open('stop_loss')), sizes(bench.open('take_profit'))]).toEqual([['0.3'], []]);
    bench.accept(under);
    expect(bench.open('take_profit')).toEqual([]);
    bench.fill(under, { price: '60000' });
    expect(bench.open('take_profit')).toEqual([]);
  });

  it('is placed when that has ended', () => {
    for (const end of ['rejected', 'canceled'] as const) {
      const { bench, under } = withSellOnItsWay();
      const clientOrderId = clientIdOf(under);
      if (end === 'rejected')
        bench.report({ kind: 'rejected', clientOrderId, venueCode: 'NO', message: '', time: bench.now });
      else {
        bench.accept(under);
        bench.cancel(under);
      }
      expect([end, sizes(bench.open('take_profit'))]).toEqual([end, ['0.3']]);
    }
  });

  /** Had that order filled after all, the take-profit would add to the other side; it can be had a little later too. */
  it('waits also while nobody knows what has become of that, until it is known', () => {
    for (const doubt of ['unknown', 'lost'] as const) {
      for (const end of ['person', 'fill'] as const) {
        const { bench, under } = withSellOnItsWay();
        const clientOrderId = clientIdOf(under);
        if (doubt === 'unknown') unknown(bench, [under]);
        else {
          bench.accept(under);
          const answer = { kind: 'not_found', venueTime: bench.now } as const;
          bench.send({ kind: 'query_answer', orderId: under.id, clientOrderId, answer });
        }
        expect([doubt, under.status, bench.open('take_profit')]).toEqual([doubt, 'unknown', []]);
        expect(sizes(bench.open('stop_loss'))).toEqual(['0.3']);
        if (end === 'person')
          bench.send({ kind: 'resolve_unknown', orderId: under.id, actor: 'me', note: 'not there' });
        else bench.fill(under, { price: '60000' });
        expect([doubt, end, sizes(bench.open('take_profit'))]).toEqual([doubt, end, end === 'person' ? ['0.3'] : []]);
      }
    }
  });

  it('is not made larger while something is on its way, and is when that has ended', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    const [entry] = bench.execute(buy('0.6', LEVELS)) as [Order];
    bench.accept(entry);
    bench.fill(entry, { quantity: '0.3', price: '60010' });
    const [target] = bench.open('take_profit') as [Order];
    bench.accept(target);
    for (const stop of bench.open('stop_loss')) bench.accept(stop);
    const under = unknown(bench, bench.execute(sell('0.2')));
    bench.fill(entry, { quantity: '0.3', price: '60010' });
    expect([target.status, bench.open('stop_loss')[0]?.status]).toEqual(['accepted', 'pending_amend']);
    bench.send({ kind: 'resolve_unknown', orderId: under.id, actor: 'me', note: 'not there' });
    expect([target.status, formatDecimal(target.amendTo?.quantity ?? ZERO)]).toEqual(['pending_amend', '0.6']);
  });

  it('is placed at once where the venue sees to it', () => {
    const { bench } = withSellOnItsWay(true);
    expect(sizes(bench.open('take_profit'))).toEqual(['0.3']);
  });

  it('goes out when the doubt is over, though the account had not been compared yet when it was wanted', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    for (const order of bench.execute(buy('1', { takeProfit: decimal('61000') })))
      bench.fill(order, { price: '60010' });
    const [target] = bench.open('take_profit') as [Order];
    bench.accept(target);
    const [sale] = bench.execute(sell('0.2', { orderType: 'limit', price: decimal('60900') })) as [Order];
    bench.accept(sale);
    bench.send({ kind: 'recovered' });
    bench.cancel(target);
    expect(bench.open('take_profit')).toEqual([]);
    const answer = { kind: 'not_found', venueTime: bench.now } as const;
    bench.send({ kind: 'query_answer', orderId: sale.id, clientOrderId: clientIdOf(sale), answer });
    expect(sale.status).toBe('unknown');
    const position = { positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', averagePrice: decimal('60010') };
    bench.send({ kind: 'reconciled', positions: [{ ...position, quantity: decimal('1') }], ordersCompared: 2 });
    expect(sizes(bench.open('take_profit'))).toEqual([]);
    bench.send({ kind: 'resolve_unknown', orderId: sale.id, actor: 'me', note: 'not there' });
    expect(sizes(bench.open('take_profit'))).toEqual(['1']);
  });
});
