/**
 * What the venue said is free, between two looks. What is sent since makes it less, which can be counted; a fill or an end may
 * make it more, and only the venue knows by how much: then nothing is known of it until it has been asked again.
 */
import { add } from '#domain/decimal.ts';
import type { EngineEvent } from './events.ts';
import type { AccountState } from './state.ts';

/** What is free has changed since the venue was asked: it is less, which is counted, or more, which only the venue knows. */
export function noteSpending({ volatile }: AccountState, event: EngineEvent): void {
  switch (event.kind) {
    case 'order_approved':
    case 'external_order_found':
      if (volatile.venueFree !== undefined)
        volatile.venueFree.promised = add(volatile.venueFree.promised, event.reservation);
      return;
    case 'order_filled':
    case 'order_canceled':
    case 'order_expired':
    case 'order_rejected':
    case 'order_amended':
      volatile.venueFree = undefined;
      return;
    default:
      return;
  }
}
