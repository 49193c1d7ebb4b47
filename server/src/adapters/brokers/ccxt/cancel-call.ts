/** From a resting order of ours to the one call that cancels it, by our id where the exchange takes it. */
import { nativeClientOrderId } from './client-order-id.ts';
import type { ExchangeProfile, OrderTarget, OutgoingCall } from './profile.ts';

/** `look_up`: the exchange's own id, or which of its books holds the order, has to be known first. */
export type CancelCall = ({ readonly kind: 'call' } & OutgoingCall) | { readonly kind: 'look_up' };

/** The cancel of the order with our id `target.clientOrderId`. */
export function cancelCall(profile: ExchangeProfile, target: OrderTarget): CancelCall {
  const market = profile.markets[target.market.kind];
  const clientOrderId = nativeClientOrderId(target.clientOrderId, market.clientOrderId);
  const call = market.cancel({ ...target, clientOrderId });
  return call === undefined ? { kind: 'look_up' } : { kind: 'call', ...call };
}
