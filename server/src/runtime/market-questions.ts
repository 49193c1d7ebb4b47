/** What a door may ask about markets, and how it is answered: decimals as strings, by the account's own names. */
import type { CandleInterval, QuoteSource } from '#domain/market.ts';
import type { Delivery, MarketChannel } from '#ports/market-feed.ts';
import type { BookView, CandleView, TickerView, TradeView } from '#views/market-view.ts';
import type { Result } from './result.ts';

/** Which instrument of which account; `account` absent: the default one. */
export interface MarketQuestion {
  readonly account?: string;
  readonly symbol: string;
}

/** What is shown, and whether it is real. */
export interface MarketShown {
  readonly account: string;
  readonly symbol: string;
  readonly source: QuoteSource;
  readonly simulated: boolean;
}

export interface CandleQuestion extends MarketQuestion {
  readonly interval: CandleInterval;
  /** ms UTC. */
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
}

export interface CandlesShown extends MarketShown {
  readonly interval: CandleInterval;
  readonly candles: readonly CandleView[];
  /** ms UTC: what to ask on with. */
  readonly next?: number;
  readonly previous?: number;
}

/** A channel of an instrument; the interval is for candles, and for them alone. */
export interface MarketFollowing extends MarketQuestion {
  readonly channel: MarketChannel;
  readonly interval?: CandleInterval;
}

/** What is new in a channel, ready for the wire. */
export interface MarketNews {
  readonly ticker?: TickerView;
  readonly book?: BookView;
  readonly trades?: TradeView[];
  readonly candles?: CandleView[];
}

export interface MarketListener {
  readonly onNews: (news: MarketNews) => void;
  /** The source has stopped: nothing comes any more. */
  readonly onEnd: () => void;
}

export interface Followed extends MarketShown {
  readonly delivery: Delivery;
  /** Begins to tell; returns the function that ends it. */
  readonly begin: (listener: MarketListener) => () => void;
}

export interface MarketFactsShown extends Omit<MarketShown, 'symbol'> {
  readonly intervals: readonly CandleInterval[];
  readonly channels: Readonly<Record<MarketChannel, Delivery>>;
}

/** Everything a door may ask about markets. Failures: ACCOUNT_UNKNOWN, what a symbol can have wrong, MARKET_DATA_UNAVAILABLE. */
export interface MarketDesk {
  facts(account?: string): Result<MarketFactsShown>;
  ticker(question: MarketQuestion): Promise<Result<MarketShown & TickerView>>;
  book(question: MarketQuestion, levels: number): Promise<Result<MarketShown & BookView>>;
  trades(question: MarketQuestion, limit: number): Promise<Result<MarketShown & { readonly trades: TradeView[] }>>;
  candles(question: CandleQuestion): Promise<Result<CandlesShown>>;
  follow(following: MarketFollowing): Result<Followed>;
}
