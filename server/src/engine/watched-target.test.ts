/** A stop-loss and a take-profit of the same coins, where whatever rests has them set aside. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { shownOrder, shownOrders } from './algos/shown-orders.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const SPOT = { reduceOnly: false, amend: false, amends: {}, oneCancelsOther: false, tiesUp: ['crypto_spot'] } as const;
const LEVELS = { stopLoss: decimal('59000'), takeProfit: decimal('61000') };
const WHY = { code: 'TRADING_HALTED', values: {} };
const COME = ['61000', '61010'] as const;

function held(more: object = {}): EngineBench {
  const bench = new EngineBench({ traits: { ...SPOT } });
  for (const order of bench.execute(buy('1', { ...LEVELS, ...more }))) bench.fill(order, { price: '60010' });
  for (const stop of bench.open('stop_loss')) bench.accept(stop);
  return bench;
}
const only = <T>(items: readonly T[]): T => {
  expect(items).toHaveLength(1);
  return items[0] as T;
};
const stopOf = (bench: EngineBench): Order => only(bench.open('stop_loss'));
const takerOf = (bench: EngineBench): Order => only(bench.open('take_profit'));
const quote = (bench: EngineBench, [bid, ask]: readonly [string, string]): void => bench.quote('BTCUSDT', bid, ask);
const expire = (bench: EngineBench, order: Order): void => {
  const filled = { filledQuantity: order.filledQuantity, time: bench.now };
  bench.report({ kind: 'expired', clientOrderId: clientIdOf(order), ...filled });
};
const reject = (bench: EngineBench, order: Order): void => {
  const why = { venueCode: '-2010', message: 'no', time: bench.now };
  bench.report({ kind: 'rejected', clientOrderId: clientIdOf(order), ...why });
};
/** The price comes, and the stop-loss is known to be gone. */
function taking(bench = held()): EngineBench {
  quote(bench, COME);
  bench.cancel(stopOf(bench));
  return bench;
}

describe('a take-profit of coins that a stop-loss ties up', () => {
  it('is not sent while the stop-loss rests, and nobody is alarmed', () => {
    const bench = held();
    expect([bench.open('stop_loss').length, bench.open('take_profit').length]).toEqual([1, 0]);
    expect(bench.effectsOf('notify')).toEqual([]);
    quote(bench, ['60999.99', '61200']);
    expect(stopOf(bench).status).toBe('accepted');
  });

  it('leaves when the price has come and the stop-loss is known to be gone, and not before', () => {
    const bench = held();
    quote(bench, COME);
    const stop = stopOf(bench);
    expect([stop.status, bench.open('take_profit').length]).toEqual(['pending_cancel', 0]);
    bench.cancel(stop);
    const { request } = takerOf(bench);
    expect(bench.open('stop_loss')).toEqual([]);
    expect(request).toMatchObject({ type: 'limit', timeInForce: 'ioc', side: 'sell', reduceOnly: true });
    expect([request.limitPrice, request.quantity].map((value) => formatDecimal(value ?? (0n as never)))).toEqual([
      '61000',
      '1',
    ]);
    bench.fill(takerOf(bench), { price: '61000' });
    expect([bench.state.positions.size, bench.state.groups.size]).toEqual([0, 0]);
  });

  it('gives way to the stop-loss again with what it did not fill', () => {
    const bench = taking();
    const taker = takerOf(bench);
    bench.accept(taker);
    bench.fill(taker, { price: '61000', quantity: '0.4' });
    expect(bench.open('stop_loss')).toEqual([]);
    expire(bench, taker);
    expect(stopOf(bench).request).toMatchObject({
      type: 'stop',
      quantity: decimal('0.6'),
      stopPrice: decimal('59000'),
    });
    bench.accept(stopOf(bench));
    bench.now += 1;
    quote(bench, COME);
    bench.cancel(stopOf(bench));
    expect(takerOf(bench).request.quantity).toBe(decimal('0.6'));
  });

  it('is not sent when the price has gone back before the stop-loss was gone', () => {
    const bench = held();
    quote(bench, COME);
    quote(bench, ['60500', '60510']);
    bench.cancel(stopOf(bench));
    expect([bench.open('take_profit').length, stopOf(bench).status]).toEqual([0, 'submitting']);
  });

  it('takes what the stop-loss has left where that fills after all', () => {
    const bench = held();
    quote(bench, COME);
    bench.fill(stopOf(bench), { price: '59000', quantity: '0.7' });
    bench.cancel(stopOf(bench));
    expect(takerOf(bench).request.quantity).toBe(decimal('0.3'));
  });

  it('waits for a stop-loss of unknown fate, and a stop-loss for a take-profit of unknown fate', () => {
    const late = new EngineBench({ traits: { ...SPOT } });
    for (const order of late.execute(buy('1', LEVELS))) late.fill(order, { price: '60010' });
    late.report({ kind: 'ambiguous', clientOrderId: clientIdOf(stopOf(late)), detail: 'lost', time: late.now });
    quote(late, COME);
    expect([stopOf(late).status, late.open('take_profit').length]).toEqual(['unknown', 0]);
    const bench = taking();
    bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(takerOf(bench)), detail: 'lost', time: bench.now });
    quote(bench, ['59500', '59510']);
    expect([takerOf(bench).status, bench.open('stop_loss').length]).toEqual(['unknown', 0]);
    expire(bench, takerOf(bench));
    expect(stopOf(bench).request.quantity).toBe(decimal('1'));
  });

  it('is tried again later and later, and not for ever where it is refused', () => {
    const bench = held();
    const triedAt: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      bench.now += 1_000;
      quote(bench, COME);
      const [stop] = bench.open('stop_loss');
      if (stop?.status !== 'pending_cancel') continue;
      triedAt.push(second);
      bench.cancel(stop);
      reject(bench, takerOf(bench));
      bench.accept(stopOf(bench));
    }
    expect(triedAt).toEqual([0, 1, 3]);
    expect(stopOf(bench).status).toBe('accepted');
    bench.execute({ action: 'modify', symbol: 'BTCUSDT', takeProfit: decimal('60900'), takeProfitUnit: 'price' });
    quote(bench, COME);
    expect(stopOf(bench).status).toBe('pending_cancel');
  });

  it('that came to nothing while the price fell through the stop-loss is followed by a sale at the market', () => {
    const bench = taking();
    bench.accept(takerOf(bench));
    quote(bench, ['58500', '58510']);
    expire(bench, takerOf(bench));
    expect(stopOf(bench).request).toMatchObject({ type: 'market', timeInForce: 'ioc', quantity: decimal('1') });
  });

  it('has the stop-loss tried again where the venue refuses it, as a sale at the market once its price is passed', () => {
    const bench = taking();
    expire(bench, takerOf(bench));
    reject(bench, stopOf(bench));
    expect(bench.open('stop_loss')).toEqual([]);
    expect(bench.effectsOf('notify').at(-1)).toMatchObject({ code: 'PROTECTION_NOT_PLACED' });
    quote(bench, ['60000', '60010']);
    expect(stopOf(bench).request.type).toBe('stop');
    reject(bench, stopOf(bench));
    quote(bench, ['58500', '58510']);
    expect(stopOf(bench).request).toMatchObject({ type: 'market', timeInForce: 'ioc', quantity: decimal('1') });
    for (let again = 0; again < 9; again += 1) {
      for (const stop of bench.open('stop_loss')) reject(bench, stop);
      quote(bench, ['58500', '58510']);
    }
    expect(bench.open('stop_loss')).toEqual([]);
  });

  it('is not taken while the account is halted, nor by a price that is too old', () => {
    const bench = held();
    bench.send({ kind: 'set_trading_state', state: 'halted', reason: WHY, actor: 'me' });
    quote(bench, COME);
    expect(stopOf(bench).status).toBe('accepted');
    bench.send({ kind: 'set_trading_state', state: 'active', reason: WHY, actor: 'me' });
    quote(bench, COME);
    bench.now += 60_000;
    bench.cancel(stopOf(bench));
    expect([bench.open('take_profit').length, stopOf(bench).status]).toEqual([0, 'submitting']);
  });

  it.each(['before the stop-loss is gone', 'while it is out'])('survives a restart %s', (when) => {
    const bench = held();
    quote(bench, COME);
    const [stop] = bench.open('stop_loss') as [Order];
    if (when === 'while it is out') bench.cancel(stop);
    const text = encodeState(bench.state);
    expect(encodeState(decodeState(text, bench.state.volatile.settings))).toBe(text);
    bench.send({ kind: 'recovered' });
    bench.state.volatile.quotes.clear();
    const positions = [
      { positionId: 'p', instrumentId: 'BTCUSDT', quantity: decimal('1'), averagePrice: decimal('60010') },
    ];
    bench.send({ kind: 'reconciled', positions, ordersCompared: 1 });
    if (when === 'while it is out') {
      expect([takerOf(bench).status, bench.open('stop_loss').length]).toEqual(['unknown', 0]);
      bench.accept(takerOf(bench));
      expire(bench, takerOf(bench));
    } else bench.cancel(stop);
    expect([bench.open('take_profit').length, stopOf(bench).request.quantity]).toEqual([0, decimal('1')]);
  });

  it('is shown as an order that is carried out here and waits, and can be canceled as one', () => {
    const bench = held();
    const shown = (): unknown[] =>
      [...shownOrders(bench.state)]
        .filter(({ request: { role } }) => role === 'take_profit')
        .map(({ emulated, request, status }) => [
          emulated?.kind,
          emulated?.state,
          emulated?.childCount,
          request.quantity,
          status,
        ]);
    const target = ['take_profit', 'waiting', 0, decimal('1'), 'accepted'];
    expect(shown()).toEqual([target]);
    const orderId = [...shownOrders(bench.state)].find(({ emulated }) => emulated !== undefined)?.id ?? '';
    expect(shownOrder(bench.state, orderId)?.request.limitPrice).toBe(decimal('61000'));
    taking(bench);
    expect(shown()).toContainEqual(['take_profit', 'working', 1, decimal('1'), 'accepted']);
    expire(bench, takerOf(bench));
    bench.accept(stopOf(bench));
    const amend = { kind: 'amend', orderId, limitPrice: decimal('61500'), actor: 'me' } as const;
    expect(bench.send(amend).refusal?.code).toBe('ORDER_NOT_AMENDABLE');
    expect(bench.send({ kind: 'cancel', orderId, actor: 'me' }).refusal).toBeUndefined();
    expect(shown().filter((one) => (one as unknown[])[0] !== undefined)).toEqual([]);
    bench.now += 60_000;
    quote(bench, COME);
    expect(stopOf(bench).status).toBe('accepted');
  });

  it('rests as ever once there is no stop-loss beside it', () => {
    const bench = held();
    bench.send({ kind: 'cancel', orderId: stopOf(bench).id, actor: 'me' });
    expect(bench.open('take_profit')).toEqual([]);
    bench.cancel(stopOf(bench));
    expect(takerOf(bench).request).toMatchObject({ type: 'limit', timeInForce: 'gtc' });
  });
});
