/**
 * From an approved order to the one call that places it, or a denial with a registered code. The whitelist of the profile
 * decides, never what the client would make of it: a type, a time in force or a term that is not listed for this market is
 * denied. Prices and quantities pass through unchanged; one that the exchange would round is denied too.
 */
import type { ApprovedOrder } from '#domain/approved-order.ts';
import { type Decimal, formatDecimal, isMultipleOf, isPositive } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
import { nativeClientOrderId } from './client-order-id.ts';
import type { AccountTerms, ExchangeProfile, OrderShape, OutgoingCall, OutgoingOrder, VenueMarket } from './profile.ts';

export interface OrderToPlace {
  readonly order: Pick<ApprovedOrder, 'clientOrderId' | 'request'>;
  readonly instrument: Instrument;
  readonly market: VenueMarket;
  readonly account: AccountTerms;
  readonly profile: ExchangeProfile;
  /** The venue's last known price: a trigger that it has passed is denied where the venue would misread it. */
  readonly lastPrice?: Decimal;
}

export type OrderCall =
  | ({ readonly kind: 'call'; readonly outgoing: OutgoingOrder } & OutgoingCall)
  | { readonly kind: 'denied'; readonly reason: Reason };

/** The call that places exactly this order, with what the wire must say; or why it may not leave. */
export function orderCall(options: OrderToPlace): OrderCall {
  const reason = denialOf(options);
  if (reason !== undefined) return { kind: 'denied', reason };
  const outgoing = outgoingOrder(options);
  const place = options.profile.markets[options.market.kind].place(outgoing);
  return { kind: 'call', outgoing, ...place };
}

/** Why this exchange can not take the order as it is; undefined when it can. Needs nothing but the profile. */
export function denialOf(options: OrderToPlace): Reason | undefined {
  const { order, market, account, profile } = options;
  const lacking = lackingFor({ request: order.request, market: market.kind, account, profile });
  return lacking ?? offGrid(options) ?? passedTrigger(options);
}

export interface KindOfOrder {
  readonly request: OrderRequest;
  readonly market: VenueMarket['kind'];
  readonly account: AccountTerms;
  readonly profile: ExchangeProfile;
}

/** What the exchange lacks for an order of this kind, whatever its prices and its size; undefined: nothing. */
export function lackingFor(kind: KindOfOrder): Reason | undefined {
  return lacks(kind) ?? lacksPositionTerms(kind);
}

function lacks({ request, market, profile }: KindOfOrder): Reason | undefined {
  const { orders } = profile.markets[market].capabilities;
  const { type } = request;
  const shape = orders[type];
  const values = { venue: profile.title, symbol: request.instrumentId, type };
  const others = Object.keys(orders).join(', ');
  if (shape === undefined) return { code: 'VENUE_LACKS_ORDER_TYPE', values: { ...values, alternatives: others } };
  if (shape.onlyClosing === true && !closes(request, market)) return { code: 'VENUE_LACKS_OPENING_STOP', values };
  if (shape.sides !== undefined && !shape.sides.includes(request.side)) {
    return { code: 'VENUE_LACKS_SIZE_BY_QUANTITY', values: { ...values, side: request.side } };
  }
  return lacksTerms(request, shape, values);
}

function lacksTerms(
  request: OrderRequest,
  shape: OrderShape,
  values: { readonly venue: string; readonly symbol: string; readonly type: string },
): Reason | undefined {
  const { timeInForce, postOnly } = request;
  if (!shape.timesInForce.includes(timeInForce)) {
    const alternatives = shape.timesInForce.join(', ');
    return { code: 'VENUE_LACKS_TIME_IN_FORCE', values: { ...values, timeInForce, alternatives } };
  }
  // A post-only order that may not rest is a contradiction wherever it goes.
  const canPost = shape.postOnly && timeInForce === 'gtc';
  return postOnly && !canPost ? { code: 'VENUE_LACKS_POST_ONLY', values: { ...values, timeInForce } } : undefined;
}

function lacksPositionTerms({ request, market, account, profile }: KindOfOrder): Reason | undefined {
  const { capabilities } = profile.markets[market];
  const values = { venue: profile.title, symbol: request.instrumentId };
  if (market === 'spot') return undefined;
  if (account.hedged && !capabilities.hedged) return { code: 'VENUE_LACKS_HEDGE_MODE', values };
  if (!capabilities.marginModes.includes(account.marginMode)) {
    return { code: 'VENUE_LACKS_MARGIN_MODE', values: { ...values, marginMode: account.marginMode } };
  }
  const needsLeverage = capabilities.needsLeverage === true && !closes(request, market);
  return needsLeverage && account.leverage === undefined ? { code: 'VENUE_NEEDS_LEVERAGE', values } : undefined;
}

function offGrid({ order, instrument }: OrderToPlace): Reason | undefined {
  const { quantity, limitPrice, stopPrice, type } = order.request;
  const { lotStep, tickSize } = instrument;
  if (!isPositive(quantity) || !isMultipleOf(quantity, lotStep)) {
    const values = { quantity: formatDecimal(quantity), lotStep: formatDecimal(lotStep) };
    return { code: 'QUANTITY_NOT_ON_STEP', values };
  }
  const needed = {
    ...(type === 'limit' || type === 'stop_limit' ? { limitPrice } : {}),
    ...(type === 'stop' || type === 'stop_limit' ? { stopPrice } : {}),
  };
  for (const [name, price] of Object.entries(needed)) {
    if (price === undefined) return { code: 'PRICE_MISSING', values: { field: name } };
    if (!isPositive(price) || !isMultipleOf(price, tickSize)) {
      return { code: 'PRICE_NOT_ON_TICK', values: { price: formatDecimal(price), tickSize: formatDecimal(tickSize) } };
    }
  }
  return undefined;
}

function passedTrigger({ order, market, profile, lastPrice, instrument }: OrderToPlace): Reason | undefined {
  const { stopPrice, side } = order.request;
  const { triggerDirection } = profile.markets[market.kind].capabilities;
  if (stopPrice === undefined || lastPrice === undefined || triggerDirection === 'stated') return undefined;
  const isWaiting = side === 'buy' ? stopPrice > lastPrice : stopPrice < lastPrice;
  if (isWaiting) return undefined;
  const prices = { stopPrice: formatDecimal(stopPrice), lastPrice: formatDecimal(lastPrice) };
  return { code: 'VENUE_STOP_PASSED', values: { venue: profile.title, symbol: instrument.id, side, ...prices } };
}

/** Whether the order can only shrink a position: said so, or a hedged order that names the position it closes. */
const closes = (request: OrderRequest, market: VenueMarket['kind']): boolean =>
  market === 'swap' && (request.reduceOnly || request.positionId !== undefined);

function outgoingOrder({ order, market, account, profile }: OrderToPlace): OutgoingOrder {
  const { request } = order;
  const { clientOrderId: rule } = profile.markets[market.kind];
  const isClosing = closes(request, market.kind);
  const hasLimit = request.type === 'limit' || request.type === 'stop_limit';
  const hasStop = request.type === 'stop' || request.type === 'stop_limit';
  return {
    market,
    account,
    clientOrderId: nativeClientOrderId(order.clientOrderId, rule),
    side: request.side,
    type: request.type,
    quantity: formatDecimal(request.quantity),
    // A price with a market order would turn its quantity into a cost at three of the exchanges.
    ...(hasLimit && request.limitPrice !== undefined ? { limitPrice: formatDecimal(request.limitPrice) } : {}),
    ...(hasStop && request.stopPrice !== undefined ? { stopPrice: formatDecimal(request.stopPrice) } : {}),
    timeInForce: request.timeInForce,
    postOnly: request.postOnly,
    // Where the venue has no such order the engine keeps closes within the position, because the broker tells it so.
    reduceOnly: profile.markets[market.kind].capabilities.reduceOnly && request.reduceOnly,
    ...(market.kind === 'swap' && account.hedged ? { positionSide: positionSideOf(request, isClosing) } : {}),
    closes: isClosing,
  };
}

/** Opening orders make the position of their own side, closing ones shrink the other. */
function positionSideOf({ side }: OrderRequest, isClosing: boolean): 'long' | 'short' {
  return (side === 'buy') === isClosing ? 'short' : 'long';
}
