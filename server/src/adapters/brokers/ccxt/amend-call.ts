/**
 * From an approved change to the one call that makes it in place, or a denial. Where an exchange only cancels and places anew,
 * nothing is sent: between the two there would be no order, or two.
 */
import type { ApprovedAmend } from '#domain/approved-order.ts';
import { formatDecimal, isMultipleOf, isPositive } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderType, Reason, Side } from '#domain/order.ts';
import { nativeClientOrderId } from './client-order-id.ts';
import type { AccountTerms, ExchangeProfile, OutgoingAmend, OutgoingCall, VenueMarket } from './profile.ts';

export interface OrderToAmend {
  readonly amend: ApprovedAmend;
  /** Of the resting order, as it was placed. */
  readonly side: Side;
  readonly type: OrderType;
  readonly instrument: Instrument;
  readonly market: VenueMarket;
  readonly account: AccountTerms;
  readonly profile: ExchangeProfile;
}

export type AmendCall =
  | ({ readonly kind: 'call' } & OutgoingCall)
  | { readonly kind: 'look_up' }
  | { readonly kind: 'denied'; readonly reason: Reason };

/** The call that changes the order in place. `look_up`: the exchange's own id has to be known first. */
export function amendCall(options: OrderToAmend): AmendCall {
  const { profile, market, type, instrument } = options;
  const marketProfile = profile.markets[market.kind];
  const { amends } = marketProfile.capabilities;
  if (type === 'market' || !amends.includes(type) || marketProfile.amend === undefined) {
    const values = { venue: profile.title, symbol: instrument.id, type };
    return { kind: 'denied', reason: { code: 'VENUE_LACKS_AMEND', values } };
  }
  const reason = offGrid(options);
  if (reason !== undefined) return { kind: 'denied', reason };
  const call = marketProfile.amend(outgoingAmend(options));
  return call === undefined ? { kind: 'look_up' } : { kind: 'call', ...call };
}

function offGrid({ amend, instrument }: OrderToAmend): Reason | undefined {
  const { lotStep, tickSize } = instrument;
  const { quantity, limitPrice, stopPrice } = amend;
  if (!isPositive(quantity) || !isMultipleOf(quantity, lotStep)) {
    const values = { quantity: formatDecimal(quantity), lotStep: formatDecimal(lotStep) };
    return { code: 'QUANTITY_NOT_ON_STEP', values };
  }
  for (const price of [limitPrice, stopPrice]) {
    if (price === undefined || (isPositive(price) && isMultipleOf(price, tickSize))) continue;
    return { code: 'PRICE_NOT_ON_TICK', values: { price: formatDecimal(price), tickSize: formatDecimal(tickSize) } };
  }
  return undefined;
}

function outgoingAmend({ amend, side, type, market, account, profile }: OrderToAmend): OutgoingAmend {
  const { venueOrderId, limitPrice, stopPrice } = amend;
  return {
    market,
    account,
    clientOrderId: nativeClientOrderId(amend.clientOrderId, profile.markets[market.kind].clientOrderId),
    ...(venueOrderId === undefined ? {} : { venueOrderId }),
    conditional: type !== 'limit',
    side,
    type,
    quantity: formatDecimal(amend.quantity),
    ...(limitPrice === undefined ? {} : { limitPrice: formatDecimal(limitPrice) }),
    ...(stopPrice === undefined ? {} : { stopPrice: formatDecimal(stopPrice) }),
  };
}
