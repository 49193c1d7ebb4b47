/** What counts as opening, and what an order may cost at its worst: no order passes as harmless that is not. */
import { describe, expect, it } from 'vitest';
import { decimal, multiplyRounded } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, EngineBench, sell } from './test/engine-harness.ts';

const only = (orders: readonly Order[]): Order => {
  expect(orders).toHaveLength(1);
  return orders[0] as Order;
};
const last = (bench: EngineBench): Order => [...bench.state.orders.values()].at(-1) as Order;

describe('several orders against one position', () => {
  const long = (bench: EngineBench): void => bench.fill(only(bench.execute(buy('1'))), { price: '60010' });

  it('only the first of two sells on their way is a reduction', () => {
    const bench = new EngineBench();
    long(bench);
    const first = only(bench.execute(sell('1')));
    const second = only(bench.execute(sell('1')));
    expect(first.reservation).toBe(0n);
    expect(second.reservation > 0n).toBe(true);
  });

  it('in an account that may only reduce the second is denied', () => {
    const bench = new EngineBench();
    long(bench);
    bench.send({ kind: 'set_trading_state', state: 'reducing', reason: { code: 'X', values: {} }, actor: 'me' });
    bench.execute(sell('1', { orderType: 'limit', price: decimal('60500') }));
    expect(last(bench).status).toBe('submitting');
    bench.execute(sell('1', { orderType: 'limit', price: decimal('60500') }));
    expect(last(bench)).toMatchObject({ status: 'denied', reason: { code: 'TRADING_REDUCING' } });
  });

  it('shares that can not be sold short are not sold twice', () => {
    const bench = new EngineBench();
    const shares = { symbol: '600000.SH' };
    bench.fill(only(bench.execute(buy('100', shares))), { price: '10' });
    bench.execute(sell('100', { ...shares, orderType: 'limit', price: decimal('10.5') }));
    bench.execute(sell('100', { ...shares, orderType: 'limit', price: decimal('10.6') }));
    const values = { position: '100', resting: '100', quantity: '100' };
    expect(last(bench)).toMatchObject({ status: 'denied', reason: { code: 'SHORT_NOT_ALLOWED', values } });
  });

  it('a close on its way counts, a stop-loss that will go with the position does not', () => {
    const bench = new EngineBench();
    bench.fill(only(bench.execute(buy('1', { stopLoss: decimal('59000') }))), { price: '60010' });
    expect(only(bench.open('stop_loss')).status).toBe('submitting');
    expect(only(bench.execute(sell('1'))).reservation).toBe(0n);
    const other = new EngineBench();
    long(other);
    other.execute({ action: 'close', symbol: 'BTCUSDT' });
    expect(only(other.execute(sell('1'))).reservation > 0n).toBe(true);
  });
});

describe('the largest position value on a hedging account', () => {
  const limits = { orderValueMax: decimal('1e9'), positionValueMax: decimal('70000') };

  it('is that of one side: what is held on the other takes nothing off it', () => {
    const bench = new EngineBench({ positionMode: 'hedging', limits });
    bench.fill(only(bench.execute(buy('1'))), { price: '60010' });
    bench.fill(only(bench.execute(sell('1'))), { price: '60000' });
    expect(only(bench.execute(buy('1'))).reason?.code).toBe('POSITION_VALUE_ABOVE_MAXIMUM');
    expect(only(bench.execute(sell('1'))).reason?.code).toBe('POSITION_VALUE_ABOVE_MAXIMUM');
    expect(only(bench.execute(sell('0.05'))).reason).toBeUndefined();
  });

  it('is the net one on a netting account', () => {
    const bench = new EngineBench({ limits });
    bench.fill(only(bench.execute(buy('1'))), { price: '60010' });
    expect(only(bench.execute(sell('2'))).reason).toBeUndefined();
  });
});

describe('the worst price of a stop order', () => {
  it('is as far beyond its trigger as a market order may slip', () => {
    const bench = new EngineBench();
    const stop = only(bench.execute(buy('1', { orderType: 'stop', stopPrice: decimal('61000') })));
    const worst = multiplyRounded(decimal('61000'), decimal('1.05'), 'up');
    expect(stop.reservation).toBe(multiplyRounded(worst, decimal('0.1'), 'up'));
  });
});
