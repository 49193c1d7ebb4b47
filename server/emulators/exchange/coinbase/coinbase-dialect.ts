/** Coinbase Advanced as one dialect: spot in USD, USDC and USDT, and perpetuals settled in USDC, in one portfolio. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { decimal } from '#domain/decimal.ts';
import { createWorld } from '../core/create-world.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { ExchangeRules } from '../core/exchange-rules.ts';
import { seedMarkets } from '../core/market-seeds.ts';
import type { Dialect, DialectOptions, RateLimit } from '../door/dialect.ts';
import { plainAnswers } from '../door/plain-answers.ts';
import { accountRoutes } from './coinbase-account.ts';
import { authenticate, edwardsKey, HOST } from './coinbase-auth.ts';
import { createContext, uuidOf } from './coinbase-context.ts';
import { ERRORS, refusedAnswer, wrongParameter } from './coinbase-errors.ts';
import { orderListRoutes } from './coinbase-order-lists.ts';
import { orderRoutes } from './coinbase-orders.ts';
import { productRoutes } from './coinbase-products.ts';
import { coinbaseSockets, SOCKET_HOST } from './coinbase-sockets.ts';

const RULES: Partial<ExchangeRules> = {
  // A known id is looked for before the order comes to the world.
  clientIds: { spot: 'any', swap: 'any' },
  attachedPair: { spot: 'one', swap: 'one' },
  wallets: 'unified',
  spotFee: 'quote',
  swapTerms: { leverage: 1, marginMode: 'cross' },
  orderId: (number) => uuidOf('order', number),
  tradeId: (number) => uuidOf('trade', number),
};

const NOTIONAL_MIN = { spot: decimal('1'), swap: decimal('10') };
const LEVERAGE_MAX = 20;
/** Also listed in these, by the coins that have them. */
const IN_DOLLARS = { quote: 'USD', coins: ['BTC', 'ETH', 'SOL', 'DOGE'] };
const IN_TETHER = { quote: 'USDT', coins: ['BTC', 'ETH'] };

function marketsOf({ marketsMin }: DialectOptions): readonly ExchangeMarket[] {
  const others = [IN_DOLLARS, IN_TETHER].flatMap(({ quote, coins }) =>
    seedMarkets({ spotQuote: quote }).filter(({ type, base }) => type === 'spot' && coins.includes(base)),
  );
  const wanted = marketsMin === undefined ? {} : { marketsMin: Math.max(marketsMin - others.length, 0) };
  return [...seedMarkets({ spotQuote: 'USDC', swapQuote: 'USDC', ...wanted }), ...others].map((market) => ({
    ...market,
    notionalMin: NOTIONAL_MIN[market.type],
    ...(market.type === 'swap' ? { leverageMax: LEVERAGE_MAX } : {}),
  }));
}

export function createCoinbase(options: DialectOptions = {}): Dialect {
  const world = createWorld({ ...options, markets: marketsOf(options), rules: RULES });
  const context = createContext(world);
  return {
    name: 'coinbase',
    world,
    hosts: [HOST, SOCKET_HOST],
    routes: [
      ...productRoutes(context),
      ...accountRoutes(context),
      ...orderRoutes(context),
      ...orderListRoutes(context),
    ],
    sockets: coinbaseSockets(context),
    limits: LIMITS,
    authenticate: (request, access) => authenticate(world, request, access),
    unknownParams: (_request, [name = '']) => wrongParameter(name).answer,
    ...plainAnswers({ errors: ERRORS, refused: refusedAnswer }),
    sampleKey: sampleKey(),
    secrets: { headers: ['authorization', 'cb-access-key', 'cb-access-sign'], params: [] },
  };
}

/** A key of the newer kind, which fits on one line. */
function sampleKey(): NonNullable<Dialect['sampleKey']> {
  const seed = createHash('sha256').update('emulator').digest();
  const { x = '' } = createPublicKey(createPrivateKey(edwardsKey(seed))).export({ format: 'jwk' });
  const secret = Buffer.concat([seed, Buffer.from(x, 'base64url')]).toString('base64');
  return { apiKey: uuidOf('key', 'emulator'), secret, passphrase: '' };
}

/** A second's worth, of what is asked with a key and without. */
const LIMITS: readonly RateLimit[] = [
  {
    name: 'x-emulator-private',
    cost: (_request, { access }) => (access === 'public' ? 0 : 1),
    max: 30,
    windowMs: 1_000,
  },
  {
    name: 'x-emulator-public',
    cost: (_request, { access }) => (access === 'public' ? 1 : 0),
    max: 10,
    windowMs: 1_000,
  },
];
