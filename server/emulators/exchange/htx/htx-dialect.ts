/** HTX as one dialect: the spot account in its own protocol, USDT perpetuals in the v5 one, on two hosts. */
import { ZERO } from '#domain/decimal.ts';
import { createWorld } from '../core/create-world.ts';
import type { ExchangeRules } from '../core/exchange-rules.ts';
import { seedMarkets } from '../core/market-seeds.ts';
import type { Dialect, DialectOptions, RateLimit } from '../door/dialect.ts';
import { authenticate, marketTypeOf } from './htx-auth.ts';
import { createContext, SPOT_HOSTS, SWAP_HOSTS } from './htx-context.ts';
import { ERRORS, refusedAnswer, wrongParameter } from './htx-errors.ts';
import { marketDataRoutes } from './htx-market-data.ts';
import { htxMarketSockets } from './htx-market-sockets.ts';
import { htxSockets } from './htx-sockets.ts';
import { spotListRoutes } from './htx-spot-lists.ts';
import { spotOrderRoutes } from './htx-spot-orders.ts';
import { swapAccountRoutes } from './htx-swap-account.ts';
import { swapAlgoRoutes } from './htx-swap-algo.ts';
import { swapOrderRoutes } from './htx-swap-orders.ts';

const HOUR_MS = 3_600_000;
const FIRST_SPOT_ID = 910_000_000_000_000;
const HTTP_TOO_MANY = 429;
const HTTP_UNAVAILABLE = 503;

const RULES: Partial<ExchangeRules> = {
  clientIds: { spot: 'day', swap: 'any' },
  postOnlyCrossing: 'cancel',
  triggerAtOnce: 'refuse',
  triggered: { spot: 'same', swap: 'child' },
  wallets: 'separate',
  canceledRetentionMs: 2 * HOUR_MS,
  swapTerms: { leverage: 5, marginMode: 'cross' },
  orderId: (number) => String(FIRST_SPOT_ID + number),
  tradeId: (number) => String(100_000_000_000 + number),
};

/** Base units in one contract; contracts are whole. */
const CONTRACT_SIZES = { BTC: '0.001', ETH: '0.01', SOL: '1', DOGE: '100' };

export function createHtx(options: DialectOptions = {}): Dialect {
  const markets = seedMarkets({ ...options, contractSizes: CONTRACT_SIZES }).map((market) =>
    market.type === 'swap' ? { ...market, notionalMin: ZERO } : market,
  );
  const world = createWorld({ ...options, markets, rules: RULES });
  const context = createContext(world);
  return {
    name: 'htx',
    world,
    hosts: [...SPOT_HOSTS, ...SWAP_HOSTS],
    routes: [
      ...marketDataRoutes(context),
      ...spotOrderRoutes(context),
      ...spotListRoutes(context),
      ...swapOrderRoutes(context),
      ...swapAlgoRoutes(context),
      ...swapAccountRoutes(context),
    ],
    sockets: [...htxSockets(context), ...htxMarketSockets(context)],
    limits: LIMITS,
    authenticate: (request, access) => authenticate(world, request, access),
    commonParams: ['AccessKeyId', 'SignatureMethod', 'SignatureVersion', 'Timestamp', 'Signature'],
    unknownParams: (request, [name = '']) => wrongParameter(marketTypeOf(request), name).answer,
    unknownRoute: (request) => refusedAnswer(marketTypeOf(request), { code: '404', message: 'No such address' }, 404),
    overLimit: () => refusedAnswer('spot', ERRORS.tooMany, HTTP_TOO_MANY),
    maintenance: () => refusedAnswer('spot', ERRORS.maintenance, HTTP_UNAVAILABLE),
    internalError: () => refusedAnswer('spot', ERRORS.internal, 500),
    secrets: { headers: [], params: ['AccessKeyId', 'Signature', 'accessKey', 'signature'] },
  };
}

/** Requests of a key within two seconds on spot, and within three on swaps. */
const LIMITS: readonly RateLimit[] = [
  {
    name: 'x-hb-emulator-spot',
    cost: (request) => (marketTypeOf(request) === 'spot' ? 1 : 0),
    max: 100,
    windowMs: 2_000,
  },
  {
    name: 'x-hb-emulator-swap',
    cost: (request) => (marketTypeOf(request) === 'swap' ? 1 : 0),
    max: 144,
    windowMs: 3_000,
  },
];
