/** Inputs: everything that can make an account move. Commands (someone wants), reports (the venue says), time and prices. */
import type { Account, TradingState } from '#domain/account.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { Quote } from '#domain/market.ts';
import type { Reason } from '#domain/order.ts';
import type {
  FillReport,
  FundingPayment,
  OrderReport,
  QueryAnswer,
  VenueBalance,
  VenueOrder,
  VenuePosition,
} from '#domain/report.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { InstrumentDirectory } from '#domain/symbol.ts';

/** One command of a durable signal, for this account. */
export interface ExecuteCommand {
  readonly kind: 'execute';
  readonly signalId: string;
  readonly source: string;
  readonly index: number;
  readonly command: SignalCommand;
  readonly route: Route;
  readonly receivedAt: number;
}
export interface CancelOrder {
  readonly kind: 'cancel';
  readonly orderId: string;
  readonly actor: string;
}
export interface AmendOrder {
  readonly kind: 'amend';
  readonly orderId: string;
  readonly quantity?: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly actor: string;
}
export interface DecideHeld {
  readonly kind: 'decide_held';
  readonly orderId: string;
  readonly approve: boolean;
  readonly actor: string;
}
export interface ResolveUnknown {
  readonly kind: 'resolve_unknown';
  readonly orderId: string;
  readonly note: string;
  readonly actor: string;
}
/** server: the server as a whole. arming: whether a person has let the account open positions where it matters. */
export type TradingScope = 'server' | 'arming';
export interface SetTradingState {
  readonly kind: 'set_trading_state';
  readonly state: TradingState;
  /** Absent: the account for itself. */
  readonly scope?: TradingScope;
  readonly reason: Reason;
  readonly actor: string;
}
export interface ResetLatch {
  readonly kind: 'reset_latch';
  readonly source: string;
  readonly actor: string;
}
/** Our position becomes what the venue says it is. */
export interface AdoptPosition {
  readonly kind: 'adopt_position';
  readonly instrumentId: string;
  readonly actor: string;
}
/** A difference to the venue that is as it should be. */
export interface IgnoreDifference {
  readonly kind: 'ignore_difference';
  readonly instrumentId: string;
  readonly actor: string;
}
export interface OpenAccount {
  readonly kind: 'open_account';
  readonly account: Account;
}

export type Command =
  | OpenAccount
  | ExecuteCommand
  | CancelOrder
  | AmendOrder
  | DecideHeld
  | ResolveUnknown
  | SetTradingState
  | ResetLatch
  | AdoptPosition
  | IgnoreDifference;

export type EngineInput = (
  | Command
  | { readonly kind: 'report'; readonly report: OrderReport }
  | {
      readonly kind: 'query_answer';
      readonly orderId: string;
      readonly clientOrderId: string;
      readonly answer: QueryAnswer;
    }
  | { readonly kind: 'poll'; readonly orderId: string }
  /** After a replay: whatever was being sent is unknown now. */
  | { readonly kind: 'recovered' }
  /** Every open order was asked for; here is what the venue holds. */
  | {
      readonly kind: 'reconciled';
      readonly positions: readonly VenuePosition[];
      readonly ordersCompared: number;
      /** The venue was asked because it was time to, and for no other reason. */
      readonly isRoutine?: boolean;
      /** When the venue was asked for the positions, ms UTC. */
      readonly positionsAt?: number;
    }
  /** What the venue shows of all orders and trades of the account, those of others included. */
  | {
      readonly kind: 'venue_orders';
      readonly orders: readonly VenueOrder[];
      /** Oldest first. */
      readonly fills: readonly FillReport[];
    }
  /** What the venue says the account has, read while nothing was under way. */
  | {
      readonly kind: 'balances';
      readonly balances: readonly VenueBalance[];
      /** What was paid for perpetuals lately, oldest first; what is in the books already counts no second time. */
      readonly funding?: readonly FundingPayment[];
      readonly venueTime?: number;
    }
  | { readonly kind: 'quote'; readonly quote: Quote }
  | { readonly kind: 'conversion_rate'; readonly currency: string; readonly rate: Decimal }
  | { readonly kind: 'limits'; readonly limits: RiskLimits }
  /** The venue's whole list of instruments, in the place of the one known so far. */
  | { readonly kind: 'directory'; readonly directory: InstrumentDirectory }
) & { readonly now: number };
