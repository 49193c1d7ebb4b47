/**
 * What one client of the stream follows of markets. It says `subscribe` and `unsubscribe`; what it can not have is refused
 * and the stream goes on. Of a ticker, a book and candles only the newest counts: they are told a few times a second at
 * most, and later to a client that reads slowly. Trades are told all.
 */
import {
  type ErrorCode,
  renderError,
  type StreamMessage,
  type StreamRequest,
  streamRequest,
} from '@signalbox/contract';
import type { Reason } from '#domain/order.ts';
import type { Clock, Timer } from '#ports/clock.ts';
import type { Followed, MarketDesk, MarketNews } from '#runtime/market-questions.ts';
import { describeIssue } from '../http/validation-message.ts';

export interface MarketSubscriptionsOptions {
  readonly market: MarketDesk;
  readonly clock: Clock;
  readonly send: (message: StreamMessage) => void;
  /** Whether the client is slow to read what it was sent. */
  readonly isBehind: () => boolean;
}

interface Subscription {
  readonly subject: Pick<StreamRequest, 'channel' | 'symbol' | 'interval'> & { readonly account: string };
  readonly simulated: boolean;
  /** What waits to be told. */
  waiting: MarketNews | undefined;
  timer: Timer | undefined;
  end: () => void;
}

export const SUBSCRIPTIONS_MAX = 100;
/** Between two messages of one subscription in which only the newest counts. */
const PACE_MS = 100;
const SHOWN_MAX = 200;

export class MarketSubscriptions {
  readonly #options: MarketSubscriptionsOptions;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(options: MarketSubscriptionsOptions) {
    this.#options = options;
  }

  /** Takes what the client said. */
  take(text: string): void {
    const request = readRequest(text);
    if (typeof request === 'string')
      return this.#refuse({ code: 'STREAM_MESSAGE_INVALID', values: { problem: request } }, text);
    const { type, channel, account, symbol, interval } = request;
    const found = this.#options.market.follow({
      channel,
      symbol,
      ...(account === undefined ? {} : { account }),
      ...(interval === undefined ? {} : { interval }),
    });
    if (found.kind === 'failed') return this.#refuse(found.reason, text);
    if (type === 'subscribe') return this.#subscribe(request, found.value, text);
    const subject = subjectOf(request, found.value);
    this.#unsubscribe(keyOf(subject), subject);
  }

  /** Ends all of them without a word. */
  end(): void {
    for (const { end, timer } of this.#subscriptions.values()) {
      timer?.cancel();
      end();
    }
    this.#subscriptions.clear();
  }

  #subscribe(request: StreamRequest, followed: Followed, text: string): void {
    const subject = subjectOf(request, followed);
    const key = keyOf(subject);
    const isKnown = this.#subscriptions.has(key);
    if (!isKnown && this.#subscriptions.size >= SUBSCRIPTIONS_MAX) {
      const values = { maximum: String(SUBSCRIPTIONS_MAX) };
      return this.#refuse({ code: 'TOO_MANY_SUBSCRIPTIONS', values }, text);
    }
    // Before what there is to tell, which may come at once.
    this.#options.send({ type: 'subscribed', ...subject, delivery: followed.delivery });
    if (isKnown) return;
    const { simulated } = followed;
    const subscription: Subscription = { subject, simulated, waiting: undefined, timer: undefined, end: () => {} };
    this.#subscriptions.set(key, subscription);
    subscription.end = followed.begin({
      onNews: (news) => this.#hear(subscription, news),
      onEnd: () => this.#unsubscribe(key, subject, 'MARKET_DATA_UNAVAILABLE'),
    });
  }

  #unsubscribe(key: string, subject: Subscription['subject'], code?: ErrorCode): void {
    const subscription = this.#subscriptions.get(key);
    this.#subscriptions.delete(key);
    subscription?.timer?.cancel();
    subscription?.end();
    this.#options.send({ type: 'unsubscribed', ...subject, ...(code === undefined ? {} : { code }) });
  }

  #hear(subscription: Subscription, news: MarketNews): void {
    if (subscription.subject.channel === 'trades') return this.#tell(subscription, news);
    subscription.waiting = merged(subscription.waiting, news);
    if (subscription.timer === undefined) this.#pace(subscription);
  }

  /** Tells what waits, and then nothing for a moment. */
  #pace(subscription: Subscription): void {
    const { clock, isBehind } = this.#options;
    const { waiting } = subscription;
    if (waiting === undefined) {
      subscription.timer = undefined;
      return;
    }
    if (!isBehind()) {
      subscription.waiting = undefined;
      this.#tell(subscription, waiting);
    }
    subscription.timer = clock.after(PACE_MS, () => this.#pace(subscription));
  }

  #tell({ subject, simulated }: Subscription, news: MarketNews): void {
    this.#options.send({ type: 'market', ...subject, simulated, ...news });
  }

  #refuse({ code, values }: Reason, text: string): void {
    const detail = renderError(code as ErrorCode, values, 'en');
    this.#options.send({ type: 'refused', code, detail, request: text.slice(0, SHOWN_MAX) });
  }
}

/** What the client asks for, or what is wrong with it. */
function readRequest(text: string): StreamRequest | string {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  const parsed = streamRequest.safeParse(message);
  if (!parsed.success) {
    const { field, problem } = describeIssue(parsed.error, {
      schema: streamRequest,
      language: 'en',
      decimals: new Set(),
    });
    return `${field}: ${problem}`;
  }
  const { channel, interval } = parsed.data;
  if (channel === 'candles' && interval === undefined) return 'interval: it is missing';
  if (channel !== 'candles' && interval !== undefined) return 'interval: only candles have one';
  return parsed.data;
}

/** By the names that the server goes by. */
function subjectOf({ channel, interval }: StreamRequest, { account, symbol }: Followed): Subscription['subject'] {
  return { channel, account, symbol, ...(interval === undefined ? {} : { interval }) };
}

const keyOf = ({ channel, account, symbol, interval }: Subscription['subject']): string =>
  JSON.stringify([channel, account, symbol, interval]);

/** Candles that have ended are told with the newest, however long they waited. */
function merged(waiting: MarketNews | undefined, news: MarketNews): MarketNews {
  if (waiting?.candles === undefined || news.candles === undefined) return news;
  const fresh = new Set(news.candles.map(({ time }) => time));
  return { candles: [...waiting.candles.filter(({ time }) => !fresh.has(time)), ...news.candles] };
}
