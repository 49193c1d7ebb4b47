/**
 * Events: facts of one account, past tense, never changed after they are journaled. The account's state is their fold and
 * nothing else; what is volatile (prices, limits, message counters) is kept apart and never read by the fold.
 */
import type { Account, TradingState } from '#domain/account.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { OrderRequest, ProtectionTarget, Reason } from '#domain/order.ts';
import type { Side } from '#domain/order.ts';
import type { ParentKind, ParentState, ParentTerms } from '#domain/parent-order.ts';
import type { TargetEvent } from './target-events.ts';

/** What one risk check compared. Decimals stay exact; they become text in the journal. */
export interface CheckResult {
  readonly check: string;
  readonly passed: boolean;
  readonly code?: string;
  readonly values: Readonly<Record<string, Decimal | string | number>>;
}

export type SignalOutcome = 'orders' | 'denied' | 'ignored' | 'held';

interface Timed {
  readonly time: number;
}
interface OfOrder extends Timed {
  readonly orderId: string;
}

export interface AccountOpened extends Timed {
  readonly kind: 'account_opened';
  readonly account: Account;
}
export interface SignalDecided extends Timed {
  readonly kind: 'signal_decided';
  readonly signalId: string;
  readonly source: string;
  /** Which of the signal's commands, from 0. */
  readonly command: number;
  readonly outcome: SignalOutcome;
  readonly orderIds: readonly string[];
  readonly instrumentId?: string;
  /** When the sender sent it, for the order of signals. */
  readonly sentAt?: number;
  readonly reason?: Reason;
  /** Where what it changed differs from what was asked; what is said of new orders stands in their requests. */
  readonly adjustments?: readonly Reason[];
  /** Besides those of its own: what it canceled or changed, and what came of that. Absent: none. */
  readonly touched?: readonly TouchedOrder[];
}
export interface TouchedOrder {
  readonly orderId: string;
  readonly ticket: number;
  readonly how: 'canceled' | 'changed' | 'made';
}
export interface OrderCreated extends OfOrder {
  readonly kind: 'order_created';
  readonly ticket: number;
  readonly request: OrderRequest;
  readonly source: string;
  readonly signalId?: string;
  readonly parentOrderId?: string;
}
/** An order that somebody placed at the venue, not through us. */
export interface ExternalOrderFound extends OfOrder {
  readonly kind: 'external_order_found';
  readonly ticket: number;
  readonly request: OrderRequest;
  /** As the venue has it: the other one's own id, or the venue's. */
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly reservation: Decimal;
  /** What it had filled before: in what was held then, and told as no fill. */
  readonly filledQuantity: Decimal;
  readonly averagePrice: Decimal;
}
export interface OrderDenied extends OfOrder {
  readonly kind: 'order_denied';
  readonly reason: Reason;
  readonly checks: readonly CheckResult[];
}
export interface OrderHeld extends OfOrder {
  readonly kind: 'order_held';
}
export interface OrderApproved extends OfOrder {
  readonly kind: 'order_approved';
  readonly checks: readonly CheckResult[];
  readonly reservation: Decimal;
  readonly limitsVersion: string;
  readonly referencePrice?: Decimal;
}
/** Durable before the one write to the venue: from here on the order may have been sent. */
export interface OrderSubmitting extends OfOrder {
  readonly kind: 'order_submitting';
  readonly clientOrderId: string;
  readonly attempt: number;
  /** The venue must not accept this attempt after it. */
  readonly deadlineAt: number;
  readonly limitsVersion: string;
}
export interface OrderAccepted extends OfOrder {
  readonly kind: 'order_accepted';
  readonly venueOrderId: string;
}
export interface OrderRejected extends OfOrder {
  readonly kind: 'order_rejected';
  readonly reason: Reason;
}
export interface OrderUnknown extends OfOrder {
  readonly kind: 'order_unknown';
  readonly detail: string;
}
/** A question to the venue that proved nothing yet. */
export interface OrderQueried extends OfOrder {
  readonly kind: 'order_queried';
  readonly answer: 'not_found' | 'unreachable';
  readonly misses: number;
}
export interface OtherFee {
  readonly currency: string;
  readonly fee: Decimal;
  /** Account currency for one unit of it; zero while none was ever known. */
  readonly conversionRate: Decimal;
  readonly rateSource?: 'last_known' | 'missing';
}
export interface OrderFilled extends OfOrder {
  readonly kind: 'order_filled';
  readonly tradeId: string;
  readonly venueOrderId?: string;
  readonly instrumentId: string;
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  /** In the quote currency; what coins taken as a fee were worth at the price of the fill. */
  readonly fee: Decimal;
  /** The coins that the venue took as its fee: the position has them not. Negative: it gave them. */
  readonly baseFee?: Decimal;
  /** The fee, where the venue took it in another currency; `fee` is zero then. */
  readonly otherFee?: OtherFee;
  readonly liquidity: 'maker' | 'taker';
  readonly venueTime: number;
  readonly positionId: string;
  /** The ticket of the position if this fill opens it. */
  readonly positionTicket: number;
  readonly contractSize: Decimal;
  /** Account currency for one unit of the quote currency; zero while none was ever known. */
  readonly conversionRate: Decimal;
  /** Absent: it is of this moment. missing: what the trade earned and cost waits until a rate is known. */
  readonly rateSource?: 'last_known' | 'missing';
  /** What waits for a rate; absent when none is missing. */
  readonly quoteCurrency?: string;
}
export interface OrderCancelRequested extends OfOrder {
  readonly kind: 'order_cancel_requested';
  readonly actor: string;
}
export interface OrderCanceled extends OfOrder {
  readonly kind: 'order_canceled';
  /** The venue's word for it, and what it means; neither when it was asked for. */
  readonly venueReason?: string;
  readonly reason?: Reason;
}
export interface OrderCancelRejected extends OfOrder {
  readonly kind: 'order_cancel_rejected';
  readonly reason: Reason;
}
export interface OrderAmendRequested extends OfOrder {
  readonly kind: 'order_amend_requested';
  readonly actor: string;
  /** Held back from now on: the larger of what it was and what it will be. */
  readonly reservation: Decimal;
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}
export interface OrderAmended extends OfOrder {
  readonly kind: 'order_amended';
  /** When the venue had it so, by its own clock. */
  readonly venueTime?: number;
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}
export interface OrderAmendRejected extends OfOrder {
  readonly kind: 'order_amend_rejected';
  readonly reason: Reason;
}
export interface OrderExpired extends OfOrder {
  readonly kind: 'order_expired';
  readonly reason?: Reason;
}
/** What protects the quantity that an entry order filled. */
export interface ProtectionSet extends Timed {
  readonly kind: 'protection_set';
  readonly groupId: string;
  readonly instrumentId: string;
  readonly positionId: string;
  readonly side: Side;
  readonly entryOrderId?: string;
  /** For a group without an entry order: the quantity of the position that it protects. */
  readonly quantity?: Decimal;
  readonly stopLoss?: Decimal;
  readonly takeProfits: readonly ProtectionTarget[];
}
export interface ProtectionEnded extends Timed {
  readonly kind: 'protection_ended';
  readonly groupId: string;
}
/** An order of a kind the venue has not: the engine carries it out through children, each an order like any. */
export interface ParentCreated extends OfOrder {
  readonly kind: 'parent_created';
  readonly ticket: number;
  readonly parentKind: ParentKind;
  readonly request: OrderRequest;
  readonly terms: ParentTerms;
  readonly source: string;
  readonly signalId?: string;
  /** A person decides first. */
  readonly isHeld?: true;
}
export interface ParentMoved extends OfOrder {
  readonly kind: 'parent_moved';
  readonly state: ParentState;
  readonly reason?: Reason;
}
export interface ParentCancelAsked extends OfOrder {
  readonly kind: 'parent_cancel_asked';
  readonly actor: string;
  readonly reason?: Reason;
}
/** The trigger has followed the price: noted when it moved by a tick, and no more than once a second. */
export interface ParentFollowed extends OfOrder {
  readonly kind: 'parent_followed';
  readonly bestPrice: Decimal;
  readonly triggerPrice: Decimal;
}
export interface ParentTriggered extends OfOrder {
  readonly kind: 'parent_triggered';
  /** The bid or the ask that did it. */
  readonly price: Decimal;
  readonly triggerPrice: Decimal;
}
/** A slice of an order over time was sent, or left out for a reason. */
export interface ParentSlice extends OfOrder {
  readonly kind: 'parent_slice';
  readonly slice: number;
  readonly quantity: Decimal;
  readonly reason?: Reason;
}
export interface SymbolFrozen extends Timed {
  readonly kind: 'symbol_frozen';
  readonly instrumentId: string;
  readonly reason: Reason;
}
export interface SymbolReleased extends Timed {
  readonly kind: 'symbol_released';
  readonly instrumentId: string;
}
/** A rate worth remembering: the first one, or one that has moved since the last was noted. */
export interface ConversionRateNoted extends Timed {
  readonly kind: 'conversion_rate_noted';
  readonly currency: string;
  readonly conversionRate: Decimal;
}
/** What waited for a rate of the currency is booked at this one. */
export interface MoneyConverted extends Timed {
  readonly kind: 'money_converted';
  readonly currency: string;
  readonly conversionRate: Decimal;
}
/** The account's money is what the venue says it is, where that is not what the books said: it was never traded for. */
export interface BalanceAdjusted extends Timed {
  readonly kind: 'balance_adjusted';
  readonly currency: string;
  readonly before: Decimal;
  readonly after: Decimal;
  /** When the venue said so. */
  readonly venueTime?: number;
  /** opening: there when first compared. venue: paid in or out since, or charged unseen. funding: of this perpetual. */
  readonly reason: 'opening' | 'venue' | 'funding';
  readonly instrumentId?: string;
  readonly paymentId?: string;
}
/** Our position is the venue's from now on. No fill: nothing was earned or lost by it. */
export interface PositionAdopted extends Timed {
  readonly kind: 'position_adopted';
  readonly instrumentId: string;
  readonly positionId: string;
  /** Of the position, if it is new. */
  readonly ticket: number;
  /** What we held and what the venue holds, over all positions of the instrument, signed. */
  readonly before: Decimal;
  readonly after: Decimal;
  /** Of the position from now on, signed. */
  readonly quantity: Decimal;
  readonly averagePrice: Decimal;
  readonly cost: Decimal;
  /** opening: found when the account was first compared. venue: coins of before that were sold. Else who did it. */
  readonly actor: string;
  /** Where the venue names no price of entry. */
  readonly note?: 'current_price' | 'own_price' | 'no_price';
}
/** A person has said that the venue may hold another position than we do, by just so much. */
export interface PositionDifferenceIgnored extends Timed {
  readonly kind: 'position_difference_ignored';
  readonly instrumentId: string;
  readonly before: Decimal;
  readonly after: Decimal;
  readonly actor: string;
}
export interface TradingStateChanged extends Timed {
  readonly kind: 'trading_state_changed';
  readonly state: TradingState;
  /** Absent: the account for itself. What the server as a whole is, and whether it is armed, lie over it. */
  readonly scope?: 'server' | 'arming';
  readonly reason: Reason;
  readonly actor: string;
}
export interface LatchTripped extends Timed {
  readonly kind: 'latch_tripped';
  readonly source: string;
  readonly reason: Reason;
}
export interface LatchReset extends Timed {
  readonly kind: 'latch_reset';
  readonly source: string;
  readonly actor: string;
}
export interface SourceSwitched extends Timed {
  readonly kind: 'source_switched';
  readonly source: string;
  readonly enabled: boolean;
}
/** A report that can't be true was put aside; nothing of it was applied. */
export interface ReportQuarantined extends Timed {
  readonly kind: 'report_quarantined';
  readonly orderId?: string;
  readonly reason: Reason;
}
export interface AccountReconciled extends Timed {
  readonly kind: 'account_reconciled';
  readonly ordersCompared: number;
  /** When the venue was asked for the positions. */
  readonly positionsAt?: number;
  readonly differences: readonly Reason[];
}

export type OrderEvent =
  | OrderCreated
  | ExternalOrderFound
  | OrderDenied
  | OrderHeld
  | OrderApproved
  | OrderSubmitting
  | OrderAccepted
  | OrderRejected
  | OrderUnknown
  | OrderQueried
  | OrderFilled
  | OrderCancelRequested
  | OrderCanceled
  | OrderCancelRejected
  | OrderAmendRequested
  | OrderAmended
  | OrderAmendRejected
  | OrderExpired;

export type ParentEvent =
  | ParentCreated
  | ParentMoved
  | ParentCancelAsked
  | ParentFollowed
  | ParentTriggered
  | ParentSlice;

export type EngineEvent =
  | AccountOpened
  | SignalDecided
  | OrderEvent
  | ParentEvent
  | ProtectionSet
  | TargetEvent
  | ProtectionEnded
  | SymbolFrozen
  | SymbolReleased
  | ConversionRateNoted
  | MoneyConverted
  | BalanceAdjusted
  | PositionAdopted
  | PositionDifferenceIgnored
  | TradingStateChanged
  | LatchTripped
  | LatchReset
  | SourceSwitched
  | ReportQuarantined
  | AccountReconciled;
