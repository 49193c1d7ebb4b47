import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { buy, EngineBench, sell } from '#engine/test/engine-harness.ts';
import { positionView } from './account-view.ts';

const MARKET = { source: 'simulated', simulated: true } as const;

function shown(bench: EngineBench) {
  const position = bench.state.positions.get('BTCUSDT');
  if (position === undefined) throw new Error('no position');
  return positionView(bench.state, position, MARKET);
}

function open(bench: EngineBench, more: Parameters<typeof buy>[1] = {}): void {
  const [order] = bench.execute(buy('1', more));
  if (order !== undefined) bench.fill(order, { price: '60010' });
  for (const protective of [...bench.open('stop_loss'), ...bench.open('take_profit')]) bench.accept(protective);
}

describe('the levels shown with a position', () => {
  it('are those of the orders that rest for all of it', () => {
    const bench = new EngineBench();
    open(bench, { stopLoss: decimal('59000'), takeProfit: decimal('62000') });
    expect(shown(bench)).toMatchObject({ quantity: '1', stopLoss: '59000', takeProfit: '62000' });
  });

  it('are not shown when only a part is covered', () => {
    const bench = new EngineBench();
    open(bench, { stopLoss: decimal('59000') });
    open(bench);
    expect(shown(bench).quantity).toBe('2');
    expect(shown(bench)).not.toHaveProperty('stopLoss');
  });

  it('of parts are shown as such, the nearest of them', () => {
    const bench = new EngineBench();
    open(bench, { stopLoss: decimal('58000'), takeProfit: decimal('62000') });
    open(bench, { stopLoss: decimal('59000'), takeProfit: decimal('63000') });
    expect(shown(bench)).toMatchObject({ quantity: '2', stopLoss: '59000', takeProfit: '62000' });
    open(bench);
    expect(shown(bench)).toMatchObject({ quantity: '3', partStopLoss: '59000', partTakeProfit: '62000' });
    expect(shown(bench)).not.toHaveProperty('takeProfit');
  });

  it('are also those of a take-profit that is watched here, and a crumb that no order can be of does not make them of a part', () => {
    const traits = {
      reduceOnly: false,
      amend: false,
      amends: {},
      oneCancelsOther: false,
      tiesUp: ['crypto_spot'],
    } as const;
    const bench = new EngineBench({ traits });
    const levels = { stopLoss: decimal('59000'), takeProfit: decimal('62000') };
    for (const order of bench.execute(buy('1', levels))) bench.fill(order, { price: '60010', quantity: '0.99995' });
    for (const stop of bench.open('stop_loss')) bench.accept(stop);
    const position = shown(bench);
    expect(position).toMatchObject({ quantity: '0.99995', stopLoss: '59000', takeProfit: '62000' });
    expect(position).not.toHaveProperty('partStopLoss');
  });

  it('of a short position are nearest the other way round', () => {
    const bench = new EngineBench();
    for (const [stop, target] of [
      ['62000', '58000'],
      ['61000', '57000'],
    ] as const) {
      const levels = { stopLoss: decimal(stop), takeProfit: decimal(target) };
      const [order] = bench.execute(sell('1', levels));
      if (order !== undefined) bench.fill(order, { price: '60000' });
      for (const resting of [...bench.open('stop_loss'), ...bench.open('take_profit')]) bench.accept(resting);
    }
    expect(shown(bench)).toMatchObject({ side: 'short', stopLoss: '61000', takeProfit: '58000' });
  });

  it('are not those of an order that has not filled', () => {
    const bench = new EngineBench();
    open(bench);
    bench.execute(buy('1', { orderType: 'limit', price: decimal('50000'), takeProfit: decimal('55000') }));
    expect(shown(bench)).not.toHaveProperty('takeProfit');
  });
});
