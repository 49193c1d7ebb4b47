/** Figures of an order that every exchange tells in its own words: its average price, what it cost in fees, what is left. */
import { add, type Decimal, divideProducts, subtract, ZERO } from '#domain/decimal.ts';
import type { ExchangeOrder } from './exchange-order.ts';

/** What the order traded at on average; undefined before its first trade. */
export function averagePriceOf(order: ExchangeOrder): Decimal | undefined {
  if (order.filledQuantity === ZERO) return undefined;
  return divideProducts([order.filledValue], [order.filledQuantity, order.market.contractSize], 'half_even');
}

/** Fees paid by all its trades, in the currency of {@link feeCurrencyOf}. */
export const feesOf = (order: ExchangeOrder): Decimal => order.trades.reduce((sum, trade) => add(sum, trade.fee), ZERO);

/** What its trades realized, before fees. */
export const realizedBy = (order: ExchangeOrder): Decimal =>
  order.trades.reduce((sum, trade) => add(sum, trade.realized), ZERO);

/** The currency its fees are taken in; what it receives while nothing has traded. */
export function feeCurrencyOf({ trades, market, side }: ExchangeOrder): string {
  const traded = trades.at(-1)?.feeCurrency;
  if (traded !== undefined) return traded;
  if (market.type === 'swap') return market.settle;
  return side === 'buy' ? market.base : market.quote;
}

/** What has not been filled of it. */
export const leavesOf = (order: ExchangeOrder): Decimal => subtract(order.quantity, order.filledQuantity);
