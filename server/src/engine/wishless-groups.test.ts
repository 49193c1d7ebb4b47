/** Positions of which a part is to have neither stop-loss nor take-profit: it takes nothing from the protection of the rest. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, EngineBench } from './test/engine-harness.ts';

const STOP = { stopLoss: decimal('59000') };

describe('a part of a position that nobody wants protected any more', () => {
  it('leaves the stop-loss of another part where it is when a close rests', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    for (const quantity of ['1', '0.4'])
      for (const order of bench.execute(buy(quantity, STOP))) bench.fill(order, { price: '60010' });
    for (const stop of bench.open('stop_loss')) bench.accept(stop);
    const [first] = bench.open('stop_loss') as [Order];
    bench.send({ kind: 'cancel', orderId: first.id, actor: 'me' });
    bench.cancel(first);
    const limit = { orderType: 'limit', price: decimal('60500'), quantity: decimal('0.5') } as const;
    const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT', ...limit }) as [Order];
    bench.accept(close);
    const position = { positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', averagePrice: decimal('60010') };
    bench.send({ kind: 'recovered' });
    bench.send({ kind: 'reconciled', positions: [{ ...position, quantity: decimal('1.4') }], ordersCompared: 0 });
    const stops = bench.open('stop_loss').map(({ request, status }) => [formatDecimal(request.quantity), status]);
    expect(stops).toEqual([['0.4', 'accepted']]);
  });

  it('has its take-profit gone before another part is protected, which together with a close could turn the position round', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    const target = { takeProfit: decimal('61000') };
    for (const order of bench.execute(buy('1', target))) bench.fill(order, { price: '60010' });
    const [dying] = bench.open('take_profit') as [Order];
    const part = { quantity: decimal('0.1'), quantityUnit: 'units' } as const;
    const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT', ...part });
    for (const order of bench.execute(buy('0.1', STOP))) bench.fill(order, { price: '60010' });
    expect(close?.status).toBe('submitting');
    bench.accept(dying);
    bench.send({ kind: 'cancel', orderId: dying.id, actor: 'me' });
    bench.fill(dying, { price: '61000', quantity: '0.1' });
    expect(dying.status).toBe('pending_cancel');
    expect(bench.open('stop_loss')).toEqual([]);
    bench.cancel(dying);
    expect(bench.open('stop_loss').map(({ request }) => formatDecimal(request.quantity))).toEqual(['0.1']);
  });
});
