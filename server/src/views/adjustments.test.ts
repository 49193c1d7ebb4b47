/** What was rounded, cut or split is shown with the order and with the decision that made it. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { BTC, buy, EngineBench } from '#engine/test/engine-harness.ts';
import { orderView } from './order-view.ts';
import { decisionViews } from './signal-view.ts';

const decided = (bench: EngineBench) =>
  decisionViews(bench.events.map((event) => ({ accountId: 'paper', event }))).at(-1);

describe('an adjustment', () => {
  it('of an order is shown with it, and with the decision', () => {
    const bench = new EngineBench();
    const [order] = bench.execute(buy('0.12345'));
    if (order === undefined) throw new Error('no order');
    const adjustments = [{ code: 'QUANTITY_ROUNDED', values: { asked: '0.12345', sent: '0.1234', step: '0.0001' } }];
    expect(orderView(order, { instrument: BTC, simulated: true }).adjustments).toEqual(adjustments);
    expect(decided(bench)?.adjustments).toEqual(adjustments);
  });

  it('of a level that was moved is shown with the decision', () => {
    const bench = new EngineBench();
    const [order] = bench.execute(buy('1'));
    if (order !== undefined) bench.fill(order, { price: '60010' });
    bench.execute({ action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal('59000.005'), stopLossUnit: 'price' });
    expect(decided(bench)?.adjustments).toMatchObject([{ code: 'PRICE_ROUNDED', values: { sent: '59000.01' } }]);
  });
});
