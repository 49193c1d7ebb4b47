/** Bitget as one dialect: the classic account, spot and USDT futures of one host. */
import { createWorld } from '../core/create-world.ts';
import type { ExchangeRules } from '../core/exchange-rules.ts';
import { seedMarkets } from '../core/market-seeds.ts';
import type { Dialect, DialectOptions, RateLimit } from '../door/dialect.ts';
import { plainAnswers } from '../door/plain-answers.ts';
import { authenticate } from './bitget-auth.ts';
import { HOST } from './bitget-context.ts';
import { ERRORS, refusedAnswer, wrongParameter } from './bitget-errors.ts';
import { marketDataRoutes } from './bitget-market-data.ts';
import { mixAccountRoutes } from './bitget-mix-account.ts';
import { mixListRoutes } from './bitget-mix-lists.ts';
import { mixOrderRoutes } from './bitget-mix-orders.ts';
import { mixPlanRoutes } from './bitget-mix-plans.ts';
import { bitgetSockets, SOCKET_HOSTS } from './bitget-sockets.ts';
import { spotListRoutes } from './bitget-spot-lists.ts';
import { spotOrderRoutes } from './bitget-spot-orders.ts';

const FIRST_ID = 1_200_000_000_000_000_000n;
const FIRST_TRADE_ID = 1_300_000_000_000_000_000n;

const RULES: Partial<ExchangeRules> = {
  clientIds: { spot: 'open', swap: 'open' },
  postOnlyCrossing: 'cancel',
  triggerAtOnce: 'trigger',
  triggered: { spot: 'child', swap: 'child' },
  wallets: 'separate',
  canceledRetentionMs: 90 * 86_400_000,
  swapTerms: { leverage: 10, marginMode: 'cross' },
  orderId: (number) => String(FIRST_ID + BigInt(number)),
  tradeId: (number) => String(FIRST_TRADE_ID + BigInt(number)),
};

export function createBitget(options: DialectOptions = {}): Dialect {
  const world = createWorld({ ...options, markets: seedMarkets(options), rules: RULES });
  const context = { world };
  return {
    name: 'bitget',
    world,
    hosts: [HOST, ...SOCKET_HOSTS],
    routes: [
      ...marketDataRoutes(context),
      ...spotOrderRoutes(context),
      ...spotListRoutes(context),
      ...mixOrderRoutes(context),
      ...mixPlanRoutes(context),
      ...mixListRoutes(context),
      ...mixAccountRoutes(context),
    ],
    sockets: bitgetSockets(context),
    limits: LIMITS,
    authenticate: (request, access) => authenticate(world, request, access),
    unknownParams: (_request, [name = '']) => wrongParameter(name).answer,
    ...plainAnswers({ errors: ERRORS, refused: refusedAnswer }),
    secrets: { headers: ['access-key', 'access-passphrase', 'access-sign'], params: [] },
  };
}

/** Requests in a second of a call that trades, by its path; everything shares one pool. */
const LIMITS: readonly RateLimit[] = [
  ...['spot/trade/place-order', 'spot/trade/cancel-order', 'mix/order/place-order', 'mix/order/cancel-order'].map(
    (path): RateLimit => ({
      name: `x-emulator-${path.replaceAll('/', '-')}`,
      cost: (request) => (request.path === `/api/v2/${path}` ? 1 : 0),
      max: 10,
      windowMs: 1_000,
    }),
  ),
  { name: 'x-emulator-all', cost: () => 1, max: 6_000, windowMs: 60_000 },
];
