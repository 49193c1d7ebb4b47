/** What a position ties up, and where the venue would close it by itself. */
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, formatDecimal } from '#domain/decimal.ts';
import type { Funding } from '#domain/market.ts';
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

describe('the funding of a position', () => {
  const shownAt = (funding?: Funding) => {
    const bench = held();
    const position = bench.state.positions.get('BTCUSDT');
    if (position === undefined) throw new Error('no position');
    return positionView(bench.state, position, { ...MARKET, ...(funding === undefined ? {} : { funding }) });
  };

  it('is the rate, and the moment where the venue names one', () => {
    const rate = decimal('-0.000025');
    const nextTime = Date.UTC(2026, 2, 1, 16);
    expect(shownAt({ rate, nextTime })).toMatchObject({
      fundingRate: '-0.000025',
      nextFundingAt: '2026-03-01T16:00:00.000Z',
    });
    expect(shownAt({ rate })).not.toHaveProperty('nextFundingAt');
    expect(shownAt({ rate: decimal('0') }).fundingRate).toBe('0');
    expect(shownAt()).not.toHaveProperty('fundingRate');
  });
});

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
