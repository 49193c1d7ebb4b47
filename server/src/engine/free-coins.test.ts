/** Protection of coins, where what rests ties them up: nothing leaves to sell what another order has. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, ONE } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const SPOT = { reduceOnly: false, amend: false, amends: {}, oneCancelsOther: false, tiesUp: ['crypto_spot'] } as const;
const STOP = { stopLoss: decimal('59000') };

const quantities = (bench: EngineBench, role: 'stop_loss' | 'close'): string[] =>
  bench.open(role).map(({ request, status }) => `${formatDecimal(request.quantity)} ${status}`);

/** Two coins of one entry whose profit is taken in two parts, and a close of most of them on its way. */
function closing(): { readonly bench: EngineBench; readonly close: Order; readonly stop: Order } {
  const bench = new EngineBench({ traits: { ...SPOT } });
  const takeProfits = ['61000', '62000'].map((value) => ({ value: decimal(value), portion: decimal('0.5') }));
  for (const order of bench.execute(buy('2', { ...STOP, takeProfits }))) bench.fill(order, { price: '60010' });
  for (const stop of bench.open('stop_loss')) bench.accept(stop);
  const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT', quantity: decimal('1.5') }) as [Order];
  for (const stop of bench.open('stop_loss')) bench.cancel(stop);
  const [stop] = bench.open('stop_loss') as [Order];
  return { bench, close, stop };
}

function setState(bench: EngineBench, state: 'active' | 'halted'): void {
  bench.send({ kind: 'set_trading_state', state, reason: { code: 'TRADING_STATE_SET', values: {} }, actor: 'me' });
}

const LOST = { kind: 'unreachable', detail: 'no way' } as const;
const HALVES = ['0.25 submitting', '0.25 submitting'];

describe('a stop-loss of coins that another order still has', () => {
  it('waits until they are free, and then leaves', () => {
    const { bench, close, stop } = closing();
    expect([quantities(bench, 'close'), quantities(bench, 'stop_loss')]).toEqual([
      ['1.5 submitting'],
      ['0.5 submitting'],
    ]);
    bench.fill(close, { price: '60000' });
    expect(quantities(bench, 'stop_loss')).toEqual(['0.5 submitting']);
    bench.accept(stop);
    expect(quantities(bench, 'stop_loss')).toEqual(['0.5 pending_cancel']);
    bench.cancel(stop);
    expect(quantities(bench, 'stop_loss')).toEqual(HALVES);
    expect(bench.effectsOf('notify')).toEqual([]);
  });

  it('leaves for those that are free at once, where nobody knows what has become of that order', () => {
    const bench = new EngineBench({ traits: { ...SPOT } });
    const [early, late] = ['1', '0.4'].map((quantity) => bench.execute(buy(quantity, STOP))[0]) as [Order, Order];
    bench.fill(late, { price: '60010' });
    const [unknown] = bench.open('stop_loss') as [Order];
    bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(unknown), detail: 'no answer', time: bench.now });
    bench.fill(early, { price: '60010' });
    const [stop] = bench.open('stop_loss').filter(({ id }) => id !== unknown.id) as [Order];
    bench.accept(stop);
    bench.send({ kind: 'query_answer', orderId: unknown.id, clientOrderId: clientIdOf(unknown), answer: LOST });
    const held = { positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', quantity: decimal('1'), averagePrice: ONE };
    bench.send({ kind: 'reconciled', positions: [held], ordersCompared: 0 });
    bench.send({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'me' });
    bench.cancel(stop);
    expect(quantities(bench, 'stop_loss')).toEqual(['0.4 unknown', '0.6 submitting']);
    bench.accept(bench.open('stop_loss')[1] as Order);
    bench.send({ kind: 'resolve_unknown', orderId: unknown.id, actor: 'me', note: 'it is not there' });
    expect(quantities(bench, 'stop_loss')).toEqual(['0.6 pending_cancel']);
  });

  it('leaves as well when that order is refused', () => {
    const { bench, close, stop } = closing();
    bench.fill(close, { price: '60000' });
    const why = { venueCode: '-1021', message: 'too late', time: bench.now };
    bench.report({ kind: 'rejected', clientOrderId: clientIdOf(stop), ...why });
    expect(quantities(bench, 'stop_loss')).toEqual(HALVES);
  });

  it('is left where it is while trading is halted, as long as all together have no more than there is', () => {
    const { bench, close, stop } = closing();
    bench.accept(stop);
    setState(bench, 'halted');
    bench.fill(close, { price: '60000' });
    expect(quantities(bench, 'stop_loss')).toEqual(['0.5 accepted']);
    setState(bench, 'active');
    expect(quantities(bench, 'stop_loss')).toEqual(['0.5 pending_cancel']);
    bench.cancel(stop);
    expect(quantities(bench, 'stop_loss')).toEqual(HALVES);
  });

  it('ends even then where it has more than there is', () => {
    const { bench, close, stop } = closing();
    bench.accept(stop);
    setState(bench, 'halted');
    bench.fill(close, { price: '60000' });
    const held = { positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', quantity: decimal('0.3'), averagePrice: ONE };
    bench.send({ kind: 'reconciled', positions: [held], ordersCompared: 0 });
    expect(quantities(bench, 'stop_loss')).toEqual(['0.5 accepted']);
    bench.send({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'me' });
    expect(quantities(bench, 'stop_loss')).toEqual(['0.5 pending_cancel']);
  });
});
