/**
 * A risk check: one question about one order, in one file, with a code and the numbers it compared. To add one, write its
 * file and put it into the list in `gate.ts`; nothing else knows the checks by name.
 */
import {
  absolute,
  add,
  type Decimal,
  divide,
  fromInteger,
  maximum,
  minimum,
  multiplyRounded,
  ONE,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { Quote } from '#domain/market.ts';
import { fillableQuantity, type OrderRequest } from '#domain/order.ts';
import { conversionRate, valueOf } from '../money.ts';
import { type AccountState, netQuantity } from '../state.ts';

export type CheckValues = Readonly<Record<string, Decimal | string | number>>;
export type CheckOutcome =
  | { readonly passed: true; readonly values: CheckValues }
  | { readonly passed: false; readonly code: string; readonly values: CheckValues };

/** The order and everything about it that several checks ask. */
export interface RiskContext {
  readonly state: AccountState;
  readonly orderId: string;
  readonly source: string;
  readonly request: OrderRequest;
  readonly instrument: Instrument;
  readonly limits: RiskLimits;
  readonly now: number;
  /** The venue has the order: less of it is asked for and nothing else, as by a cancel of a part. */
  readonly isCut: boolean;
  /** The whole order where a change makes it larger: `request` has what may still fill, and it has filled more. */
  readonly totalQuantity: Decimal;
  readonly quote: Quote | undefined;
  /** Account currency for one unit of the quote currency. */
  readonly rate: Decimal | undefined;
  /** Signed sum of the positions in the instrument. */
  readonly net: Decimal;
  /** The part of the quantity that adds exposure: zero for an order that only reduces. */
  readonly openingQuantity: Decimal;
  /** What the order would trade at now: ask for buys, bid for sells. */
  readonly reference: Decimal | undefined;
  /** The worst price it could be filled at within the collar; undefined without a reference. */
  readonly worstPrice: Decimal | undefined;
  /** One unit of quantity at the worst price, in the account's currency; undefined without price or rate. */
  readonly unitValue: Decimal | undefined;
  /** The whole order at the worst price, and the margin that the opening part of `request` would tie up. */
  readonly value: Decimal | undefined;
  readonly marginNeeded: Decimal | undefined;
}

export interface RiskCheck {
  /** As it appears in a trail. */
  readonly name: string;
  /** opening: skipped for orders that only reduce, which may pass where opening ones may not. */
  readonly appliesTo: 'all' | 'opening';
  evaluate(context: RiskContext): CheckOutcome;
}

/** `quantity` at the worst price, in the account's currency. */
export function worth(unitValue: Decimal, quantity: Decimal): Decimal {
  return multiplyRounded(unitValue, quantity, 'up');
}

const NO_VALUES: CheckValues = Object.freeze({});
/** A check that passed without numbers. */
export const PASSED: CheckOutcome = Object.freeze({ passed: true, values: NO_VALUES });

/** A check that is satisfied, with the numbers it compared. */
export function pass(values?: CheckValues): CheckOutcome {
  return values === undefined ? PASSED : { passed: true, values };
}

/** A check that denies the order. */
export function deny(code: string, values: CheckValues = NO_VALUES): CheckOutcome {
  return { passed: false, code, values };
}

/** The limit a check needs is not set: a missing limit denies, it never means "unlimited". */
export function limitMissing(limit: string): CheckOutcome {
  return deny('LIMIT_MISSING', { limit });
}

/** The facts about an order that checks compare. */
export interface RiskSubject {
  readonly orderId: string;
  readonly source: string;
  readonly request: OrderRequest;
  readonly instrument: Instrument;
  readonly limits: RiskLimits;
  readonly now: number;
  readonly isCut?: boolean | undefined;
  /** What an order that is to become larger has filled already; `request` has the rest of it. */
  readonly filledQuantity?: Decimal | undefined;
}

const HUNDRED = fromInteger(100);

/** Works out once what several checks compare. */
export function createRiskContext(state: AccountState, subject: RiskSubject): RiskContext {
  const { request, filledQuantity, instrument, limits } = subject;
  const quote = state.volatile.quotes.get(instrument.id);
  const rate = conversionRate(state, instrument.quoteCurrency);
  const reference = quote === undefined ? undefined : request.side === 'buy' ? quote.ask : quote.bid;
  const worstPrice = reference === undefined ? undefined : worstPriceOf(request, reference, limits.priceCollarPercent);
  const priced = worstPrice !== undefined && rate !== undefined;
  const net = netQuantity(state, instrument.id);
  const openingQuantity = openingQuantityOf(state, subject);
  const unitValue = priced ? valueOf(instrument, ONE, worstPrice, rate) : undefined;
  const totalQuantity = filledQuantity === undefined ? request.quantity : add(request.quantity, filledQuantity);
  const value = unitValue === undefined ? undefined : worth(unitValue, totalQuantity);
  const openingValue =
    openingQuantity === totalQuantity || unitValue === undefined ? value : worth(unitValue, openingQuantity);
  return {
    state,
    orderId: subject.orderId,
    source: subject.source,
    request,
    instrument,
    limits,
    now: subject.now,
    isCut: subject.isCut === true,
    totalQuantity,
    quote,
    rate,
    net,
    openingQuantity,
    reference,
    worstPrice,
    unitValue,
    value,
    marginNeeded: openingValue === undefined ? undefined : multiplyRounded(openingValue, instrument.marginRate, 'up'),
  };
}

/** What an order that nobody here asked for ties up: nothing, where that can't be known. In the account's currency. */
export function marginFor(state: AccountState, of: Pick<RiskSubject, 'orderId' | 'request' | 'now'>): Decimal {
  const { limits, settings } = state.volatile;
  const instrument = settings.directory.byId(of.request.instrumentId);
  if (limits === undefined || instrument === undefined) return ZERO;
  const { openingQuantity, marginNeeded } = createRiskContext(state, { ...of, source: 'external', instrument, limits });
  return openingQuantity === ZERO ? ZERO : (marginNeeded ?? ZERO);
}

/** The part of the quantity that adds exposure, with all that is on its way; zero for an order that only takes off. */
export function openingQuantityOf(
  state: AccountState,
  { request, orderId }: { readonly request: OrderRequest; readonly orderId?: string },
): Decimal {
  if (request.reduceOnly || request.positionId !== undefined) return ZERO;
  if (state.account.positionMode === 'hedging') return request.quantity;
  const net = netQuantity(state, request.instrumentId);
  const reduces = request.side === 'buy' ? net < ZERO : net > ZERO;
  if (!reduces) return request.quantity;
  const left = maximum(ZERO, subtract(absolute(net), underWay(state, request, orderId)));
  return maximum(ZERO, subtract(request.quantity, left));
}

/** What other orders on the same side may take off the position first. Stop-loss and take-profit go with the position. */
function underWay(state: AccountState, { instrumentId, side }: OrderRequest, orderId: string | undefined): Decimal {
  let sum: Decimal = ZERO;
  for (const id of state.openOrdinary.get(instrumentId) ?? []) {
    const order = id === orderId ? undefined : state.orders.get(id);
    if (order === undefined || order.request.side !== side || order.status === 'held') continue;
    sum = add(sum, subtract(fillableQuantity(order), order.filledQuantity));
  }
  return sum;
}

function worstPriceOf(request: OrderRequest, reference: Decimal, collarPercent: Decimal | undefined): Decimal {
  const { limitPrice, stopPrice, side } = request;
  if (limitPrice !== undefined) return side === 'buy' ? limitPrice : maximum(limitPrice, reference);
  const from = stopPrice === undefined ? reference : maximum(stopPrice, reference);
  return multiplyRounded(from, collarFactor(collarPercent ?? ZERO), 'up');
}

let knownPercent: Decimal = ZERO;
let knownFactor: Decimal = ONE;

/** 1 + percent/100; the last one asked for is remembered, because limits hardly ever change. */
export function collarFactor(percent: Decimal): Decimal {
  if (percent !== knownPercent) {
    knownFactor = add(ONE, divide(percent, HUNDRED, 'up'));
    knownPercent = percent;
  }
  return knownFactor;
}

/** The smaller of two optional bounds. */
export function tighterMaximum(left: Decimal, right: Decimal | undefined): Decimal {
  return right === undefined ? left : minimum(left, right);
}
