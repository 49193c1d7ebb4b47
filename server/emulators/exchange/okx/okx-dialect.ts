/** OKX as one dialect: spot and USDT perpetuals of one trading account; swaps count contracts. */
import { decimal, ZERO } from '#domain/decimal.ts';
import { createWorld } from '../core/create-world.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { ExchangeRules } from '../core/exchange-rules.ts';
import { seedMarkets } from '../core/market-seeds.ts';
import { answer, type Dialect, type DialectOptions, type RateLimit } from '../door/dialect.ts';
import { accountRoutes } from './okx-account.ts';
import { algoRoutes } from './okx-algo-routes.ts';
import { authenticateRest } from './okx-auth.ts';
import { ERRORS, refusedAnswer } from './okx-errors.ts';
import { instrumentRoutes } from './okx-instruments.ts';
import { marketDataRoutes } from './okx-market-data.ts';
import { orderListRoutes } from './okx-order-lists.ts';
import { orderRoutes } from './okx-order-routes.ts';
import { createContext } from './okx-params.ts';
import { okxSockets } from './okx-sockets.ts';

const HOUR_MS = 3_600_000;
const FIRST_ORDER_ID = 600_000_000_000_000_000n;

const RULES: Partial<ExchangeRules> = {
  clientIds: { spot: 'open', swap: 'open' },
  postOnlyCrossing: 'cancel',
  triggerAtOnce: 'trigger',
  triggered: { spot: 'child', swap: 'child' },
  attachedPair: { spot: 'one', swap: 'one' },
  wallets: 'unified',
  canceledRetentionMs: 2 * HOUR_MS,
  swapTerms: { leverage: 3, marginMode: 'cross' },
  orderId: (number) => String(FIRST_ORDER_ID + BigInt(number)),
  tradeId: (number) => String(200_000_000 + number),
};

/** Base units in one contract. */
const CONTRACT_SIZES = { BTC: '0.01', ETH: '0.1', SOL: '1', DOGE: '1000' };
const CONTRACT_STEP = '0.01';
const BITCOIN_MIN = '0.00001';

export function createOkx(options: DialectOptions = {}): Dialect {
  const seeds = seedMarkets({ ...options, contractSizes: CONTRACT_SIZES, contractStep: CONTRACT_STEP });
  const world = createWorld({ ...options, markets: seeds.map(asListed), rules: RULES });
  const context = createContext(world);
  return {
    name: 'okx',
    world,
    hosts: ['www.okx.com', 'ws.okx.com:8443', 'wspap.okx.com:8443'],
    routes: [
      ...instrumentRoutes(context),
      ...marketDataRoutes(context),
      ...orderRoutes(context),
      ...orderListRoutes(context),
      ...algoRoutes(context),
      ...accountRoutes(context),
    ],
    sockets: okxSockets(context),
    limits: LIMITS,
    authenticate: (request, access) => authenticateRest(world, request, access),
    unknownRoute: () => answer(404, { msg: 'API endpoint request URL does not exist', code: '404', data: [] }),
    overLimit: ({ retryAfterS }) =>
      answer(429, { msg: ERRORS.tooMany.msg, code: ERRORS.tooMany.code }, { 'retry-after': String(retryAfterS) }),
    maintenance: () => refusedAnswer(ERRORS.maintenance, 503),
    internalError: () => refusedAnswer(ERRORS.internal, 500),
    secrets: { headers: ['ok-access-key', 'ok-access-passphrase', 'ok-access-sign'], params: [] },
  };
}

/** OKX limits how few units an order may have, not how little it may be worth. */
function asListed(market: ExchangeMarket): ExchangeMarket {
  const isBitcoin = market.base === 'BTC' && market.type === 'spot';
  return { ...market, notionalMin: ZERO, quantityMin: isBitcoin ? decimal(BITCOIN_MIN) : market.quantityMin };
}

/** Requests in two seconds, by path; a batch counts its orders. */
const ALLOWED: Readonly<Record<string, number>> = {
  '/api/v5/trade/order': 60,
  '/api/v5/trade/batch-orders': 300,
  '/api/v5/trade/cancel-order': 60,
  '/api/v5/trade/cancel-batch-orders': 300,
  '/api/v5/trade/amend-order': 60,
  '/api/v5/trade/amend-batch-orders': 300,
  '/api/v5/trade/orders-pending': 60,
  '/api/v5/trade/orders-history': 40,
  '/api/v5/trade/fills-history': 10,
  '/api/v5/trade/order-algo': 20,
  '/api/v5/trade/cancel-algos': 20,
  '/api/v5/trade/orders-algo-pending': 20,
  '/api/v5/account/balance': 10,
  '/api/v5/account/positions': 10,
  '/api/v5/account/set-leverage': 20,
  '/api/v5/public/instruments': 20,
  '/api/v5/market/ticker': 20,
  '/api/v5/market/tickers': 20,
  '/api/v5/market/books': 40,
  '/api/v5/market/candles': 40,
};

const LIMITS: readonly RateLimit[] = Object.entries(ALLOWED).map(([path, max]) => ({
  name: `x-emulator-used${path.replaceAll('/', '-')}`,
  cost: ({ path: asked, json }) => (asked === path ? (Array.isArray(json) ? Math.max(json.length, 1) : 1) : 0),
  max,
  windowMs: 2_000,
}));
