/** What is traded in every world, under which limits, for which account. */
import type { Account } from '#domain/account.ts';
import { decimal, ONE } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { Route } from '#domain/route.ts';
import type { Random } from '../kernel/random.ts';

/** The wall clock of the world at its beginning, ms UTC: a Monday noon. */
export const WALL_START_MS = 1_800_014_400_000;
export const ACCOUNT_ID = 'main';
export const CURRENCY = 'USDT';

/** The largest that one order may be, of any instrument. */
export const QUANTITY_MAX = decimal('10');

const BTC: Instrument = {
  id: 'BTCUSDT',
  venue: 'simulated',
  kind: 'crypto_perpetual',
  baseCurrency: 'BTC',
  quoteCurrency: CURRENCY,
  tickSize: decimal('0.1'),
  lotStep: decimal('0.001'),
  quantityMin: decimal('0.001'),
  quantityMax: QUANTITY_MAX,
  notionalMin: decimal('5'),
  contractSize: ONE,
  lotSize: ONE,
  marginRate: decimal('0.1'),
  shortable: true,
  tradable: true,
  timeZone: 'UTC',
  sessions: [],
  aliases: [],
};

export const INSTRUMENTS: readonly Instrument[] = [
  BTC,
  {
    ...BTC,
    id: 'ETHUSDT',
    baseCurrency: 'ETH',
    tickSize: decimal('0.01'),
    lotStep: decimal('0.01'),
    quantityMin: decimal('0.01'),
  },
];

/** The same where coins are traded. */
export const COINS: readonly Instrument[] = INSTRUMENTS.map((one) => ({
  ...one,
  kind: 'crypto_spot',
  shortable: false,
}));

export const PRICES: Readonly<Record<string, number>> = { BTCUSDT: 60_000, ETHUSDT: 3_000 };

export const accountOf = (): Account => ({
  id: ACCOUNT_ID,
  name: 'Main',
  broker: 'simulated',
  environment: 'paper',
  currency: CURRENCY,
  positionMode: 'netting',
  initialBalance: decimal('100000'),
  createdAt: WALL_START_MS,
});

export const PRICE_AGE_MAX_MS = 10_000;
/** How many orders may leave within a window: in most worlds more than mostly want to, in some so few that it matters. */
export const MESSAGE_RATE = { count: 40, windowMs: 1_000 };
const FEW_MESSAGES = 6;
const NARROW = 0.1;

export type MessageRate = typeof MESSAGE_RATE;

/** The limit of this world, the same for all versions of its limits. */
export const messageRateOf = (random: Random): MessageRate =>
  random.fork('message limit').chance(NARROW) ? { ...MESSAGE_RATE, count: FEW_MESSAGES } : MESSAGE_RATE;

export function limitsOf(version: number, messageRate: MessageRate = MESSAGE_RATE): RiskLimits {
  return {
    version: `v${version}`,
    // Every other version is tighter, so that a change can matter to an order on its way.
    orderValueMax: decimal(version % 2 === 0 ? '60000' : '6000'),
    positionValueMax: decimal('200000'),
    priceCollarPercent: decimal('5'),
    referenceMaxAgeMs: PRICE_AGE_MAX_MS,
    messageRate,
    repeatedExecution: { count: 1_000, windowMs: 60_000 },
    duplicateIntent: { count: 1_000, windowMs: 1_000 },
    openOrdersMax: 200,
    quantityMin: new Map(),
    quantityMax: new Map(),
    defaultQuantity: new Map(),
    allowedSymbols: ['*'],
    intervals: [],
  };
}

export const routeOf = (maxAgeMs: number): Route => ({
  accounts: [ACCOUNT_ID],
  mode: 'trade',
  symbolMap: new Map(),
  levelUnit: 'price',
  riskUnit: 'lots',
  allowedActions: [],
  windows: [],
  maxAgeMs,
});
