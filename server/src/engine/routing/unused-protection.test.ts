/** A stop-loss and a take-profit that come with an order which only takes off a position: the order says that they are not used. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, EngineBench, sell } from '../test/engine-harness.ts';

const LEVELS = { stopLoss: decimal('59000'), takeProfit: decimal('61000') };
const NOT_USED = { code: 'PROTECTION_NOT_USED', values: { symbol: 'BTCUSDT', held: '1' } };

function short(positionMode: 'netting' | 'hedging' = 'netting'): EngineBench {
  const bench = new EngineBench({ positionMode });
  for (const order of bench.execute(sell('1'))) bench.fill(order, { price: '60000' });
  return bench;
}

const told = ([order]: readonly Order[]): unknown => order?.request.adjustments ?? [];

describe('the levels of an order that only takes off a position', () => {
  it.each(['0.5', '1'])('are told not to be used, for %s of 1', (quantity) => {
    const bench = short();
    expect(told(bench.execute(buy(quantity, LEVELS)))).toEqual([NOT_USED]);
  });

  it('are told not to be used where it may only reduce', () => {
    const bench = short();
    expect(told(bench.execute(buy('0.5', { ...LEVELS, reduceOnly: true })))).toEqual([NOT_USED]);
  });

  it('place nothing, and the end of the group names its symbol', () => {
    const bench = short();
    for (const order of bench.execute(buy('0.5', LEVELS))) bench.fill(order, { price: '60010' });
    expect([bench.open('stop_loss'), bench.open('take_profit')]).toEqual([[], []]);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'protection_ended', instrumentId: 'BTCUSDT' });
  });

  it('are used where the position was gone before it filled', () => {
    const bench = short();
    const [late] = bench.execute(buy('0.5', LEVELS)) as [Order];
    for (const order of bench.execute(buy('1'))) bench.fill(order, { price: '60010' });
    bench.fill(late, { price: '60010' });
    expect(bench.open('stop_loss')).toHaveLength(1);
  });
});

describe('the levels of an order that opens', () => {
  it('are told nothing of', () => {
    expect(told(short().execute(buy('1.5', LEVELS)))).toEqual([]);
    expect(told(short('hedging').execute(buy('0.5', LEVELS)))).toEqual([]);
    expect(told(new EngineBench().execute(buy('0.5', LEVELS)))).toEqual([]);
    expect(told(short().execute(sell('0.5', { stopLoss: decimal('61000') })))).toEqual([]);
  });

  it('are told nothing of where it has none', () => {
    expect(told(short().execute(buy('0.5')))).toEqual([]);
  });
});

it('names the symbol where the order was denied', () => {
  const bench = new EngineBench();
  bench.execute(buy('1000', LEVELS));
  expect(bench.events.find(({ kind }) => kind === 'protection_ended')).toMatchObject({ instrumentId: 'BTCUSDT' });
});
