/**
 * The venue's state as plain data, and back. Only what the events cannot be spared for is in it: books, groups and
 * expiries are indexes, made anew from the orders. Two states are the same exactly when their snapshots are.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { OrderRecord } from './venue-order.ts';
import { createVenueState, index, type VenueHolding, type VenueState } from './venue-state.ts';

export interface VenueSnapshot {
  readonly time: number;
  readonly lastOrderNumber: number;
  readonly lastTradeNumber: number;
  readonly lastPriority: number;
  readonly evicted: number;
  readonly evictedFillTime: number;
  readonly evictedDeadline: number;
  readonly balance: Decimal;
  readonly open: readonly OrderRecord[];
  readonly closed: readonly OrderRecord[];
  readonly positions: readonly VenueHolding[];
  readonly unconverted: readonly UnconvertedMoney[];
}

export interface UnconvertedMoney {
  readonly currency: string;
  readonly quantity: Decimal;
}

/** Shares its orders with the state: write it out before the state moves on. */
export function takeVenueSnapshot(state: VenueState): VenueSnapshot {
  return {
    time: state.time,
    lastOrderNumber: state.lastOrderNumber,
    lastTradeNumber: state.lastTradeNumber,
    lastPriority: state.lastPriority,
    evicted: state.evicted,
    evictedFillTime: state.evictedFillTime,
    evictedDeadline: state.evictedDeadline,
    balance: state.balance,
    open: [...state.open.values()],
    closed: [...state.closed.values()],
    positions: [...state.positions.values()],
    unconverted: [...state.unconverted].map(([currency, quantity]) => ({ currency, quantity })),
  };
}

/** Takes the orders of `snapshot` over: it must not be used for a second state. */
export function restoreVenueState(snapshot: VenueSnapshot, closedMax?: number): VenueState {
  const state = createVenueState({
    initialBalance: snapshot.balance,
    ...(closedMax === undefined ? {} : { closedMax }),
  });
  state.time = snapshot.time;
  state.lastOrderNumber = snapshot.lastOrderNumber;
  state.lastTradeNumber = snapshot.lastTradeNumber;
  state.lastPriority = snapshot.lastPriority;
  state.evicted = snapshot.evicted;
  state.evictedFillTime = snapshot.evictedFillTime;
  state.evictedDeadline = snapshot.evictedDeadline;
  for (const order of snapshot.open) index(state, order);
  for (const order of snapshot.closed) state.closed.set(order.clientOrderId, order);
  for (const position of snapshot.positions) state.positions.set(position.positionId, position);
  for (const { currency, quantity } of snapshot.unconverted) state.unconverted.set(currency, quantity);
  return state;
}
