/**
 * Reports: what the venue claims. Every answer of a broker and everything it streams comes in as one of these; the
 * engine decides what they mean. Reports are facts about the venue, so none of them is ever invented by us.
 */
import type { Decimal } from './decimal.ts';
import type { OrderRequest, Reason, Side } from './order.ts';

export interface FillReport {
  readonly kind: 'fill';
  readonly clientOrderId: string;
  readonly venueOrderId?: string;
  /** Unique for the account at the venue. */
  readonly tradeId: string;
  readonly instrumentId: string;
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  /** In the instrument's quote currency unless `feeCurrency` says otherwise; negative is a rebate. */
  readonly fee: Decimal;
  /** The currency the venue took the fee in; absent: the quote currency. */
  readonly feeCurrency?: string;
  readonly liquidity: 'maker' | 'taker';
  readonly time: number;
}

/** What the venue holds of one order. */
export interface VenueOrder {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly instrumentId: string;
  readonly side: Side;
  readonly type: OrderRequest['type'];
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly filledQuantity: Decimal;
  readonly averagePrice: Decimal;
  readonly status: 'open' | 'filled' | 'canceled' | 'expired' | 'rejected';
  readonly updatedAt: number;
}

export interface VenuePosition {
  /** Netting venues: the instrument's id. Hedging venues: the position's own id. */
  readonly positionId: string;
  readonly instrumentId: string;
  /** Signed: positive is long. */
  readonly quantity: Decimal;
  readonly averagePrice: Decimal;
  /** At which price the venue would close it by itself, where it says so. */
  readonly liquidationPrice?: Decimal;
}

/** What was paid for holding a perpetual, or received for it. */
export interface FundingPayment {
  /** The venue's own, unique within the instrument. */
  readonly id: string;
  readonly instrumentId: string;
  readonly currency: string;
  /** Above zero: received. */
  readonly amount: Decimal;
  readonly time: number;
}

export interface VenueBalance {
  readonly currency: string;
  readonly total: Decimal;
  readonly free: Decimal;
}

/** A registered code that says what to do where the venue's own words do not, or where nothing ever reached it. */
export type RefusalReason = Reason;

export type OrderReport =
  | { readonly kind: 'accepted'; readonly clientOrderId: string; readonly venueOrderId: string; readonly time: number }
  /** Only with the venue's own evidence: a code on the adapter's allow-list of definitive refusals. */
  | {
      readonly kind: 'rejected';
      readonly clientOrderId: string;
      readonly venueCode: string;
      readonly message: string;
      readonly reason?: RefusalReason;
      readonly time: number;
    }
  /** Everything else that can happen to a request: time-out, cut line, 5xx, unreadable answer. */
  | { readonly kind: 'ambiguous'; readonly clientOrderId: string; readonly detail: string; readonly time: number }
  /** `venueReason`: `request`, `oco`, `position`, a code of ours for what was never sent, or the venue's own words. */
  | (Ending & { readonly kind: 'canceled'; readonly venueReason?: string })
  | {
      readonly kind: 'cancel_rejected';
      readonly clientOrderId: string;
      readonly venueCode: string;
      readonly message: string;
      readonly reason?: RefusalReason;
      readonly time: number;
    }
  | {
      readonly kind: 'amended';
      readonly clientOrderId: string;
      readonly quantity: Decimal;
      readonly limitPrice?: Decimal;
      readonly stopPrice?: Decimal;
      readonly time: number;
    }
  | {
      readonly kind: 'amend_rejected';
      readonly clientOrderId: string;
      readonly venueCode: string;
      readonly message: string;
      readonly reason?: RefusalReason;
      readonly time: number;
    }
  | (Ending & { readonly kind: 'expired' })
  | FillReport;

interface Ending {
  readonly clientOrderId: string;
  /** All that the order ever filled, where this very message of the venue says it; never worked out from other ones. */
  readonly filledQuantity?: Decimal;
  readonly time: number;
}

/** The answer to a question by client order id. */
export type QueryAnswer =
  | { readonly kind: 'found'; readonly order: VenueOrder; readonly fills: readonly FillReport[] }
  /**
   * The venue itself says it has no such order, open or closed, and this holds until `venueTime`: a time of our clock, by
   * which orders are signed, that the venue's answer certainly covers.
   */
  | { readonly kind: 'not_found'; readonly venueTime: number }
  | { readonly kind: 'unreachable'; readonly detail: string };
