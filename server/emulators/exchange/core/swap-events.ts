/** What happens to swap positions without an order of their owner: funding, and liquidation. */
import { type Decimal, multiplyAllRounded, subtract, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount, SwapPosition } from './exchange-account.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import { cancelOrder, goLive, recordOf } from './order-desk.ts';
import type { MarketPrice } from './price-feed.ts';
import { liquidationPrice } from './swap-margin.ts';

/** Every position of the market pays (long, at a positive rate) or is paid the rate of its value at the mark price. */
export function applyFunding(world: ExchangeWorld, market: ExchangeMarket, rate: Decimal): void {
  for (const account of world.accounts.values()) {
    for (const position of account.positions.values()) {
      if (position.market.key === market.key) pay(world, account, { position, rate });
    }
  }
}

function pay(
  world: ExchangeWorld,
  account: ExchangeAccount,
  { position, rate }: { position: SwapPosition; rate: Decimal },
): void {
  const { market } = position;
  const { mark } = world.feed.of(market);
  const owed = multiplyAllRounded([position.quantity, mark, market.contractSize, rate], 'half_even');
  const amount = subtract(ZERO, owed);
  account.wallet.credit(market.settle, amount);
  const time = world.clock.now();
  const number = world.nextTradeNumber();
  account.incomes.push({ number, kind: 'funding', market, currency: market.settle, amount, time });
  const accountId = account.id;
  const currencies = [market.settle];
  world.bus.publish({ kind: 'balances', accountId, type: 'swap', currencies, cause: 'funding', amount, time });
}

/** Closes by force every position of the market whose liquidation price the mark price has passed. */
export function liquidate(world: ExchangeWorld, market: ExchangeMarket, price: MarketPrice): void {
  for (const account of world.accounts.values()) {
    for (const position of [...account.positions.values()]) {
      if (position.market.key !== market.key) continue;
      const limit = liquidationPrice(world, account, position);
      const isPassed = position.quantity > ZERO ? price.mark <= limit : limit > ZERO && price.mark >= limit;
      if (isPassed) closeByForce(world, account, position);
    }
  }
}

function closeByForce(world: ExchangeWorld, account: ExchangeAccount, position: SwapPosition): void {
  const { market, side: positionSide } = position;
  for (const order of world.orders.list({ accountId: account.id, market, live: true, hidden: true })) {
    cancelOrder(world, order, 'liquidation');
  }
  const isLong = position.quantity > ZERO;
  const quantity = isLong ? position.quantity : subtract(ZERO, position.quantity);
  const order = recordOf(world, account, {
    market,
    clientOrderId: `autoclose-${world.nextTradeNumber()}`,
    side: isLong ? 'sell' : 'buy',
    type: 'market',
    quantity,
    timeInForce: 'ioc',
    postOnly: false,
    reduceOnly: true,
    positionSide,
    native: { liquidation: true },
  });
  goLive(world, order);
  const time = world.clock.now();
  world.bus.publish({
    kind: 'position',
    accountId: account.id,
    market,
    side: positionSide,
    cause: 'liquidation',
    time,
  });
}
