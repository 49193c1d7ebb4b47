/**
 * Why an emulated exchange refuses, in words no exchange owns. Each dialect translates them into its native codes; a
 * reason that a dialect does not name is a mistake the compiler finds, when its table is a Record of RefusalReason.
 */

export const REFUSAL_REASONS = [
  'market_closed',
  'no_price',
  'terms_invalid',
  'quantity_step',
  'quantity_min',
  'quantity_max',
  'price_tick',
  'price_missing',
  'notional_min',
  'trigger_at_once',
  'post_only_would_cross',
  'reduce_only',
  'position_side',
  'funds',
  'margin',
  'client_id_duplicate',
  'open_orders_max',
  'order_unknown',
  'order_closed',
  'amend_no_change',
  'amend_below_filled',
  'leverage_invalid',
  'mode_unchanged',
  'mode_blocked_by_position',
  'mode_blocked_by_orders',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Refused {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
}

export const refused = (reason: RefusalReason): Refused => ({ kind: 'refused', reason });
