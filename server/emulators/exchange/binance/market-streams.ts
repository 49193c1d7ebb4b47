/** Binance's market streams: subscribe by name (`btcusdt@bookTicker`), then hear every change; the first comes at once. */
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import type { SocketHandlers, SocketSession } from '../door/socket-session.ts';
import type { BinanceContext } from './binance-params.ts';
import { BODIES, type Body } from './market-stream-bodies.ts';

interface Channel {
  readonly name: string;
  readonly market: ExchangeMarket;
  readonly body: Body;
  readonly rest: string;
  before: MarketPrice | undefined;
}

/** The streams of one socket. `names` are subscribed from the beginning (named in the URL). */
export function openMarketStreams(
  context: BinanceContext,
  session: SocketSession,
  {
    type,
    names,
    isCombined,
  }: { readonly type: MarketType; readonly names: readonly string[]; readonly isCombined: boolean },
): SocketHandlers {
  const channels = new Map<string, Channel>();
  const tell = (channel: Channel, price: MarketPrice): void => {
    const { market, rest, before } = channel;
    const data = channel.body({ context, market, price, before, rest });
    channel.before = price;
    if (data !== undefined) session.send(isCombined ? { stream: channel.name, data } : data);
  };
  const subscribe = (name: string): void => {
    const channel = channelOf(context, type, name);
    if (channel === undefined || channels.has(name)) return;
    channels.set(name, channel);
    tell(channel, context.world.feed.of(channel.market));
  };
  session.onPrice((market, price) => {
    for (const channel of channels.values()) if (channel.market === market) tell(channel, price);
  });
  for (const name of names) setImmediate(() => subscribe(name));
  return { message: (text) => answerRequest({ session, channels, subscribe }, text) };
}

interface Streams {
  readonly session: SocketSession;
  readonly channels: Map<string, Channel>;
  readonly subscribe: (name: string) => void;
}

function answerRequest({ session, channels, subscribe }: Streams, text: string): void {
  const request = requestIn(text);
  if (request === undefined) {
    session.send({ error: { code: 2, msg: 'Invalid request' } });
    return;
  }
  const { id, method, params } = request;
  session.send({ result: method === 'LIST_SUBSCRIPTIONS' ? [...channels.keys()] : null, id });
  if (method === 'SUBSCRIBE') for (const name of params) subscribe(name);
  if (method === 'UNSUBSCRIBE') for (const name of params) channels.delete(name);
}

interface StreamRequest {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly string[];
}

function requestIn(text: string): StreamRequest | undefined {
  try {
    const message = JSON.parse(text) as Record<string, unknown>;
    const { id, method, params } = message;
    if (typeof method !== 'string') return undefined;
    return { id, method, params: Array.isArray(params) ? params.map(String) : [] };
  } catch {
    return undefined;
  }
}

function channelOf(context: BinanceContext, type: MarketType, name: string): Channel | undefined {
  const at = name.indexOf('@');
  const market = context[type].get(name.slice(0, at).toUpperCase());
  const stream = name.slice(at + 1);
  for (const [pattern, body] of BODIES) {
    const match = pattern.exec(stream);
    if (match !== null && market !== undefined) return { name, market, body, rest: match[1] ?? '', before: undefined };
  }
  return undefined;
}
