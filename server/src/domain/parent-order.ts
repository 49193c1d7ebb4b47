/**
 * A parent order: an order of a kind that its venue has not, carried out by the engine through orders the venue has, its
 * children. All that its children have filled and may still fill is never more than its own quantity.
 */
import { type Decimal, isZero, ZERO } from './decimal.ts';
import type { Order, OrderRequest, OrderStatus, Reason } from './order.ts';

export const PARENT_KINDS = ['trailing_stop', 'stop', 'stop_limit', 'iceberg', 'twap', 'vwap', 'oco'] as const;
export type ParentKind = (typeof PARENT_KINDS)[number];

/**
 * held: a person decides first. waiting: nothing was sent, a price has to come. working: its children are at the venue, or
 * are about to be. paused: the account may not trade so. canceling: its open children are asked to end.
 */
export const PARENT_STATES = [
  'held',
  'waiting',
  'working',
  'paused',
  'canceling',
  'done',
  'canceled',
  'failed',
] as const;
export type ParentState = (typeof PARENT_STATES)[number];

/** What its kind needs beside what any order says; complete and on the instrument's steps. */
export interface ParentTerms {
  /** trailing_stop: how far the trigger stays behind the best price, in price or in percent of it. */
  readonly trailDistance?: Decimal;
  readonly trailUnit?: 'amount' | 'percent';
  /** trailing_stop: it follows from when the price has been here; absent: at once. */
  readonly activationPrice?: Decimal;
  /** iceberg: the most that shows at the venue. */
  readonly visibleQuantity?: Decimal;
  /** twap, vwap: over how long, and the quantity of each slice, in their order. */
  readonly durationMs?: number;
  readonly shares?: readonly Decimal[];
  /** twap, vwap: what a slice could not do is added to the next one. */
  readonly catchUp?: boolean;
}

export interface ParentOrder {
  readonly id: string;
  readonly ticket: number;
  readonly kind: ParentKind;
  /** What its children are together: `type` and `limitPrice` are theirs, `stopPrice` is the trigger that is watched here. */
  readonly request: OrderRequest;
  readonly terms: ParentTerms;
  readonly source: string;
  readonly signalId?: string | undefined;
  state: ParentState;
  /** The state that a pause interrupted. */
  stateBefore?: ParentState | undefined;
  reason?: Reason | undefined;
  /** Who wants it to end, and why it is not done. */
  cancelAskedBy?: string | undefined;
  cancelReason?: Reason | undefined;
  /** When a time-based one began, ms UTC. */
  startedAt?: number | undefined;
  /** trailing_stop: the best price seen, and the trigger that follows from it. */
  bestPrice?: Decimal | undefined;
  triggerPrice?: Decimal | undefined;
  followedAt?: number | undefined;
  triggeredAt?: number | undefined;
  /** twap, vwap: the slice that comes next, from 0, and how many were left out. */
  nextSlice: number;
  skippedSlices: number;
  filledQuantity: Decimal;
  averagePrice: Decimal;
  fees: Decimal;
  childCount: number;
  /** Those that may still fill, oldest first. */
  readonly openChildIds: Set<string>;
  /** How many of the newest children ended without a fill and without being asked to, and when and why the last did. */
  vain: number;
  vainAt?: number | undefined;
  vainReason?: Reason | undefined;
  readonly createdAt: number;
  updatedAt: number;
}

export const isParentOver = (state: ParentState): boolean =>
  state === 'done' || state === 'canceled' || state === 'failed';

/** When a time-based one ends; undefined for others, and before it has begun. */
export function endOfParent({ startedAt, terms: { durationMs } }: Emulated): number | undefined {
  return startedAt === undefined || durationMs === undefined ? undefined : startedAt + durationMs;
}

/** The status of an order that says best where the parent stands. */
export function parentStatus({ state, filledQuantity, request }: Emulated): OrderStatus {
  switch (state) {
    case 'held':
      return 'held';
    case 'done':
      return filledQuantity >= request.quantity ? 'filled' : 'expired';
    case 'canceled':
      return 'canceled';
    case 'failed':
      return isZero(filledQuantity) ? 'denied' : 'expired';
    case 'canceling':
      return 'pending_cancel';
    default:
      return isZero(filledQuantity) ? 'accepted' : 'partially_filled';
  }
}

/** What is carried out here: parents, and take-profits that are watched beside a stop-loss. */
export interface Emulated extends Omit<ParentOrder, 'kind'> {
  readonly kind: ParentKind | 'take_profit';
}

/** What lists and shows of orders take: an order, or a parent in the shape of one. */
export interface ShownOrder extends Order {
  readonly emulated?: Emulated;
  /** Why it does not go on at the moment. */
  readonly waitsFor?: Reason;
}

/** The parent in the shape of an order. It is never sent. */
export function shownAsOrder(parent: Emulated, accountId: string): ShownOrder {
  const { id, ticket, request, source, signalId, filledQuantity, averagePrice, fees, reason } = parent;
  return {
    id,
    accountId,
    ticket,
    request,
    status: parentStatus(parent),
    attempt: 0,
    signalId,
    source,
    filledQuantity,
    averagePrice,
    fees,
    tradeIds: new Set(),
    reason,
    reservation: ZERO,
    createdAt: parent.createdAt,
    updatedAt: parent.updatedAt,
    emulated: parent,
  };
}
