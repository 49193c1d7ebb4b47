/** A market in memory: one instrument of one account, whose news a test tells by hand. */
import type { MarketChannel } from '#ports/market-feed.ts';
import type { Result } from '#runtime/desk.ts';
import type {
  CandleQuestion,
  CandlesShown,
  Followed,
  MarketDesk,
  MarketFollowing,
  MarketListener,
  MarketNews,
  MarketQuestion,
  MarketShown,
} from '#runtime/market-questions.ts';
import { TIME } from './fake-views.ts';

const SHOWN: MarketShown = { account: 'paper', symbol: 'BTCUSDT', source: 'simulated', simulated: true };
const CANDLE = { time: TIME, open: '1', high: '3', low: '1', close: '2', volume: '7.5' };

export class FakeMarket implements MarketDesk {
  readonly questions: CandleQuestion[] = [];
  readonly #listeners = new Set<{ readonly channel: MarketChannel; readonly listener: MarketListener }>();

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Tells all who follow the channel. */
  tell(channel: MarketChannel, news: MarketNews): void {
    for (const entry of [...this.#listeners]) if (entry.channel === channel) entry.listener.onNews(news);
  }

  /** The source has stopped. */
  end(): void {
    for (const { listener } of [...this.#listeners]) listener.onEnd();
  }

  facts(account = 'paper') {
    const channels = { ticker: 'stream', book: 'stream', trades: 'stream', candles: 'poll' } as const;
    const { source, simulated } = SHOWN;
    return this.#known({ account, symbol: 'BTCUSDT' }, () => ({
      account,
      source,
      simulated,
      intervals: ['1m', '1h'] as const,
      channels,
    }));
  }

  ticker(question: MarketQuestion) {
    return Promise.resolve(
      this.#known(question, () => ({ ...SHOWN, last: '100.5', bid: '100', ask: '101', time: TIME })),
    );
  }

  book(question: MarketQuestion, levels: number) {
    const side = [{ price: '100', quantity: '2' }, { price: '99' }].slice(0, levels);
    return Promise.resolve(this.#known(question, () => ({ ...SHOWN, bids: side, asks: side, time: TIME })));
  }

  trades(question: MarketQuestion, limit: number) {
    const trade = { id: '1', time: TIME, price: '100', quantity: '0.1', side: 'buy' as const };
    return Promise.resolve(this.#known(question, () => ({ ...SHOWN, trades: [trade, trade].slice(0, limit) })));
  }

  candles(question: CandleQuestion): Promise<Result<CandlesShown>> {
    this.questions.push(question);
    const next = Date.parse(TIME);
    const { interval } = question;
    return Promise.resolve(
      this.#known(question, () => ({ ...SHOWN, interval, candles: [CANDLE], next, previous: next })),
    );
  }

  follow({ channel, interval, ...question }: MarketFollowing): Result<Followed> {
    if (interval === '3m') {
      return {
        kind: 'failed',
        reason: { code: 'CANDLE_INTERVAL_UNSUPPORTED', values: { interval, intervals: '1m, 1h' } },
      };
    }
    return this.#known(question, () => ({
      ...SHOWN,
      delivery: 'stream',
      begin: (listener: MarketListener) => {
        const entry = { channel, listener };
        this.#listeners.add(entry);
        return () => void this.#listeners.delete(entry);
      },
    }));
  }

  #known<T>({ account = 'paper', symbol }: MarketQuestion, make: () => T): Result<T> {
    if (account !== 'paper') return { kind: 'failed', reason: { code: 'ACCOUNT_UNKNOWN', values: { account } } };
    if (symbol.toUpperCase() === 'DOWN') {
      return { kind: 'failed', reason: { code: 'MARKET_DATA_UNAVAILABLE', values: { symbol } } };
    }
    if (!['BTCUSDT', 'BTC/USDT'].includes(symbol.toUpperCase())) {
      return { kind: 'failed', reason: { code: 'SYMBOL_UNKNOWN', values: { symbol } } };
    }
    return { kind: 'ok', value: make() };
  }
}
