/** An account that trades on two markets, of which one knows reduce-only: each market is asked by itself. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, ONE } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Order } from '#domain/order.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, EngineBench, sell } from './test/engine-harness.ts';
import { venueReduces } from './venue-reduces.ts';

const SPOT: Instrument = { ...BTC, id: 'ETHUSDT' };
const HELD = { instrumentId: 'BTCUSDT', positionId: 'BTCUSDT', quantity: ONE, averagePrice: decimal('60010') };
const SWAP: Instrument = { ...BTC, kind: 'crypto_perpetual' };

/** `BTCUSDT` is a perpetual, `ETHUSDT` is spot. */
function bothMarkets(listed: readonly Instrument[] = [SWAP, SPOT]): EngineBench {
  const bench = new EngineBench({ traits: { reduceOnly: false, reduceOnlyKinds: ['crypto_perpetual'] } });
  list(bench, listed);
  bench.quote('ETHUSDT', '60000', '60010');
  return bench;
}

function list(bench: EngineBench, instruments: readonly Instrument[]): void {
  const { volatile } = bench.state;
  volatile.settings = { ...volatile.settings, directory: createInstrumentDirectory(instruments) };
}

/** Holds one long, with a stop-loss that rests. */
function hold(bench: EngineBench, symbol: string): Order {
  const [entry] = bench.execute(buy('1', { symbol, stopLoss: decimal('59000') })) as [Order];
  bench.fill(entry, { price: '60010' });
  const [stop] = bench.open('stop_loss').filter(({ request }) => request.instrumentId === symbol) as [Order];
  bench.accept(stop);
  return stop;
}

const closeOf = (bench: EngineBench, symbol: string, quantity: string): Order => {
  const [close] = bench.execute({ action: 'close', symbol, quantity: decimal(quantity), quantityUnit: 'units' });
  if (close === undefined) throw new Error('no close');
  return close;
};

const amounts = (bench: EngineBench): string[] =>
  bench.effectsOf('amend').map(({ amend }) => `${amend.instrumentId} ${formatDecimal(amend.quantity)}`);

describe('an account with a market that knows reduce-only and one that does not', () => {
  it('sends a close of a perpetual at once, and one of a coin when its stop-loss has given way', () => {
    const bench = bothMarkets();
    hold(bench, 'BTCUSDT');
    hold(bench, 'ETHUSDT');
    expect(closeOf(bench, 'BTCUSDT', '0.4').status).toBe('submitting');
    expect(amounts(bench)).toEqual([]);
    expect(closeOf(bench, 'ETHUSDT', '0.4').status).toBe('approved');
    expect(amounts(bench)).toEqual(['ETHUSDT 0.6']);
  });

  it('lets a close of a perpetual rest beside a stop-loss of all, and none of a coin', () => {
    const rest = { orderType: 'limit', price: decimal('61000'), reduceOnly: true } as const;
    for (const [symbol, status] of [
      ['BTCUSDT', 'submitting'],
      ['ETHUSDT', 'denied'],
    ] as const) {
      const bench = bothMarkets();
      const stop = hold(bench, symbol);
      const [close] = bench.execute(sell('0.4', { symbol, ...rest })) as [Order];
      expect([symbol, close.status]).toEqual([symbol, status]);
      expect(formatDecimal(stop.request.quantity)).toBe('1');
    }
  });

  it('counts an instrument that nobody lists any more as one of the market without', () => {
    const bench = bothMarkets();
    expect(venueReduces(bench.state, 'BTCUSDT')).toBe(true);
    list(bench, [SPOT]);
    expect(venueReduces(bench.state, 'BTCUSDT')).toBe(false);
  });

  it('sends at its next comparison a close that an earlier process kept waiting, and protects all of what is held', () => {
    const bench = bothMarkets([{ ...SWAP, kind: 'crypto_spot' }, SPOT]);
    const stop = hold(bench, 'BTCUSDT');
    const close = closeOf(bench, 'BTCUSDT', '0.4');
    expect(close.status).toBe('approved');
    list(bench, [SWAP, SPOT]);
    bench.send({ kind: 'recovered' });
    bench.send({ kind: 'reconciled', positions: [HELD], ordersCompared: 0 });
    expect([close.status, stop.status]).toEqual(['submitting', 'pending_amend']);
  });
});
