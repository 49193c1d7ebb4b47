/**
 * Binance's WebSocket APIs, spot and USD-M: each method is one of the REST routes under another name, with its parameters and
 * signature in the message. Besides, spot's account stream is subscribed to here, by a signed message.
 */
import type { KeyOwner } from '../core/exchange-world.ts';
import { type Access, isAnswer, NativeRefusal, type Route } from '../door/dialect.ts';
import { RouteTable } from '../door/route-table.ts';
import type { SocketHandlers, SocketRoute, SocketSession } from '../door/socket-session.ts';
import { authenticateSocket } from './binance-auth.ts';
import { COMMON_PARAMS } from './binance-param-names.ts';
import type { BinanceContext, Params } from './binance-params.ts';
import { spotEvents } from './spot-events.ts';

/** Method and path of the route that a method of the spot API stands for. */
const SPOT_METHODS: Readonly<Record<string, string>> = {
  ping: 'GET /api/v3/ping',
  time: 'GET /api/v3/time',
  exchangeInfo: 'GET /api/v3/exchangeInfo',
  depth: 'GET /api/v3/depth',
  klines: 'GET /api/v3/klines',
  'trades.recent': 'GET /api/v3/trades',
  'trades.historical': 'GET /api/v3/trades',
  'trades.aggregate': 'GET /api/v3/aggTrades',
  'ticker.24hr': 'GET /api/v3/ticker/24hr',
  'ticker.price': 'GET /api/v3/ticker/price',
  'ticker.book': 'GET /api/v3/ticker/bookTicker',
  'order.place': 'POST /api/v3/order',
  'order.test': 'POST /api/v3/order/test',
  'order.status': 'GET /api/v3/order',
  'order.cancel': 'DELETE /api/v3/order',
  'order.cancelReplace': 'POST /api/v3/order/cancelReplace',
  'order.amend.keepPriority': 'PUT /api/v3/order/amend/keepPriority',
  'openOrders.status': 'GET /api/v3/openOrders',
  'openOrders.cancelAll': 'DELETE /api/v3/openOrders',
  allOrders: 'GET /api/v3/allOrders',
  myTrades: 'GET /api/v3/myTrades',
  'account.status': 'GET /api/v3/account',
};

const FUTURES_METHODS: Readonly<Record<string, string>> = {
  depth: 'GET /fapi/v1/depth',
  'ticker.price': 'GET /fapi/v1/ticker/price',
  'ticker.book': 'GET /fapi/v1/ticker/bookTicker',
  'order.place': 'POST /fapi/v1/order',
  'order.modify': 'PUT /fapi/v1/order',
  'order.status': 'GET /fapi/v1/order',
  'order.cancel': 'DELETE /fapi/v1/order',
  'algoOrder.place': 'POST /fapi/v1/algoOrder',
  'algoOrder.cancel': 'DELETE /fapi/v1/algoOrder',
  'account.status': 'GET /fapi/v2/account',
  'v2/account.status': 'GET /fapi/v3/account',
  'account.balance': 'GET /fapi/v2/balance',
  'v2/account.balance': 'GET /fapi/v3/balance',
  'account.position': 'GET /fapi/v2/positionRisk',
  'v2/account.position': 'GET /fapi/v3/positionRisk',
};

interface Api {
  readonly context: BinanceContext;
  readonly routes: RouteTable;
  readonly methods: Readonly<Record<string, string>>;
}

/** The two APIs over the routes of REST. */
export function webSocketApis(context: BinanceContext, routes: readonly Route[]): readonly SocketRoute[] {
  const table = new RouteTable(routes);
  const spot: Api = { context, routes: table, methods: SPOT_METHODS };
  const futures: Api = { context, routes: table, methods: FUTURES_METHODS };
  return [
    { path: '/ws-api/v3', open: (session) => openApi(spot, session) },
    { path: '/ws-fapi/v1', open: (session) => openApi(futures, session) },
  ];
}

function openApi(api: Api, session: SocketSession): SocketHandlers {
  return {
    message: (text) => {
      const { id, method, params } = readCall(text);
      try {
        session.send({ id, status: 200, result: resultOf(api, session, { method, params }), rateLimits: [] });
      } catch (error) {
        if (!(error instanceof NativeRefusal)) throw error;
        session.send({ id, status: error.answer.status, error: error.answer.body });
      }
    },
  };
}

interface MethodCall {
  readonly method: string;
  readonly params: Params;
}

function resultOf(api: Api, session: SocketSession, { method, params }: MethodCall): unknown {
  if (method === 'userDataStream.subscribe.signature') return subscribe(api, session, params);
  if (method === 'userDataStream.unsubscribe') return {};
  const [verb = '', path = ''] = (api.methods[method] ?? '').split(' ');
  const request = { ...session.request, method: verb, path, params, query: params, json: undefined };
  const found = api.routes.find(request);
  if (found === undefined) throw new NativeRefusal(400, { code: -1000, msg: 'Unknown method.' });
  const { route } = found;
  const owner = route.access === 'public' ? undefined : ownerOf(api, session, { params, access: route.access });
  const unread = Object.keys(params).filter((name) => route.params !== undefined && !isKnown(route, name));
  if (unread.length > 0) throw new NativeRefusal(400, { code: -1104, msg: 'Not all sent parameters were read.' });
  const body = route.handle({ request, path: {}, owner });
  if (!isAnswer(body)) return body;
  throw new NativeRefusal(body.status, body.body);
}

const SOCKET_PARAMS: readonly string[] = [...COMMON_PARAMS, 'apiKey', 'returnRateLimits'];
const isKnown = ({ params = [] }: Route, name: string): boolean => [...params, ...SOCKET_PARAMS].includes(name);

function ownerOf(
  { context }: Api,
  session: SocketSession,
  { params, access }: { readonly params: Params; readonly access: Access },
): KeyOwner {
  const owner = authenticateSocket(context.world, params, access);
  session.verdict('code' in owner ? `refused ${owner.code}` : 'valid');
  if ('code' in owner) throw new NativeRefusal(owner.code === -2015 ? 401 : 400, owner);
  return owner;
}

function subscribe(api: Api, session: SocketSession, params: Params): unknown {
  const owner = ownerOf(api, session, { params, access: 'read' });
  const subscriptionId = 0;
  session.onAccountEvent(owner.account.id, (event) => {
    for (const native of spotEvents(api.context.world, event)) session.send({ subscriptionId, event: native });
  });
  return { subscriptionId };
}

function readCall(text: string): { readonly id: unknown; readonly method: string; readonly params: Params } {
  try {
    const { id = null, method, params } = JSON.parse(text) as Record<string, unknown>;
    const given = typeof params === 'object' && params !== null ? params : {};
    const texts = Object.entries(given).map(([name, value]) => [name, String(value)] as const);
    return { id, method: typeof method === 'string' ? method : '', params: Object.fromEntries(texts) };
  } catch {
    return { id: null, method: '', params: {} };
  }
}
