/** Market data as the engine and the pretend venue see it. Volatile: never journaled, except inside the decision it led to. */
import type { Decimal } from './decimal.ts';
import type { Side } from './order.ts';

/** Where a price comes from; `simulated` is said plainly on every answer that shows it. */
export type QuoteSource = 'simulated' | 'pushed' | 'venue';

export interface Quote {
  readonly instrumentId: string;
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  /** Quantity available at the bid and at the ask in this update; absent: unlimited. */
  readonly bidQuantity?: Decimal;
  readonly askQuantity?: Decimal;
  /** ms UTC. */
  readonly time: number;
  readonly source: QuoteSource;
}

/** What the holders of a perpetual pay each other next. */
export interface Funding {
  /** Of the position's value: where it is above zero, longs pay shorts. */
  readonly rate: Decimal;
  /** When it is paid, ms UTC; absent: the venue does not say. */
  readonly nextTime?: number;
}

/** How long candles may be, ms. Longer ones begin at other moments at each venue. */
export const CANDLE_INTERVALS_MS = {
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
} as const;
export type CandleInterval = keyof typeof CANDLE_INTERVALS_MS;

export interface Candle {
  /** When it begins, ms UTC. */
  readonly openTime: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  /** As the venue counts it. */
  readonly volume: Decimal;
}

/** A trade of anybody at the venue. */
export interface PublicTrade {
  /** The venue's own; unique within the instrument. */
  readonly id: string;
  /** ms UTC. */
  readonly time: number;
  readonly price: Decimal;
  readonly quantity: Decimal;
  /** Of whoever took; absent: not told. */
  readonly side?: Side;
}

export interface BookLevel {
  readonly price: Decimal;
  /** Absent: not told, or without limit. */
  readonly quantity?: Decimal;
}

/** What rests at the top of a book, best first. */
export interface BookTop {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  /** ms UTC. */
  readonly time: number;
}

/** The newest price, and the day's. What the venue does not tell is absent. */
export interface Ticker {
  readonly last: Decimal;
  readonly bid?: Decimal;
  readonly ask?: Decimal;
  readonly open?: Decimal;
  readonly high?: Decimal;
  readonly low?: Decimal;
  readonly volume?: Decimal;
  /** ms UTC. */
  readonly time: number;
}
