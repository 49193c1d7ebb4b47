import { describe, expect, it } from 'vitest';
import { add, decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { createWorld } from './create-world.ts';
import type { ExchangeOrder, NewOrder } from './exchange-order.ts';
import type { ExchangeRules } from './exchange-rules.ts';
import { seedMarkets } from './market-seeds.ts';

const EXITS = { stopLoss: { triggerPrice: decimal('59000') }, takeProfit: { triggerPrice: decimal('61000') } };

/** An account with no coins, so that exits can only sell what the order has brought. */
function trial(rules: Partial<ExchangeRules>) {
  const world = createWorld({ markets: seedMarkets(), rules, machineTime: () => 1_700_000_000_000 });
  const account = world.openAccount('main');
  world.deposit(account, { type: 'spot', currency: 'USDT', amount: decimal('100000') });
  const market = world.markets.get('BTC/USDT');
  if (market === undefined) throw new Error('no market');
  const place = (terms: Partial<NewOrder>): ExchangeOrder => {
    const outcome = world.place(account, {
      market,
      clientOrderId: '',
      side: 'buy',
      type: 'market',
      quantity: decimal('0.1'),
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
      positionSide: 'both',
      ...terms,
    });
    if (outcome.kind === 'refused') throw new Error(outcome.reason);
    return outcome.order;
  };
  const price = (bid: string): void =>
    world.feed.set(market, { bid: decimal(bid), ask: add(decimal(bid), market.tickSize) });
  const live = (): readonly ExchangeOrder[] => world.orders.list({ accountId: account.id, live: true });
  return { world, account, place, price, live };
}

describe('exits attached to a spot order', () => {
  it('are one order of two legs for what was received after the fee, and its money is given back', () => {
    const { account, place, price, live } = trial({ attachedPair: { spot: 'one', swap: 'one' } });
    place(EXITS);
    expect(live().map(({ quantity }) => formatDecimal(quantity))).toEqual(['0.0999']);
    price('61000');
    expect(live()).toEqual([]);
    expect([account.spot.free('BTC'), account.spot.locked('BTC')]).toEqual([ZERO, ZERO]);
  });

  it.each([
    ['61000', '61000', '59000'],
    ['58990', '59000', '61000'],
  ])('go by the leg that %s reaches, and keep the other in mind', (bid, own, other) => {
    const { place, price, live } = trial({ attachedPair: { spot: 'one', swap: 'one' } });
    place(EXITS);
    const [exit] = live();
    price(bid);
    expect(exit).toMatchObject({ status: 'filled', type: 'market' });
    const legs = [exit?.trigger?.price, exit?.otherLeg?.trigger.price].map((leg) => formatDecimal(leg ?? ZERO));
    expect(legs).toEqual([own, other]);
  });

  it('take the limit of the leg they go by', () => {
    const { place, price, live } = trial({ attachedPair: { spot: 'one', swap: 'one' } });
    place({ ...EXITS, takeProfit: { triggerPrice: decimal('61000'), limitPrice: decimal('62000') } });
    price('61500');
    expect(live().map(({ type, limitPrice }) => [type, limitPrice])).toEqual([['limit', decimal('62000')]]);
    price('62000');
    expect(live()).toEqual([]);
  });
});

describe('a waiting spot order that brings another', () => {
  it('hands over the money it has locked', () => {
    const { world, account, place, price } = trial({ triggered: { spot: 'child', swap: 'child' } });
    const trigger = { price: decimal('61000'), direction: 'up', by: 'last' } as const;
    const parent = place({ type: 'limit', limitPrice: decimal('60500'), trigger });
    expect(formatDecimal(account.spot.locked('USDT'))).toBe('6050');
    price('61000');
    const child = world.orders.byId(parent.childId ?? '');
    expect([child?.status, parent.status]).toEqual(['open', 'triggered']);
    expect(formatDecimal(account.spot.locked('USDT'))).toBe('6050');
    if (child !== undefined) world.cancel(child);
    expect([formatDecimal(account.spot.free('USDT')), account.spot.locked('USDT')]).toEqual(['100000', ZERO]);
  });
});
