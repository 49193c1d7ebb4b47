/** Effects: what the runtime must do, after the events of the same step are durable and in this order. */
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';

export type Effect =
  | { readonly kind: 'place'; readonly order: ApprovedOrder }
  | {
      readonly kind: 'cancel';
      readonly orderId: string;
      readonly clientOrderId: string;
      readonly venueOrderId?: string;
      readonly instrumentId: string;
    }
  | { readonly kind: 'amend'; readonly amend: ApprovedAmend }
  | {
      readonly kind: 'query';
      readonly orderId: string;
      readonly clientOrderId: string;
      readonly venueOrderId?: string;
      readonly instrumentId: string;
    }
  /** An order to look at again, or a protection group that waits for room. */
  | { readonly kind: 'poll_after'; readonly orderId: string; readonly delayMs: number }
  | {
      readonly kind: 'notify';
      readonly level: 'info' | 'warning' | 'alarm';
      readonly code: string;
      readonly values: Readonly<Record<string, string>>;
    };
