/** What a position ties up, and where the venue would close it by itself. */
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, formatDecimal } from '#domain/decimal.ts';
import type { VenuePosition } from '#domain/report.ts';
import { summarize } from '#engine/money.ts';
import { buy, EngineBench } from '#engine/test/engine-harness.ts';
import { positionView } from './account-view.ts';

const MARKET = { source: 'simulated', simulated: true } as const;

function held(): EngineBench {
  const bench = new EngineBench();
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

function compare(bench: EngineBench, quantity: string, liquidationPrice?: Decimal): void {
  const theirs: VenuePosition = {
    positionId: 'BTCUSDT',
    instrumentId: 'BTCUSDT',
    quantity: decimal(quantity),
    averagePrice: decimal('60010'),
    ...(liquidationPrice === undefined ? {} : { liquidationPrice }),
  };
  bench.send({ kind: 'reconciled', positions: [theirs], ordersCompared: 0 });
}

describe('the risk of a position', () => {
  it('is what it ties up: alone, all that the account has tied up', () => {
    const bench = held();
    expect(shown(bench).marginUsed).toBe(formatDecimal(summarize(bench.state).marginUsed));
    bench.state.volatile.rates.clear();
    bench.state.knownRates.clear();
    expect(shown(bench)).not.toHaveProperty('marginUsed');
  });

  it('is the price at which the venue would close it, as the newest comparison found it', () => {
    const bench = held();
    expect(shown(bench)).not.toHaveProperty('liquidationPrice');
    compare(bench, '1', decimal('48000'));
    expect(shown(bench).liquidationPrice).toBe('48000');
    compare(bench, '1', decimal('47000.5'));
    expect(shown(bench).liquidationPrice).toBe('47000.5');
    compare(bench, '1');
    expect(shown(bench)).not.toHaveProperty('liquidationPrice');
  });

  it('is not that of the other side', () => {
    const bench = held();
    compare(bench, '-1', decimal('72000'));
    expect(shown(bench)).not.toHaveProperty('liquidationPrice');
  });
});
