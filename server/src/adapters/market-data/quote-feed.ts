/**
 * The market feed of a source that has nothing but quotes. Each quote stands for one trade at its last price, of what was
 * offered there; the book is its top, and candles are made of it from the start on. Followers are told at once.
 */
import { type Decimal, ONE, subtract } from '#domain/decimal.ts';
import {
  type BookTop,
  CANDLE_INTERVALS_MS,
  type CandleInterval,
  type PublicTrade,
  type Quote,
  type Ticker,
} from '#domain/market.ts';
import type { FeedAnswer, MarketFeed, MarketFollower, MarketSubject, MarketUpdate } from '#ports/market-feed.ts';
import { QuoteCandles } from './quote-candles.ts';

interface Line {
  readonly candles: QuoteCandles;
  quote: Quote;
  /** The newest last. */
  trades: PublicTrade[];
  count: number;
}

export interface QuoteFeed extends MarketFeed {
  /** Takes the next quote that is to be seen. */
  take(quote: Quote): void;
  /** Ends all following. */
  end(): void;
}

const TRADES_KEPT = 100;
const DAY_CANDLES = { interval: '1h', limit: 24 } as const;

const answer = <T>(value: T): FeedAnswer<T> => ({ kind: 'answer', value });
const unknown = (symbol: string): FeedAnswer<never> => ({
  kind: 'unavailable',
  reason: { code: 'MARKET_DATA_UNAVAILABLE', values: { symbol } },
});

export function createQuoteFeed(): QuoteFeed {
  const lines = new Map<string, Line>();
  let isOver = false;
  const followers = new Map<string, Set<{ readonly subject: MarketSubject; readonly follower: MarketFollower }>>();

  const ask = <T>(instrumentId: string, of: (line: Line) => T): Promise<FeedAnswer<T>> => {
    const line = lines.get(instrumentId);
    return Promise.resolve(line === undefined ? unknown(instrumentId) : answer(of(line)));
  };

  return {
    take(quote) {
      isOver = false;
      const line = takeInto(lines, quote);
      for (const { subject, follower } of [...(followers.get(quote.instrumentId) ?? [])]) {
        follower.onUpdate(updateOf(line, subject));
      }
    },
    end() {
      isOver = true;
      const all = [...followers.values()].flatMap((set) => [...set]);
      followers.clear();
      for (const { follower } of all) follower.onEnd();
    },
    intervals: () => Object.keys(CANDLE_INTERVALS_MS) as CandleInterval[],
    delivery: () => 'stream',
    ticker: (id) => ask(id, tickerOf),
    book: (id) => ask(id, ({ quote }) => topOf(quote)),
    trades: (id, limit) => ask(id, ({ trades }) => trades.slice(-limit)),
    candles: ({ instrumentId, ...query }) => ask(instrumentId, ({ candles }) => candles.page(query)),
    follow(subject, follower) {
      if (isOver) {
        queueMicrotask(() => follower.onEnd());
        return () => {};
      }
      const { instrumentId } = subject;
      const set = followers.get(instrumentId) ?? new Set();
      followers.set(instrumentId, set);
      const entry = { subject, follower };
      set.add(entry);
      const line = lines.get(instrumentId);
      if (line !== undefined) follower.onUpdate(updateOf(line, subject));
      return () => {
        set.delete(entry);
        if (set.size === 0 && followers.get(instrumentId) === set) followers.delete(instrumentId);
      };
    },
  };
}

function takeInto(lines: Map<string, Line>, quote: Quote): Line {
  const line = lines.get(quote.instrumentId) ?? { candles: new QuoteCandles(), quote, trades: [], count: 0 };
  lines.set(quote.instrumentId, line);
  line.quote = quote;
  line.count += 1;
  const isBuy = quote.last >= quote.ask;
  const quantity = (isBuy ? quote.askQuantity : quote.bidQuantity) ?? ONE;
  const { last: price, time } = quote;
  line.trades.push({ id: `${time}-${line.count}`, time, price, quantity, side: isBuy ? 'buy' : 'sell' });
  if (line.trades.length >= TRADES_KEPT * 2) line.trades = line.trades.slice(-TRADES_KEPT);
  line.candles.take({ price, quantity, time });
  return line;
}

function updateOf({ quote, trades, candles, ...line }: Line, subject: MarketSubject): MarketUpdate {
  switch (subject.channel) {
    case 'ticker':
      return { channel: 'ticker', ticker: tickerOf({ quote, trades, candles, ...line }) };
    case 'book':
      return { channel: 'book', book: topOf(quote) };
    case 'trades':
      return { channel: 'trades', trades: trades.slice(-1) };
    case 'candles':
      return { channel: 'candles', candles: candles.newest(subject.interval) };
  }
}

/** With the day's figures as far as there were quotes. */
function tickerOf({ quote, candles }: Line): Ticker {
  const { last, bid, ask, time } = quote;
  const hours = candles.page(DAY_CANDLES).candles;
  const of = (name: 'high' | 'low', better: (one: Decimal, other: Decimal) => boolean): Decimal =>
    hours.reduce((best, hour) => (better(hour[name], best) ? hour[name] : best), last);
  return {
    last,
    bid,
    ask,
    open: hours[0]?.open ?? last,
    high: of('high', (one, other) => one > other),
    low: of('low', (one, other) => one < other),
    volume: hours.reduce((sum, { volume }) => (sum + volume) as Decimal, subtract(last, last)),
    time,
  };
}

function topOf({ bid, ask, bidQuantity, askQuantity, time }: Quote): BookTop {
  return {
    bids: [{ price: bid, ...(bidQuantity === undefined ? {} : { quantity: bidQuantity }) }],
    asks: [{ price: ask, ...(askQuantity === undefined ? {} : { quantity: askQuantity }) }],
    time,
  };
}
