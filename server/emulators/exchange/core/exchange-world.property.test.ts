/** Whatever orders come, change, trigger and go, at whatever prices: the exchange's books balance. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, fromInteger, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import { createWorld } from './create-world.ts';
import type { ExchangeAccount } from './exchange-account.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import type { ExchangeOrder, NewOrder, PositionSide } from './exchange-order.ts';
import type { ExchangeRules } from './exchange-rules.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import { seedMarkets } from './market-seeds.ts';
import { setPositionMode } from './swap-settings.ts';

const RUNS = 150;
const FUNDS = { USDT: decimal('50000'), ETH: decimal('10') } as const;

interface Act {
  readonly kind: 'place' | 'cancel' | 'amend' | 'price' | 'partial';
  readonly isSpot: boolean;
  readonly isBuy: boolean;
  readonly isLimit: boolean;
  readonly condition: 'none' | 'up' | 'down' | 'trailing';
  readonly terms: 'gtc' | 'ioc' | 'fok' | 'post';
  readonly reduceOnly: boolean;
  readonly isLong: boolean;
  readonly exits: boolean;
  /** Tenths of a coin, and ticks of ten dollars away from 3000. */
  readonly tenths: number;
  readonly steps: number;
  readonly pick: number;
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('place', 'place', 'place', 'cancel', 'amend', 'price', 'price', 'partial'),
  isSpot: fc.boolean(),
  isBuy: fc.boolean(),
  isLimit: fc.boolean(),
  condition: fc.constantFrom('none', 'none', 'none', 'up', 'down', 'trailing'),
  terms: fc.constantFrom('gtc', 'gtc', 'ioc', 'fok', 'post'),
  reduceOnly: fc.boolean(),
  isLong: fc.boolean(),
  exits: fc.boolean(),
  tenths: fc.integer({ min: 1, max: 40 }),
  steps: fc.integer({ min: -60, max: 60 }),
  pick: fc.nat({ max: 50 }),
});

interface Play {
  readonly world: ExchangeWorld;
  readonly account: ExchangeAccount;
  readonly isHedged: boolean;
}

const priceOf = (steps: number): Decimal => decimal(String(3000 + steps * 10));

function marketFor({ world }: Play, isSpot: boolean): ExchangeMarket {
  const market = world.markets.get(isSpot ? 'ETH/USDT' : 'ETH/USDT:USDT');
  if (market === undefined) throw new Error('no market');
  return market;
}

function orderFor(play: Play, given: Act): NewOrder {
  const market = marketFor(play, given.isSpot);
  const isHedged = play.isHedged && !given.isSpot;
  const price = priceOf(given.steps);
  const positionSide: PositionSide = isHedged ? (given.isLong ? 'long' : 'short') : 'both';
  return {
    market,
    clientOrderId: `p${play.world.nextTradeNumber()}`,
    side: given.isBuy ? 'buy' : 'sell',
    type: given.isLimit ? 'limit' : 'market',
    quantity: multiplyRounded(fromInteger(given.tenths), decimal('0.1'), 'half_even'),
    ...(given.isLimit ? { limitPrice: price } : {}),
    timeInForce: given.terms === 'post' ? 'gtc' : given.terms,
    postOnly: given.terms === 'post' && given.isLimit,
    reduceOnly: !given.isSpot && given.reduceOnly,
    positionSide,
    ...(given.condition === 'up' || given.condition === 'down'
      ? { trigger: { price, direction: given.condition, by: 'last' } }
      : {}),
    ...(given.condition === 'trailing' ? { trailing: { kind: 'percent', distance: decimal('1'), by: 'mark' } } : {}),
    ...(given.exits ? { stopLoss: { triggerPrice: decimal(given.isBuy ? '2500' : '3500') } } : {}),
  };
}

function perform(play: Play, given: Act): void {
  const { world, account } = play;
  const live = world.orders.list({ accountId: account.id, live: true });
  const picked = live[given.pick % Math.max(1, live.length)];
  const market = marketFor(play, given.isSpot);
  if (given.kind === 'place') world.place(account, orderFor(play, given));
  else if (given.kind === 'cancel' && picked !== undefined) world.cancel(picked);
  else if (given.kind === 'amend' && picked !== undefined) world.amend(picked, { limitPrice: priceOf(given.steps) });
  else if (given.kind === 'partial') world.venues.partialFill = { portion: decimal('0.4'), left: 1 };
  else if (given.kind === 'price') {
    const bid = priceOf(given.steps);
    world.feed.set(market, { bid, ask: add(bid, market.tickSize) });
  }
}

function play(acts: readonly Act[], rules: Partial<ExchangeRules>, isHedged: boolean): Play {
  const world = createWorld({ markets: seedMarkets(), rules, machineTime: () => 1_700_000_000_000 });
  const account = world.openAccount('main');
  for (const [currency, amount] of Object.entries(FUNDS)) world.deposit(account, { type: 'spot', currency, amount });
  world.deposit(account, { type: 'swap', currency: 'USDT', amount: FUNDS.USDT });
  if (isHedged) setPositionMode(world, account, { mode: 'hedge' });
  const state = { world, account, isHedged };
  for (const given of acts) {
    perform(state, given);
    checkBooks(state);
  }
  return state;
}

function checkBooks({ world, account }: Play): void {
  const orders = world.orders.list({ accountId: account.id });
  const locked: Record<string, Decimal> = {};
  for (const order of orders) {
    checkOrder(order);
    if (order.lockedCurrency === undefined) continue;
    locked[order.lockedCurrency] = add(locked[order.lockedCurrency] ?? ZERO, order.lockedAmount);
  }
  for (const currency of ['USDT', 'ETH']) {
    expect(account.spot.locked(currency)).toBe(locked[currency] ?? ZERO);
    expect(account.spot.locked(currency) >= ZERO).toBe(true);
  }
  checkMoney(world, account);
  checkPositions(world, account);
}

function checkOrder(order: ExchangeOrder): void {
  const filled = order.trades.reduce((sum, trade) => add(sum, trade.quantity), ZERO);
  expect(filled).toBe(order.filledQuantity);
  expect(order.filledQuantity <= order.quantity).toBe(true);
  expect(order.status === 'filled').toBe(order.filledQuantity === order.quantity && order.quantity > ZERO);
  if (order.status !== 'open' && order.status !== 'untriggered') expect(order.lockedAmount).toBe(ZERO);
}

/** What is there is what was put in, moved by the trades. */
function checkMoney(world: ExchangeWorld, account: ExchangeAccount): void {
  const expected: Record<string, Decimal> = { ...FUNDS };
  let wallet: Decimal = FUNDS.USDT;
  const move = (currency: string, amount: Decimal): void => {
    expected[currency] = add(expected[currency] ?? ZERO, amount);
  };
  for (const trade of world.orders.trades(account.id)) {
    if (trade.market.type === 'swap') {
      wallet = add(wallet, subtract(trade.realized, trade.fee));
      continue;
    }
    const sign = trade.side === 'buy' ? 1n : -1n;
    move(trade.market.base, (trade.quantity * sign) as Decimal);
    move(trade.market.quote, (-trade.value * sign) as Decimal);
    move(trade.feeCurrency, subtract(ZERO, trade.fee));
  }
  for (const currency of ['USDT', 'ETH']) expect(account.spot.total(currency)).toBe(expected[currency]);
  expect(account.wallet.total('USDT')).toBe(wallet);
}

function checkPositions(world: ExchangeWorld, account: ExchangeAccount): void {
  const held: Record<string, Decimal> = {};
  for (const trade of world.orders.trades(account.id)) {
    if (trade.market.type !== 'swap') continue;
    const signed = trade.side === 'buy' ? trade.quantity : subtract(ZERO, trade.quantity);
    held[trade.positionSide] = add(held[trade.positionSide] ?? ZERO, signed);
  }
  const positions = [...account.positions.values()];
  for (const { side, quantity } of positions) expect(quantity).toBe(held[side]);
  expect(Object.values(held).filter((quantity) => quantity !== ZERO)).toHaveLength(positions.length);
  expect((held['long'] ?? ZERO) >= ZERO && (held['short'] ?? ZERO) <= ZERO).toBe(true);
}

describe('the books of an emulated exchange', () => {
  it.each([
    ['refusing, in place, one-way', { triggered: { spot: 'same', swap: 'child' } }, false],
    ['taking and canceling, hedged', { postOnlyCrossing: 'cancel', triggerAtOnce: 'trigger' }, true],
  ] satisfies [string, Partial<ExchangeRules>, boolean][])('balance after every act: %s', (_title, rules, isHedged) => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        play(acts, rules, isHedged);
      }),
      { numRuns: RUNS },
    );
  });

  it('hold nothing back once every order is canceled', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const { world, account } = play(acts, {}, false);
        // Canceling what had filled in part brings the exits for that part.
        const live = (): readonly ExchangeOrder[] => world.orders.list({ accountId: account.id, live: true });
        while (live().length > 0) for (const order of live()) world.cancel(order);
        expect(account.spot.locked('USDT')).toBe(ZERO);
        expect(account.spot.locked('ETH')).toBe(ZERO);
      }),
      { numRuns: RUNS },
    );
  });
});
