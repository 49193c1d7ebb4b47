/**
 * What fills do to a position: exact average-cost accounting for linear instruments (PnL in the quote currency).
 * The truth is the cost, not the average price: cost is the signed value the open quantity was entered at, so realized
 * plus unrealized PnL always equals the sum of the cash flows to the last digit. Only dividing rounds, half-even at 18
 * places: the average price shown, and the share of the cost that a partial close takes along. Fees, conversion into
 * the account's currency and who owns the position are the engine's.
 */
import {
  absolute,
  add,
  type Decimal,
  divideProducts,
  isZero,
  minimum,
  multiplyAllRounded,
  multiplyRounded,
  negate,
  ONE,
  subtract,
  ZERO,
} from './decimal.ts';
import type { Side } from './order.ts';

/** The part of a position that fills change; a `Position` is one. */
export interface Holding {
  /** Signed: positive is long; zero is flat. */
  readonly quantity: Decimal;
  /** Of the open quantity, in the quote currency; zero when flat. */
  readonly averagePrice: Decimal;
  /** See `Position.cost`; absent: quantity × average price × contract size. */
  readonly cost?: Decimal;
}

/** What one fill did, as far as accounting goes. */
export interface FillFacts {
  readonly side: Side;
  readonly price: Decimal;
  /** Positive, in the instrument's unit. */
  readonly quantity: Decimal;
  /** Base units in one unit of quantity. */
  readonly contractSize: Decimal;
}

/** The holding after a fill, and how the fill was used up: first to close, what is left of it to open. */
export interface AppliedFill extends Holding {
  readonly cost: Decimal;
  /** Profit of the closed part, in the quote currency, before fees. */
  readonly realizedQuote: Decimal;
  /** Both positive when the fill turned the position over. */
  readonly closedQuantity: Decimal;
  readonly openedQuantity: Decimal;
}

/** A size at a price; `quantity` may be signed, and the value then is. */
export interface Valuation {
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly contractSize: Decimal;
}

/** price × quantity × contract size in the quote currency, signed like the quantity; one half-even rounding. */
export function valueAt({ price, quantity, contractSize }: Valuation): Decimal {
  return valueOf(price, quantity, contractSize);
}

function valueOf(price: Decimal, quantity: Decimal, contractSize: Decimal): Decimal {
  if (contractSize === ONE) return multiplyRounded(price, quantity, 'half_even');
  return multiplyAllRounded([price, quantity, contractSize], 'half_even');
}

/** The signed value that the open quantity was entered at, in the quote currency. */
export function costOf(holding: Holding, contractSize: Decimal): Decimal {
  return holding.cost ?? valueOf(holding.averagePrice, holding.quantity, contractSize);
}

/** What closing the whole holding at `price` would realize, in the quote currency, before fees. */
export function unrealizedPnl(holding: Holding, price: Decimal, contractSize: Decimal): Decimal {
  return subtract(valueOf(price, holding.quantity, contractSize), costOf(holding, contractSize));
}

/**
 * The holding after `fill`, with what the fill realized. A fill beyond the open quantity of the other side closes it
 * and opens the rest at the fill's price. Throws a RangeError unless quantity and contract size are positive.
 */
export function applyFill(holding: Holding | undefined, fill: FillFacts): AppliedFill {
  if (fill.quantity <= ZERO) throw new RangeError('the quantity of a fill must be positive');
  if (fill.contractSize <= ZERO) throw new RangeError('a contract size must be positive');
  const quantity = fill.side === 'buy' ? fill.quantity : negate(fill.quantity);
  if (holding === undefined || isZero(holding.quantity)) return opened(fill, quantity);
  if (holding.quantity > ZERO === quantity > ZERO) return increased(holding, fill, quantity);
  return reduced(holding, fill, quantity);
}

function opened(fill: FillFacts, quantity: Decimal): AppliedFill {
  return {
    quantity,
    averagePrice: fill.price,
    cost: valueOf(fill.price, quantity, fill.contractSize),
    realizedQuote: ZERO,
    closedQuantity: ZERO,
    openedQuantity: fill.quantity,
  };
}

function increased(holding: Holding, fill: FillFacts, signedQuantity: Decimal): AppliedFill {
  const { contractSize } = fill;
  const quantity = add(holding.quantity, signedQuantity);
  const cost = add(costOf(holding, contractSize), valueOf(fill.price, signedQuantity, contractSize));
  return {
    quantity,
    averagePrice: holding.averagePrice === fill.price ? fill.price : averageOf(cost, quantity, contractSize),
    cost,
    realizedQuote: ZERO,
    closedQuantity: ZERO,
    openedQuantity: fill.quantity,
  };
}

function averageOf(cost: Decimal, quantity: Decimal, contractSize: Decimal): Decimal {
  return divideProducts([cost], [quantity, contractSize], 'half_even');
}

function reduced(holding: Holding, fill: FillFacts, signedQuantity: Decimal): AppliedFill {
  const { contractSize, price } = fill;
  const held = absolute(holding.quantity);
  const closedQuantity = minimum(held, fill.quantity);
  const closedSigned = holding.quantity > ZERO ? closedQuantity : negate(closedQuantity);
  const cost = costOf(holding, contractSize);
  const costClosed = closedQuantity === held ? cost : divideProducts([cost, closedQuantity], [held], 'half_even');
  const realizedQuote = subtract(valueOf(price, closedSigned, contractSize), costClosed);
  if (fill.quantity > held) {
    const quantity = add(holding.quantity, signedQuantity);
    const openedQuantity = subtract(fill.quantity, held);
    return { ...opened(fill, quantity), realizedQuote, closedQuantity, openedQuantity };
  }
  const isFlat = closedQuantity === held;
  return {
    quantity: add(holding.quantity, signedQuantity),
    averagePrice: isFlat ? ZERO : holding.averagePrice,
    cost: isFlat ? ZERO : subtract(cost, costClosed),
    realizedQuote,
    closedQuantity,
    openedQuantity: ZERO,
  };
}
