/** KuCoin as one dialect: the high-frequency spot account and USDT perpetuals of the classic account, on two hosts. */
import { ZERO } from '#domain/decimal.ts';
import { createWorld } from '../core/create-world.ts';
import type { ExchangeRules } from '../core/exchange-rules.ts';
import { seedMarkets } from '../core/market-seeds.ts';
import { type Dialect, type DialectOptions, type RateLimit } from '../door/dialect.ts';
import { plainAnswers } from '../door/plain-answers.ts';
import { accountRoutes } from './kucoin-account.ts';
import { authenticate } from './kucoin-auth.ts';
import { createContext, FUTURES_HOST, SPOT_HOST } from './kucoin-context.ts';
import { ERRORS, refusedAnswer, wrongParameter } from './kucoin-errors.ts';
import { futuresListRoutes } from './kucoin-futures-lists.ts';
import { futuresOrderRoutes } from './kucoin-futures-orders.ts';
import { instrumentRoutes } from './kucoin-instruments.ts';
import { marketDataRoutes } from './kucoin-market-data.ts';
import { SOCKET_HOSTS, SocketTokens } from './kucoin-sockets.ts';
import { spotListRoutes } from './kucoin-spot-lists.ts';
import { spotOrderRoutes } from './kucoin-spot-orders.ts';

const DAY_MS = 86_400_000;
const ID_PLACES = 24;
const HTTP_TOO_MANY = 429;

const RULES: Partial<ExchangeRules> = {
  clientIds: { spot: 'open', swap: 'open' },
  postOnlyCrossing: 'cancel',
  triggerAtOnce: 'trigger',
  triggered: { spot: 'child', swap: 'same' },
  wallets: 'separate',
  spotFee: 'quote',
  canceledRetentionMs: 3 * DAY_MS,
  swapTerms: { leverage: 1, marginMode: 'cross' },
  orderId: (number) => `67a${number.toString(16).padStart(ID_PLACES - 3, '0')}`,
  tradeId: (number) => String(1_700_000_000 + number),
};

/** Base units in one contract; contracts are whole. */
const CONTRACT_SIZES = { BTC: '0.001', ETH: '0.01', SOL: '0.1', DOGE: '100' };

export function createKucoin(options: DialectOptions = {}): Dialect {
  const world = createWorld({
    ...options,
    markets: seedMarkets({ ...options, contractSizes: CONTRACT_SIZES }).map((market) =>
      market.type === 'swap' ? { ...market, notionalMin: ZERO } : market,
    ),
    rules: RULES,
  });
  const context = createContext(world);
  const tokens = new SocketTokens(context);
  return {
    name: 'kucoin',
    world,
    hosts: [SPOT_HOST, FUTURES_HOST, ...SOCKET_HOSTS],
    routes: [
      ...instrumentRoutes(context),
      ...marketDataRoutes(context),
      ...spotOrderRoutes(context),
      ...spotListRoutes(context),
      ...futuresOrderRoutes(context),
      ...futuresListRoutes(context),
      ...accountRoutes(context),
      ...tokens.routes(),
    ],
    sockets: tokens.sockets(),
    limits: LIMITS,
    authenticate: (request, access) => authenticate(world, request, access),
    unknownParams: (_request, [name = '']) => wrongParameter(name).answer,
    ...plainAnswers({ errors: ERRORS, refused: refusedAnswer }),
    overLimit: ({ retryAfterS }) => ({
      ...refusedAnswer(ERRORS.tooMany, HTTP_TOO_MANY),
      headers: { 'gw-ratelimit-remaining': '0', 'gw-ratelimit-reset': String(retryAfterS * 1000) },
    }),
    secrets: { headers: ['kc-api-key', 'kc-api-passphrase', 'kc-api-sign'], params: ['token'] },
  };
}

/** What one address may ask within half a minute: one pool for spot, one for futures. */
const LIMITS: readonly RateLimit[] = [
  { name: 'gw-emulator-spot', cost: ({ host }) => (host === FUTURES_HOST ? 0 : 2), max: 4_000, windowMs: 30_000 },
  { name: 'gw-emulator-futures', cost: ({ host }) => (host === FUTURES_HOST ? 2 : 0), max: 2_000, windowMs: 30_000 },
];
