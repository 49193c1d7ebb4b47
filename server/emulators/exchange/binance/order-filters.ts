/** Filters that Binance has and the emulated world does not know: how far a price may be away, how many orders may wait. */
import { type Decimal, decimal, fromInteger, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { NewOrder } from '../core/exchange-order.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import { fixedText } from '../door/number-text.ts';
import { refusal } from './binance-errors.ts';

/** A limit price may be so many times the market's, or such a part of it. */
export const PRICE_TIMES_MAX = fromInteger(5);
export const PRICE_PART_MIN = decimal('0.2');
/** How many conditional orders may wait in one market. */
export const WAITING_MAX = { spot: 5, swap: 200 } as const;

/** Of a spot limit order, in the quote currency. */
export const NOTIONAL_MAX = fromInteger(9_000_000);
/** Percent; Binance writes it in hundredths of one. */
const TRAILING_PERCENT = { min: decimal('0.1'), max: decimal('20') };

interface Asked {
  readonly world: ExchangeWorld;
  readonly account: ExchangeAccount;
  readonly order: NewOrder;
}

/** Throws the native refusal of the first filter that the order fails. */
export function checkFilters({ world, account, order }: Asked): void {
  const { market, limitPrice } = order;
  const { last } = world.feed.of(market);
  const highest = multiplyRounded(last, PRICE_TIMES_MAX, 'half_even');
  const lowest = multiplyRounded(last, PRICE_PART_MIN, 'half_even');
  if (limitPrice !== undefined && (limitPrice > highest || limitPrice < lowest)) {
    throw market.type === 'spot' ? tooFarSpot() : tooFarSwap(limitPrice, { highest, lowest });
  }
  if (market.type === 'spot') checkSpotBounds(order, last);
  if (order.trigger === undefined && order.trailing === undefined) return;
  const filter = { accountId: account.id, market, live: true, hidden: true, conditional: true };
  if (world.orders.list(filter).length < WAITING_MAX[market.type]) return;
  if (market.type === 'swap') throw refusal(-4045, 'Reach max stop order limit.');
  throw refusal(-1013, 'Filter failure: MAX_NUM_ALGO_ORDERS');
}

/** The largest value of an order, and how close and far a trailing stop may follow. */
function checkSpotBounds({ quantity, cost, limitPrice, trailing }: NewOrder, last: Decimal): void {
  const value = cost ?? multiplyRounded(quantity ?? ZERO, limitPrice ?? last, 'half_even');
  if (limitPrice !== undefined && value > NOTIONAL_MAX) throw refusal(-1013, 'Filter failure: NOTIONAL');
  if (trailing === undefined) return;
  if (trailing.distance < TRAILING_PERCENT.min || trailing.distance > TRAILING_PERCENT.max) {
    throw refusal(-1013, 'Filter failure: TRAILING_DELTA');
  }
}

function tooFarSpot(): Error {
  return refusal(-1013, 'Filter failure: PERCENT_PRICE_BY_SIDE');
}

function tooFarSwap(
  price: Decimal,
  { highest, lowest }: { readonly highest: Decimal; readonly lowest: Decimal },
): Error {
  if (price > highest) return refusal(-4016, `Limit price can't be higher than ${fixedText(highest, 2)}.`);
  return refusal(-4024, `Limit price can't be lower than ${fixedText(lowest, 2)}.`);
}
