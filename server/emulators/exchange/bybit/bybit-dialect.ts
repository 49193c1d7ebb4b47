/** Bybit as one dialect: spot and linear perpetuals of one unified account; swaps count base units. */
import { decimal } from '#domain/decimal.ts';
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
} from '../door/dialect.ts';
import { accountRoutes } from './bybit-account.ts';
import { authenticateRest } from './bybit-auth.ts';
import { ERRORS, refusedAnswer } from './bybit-errors.ts';
import { marketDataRoutes } from './bybit-market-data.ts';
import { orderListRoutes } from './bybit-order-lists.ts';
import { orderRoutes } from './bybit-order-routes.ts';
import { createContext } from './bybit-params.ts';
import { bybitSockets } from './bybit-sockets.ts';

const DAY_MS = 86_400_000;
const NUMBER_LETTERS = 12;

/** Ids in the shape of UUIDs, counted up. */
const uuidOf =
  (kind: string) =>
  (number: number): string =>
    `${kind}-0000-4000-8000-${String(number).padStart(NUMBER_LETTERS, '0')}`;

const RULES: Partial<ExchangeRules> = {
  clientIds: { spot: 'ever', swap: 'ever' },
  postOnlyCrossing: 'cancel',
  triggerAtOnce: 'refuse',
  triggered: { spot: 'same', swap: 'same' },
  attachedPair: { spot: 'one', swap: 'two' },
  wallets: 'unified',
  canceledRetentionMs: DAY_MS,
  swapTerms: { leverage: 10, marginMode: 'cross' },
  orderId: uuidOf('0b1b1700'),
  tradeId: uuidOf('7a0de000'),
};

const NOTIONAL_MIN = decimal('5');

export function createBybit(options: DialectOptions = {}): Dialect {
  const markets = seedMarkets(options).map((market) => ({ ...market, notionalMin: NOTIONAL_MIN }));
  const world = createWorld({ ...options, markets, rules: RULES });
  const context = createContext(world);
  return {
    name: 'bybit',
    world,
    hosts: ['api.bybit.com', 'stream.bybit.com', 'api-testnet.bybit.com', 'stream-testnet.bybit.com'],
    routes: [
      ...marketDataRoutes(context),
      ...orderRoutes(context),
      ...orderListRoutes(context),
      ...accountRoutes(context),
    ],
    sockets: bybitSockets(context),
    limits: LIMITS,
    authenticate: (request, access) => authenticateRest(world, request, access),
    unknownRoute: () => refusedAnswer(ERRORS.path, 404),
    overLimit: (over) => overLimit(over, world.clock.now()),
    maintenance: () => answer(503, '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>'),
    internalError: () => refusedAnswer(ERRORS.internal),
    secrets: { headers: ['x-bapi-api-key', 'x-bapi-sign'], params: [] },
  };
}

/** Told in the body with status 200; who goes on is shut out by address with 403. */
function overLimit({ limit, retryAfterS, isBanned }: OverLimit, now: number): Answer {
  if (isBanned) return { ...refusedAnswer(ERRORS.ipLimit, 403), headers: { 'retry-after': String(retryAfterS) } };
  const headers = {
    'x-bapi-limit': String(limit?.max ?? 0),
    'x-bapi-limit-status': '0',
    'x-bapi-limit-reset-timestamp': String(now + retryAfterS * 1000),
  };
  return { ...refusedAnswer(ERRORS.tooMany), headers };
}

/** Requests in a second, by path; a batch counts its orders. */
const ALLOWED: Readonly<Record<string, number>> = {
  '/v5/order/create': 20,
  '/v5/order/create-batch': 20,
  '/v5/order/amend': 20,
  '/v5/order/amend-batch': 20,
  '/v5/order/cancel': 20,
  '/v5/order/cancel-batch': 20,
  '/v5/order/cancel-all': 20,
  '/v5/order/realtime': 50,
  '/v5/order/history': 50,
  '/v5/execution/list': 50,
  '/v5/position/list': 50,
  '/v5/account/wallet-balance': 50,
  '/v5/position/set-leverage': 10,
};

function sizeOf(json: unknown): number {
  const request = typeof json === 'object' && json !== null && 'request' in json ? json.request : undefined;
  return Array.isArray(request) ? Math.max(request.length, 1) : 1;
}

const LIMITS: readonly RateLimit[] = Object.entries(ALLOWED).map(([path, max]) => ({
  name: `x-emulator-used${path.replaceAll('/', '-')}`,
  cost: (request) => (request.path === path ? sizeOf(request.json) : 0),
  max,
  windowMs: 1_000,
}));
