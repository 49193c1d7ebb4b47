/** Binance, spot and USD-M futures, as one dialect. */
import { createWorld } from '../core/create-world.ts';
import type { ExchangeRules } from '../core/exchange-rules.ts';
import { seedMarkets } from '../core/market-seeds.ts';
import {
  answer,
  type Answer,
  type Dialect,
  type DialectOptions,
  type OverLimit,
  type RateLimit,
  type Route,
} from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { weightOf } from '../door/rate-limiter.ts';
import { authenticateRest } from './binance-auth.ts';
import { COMMON_PARAMS, withParamNames } from './binance-param-names.ts';
import { type BinanceContext, createContext } from './binance-params.ts';
import { binanceStreams } from './binance-sockets.ts';
import { exchangeInfoRoutes } from './exchange-info.ts';
import { futuresAccountRoutes } from './futures-account-routes.ts';
import { futuresAlgoRoutes } from './futures-algo-routes.ts';
import { futuresOrderRoutes } from './futures-order-routes.ts';
import { ListenKeys } from './listen-keys.ts';
import { marketDataRoutes } from './market-data-routes.ts';
import { spotAccountRoutes } from './spot-account-routes.ts';
import { spotOrderRoutes } from './spot-order-routes.ts';
import { webSocketApis } from './web-socket-api.ts';

const DAY_MS = 86_400_000;

const RULES: Partial<ExchangeRules> = {
  clientIds: { spot: 'open', swap: 'open' },
  triggered: { spot: 'same', swap: 'child' },
  canceledRetentionMs: { spot: 90 * DAY_MS, swap: 3 * DAY_MS },
  openOrdersMax: 200,
  orderId: (number) => String(8_000_000_000 + number),
  conditionalId: (number) => String(1_000_000_000_000_000 + number),
  tradeId: (number) => String(400_000_000 + number),
};

export function createBinance(options: DialectOptions = {}): Dialect {
  const world = createWorld({
    markets: seedMarkets(options),
    rules: RULES,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.machineTime === undefined ? {} : { machineTime: options.machineTime }),
  });
  const context = createContext(world);
  const listenKeys = new ListenKeys(context);
  const routes = routesOf(context, listenKeys);
  return {
    name: 'binance',
    world,
    hosts: [
      'api.binance.com',
      'fapi.binance.com',
      'stream.binance.com:9443',
      'ws-api.binance.com:443',
      'fstream.binance.com',
      'ws-fapi.binance.com',
    ],
    routes,
    sockets: [...webSocketApis(context, routes), ...binanceStreams(context, listenKeys)],
    limits: LIMITS,
    authenticate: (request, access) => authenticateRest(world, request, access),
    commonParams: COMMON_PARAMS,
    unknownParams: ({ params }, names) => unread(Object.keys(params).length, names.length),
    unknownRoute: ({ path, method }) => unknownRoute(path, method),
    overLimit: (over) => overLimit(over, world.clock.now()),
    maintenance: () =>
      answer(503, { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' }),
    internalError: () => answer(500, { code: -1000, msg: 'An unknown error occurred while processing the request.' }),
    secrets: { headers: ['x-mbx-apikey'], params: ['signature'] },
  };
}

function routesOf(context: BinanceContext, listenKeys: ListenKeys): readonly Route[] {
  return withParamNames([
    ...exchangeInfoRoutes(context),
    ...marketDataRoutes(context, 'spot'),
    ...marketDataRoutes(context, 'swap'),
    ...spotOrderRoutes(context),
    ...spotAccountRoutes(context),
    ...futuresOrderRoutes(context),
    ...futuresAlgoRoutes(context),
    ...futuresAccountRoutes(context),
    ...listenKeys.routes(),
  ]);
}

/** The two sides answer differently where there is nothing. */
function unknownRoute(path: string, method: string): Answer {
  if (!path.startsWith('/fapi/')) return answer(404, '<html><body><h2>404 Not found</h2></body></html>');
  return answer(404, { code: -5000, msg: `Path ${path}, Method ${method} is invalid` });
}

function unread(sent: number, unknown: number): Answer {
  const msg = `Not all sent parameters were read; read '${sent - unknown}' parameter(s) but was sent '${sent}'.`;
  return answer(400, { code: -1104, msg });
}

const isFutures = ({ path }: DoorRequest): boolean => path.startsWith('/fapi/');
const isNewOrder = ({ method, path }: DoorRequest): boolean =>
  method === 'POST' && /\/(order|algoOrder|batchOrders|order\/cancelReplace)$/.test(path);

/** Named as the headers in which Binance tells how much is used. */
const LIMITS: readonly RateLimit[] = [
  {
    name: 'x-mbx-used-weight-1m',
    cost: (request, route) => (isFutures(request) ? 0 : weightOf(route, request)),
    max: 6_000,
    windowMs: 60_000,
  },
  {
    name: 'x-mbx-order-count-10s',
    cost: (request) => (!isFutures(request) && isNewOrder(request) ? 1 : 0),
    max: 100,
    windowMs: 10_000,
  },
  {
    name: 'X-MBX-USED-WEIGHT-1M',
    cost: (request, route) => (isFutures(request) ? weightOf(route, request) : 0),
    max: 2_400,
    windowMs: 60_000,
  },
  {
    name: 'X-MBX-ORDER-COUNT-10S',
    cost: (request) => (isFutures(request) && isNewOrder(request) ? 1 : 0),
    max: 300,
    windowMs: 10_000,
  },
];

/** 429 tells to wait; who goes on is banned with 418, and told until when. */
function overLimit({ limit, retryAfterS, isBanned }: OverLimit, now: number): Answer {
  const headers = { 'retry-after': String(retryAfterS) };
  if (isBanned) {
    const until = now + retryAfterS * 1000;
    const msg = `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`;
    return answer(418, { code: -1003, msg }, headers);
  }
  if (limit?.name.toLowerCase().includes('order-count') === true) {
    return answer(
      429,
      { code: -1015, msg: `Too many new orders; current limit is ${limit.max} orders per TEN_SECONDS.` },
      headers,
    );
  }
  const most = limit?.max ?? 6_000;
  const msg = `Too much request weight used; current limit is ${most} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`;
  return answer(429, { code: -1003, msg }, headers);
}
