import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { buy, EngineBench } from '#engine/test/engine-harness.ts';
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

  it('are not those of an order that has not filled', () => {
    const bench = new EngineBench();
    open(bench);
    bench.execute(buy('1', { orderType: 'limit', price: decimal('50000'), takeProfit: decimal('55000') }));
    expect(shown(bench)).not.toHaveProperty('takeProfit');
  });
});
