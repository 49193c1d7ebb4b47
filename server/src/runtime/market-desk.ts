/**
 * What the desk tells of markets: the feed of an account's venue, by the account's own names of instruments. Accounts at one
 * exchange share its feed, so that what several of them follow is followed there once.
 */
import type { Reason } from '#domain/order.ts';
import {
  type FeedAnswer,
  MARKET_CHANNELS,
  type MarketFeed,
  type MarketSubject,
  type MarketUpdate,
} from '#ports/market-feed.ts';
import { bookView, candleView, tickerView, tradeView } from '#views/market-view.ts';
import { factsOf } from './account-market.ts';
import type { MarketPlace } from './instrument-desk.ts';
import type {
  CandleQuestion,
  CandlesShown,
  Followed,
  MarketDesk,
  MarketFactsShown,
  MarketFollowing,
  MarketListener,
  MarketNews,
  MarketQuestion,
  MarketShown,
} from './market-questions.ts';
import type { Result } from './result.ts';

export interface LiveMarketDeskOptions {
  readonly defaultAccount: () => string;
  /** The market of an account; undefined: there is no such account. */
  readonly marketOf: (account: string) => MarketPlace['market'] | undefined;
  readonly placeOf: (question: { readonly account: string; readonly symbol: string }) => Result<MarketPlace>;
}

interface Found {
  readonly feed: MarketFeed;
  readonly instrumentId: string;
  readonly shown: MarketShown;
}

const failed = (code: string, values: Record<string, string>): { kind: 'failed'; reason: Reason } => ({
  kind: 'failed',
  reason: { code, values },
});

export class LiveMarketDesk implements MarketDesk {
  readonly #options: LiveMarketDeskOptions;
  /** Followers of one thing are told of the same update one after the other: its text is made once for all of them. */
  #told: { readonly update: MarketUpdate; readonly news: MarketNews } | undefined;

  constructor(options: LiveMarketDeskOptions) {
    this.#options = options;
  }

  facts(account = this.#options.defaultAccount()): Result<MarketFactsShown> {
    const market = this.#options.marketOf(account);
    if (market === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    const { feed } = market;
    if (feed === undefined) return failed('MARKET_DATA_UNAVAILABLE', { symbol: account });
    const channels = Object.fromEntries(MARKET_CHANNELS.map((channel) => [channel, feed.delivery(channel)]));
    const value = { account, ...factsOf(market), intervals: feed.intervals(), channels } as MarketFactsShown;
    return { kind: 'ok', value };
  }

  ticker(question: MarketQuestion) {
    return this.#ask(question, ({ feed, instrumentId }) => feed.ticker(instrumentId), tickerView);
  }

  book(question: MarketQuestion, levels: number) {
    return this.#ask(question, ({ feed, instrumentId }) => feed.book(instrumentId, levels), bookView);
  }

  trades(question: MarketQuestion, limit: number) {
    return this.#ask(
      question,
      ({ feed, instrumentId }) => feed.trades(instrumentId, limit),
      (trades) => ({ trades: trades.map(tradeView) }),
    );
  }

  candles({ account, symbol, ...query }: CandleQuestion): Promise<Result<CandlesShown>> {
    return this.#ask(
      { symbol, ...(account === undefined ? {} : { account }) },
      ({ feed, instrumentId }) => feed.candles({ instrumentId, ...query }),
      ({ candles, ...pages }) => ({ interval: query.interval, candles: candles.map(candleView), ...pages }),
    );
  }

  follow({ channel, interval, ...question }: MarketFollowing): Result<Followed> {
    const found = this.#find(question);
    if (found.kind === 'failed') return found;
    const { feed, instrumentId, shown } = found.value;
    const known = feed.intervals();
    // Of a venue that is down nothing is known; what it does not have then does not come.
    if (interval !== undefined && known.length > 0 && !known.includes(interval)) {
      return failed('CANDLE_INTERVAL_UNSUPPORTED', { interval, intervals: known.join(', ') });
    }
    const subject = (
      interval === undefined ? { channel, instrumentId } : { channel, instrumentId, interval }
    ) as MarketSubject;
    const begin = ({ onNews, onEnd }: MarketListener) =>
      feed.follow(subject, { onUpdate: (update) => onNews(this.#newsOf(update)), onEnd });
    return { kind: 'ok', value: { ...shown, delivery: feed.delivery(channel), begin } };
  }

  async #ask<T, V extends object>(
    question: MarketQuestion,
    ask: (found: Found) => Promise<FeedAnswer<T>>,
    show: (value: T) => V,
  ): Promise<Result<MarketShown & V>> {
    const found = this.#find(question);
    if (found.kind === 'failed') return found;
    const answer = await ask(found.value);
    if (answer.kind === 'unavailable') return { kind: 'failed', reason: answer.reason };
    return { kind: 'ok', value: { ...found.value.shown, ...show(answer.value) } };
  }

  #newsOf(update: MarketUpdate): MarketNews {
    if (this.#told?.update !== update) this.#told = { update, news: viewOf(update) };
    return this.#told.news;
  }

  #find({ account = this.#options.defaultAccount(), symbol }: MarketQuestion): Result<Found> {
    const place = this.#options.placeOf({ account, symbol });
    if (place.kind === 'failed') return place;
    const { market, instrumentId } = place.value;
    const { feed } = market;
    if (feed === undefined) return failed('MARKET_DATA_UNAVAILABLE', { symbol: instrumentId });
    return { kind: 'ok', value: { feed, instrumentId, shown: { account, symbol: instrumentId, ...factsOf(market) } } };
  }
}

function viewOf(update: MarketUpdate): MarketNews {
  switch (update.channel) {
    case 'ticker':
      return { ticker: tickerView(update.ticker) };
    case 'book':
      return { book: bookView(update.book) };
    case 'trades':
      return { trades: update.trades.map(tradeView) };
    case 'candles':
      return { candles: update.candles.map(candleView) };
  }
}
