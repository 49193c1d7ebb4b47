/**
 * Events: facts of one account, past tense, never changed after they are journaled. The account's state is their fold and
 * nothing else; what is volatile (prices, limits, message counters) is kept apart and never read by the fold.
 */
import type { Account, TradingState } from '#domain/account.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { ProtectionTarget, Reason, Side } from '#domain/order.ts';
import type { OrderEvent } from './order-events.ts';
import type { ParentEvent } from './parent-events.ts';
import type { TargetEvent } from './target-events.ts';

export type SignalOutcome = 'orders' | 'denied' | 'ignored' | 'held';

interface Timed {
  readonly time: number;
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
  /** Absent in journals of before it was written. */
  readonly instrumentId?: string;
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
