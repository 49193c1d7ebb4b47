/**
 * HTX's public WebSockets, one for each market and one for the books of spot; all messages are compressed. The first data
 * comes with the subscription, then every change of the price.
 */
import { gzipSync } from 'node:zlib';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, type Ladder, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { fieldsIn } from '../door/call-fields.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { type HtxContext, nativeId, number, SPOT_HOSTS, SWAP_HOSTS } from './htx-context.ts';
import { candleBody, dayBody, levelBody, PERIODS, tradesBody } from './htx-market-data.ts';

const PING_MS = 5_000;

export const htxMarketSockets = (context: HtxContext): readonly SocketRoute[] => [
  { path: '/ws', hosts: SPOT_HOSTS, open: (session) => new MarketSocket(session, context, 'spot') },
  { path: '/feed', hosts: SPOT_HOSTS, open: (session) => new MarketSocket(session, context, 'spot') },
  { path: '/linear-swap-ws', hosts: SWAP_HOSTS, open: (session) => new MarketSocket(session, context, 'swap') },
];

interface Hearing {
  readonly context: HtxContext;
  readonly market: ExchangeMarket;
  readonly price: MarketPrice;
  /** The price told before; absent: this is the first. */
  readonly before: MarketPrice | undefined;
}

type Topic = (hearing: Hearing) => unknown;

/** `market.btcusdt.kline.1min`: the market, and what of it. */
const NAME = /^market\.([A-Za-z0-9-]+)\.(.+)$/;

class MarketSocket implements SocketHandlers {
  readonly #session: SocketSession;
  readonly #context: HtxContext;
  readonly #type: MarketType;
  /** How to end each subscription, by its name. */
  readonly #topics = new Map<string, () => void>();

  constructor(session: SocketSession, context: HtxContext, type: MarketType) {
    this.#session = session;
    this.#context = context;
    this.#type = type;
    session.every(PING_MS, () => this.#send({ ping: this.#now() }));
  }

  message(text: string): void {
    const { sub, unsub, req, id } = fieldsIn(text);
    const head = id === undefined ? {} : { id };
    if (typeof sub === 'string') this.#subscribe(sub, head);
    else if (typeof unsub === 'string') {
      this.#topics.get(unsub)?.();
      this.#topics.delete(unsub);
      this.#send({ ...head, status: 'ok', unsubbed: unsub, ts: this.#now() });
    } else if (typeof req === 'string') this.#answer(req, head);
  }

  #subscribe(name: string, head: object): void {
    const found = this.#find(name);
    if (found === undefined) return this.#refuse(name, head);
    const { market, topic } = found;
    const { feed } = this.#context.world;
    this.#send({ ...head, status: 'ok', subbed: name, ts: this.#now() });
    let before: MarketPrice | undefined;
    const tell = (price: MarketPrice): void => {
      const tick = topic({ context: this.#context, market, price, before });
      before = price;
      this.#send({ ch: name, ts: this.#now(), tick });
    };
    this.#topics.get(name)?.();
    this.#topics.set(
      name,
      this.#session.onPrice((changed, price) => {
        if (changed === market) tell(price);
      }),
    );
    tell(feed.of(market));
  }

  /** A whole book, for whoever follows its changes. */
  #answer(name: string, head: object): void {
    const found = this.#find(name);
    const depth = Number(/\.mbp\.(\d+)$/.exec(name)?.[1]);
    if (found === undefined || !DEPTHS.has(depth)) return this.#refuse(name, head);
    const price = this.#context.world.feed.of(found.market);
    const book = bookBody(ladderOf(found.market, price, depth));
    this.#send({ ...head, rep: name, status: 'ok', ts: this.#now(), data: { seqNum: price.version, ...book } });
  }

  #find(name: string): { readonly market: ExchangeMarket; readonly topic: Topic } | undefined {
    const [, native = '', what = ''] = NAME.exec(name) ?? [];
    const market = this.#context.markets.get(native);
    const topic = market?.type === this.#type ? topicOf(this.#type, what) : undefined;
    return market === undefined || topic === undefined ? undefined : { market, topic };
  }

  #refuse(name: string, head: object): void {
    const said = { 'err-code': 'bad-request', 'err-msg': `invalid topic ${name}` };
    this.#send({ ...head, status: 'error', ts: this.#now(), ...said });
  }

  #now = (): number => this.#context.world.clock.now();

  #send(message: object): void {
    this.#session.send(gzipSync(JSON.stringify(message)));
  }
}

function topicOf(type: MarketType, what: string): Topic | undefined {
  const plain = (type === 'spot' ? SPOT : SWAP)[what];
  if (plain !== undefined) return plain;
  const intervalMs = PERIODS[/^kline\.(.+)$/.exec(what)?.[1] ?? ''];
  if (intervalMs !== undefined) return candle(intervalMs);
  const [book, depth] = /^(?:mbp\.|depth\.size_)(\d+)(?:\.high_freq)?$/.exec(what) ?? [];
  if (book === undefined || !DEPTHS.has(Number(depth))) return undefined;
  return type === 'spot' ? spotBook(Number(depth)) : swapBook(Number(depth));
}

const DEPTHS: ReadonlySet<number> = new Set([5, 20, 150, 400]);

const topOf = ({ market, price }: Hearing) => {
  const { bids, asks } = ladderOf(market, price, 1);
  const none = { price: price.bid, quantity: market.quantityStep };
  return { bid: bids[0] ?? none, ask: asks[0] ?? none };
};

const named = (hearing: Hearing) => {
  const { bid, ask } = topOf(hearing);
  const sizes = { bidSize: number(bid.quantity), askSize: number(ask.quantity) };
  return { bid: number(bid.price), ask: number(ask.price), ...sizes };
};

const listed = (hearing: Hearing) => {
  const { bid, ask } = topOf(hearing);
  return { bid: levelBody(bid), ask: levelBody(ask) };
};

const SPOT: Readonly<Record<string, Topic>> = {
  detail: ({ market, price }) => dayBody(market, price),
  ticker: (hearing) => ({
    ...dayBody(hearing.market, hearing.price),
    ...named(hearing),
    lastPrice: number(hearing.price.last),
    lastSize: number(hearing.market.quantityStep),
  }),
  bbo: (hearing) => ({
    ...named(hearing),
    seqId: hearing.price.version,
    quoteTime: hearing.price.time,
    symbol: nativeId(hearing.market),
  }),
  'trade.detail': ({ market, price }) => tradesBody(market, price, 'tradeId'),
};

const SWAP: Readonly<Record<string, Topic>> = {
  detail: (hearing) => ({ ...dayBody(hearing.market, hearing.price), ...listed(hearing) }),
  bbo: (hearing) => ({ ...listed(hearing), id: hearing.price.version, ts: hearing.price.time }),
  'trade.detail': ({ market, price }) => tradesBody(market, price, 'tradeId'),
};

const candle =
  (intervalMs: number): Topic =>
  ({ context, market, price }) => {
    const [newest] = candlesOf(market, price, { intervalMs, until: context.world.clock.now(), limit: 1 });
    return newest === undefined ? {} : candleBody(market, newest);
  };

const bookBody = ({ bids, asks }: Ladder) => ({ bids: bids.map(levelBody), asks: asks.map(levelBody) });

/** What became another, and zeros for what is gone. */
function changes({ market, price, before }: Hearing, depth: number) {
  const now = ladderOf(market, price, depth);
  if (before === undefined) return bookBody(now);
  const then = ladderOf(market, before, depth);
  const side = (old: readonly LadderLevel[], next: readonly LadderLevel[]) => {
    const left = new Set(next.map((level) => level.price));
    const gone = old.filter((level) => !left.has(level.price)).map((level) => [number(level.price), 0] as const);
    return [...gone, ...next.map(levelBody)];
  };
  return { bids: side(then.bids, now.bids), asks: side(then.asks, now.asks) };
}

/** Changes only: the whole book is asked for, and continued with the change after its number. */
const spotBook =
  (depth: number): Topic =>
  (hearing) => {
    const { version } = hearing.price;
    return { seqNum: version, prevSeqNum: hearing.before?.version ?? version - 1, ...changes(hearing, depth) };
  };

const swapBook =
  (depth: number): Topic =>
  (hearing) => {
    const { version, time } = hearing.price;
    const event = hearing.before === undefined ? 'snapshot' : 'update';
    return { id: version, mrid: version, version, ts: time, event, ...changes(hearing, depth) };
  };
