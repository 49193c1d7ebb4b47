/** What becomes of an act on an order, and the terms an amend may set. */
import type { Decimal } from '#domain/decimal.ts';
import type { ExchangeOrder } from './exchange-order.ts';
import type { Refused } from './refusal.ts';

/** `done` with the order as it stands after what the market did to it at once. */
export type OrderOutcome = { readonly kind: 'done'; readonly order: ExchangeOrder } | Refused;
export type SettingOutcome = { readonly kind: 'done' } | Refused;

export interface AmendedTerms {
  readonly quantity?: Decimal;
  readonly limitPrice?: Decimal;
  readonly triggerPrice?: Decimal;
}
