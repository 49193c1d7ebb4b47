/** Which of Binance's stream paths opens what: market streams of both sides, the private futures stream. */
import type { MarketType } from '../core/exchange-market.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import type { BinanceContext } from './binance-params.ts';
import type { ListenKeys } from './listen-keys.ts';
import { openMarketStreams } from './market-streams.ts';

const SPOT_HOSTS = ['stream.binance.com', 'stream.testnet.binance.vision', 'demo-stream.binance.com'];
const FUTURES_HOSTS = ['fstream.binance.com', 'fstream.binancefuture.com', 'stream.binancefuture.com'];

/** Market streams, and the private stream of futures. */
export function binanceStreams(context: BinanceContext, listenKeys: ListenKeys): readonly SocketRoute[] {
  const market = (type: MarketType) => (session: SocketSession) => openStreams(context, session, type);
  const listen = (session: SocketSession): SocketHandlers => {
    listenKeys.listen(session, session.request.query['listenKey'] ?? session.request.path.split('/').at(-1) ?? '');
    return { message: () => undefined };
  };
  const futures = (session: SocketSession): SocketHandlers =>
    /^\/ws\/\w{60,}$/.test(session.request.path) ? listen(session) : openStreams(context, session, 'swap');
  return [
    { path: '/private/ws', hosts: FUTURES_HOSTS, open: listen },
    { path: '/public/', hosts: FUTURES_HOSTS, open: market('swap') },
    { path: '/market/', hosts: FUTURES_HOSTS, open: market('swap') },
    { path: '/ws', hosts: SPOT_HOSTS, open: market('spot') },
    { path: '/stream', hosts: SPOT_HOSTS, open: market('spot') },
    { path: '/ws', hosts: FUTURES_HOSTS, open: futures },
    { path: '/stream', hosts: FUTURES_HOSTS, open: market('swap') },
  ];
}

/** Streams may be named in the path (`/ws/btcusdt@trade`) or in the query (`?streams=a/b`, told with their names). */
function openStreams(context: BinanceContext, session: SocketSession, type: MarketType): SocketHandlers {
  const { path, query } = session.request;
  const isCombined = path.endsWith('/stream');
  const named = path.split('/').filter((part) => part.includes('@'));
  const names = [...named, ...(query['streams'] ?? '').split('/').filter((part) => part.includes('@'))];
  return openMarketStreams(context, session, { type, names, isCombined });
}
