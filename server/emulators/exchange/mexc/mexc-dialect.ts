/** MEXC as one dialect: spot, and USDT perpetuals in a protocol of their own, on one host. It knows no plan orders. */
import { ZERO } from '#domain/decimal.ts';
import { createWorld } from '../core/create-world.ts';
import type { ExchangeRules } from '../core/exchange-rules.ts';
import { seedMarkets } from '../core/market-seeds.ts';
import type { Dialect, DialectOptions, RateLimit } from '../door/dialect.ts';
import { plainAnswers } from '../door/plain-answers.ts';
import { authenticate, marketTypeOf } from './mexc-auth.ts';
import { createContext } from './mexc-context.ts';
import { contractAccountRoutes } from './mexc-contract-account.ts';
import { contractOrderRoutes } from './mexc-contract-orders.ts';
import { ERRORS, refusedAnswer, wrongParameter } from './mexc-errors.ts';
import { marketDataRoutes } from './mexc-market-data.ts';
import { MexcStreams, SOCKET_HOSTS } from './mexc-sockets.ts';
import { spotRoutes } from './mexc-spot.ts';

const DAY_MS = 86_400_000;
const FIRST_ID = 480_000_000_000_000_000n;

const RULES: Partial<ExchangeRules> = {
  clientIds: { spot: 'open', swap: 'ever' },
  postOnlyCrossing: 'cancel',
  wallets: 'separate',
  canceledRetentionMs: 7 * DAY_MS,
  swapTerms: { leverage: 20, marginMode: 'cross' },
  orderId: (number) => String(FIRST_ID + BigInt(number)),
  tradeId: (number) => String(FIRST_ID / 2n + BigInt(number)),
};

/** Base units in one contract; contracts are whole. */
const CONTRACT_SIZES = { BTC: '0.0001', ETH: '0.01', SOL: '0.1', DOGE: '100' };

export function createMexc(options: DialectOptions = {}): Dialect {
  const markets = seedMarkets({ ...options, contractSizes: CONTRACT_SIZES }).map((market) =>
    market.type === 'swap' ? { ...market, notionalMin: ZERO } : market,
  );
  const world = createWorld({ ...options, markets, rules: RULES });
  const context = createContext(world);
  const streams = new MexcStreams(context);
  return {
    name: 'mexc',
    world,
    hosts: ['api.mexc.com', 'contract.mexc.com', ...SOCKET_HOSTS],
    routes: [
      ...marketDataRoutes(context),
      ...spotRoutes(context),
      ...contractOrderRoutes(context),
      ...contractAccountRoutes(context),
      ...streams.routes(),
    ],
    sockets: streams.sockets(),
    limits: LIMITS,
    authenticate: (request, access) => authenticate(world, request, access),
    commonParams: ['timestamp', 'recvWindow', 'signature'],
    unknownParams: (request, [name = '']) => wrongParameter(marketTypeOf(request), name).answer,
    ...plainAnswers({
      errors: ERRORS,
      refused: (error, status, request) => refusedAnswer(marketTypeOf(request), error, status),
    }),
    secrets: { headers: ['x-mexc-apikey', 'apikey', 'signature'], params: ['signature'] },
  };
}

const LIMITS: readonly RateLimit[] = [
  {
    name: 'x-emulator-spot',
    cost: (request) => (marketTypeOf(request) === 'spot' ? 1 : 0),
    max: 500,
    windowMs: 10_000,
  },
  {
    name: 'x-emulator-contract',
    cost: (request) => (marketTypeOf(request) === 'swap' ? 1 : 0),
    max: 20,
    windowMs: 2_000,
  },
];
