import type { OrderRequest } from '#domain/order.ts';
import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

/** The same order again and again within a window: more often a fault than a wish. */
export const duplicateIntent: RiskCheck = {
  name: 'duplicate_intent',
  appliesTo: 'opening',
  evaluate({ state, limits, request, now }) {
    const limit = limits.duplicateIntent;
    if (limit === undefined) return limitMissing('duplicate_intent');
    const count = state.volatile.intents.get(intentOf(request))?.count(now, limit.windowMs) ?? 0;
    const values = { count, maximum: limit.count, windowMs: limit.windowMs };
    return count >= limit.count ? deny('DUPLICATE_INTENT', values) : pass(values);
  },
};

let knownRequest: OrderRequest | undefined;
let knownIntent = '';

/** What makes two orders the same wish. The last one asked for is remembered: an order is judged, then counted. */
export function intentOf(request: OrderRequest): string {
  if (request === knownRequest) return knownIntent;
  const price = request.limitPrice ?? request.stopPrice;
  knownIntent = `${request.instrumentId} ${request.side} ${request.type} ${request.quantity} ${price ?? ''}`;
  knownRequest = request;
  return knownIntent;
}
