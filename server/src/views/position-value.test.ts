/** What a position is worth is shown at a rate that is known, or not at all, and why. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { buy, EngineBench } from '#engine/test/engine-harness.ts';
import { positionView } from './account-view.ts';

const MARKET = { source: 'simulated', simulated: true } as const;

function held(rate: string): EngineBench {
  const bench = new EngineBench();
  bench.send({ kind: 'conversion_rate', currency: 'USDT', rate: decimal(rate) });
  const [order] = bench.execute(buy('1'));
  if (order !== undefined) bench.fill(order, { price: '60010' });
  bench.quote('BTCUSDT', '61010', '61020');
  return bench;
}

function shown(bench: EngineBench) {
  const position = bench.state.positions.get('BTCUSDT');
  if (position === undefined) throw new Error('no position');
  return positionView(bench.state, position, MARKET);
}

describe('the profit of a position in another currency', () => {
  it('is shown at the rate of this moment', () => {
    const view = shown(held('0.5'));
    expect(view.unrealizedPnl).toBe('500');
    expect(view).not.toHaveProperty('valuationReason');
  });

  it('is shown at the last known rate, and says so, when there is none', () => {
    const bench = held('0.5');
    bench.state.volatile.rates.delete('USDT');
    expect(shown(bench)).toMatchObject({
      unrealizedPnl: '500',
      valuationReason: { code: 'CONVERSION_RATE_LAST_KNOWN', values: { currency: 'USDT', rate: '0.5' } },
    });
  });

  it('is not shown, and why, when there never was one', () => {
    const bench = held('0.5');
    bench.state.volatile.rates.delete('USDT');
    bench.state.knownRates.clear();
    const view = shown(bench);
    expect(view).not.toHaveProperty('unrealizedPnl');
    expect(view.valuationReason).toEqual({ code: 'CONVERSION_RATE_MISSING', values: { currency: 'USDT' } });
  });

  it('is not shown, and why, while no price is known', () => {
    const bench = held('0.5');
    bench.state.volatile.quotes.clear();
    const view = shown(bench);
    expect(view).not.toHaveProperty('unrealizedPnl');
    expect(view.valuationReason?.code).toBe('REFERENCE_PRICE_MISSING');
  });
});
