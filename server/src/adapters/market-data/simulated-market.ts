/**
 * The simulated market: prices that move, and are said to be simulated wherever they go. Deterministic in its seed and
 * the ticks of the clock it is given; one timer drives all instruments. It never closes.
 */
import { type Decimal, decimal, divide, ONE } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { Clock, Timer } from '#ports/clock.ts';
import type { MarketData } from '#ports/market-data.ts';
import { createPriceWalk, middleOf, type PriceWalk } from './price-walk.ts';
import { createQuoteListeners } from './quote-listeners.ts';
import { SIMULATED_MARKET, type SimulatedInstrument } from './simulated-instruments.ts';

export interface SimulatedMarketOptions {
  readonly clock: Clock;
  /** The same seed gives the same prices, tick for tick. */
  readonly seed: string;
  readonly market?: readonly SimulatedInstrument[];
  readonly tickMs?: number;
}

interface Line {
  readonly simulated: SimulatedInstrument;
  readonly walk: PriceWalk;
}

const TICK_MS_DEFAULT = 250;

/** US dollars for one unit, where no simulated pair says it. Stable coins count as dollars here. */
const FIXED_DOLLARS: ReadonlyMap<string, Decimal> = new Map([
  ['USD', ONE],
  ['USDT', ONE],
  ['USDC', ONE],
  ['CNY', decimal('0.14')],
]);

/** Which pair gives the dollars for one unit, and whether it is quoted the other way round. */
const DOLLAR_PAIRS: ReadonlyMap<string, { readonly pair: string; readonly isInverse: boolean }> = new Map([
  ['EUR', { pair: 'EURUSD', isInverse: false }],
  ['GBP', { pair: 'GBPUSD', isInverse: false }],
  ['JPY', { pair: 'USDJPY', isInverse: true }],
]);

/** The market does not move before `start`; from then on every instrument has a quote. */
export function createSimulatedMarket(options: SimulatedMarketOptions): MarketData {
  const { clock, seed } = options;
  const tickMs = options.tickMs ?? TICK_MS_DEFAULT;
  const lines = new Map<string, Line>();
  for (const simulated of options.market ?? SIMULATED_MARKET) {
    lines.set(simulated.instrument.id, { simulated, walk: createPriceWalk(simulated, seed, tickMs) });
  }
  const quotes = new Map<string, Quote>();
  const listeners = createQuoteListeners();
  let timer: Timer | undefined;

  function publish(move: (walk: PriceWalk) => ReturnType<PriceWalk['current']>): void {
    const time = clock.now();
    for (const [instrumentId, { walk }] of lines) {
      const quote: Quote = { instrumentId, ...move(walk), time, source: 'simulated' };
      quotes.set(instrumentId, quote);
      listeners.hand(quote);
    }
  }

  function tick(): void {
    // The next tick is asked for first: a listener that fails must not stop the market.
    timer = clock.after(tickMs, tick);
    publish((walk) => walk.advance());
  }

  return {
    source: 'simulated',
    start() {
      if (timer !== undefined) return Promise.resolve();
      timer = clock.after(tickMs, tick);
      publish((walk) => walk.current());
      return Promise.resolve();
    },
    stop() {
      timer?.cancel();
      timer = undefined;
      return Promise.resolve();
    },
    quote: (instrumentId) => quotes.get(instrumentId),
    subscribe: (listener) => listeners.subscribe(listener),
    conversionRate: (from, to) => conversionRate(lines, from, to),
  };
}

function conversionRate(lines: ReadonlyMap<string, Line>, from: string, to: string): Decimal | undefined {
  if (from === to) return ONE;
  const [fromDollars, toDollars] = [dollarsFor(lines, from), dollarsFor(lines, to)];
  if (fromDollars === undefined || toDollars === undefined) return undefined;
  return divide(fromDollars, toDollars, 'half_even');
}

function dollarsFor(lines: ReadonlyMap<string, Line>, currency: string): Decimal | undefined {
  const fixed = FIXED_DOLLARS.get(currency);
  if (fixed !== undefined) return fixed;
  const known = DOLLAR_PAIRS.get(currency);
  const line = known === undefined ? undefined : lines.get(known.pair);
  if (known === undefined || line === undefined) return undefined;
  const middle = middleOf(line.walk.current(), line.simulated.instrument.tickSize);
  return known.isInverse ? divide(ONE, middle, 'half_even') : middle;
}
