/**
 * An order: what exists, from the moment we made it up until it can change no more. `order-state.ts` holds the one
 * table of its life. An order remembers the trade ids it has applied, so that a fill counts once.
 */
import { type Decimal, maximum } from './decimal.ts';
import type { TimeInForce } from './signal.ts';

export type Side = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stop' | 'stop_limit';
/** Why the order exists. */
export type OrderRole = 'entry' | 'close' | 'stop_loss' | 'take_profit' | 'external';

export const ORDER_STATUSES = [
  'created',
  'denied',
  'held',
  'approved',
  'submitting',
  'unknown',
  'accepted',
  'partially_filled',
  'pending_cancel',
  'pending_amend',
  'filled',
  'canceled',
  'rejected',
  'expired',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What we would send: complete, in venue units, before risk has seen it. */
export interface OrderRequest {
  readonly instrumentId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Decimal;
  /** For limit and stop_limit. */
  readonly limitPrice?: Decimal;
  /** The trigger, for stop and stop_limit. */
  readonly stopPrice?: Decimal;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Hedging accounts: the position this order closes. */
  readonly positionId?: string;
  /** Orders of one group cancel each other: a stop-loss with its take-profit. */
  readonly ocoGroup?: string;
  readonly role: OrderRole;
  /** The stop-loss and take-profit to put in place as this order fills. */
  readonly stopLoss?: Decimal;
  readonly takeProfits?: readonly ProtectionTarget[];
  readonly comment?: string;
  readonly strategy?: string;
  readonly tag?: string;
  readonly magic?: string;
  /** Open only within the account's custom intervals; absent: at any time. */
  readonly timeCheck?: true;
  /** Where this differs from what was asked for. */
  readonly adjustments?: readonly Reason[];
  /** A market or resting order may not be sent after this moment, ms UTC. */
  readonly sendBefore?: number;
}

/** A take-profit price and the share (0 to 1) of the filled quantity that leaves there. */
export interface ProtectionTarget {
  readonly price: Decimal;
  readonly portion: Decimal;
}

/** A registered code with the numbers it speaks of; the message is rendered where a person reads it. */
export interface Reason {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The terms of a resting order that an amend sets. */
export interface AmendTerms {
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

/** Fees in a currency that is not the instrument's. */
export interface OtherFees {
  readonly currency: string;
  readonly fees: Decimal;
}

export interface Order {
  /** Ours, derived from the content that asked for it: 24 base32 characters. */
  readonly id: string;
  readonly accountId: string;
  /** A small number people can say, unique within the account. */
  readonly ticket: number;
  request: OrderRequest;
  status: OrderStatus;
  /** The status before pending_cancel or pending_amend, restored when the venue refuses. */
  statusBefore?: OrderStatus | undefined;
  /** The id the venue knows: derived per attempt. Absent until one was signed. */
  clientOrderId?: string | undefined;
  venueOrderId?: string | undefined;
  attempt: number;
  signedAt?: number | undefined;
  readonly signalId?: string | undefined;
  readonly source: string;
  readonly parentOrderId?: string | undefined;
  filledQuantity: Decimal;
  /** Volume-weighted, zero until something filled. */
  averagePrice: Decimal;
  /** In the instrument's quote currency. */
  fees: Decimal;
  /** What the venue took in other currencies. */
  otherFees?: readonly OtherFees[] | undefined;
  readonly tradeIds: Set<string>;
  reason?: Reason | undefined;
  /** What an amend on its way asks for: a fill beyond the old quantity proves that it went through. */
  amendTo?: AmendTerms | undefined;
  /** It was asked to cancel it, and has not refused since: the end that follows is not the venue's own doing. */
  isCancelAsked?: boolean | undefined;
  /** The venue's time of the newest terms it told of: what it tells of an earlier time is old news. */
  amendedAt?: number | undefined;
  /** What this order holds back from free margin, in the account's currency. */
  reservation: Decimal;
  readonly createdAt: number;
  updatedAt: number;
}

/** How much may fill: the larger quantity while an amend is on its way. */
export const fillableQuantity = ({ request, amendTo }: Order): Decimal =>
  amendTo === undefined ? request.quantity : maximum(request.quantity, amendTo.quantity);

/** Statuses in which nothing more is expected. A canceled order may still see a late fill. */
export const isTerminal = (status: OrderStatus): boolean =>
  status === 'filled' || status === 'canceled' || status === 'denied' || status === 'rejected' || status === 'expired';
/** Statuses in which the venue has the order, as far as we know, and it may still fill. */
export const isWorking = (status: OrderStatus): boolean =>
  status === 'accepted' || status === 'partially_filled' || status === 'pending_cancel' || status === 'pending_amend';
/** Statuses in which an answer of the venue is outstanding. */
export const isInFlight = (status: OrderStatus): boolean =>
  status === 'submitting' || status === 'unknown' || status === 'pending_cancel' || status === 'pending_amend';
export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');
