import { describe, expect, it } from 'vitest';
import { add, decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { createWorld } from './create-world.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import type { ExchangeOrder, NewOrder } from './exchange-order.ts';
import type { ExchangeRules } from './exchange-rules.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import { seedMarkets } from './market-seeds.ts';
import type { OrderOutcome } from './order-outcome.ts';
import { liquidationPrice, swapMoney } from './swap-margin.ts';
import { setPositionMode } from './swap-settings.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';

function trial(rules: Partial<ExchangeRules> = {}) {
  const world = createWorld({ markets: seedMarkets(), rules, machineTime: () => 1_700_000_000_000 });
  const account = world.openAccount('main');
  world.deposit(account, { type: 'spot', currency: 'USDT', amount: decimal('100000') });
  world.deposit(account, { type: 'spot', currency: 'BTC', amount: decimal('1') });
  world.deposit(account, { type: 'swap', currency: 'USDT', amount: decimal('10000') });
  const events: ExchangeEvent[] = [];
  world.bus.onEvent((event) => events.push(event));
  const place = (symbol: string, terms: Partial<NewOrder>): OrderOutcome =>
    world.place(account, newOrder(world, symbol, terms));
  return { world, account, events, place, price: (symbol: string, bid: string) => setPrice(world, symbol, bid) };
}

function newOrder(world: ExchangeWorld, symbol: string, terms: Partial<NewOrder>): NewOrder {
  const market = world.markets.get(symbol);
  if (market === undefined) throw new Error(symbol);
  return {
    market,
    clientOrderId: `c${world.nextOrderNumber()}`,
    side: 'buy',
    type: terms.limitPrice === undefined ? 'market' : 'limit',
    quantity: decimal('0.1'),
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
    positionSide: 'both',
    ...terms,
  };
}

function setPrice(world: ExchangeWorld, symbol: string, bid: string): void {
  const market = world.markets.get(symbol);
  if (market !== undefined) world.feed.set(market, { bid: decimal(bid), ask: add(decimal(bid), market.tickSize) });
}

function done(outcome: OrderOutcome): ExchangeOrder {
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome.order;
}

const causes = (events: readonly ExchangeEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'order' ? [event.cause] : []));

describe('spot orders', () => {
  it('fills a market buy at the ask and takes the fee in the coin', () => {
    const { account, events, place } = trial();
    const order = done(place(SPOT, {}));
    expect(order.status).toBe('filled');
    expect(formatDecimal(order.filledValue)).toBe('6000.001');
    expect(formatDecimal(account.spot.free('BTC'))).toBe('1.0999');
    expect(formatDecimal(account.spot.free('USDT'))).toBe('93999.999');
    expect(account.spot.locked('USDT')).toBe(ZERO);
    expect(causes(events)).toEqual(['new', 'trade']);
  });

  it('locks what a resting order may cost, and gives it back with the cancel', () => {
    const { world, account, place } = trial();
    const order = done(place(SPOT, { limitPrice: decimal('50000') }));
    expect(formatDecimal(account.spot.locked('USDT'))).toBe('5000');
    world.cancel(order);
    expect(order.status).toBe('canceled');
    expect(account.spot.locked('USDT')).toBe(ZERO);
    expect(formatDecimal(account.spot.free('USDT'))).toBe('100000');
  });

  it('gives back the difference when a limit order fills at a better price', () => {
    const { account, place } = trial();
    done(place(SPOT, { limitPrice: decimal('61000') }));
    expect(account.spot.locked('USDT')).toBe(ZERO);
    expect(formatDecimal(account.spot.free('USDT'))).toBe('93999.999');
  });

  it('buys for a cost, in whole steps', () => {
    const { place } = trial();
    const order = done(place(SPOT, { quantity: undefined as never, cost: decimal('100') }));
    expect(formatDecimal(order.quantity)).toBe('0.00166');
  });

  it.each([
    ['funds', { quantity: decimal('5') }],
    ['quantity_step', { quantity: decimal('0.000011') }],
    ['quantity_min', { quantity: decimal('0.000001') }],
    ['price_tick', { limitPrice: decimal('50000.001') }],
    ['notional_min', { quantity: decimal('0.00002') }],
    ['post_only_would_cross', { limitPrice: decimal('61000'), postOnly: true }],
    ['trigger_at_once', { trigger: { price: decimal('59000'), direction: 'up', by: 'last' } }],
  ] satisfies [string, Partial<NewOrder>][])('refuses with %s and locks nothing', (reason, terms) => {
    const { account, place } = trial();
    expect(place(SPOT, terms)).toEqual({ kind: 'refused', reason });
    expect(account.spot.locked('USDT')).toBe(ZERO);
  });

  it('refuses a client id of an open order, and takes it again once that is closed', () => {
    const { world, place } = trial();
    const first = done(place(SPOT, { clientOrderId: 'same', limitPrice: decimal('50000') }));
    expect(place(SPOT, { clientOrderId: 'same' })).toEqual({ kind: 'refused', reason: 'client_id_duplicate' });
    world.cancel(first);
    expect(done(place(SPOT, { clientOrderId: 'same' })).status).toBe('filled');
  });

  it('refuses a client id for ever where the exchange does', () => {
    const { place } = trial({ clientIds: { spot: 'ever', swap: 'ever' } });
    done(place(SPOT, { clientOrderId: 'same' }));
    expect(place(SPOT, { clientOrderId: 'same' })).toEqual({ kind: 'refused', reason: 'client_id_duplicate' });
  });

  it('triggers a stop when the price comes, and a take-profit the other way', () => {
    const { place, price } = trial();
    const stop = done(
      place(SPOT, { side: 'sell', trigger: { price: decimal('58000'), direction: 'down', by: 'last' } }),
    );
    const profit = done(
      place(SPOT, { side: 'sell', trigger: { price: decimal('62000'), direction: 'up', by: 'last' } }),
    );
    price(SPOT, '59000');
    expect([stop.status, profit.status]).toEqual(['untriggered', 'untriggered']);
    price(SPOT, '57900');
    expect([stop.status, profit.status]).toEqual(['filled', 'untriggered']);
    price(SPOT, '62100');
    expect(profit.status).toBe('filled');
  });

  it('follows the price with a trailing stop', () => {
    const { place, price } = trial();
    const order = done(
      place(SPOT, { side: 'sell', trailing: { kind: 'percent', distance: decimal('1'), by: 'last' } }),
    );
    price(SPOT, '62000');
    price(SPOT, '61500');
    expect(order.status).toBe('untriggered');
    price(SPOT, '61300');
    expect(order.status).toBe('filled');
  });

  it('fills a part when told to, and the rest at the next price', () => {
    const { world, place, price } = trial();
    world.venues.partialFill = { portion: decimal('0.3'), left: 1 };
    const order = done(place(SPOT, { limitPrice: decimal('61000') }));
    expect([order.status, formatDecimal(order.filledQuantity)]).toEqual(['open', '0.03']);
    price(SPOT, '60001');
    expect(order.status).toBe('filled');
  });

  it('places attached exits for what filled, and cancels the other one', () => {
    const { world, account, place, price } = trial();
    done(place(SPOT, { stopLoss: { triggerPrice: decimal('59000') }, takeProfit: { triggerPrice: decimal('63000') } }));
    const exits = world.orders.list({ accountId: account.id, conditional: true });
    expect(exits.map((order) => order.status)).toEqual(['untriggered', 'untriggered']);
    price(SPOT, '58900');
    expect(exits.map((order) => order.status)).toEqual(['filled', 'canceled']);
  });

  it('forgets a canceled order after its retention', () => {
    const { world, account, place } = trial({ canceledRetentionMs: 1000 });
    const order = done(place(SPOT, { limitPrice: decimal('50000') }));
    world.cancel(order);
    expect(world.orders.lookup({ accountId: account.id, id: order.id })).toBe(order);
    world.clock.skewMs = 1001;
    expect(world.orders.lookup({ accountId: account.id, id: order.id })).toBeUndefined();
  });
});

describe('swap orders', () => {
  it('opens, adds to, turns over and closes a position', () => {
    const { account, place, price } = trial();
    done(place(SWAP, {}));
    price(SWAP, '61000');
    done(place(SWAP, { side: 'sell', quantity: decimal('0.3') }));
    const position = account.positions.get(`${SWAP} both`);
    expect([formatDecimal(position?.quantity ?? ZERO), formatDecimal(position?.averagePrice ?? ZERO)]).toEqual([
      '-0.2',
      '61000',
    ]);
    expect(formatDecimal(account.incomes.find((income) => income.kind === 'realized')?.amount ?? ZERO)).toBe('99.99');
    done(place(SWAP, { reduceOnly: true, quantity: decimal('0.2') }));
    expect(account.positions.size).toBe(0);
  });

  it('refuses reduce-only without a position, and too little margin', () => {
    const { place } = trial();
    expect(place(SWAP, { side: 'sell', reduceOnly: true })).toEqual({ kind: 'refused', reason: 'reduce_only' });
    expect(place(SWAP, { quantity: decimal('10') })).toEqual({ kind: 'refused', reason: 'margin' });
  });

  it('keeps long and short apart in hedge mode', () => {
    const { world, account, place } = trial();
    expect(place(SWAP, { positionSide: 'long' })).toEqual({ kind: 'refused', reason: 'position_side' });
    setPositionMode(world, account, { mode: 'hedge' });
    done(place(SWAP, { positionSide: 'long' }));
    done(place(SWAP, { side: 'sell', positionSide: 'short' }));
    expect([...account.positions.values()].map(({ quantity }) => formatDecimal(quantity))).toEqual(['0.1', '-0.1']);
    done(place(SWAP, { side: 'sell', positionSide: 'long', quantity: decimal('0.1') }));
    expect([...account.positions.keys()]).toEqual([`${SWAP} short`]);
  });

  it('brings a child order where a triggered order is another one', () => {
    const { world, account, place, price } = trial({ triggered: { spot: 'same', swap: 'child' } });
    done(place(SWAP, {}));
    const stop = done(
      place(SWAP, {
        side: 'sell',
        reduceOnly: true,
        trigger: { price: decimal('59000'), direction: 'down', by: 'mark' },
      }),
    );
    price(SWAP, '58000');
    const child = world.orders.byId(stop.childId ?? '');
    expect([stop.status, child?.status]).toEqual(['triggered', 'filled']);
    expect(account.positions.size).toBe(0);
  });

  it('pays funding and liquidates where it says it would', () => {
    const { world, account, place, price } = trial();
    done(place(SWAP, { quantity: decimal('1') }));
    const market = world.markets.get(SWAP);
    const position = [...account.positions.values()][0];
    if (market === undefined || position === undefined) throw new Error('no position');
    const before = account.wallet.free('USDT');
    world.funding(market, decimal('0.0001'));
    expect(formatDecimal((before - account.wallet.free('USDT')) as never)).toBe('6');
    const limit = liquidationPrice(world, account, position);
    expect(limit > decimal('50000') && limit < decimal('51000')).toBe(true);
    price(SWAP, '51000');
    expect(account.positions.size).toBe(1);
    price(SWAP, '50000');
    expect(account.positions.size).toBe(0);
    expect(swapMoney(world, account, 'USDT').positionMargin).toBe(ZERO);
  });
});
