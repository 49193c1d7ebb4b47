/**
 * What the pretend venue remembers of one account: the fold of its events. Invariants: an open order stands in its
 * instrument's book exactly once; a position is the sum of its fills and disappears when flat; every client order id
 * is known as long as its order is in memory, and `evicted` says whether older ones exist that only the journal knows.
 */
import { add, type Decimal, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import { applyFill, type Holding } from '#domain/position-accounting.ts';
import { createInstrumentBook, type InstrumentBook, insertIntoBook, removeFromBook } from './instrument-book.ts';
import type { VenueEvent, VenueFilled } from './venue-event.ts';
import { applyToRecord, type OrderRecord, openRecord } from './venue-order.ts';

export interface VenueHolding extends Holding {
  readonly positionId: string;
  readonly instrumentId: string;
  readonly cost: Decimal;
}

export interface VenueState {
  /** When the latest event happened, ms UTC. */
  time: number;
  lastOrderNumber: number;
  lastTradeNumber: number;
  lastPriority: number;
  readonly open: Map<string, OrderRecord>;
  /** The newest closed orders, oldest first. */
  readonly closed: Map<string, OrderRecord>;
  readonly closedMax: number;
  /** How many closed orders have left memory, the newest fill among theirs and the latest deadline (−1: none). */
  evicted: number;
  evictedFillTime: number;
  evictedDeadline: number;
  readonly positions: Map<string, VenueHolding>;
  readonly books: Map<string, InstrumentBook>;
  readonly groups: Map<string, Set<OrderRecord>>;
  /** Orders that expire by themselves, and a moment before which none of them does (Infinity: there are none). */
  readonly expiring: Set<OrderRecord>;
  nextExpiryAt: number;
  /** In the account's currency: what it began with, plus realized profit, minus fees. */
  balance: Decimal;
  /** Money in currencies for which no rate was known at the time, by currency. */
  readonly unconverted: Map<string, Decimal>;
}

export interface VenueStateOptions {
  readonly initialBalance: Decimal;
  /** How many closed orders stay in memory. */
  readonly closedMax?: number;
}

const CLOSED_MAX_DEFAULT = 1_000;

export function createVenueState(options: VenueStateOptions): VenueState {
  return {
    time: 0,
    lastOrderNumber: 0,
    lastTradeNumber: 0,
    lastPriority: 0,
    open: new Map(),
    closed: new Map(),
    closedMax: options.closedMax ?? CLOSED_MAX_DEFAULT,
    evicted: 0,
    evictedFillTime: -1,
    evictedDeadline: -1,
    positions: new Map(),
    books: new Map(),
    groups: new Map(),
    expiring: new Set(),
    nextExpiryAt: Number.POSITIVE_INFINITY,
    balance: options.initialBalance,
    unconverted: new Map(),
  };
}

/** The order under that client order id, open or closed, as far as memory goes. */
export function findOrder(state: VenueState, clientOrderId: string): OrderRecord | undefined {
  return state.open.get(clientOrderId) ?? state.closed.get(clientOrderId);
}

export function bookOf(state: VenueState, instrumentId: string): InstrumentBook {
  let book = state.books.get(instrumentId);
  if (book === undefined) {
    book = createInstrumentBook();
    state.books.set(instrumentId, book);
  }
  return book;
}

/** Folds one event in. Throws when the event can't follow what came before: the record is damaged. */
export function apply(state: VenueState, event: VenueEvent): void {
  if (event.time > state.time) state.time = event.time;
  switch (event.kind) {
    case 'accepted':
    case 'rejected':
      begin(state, event);
      return;
    case 'cancel_rejected':
    case 'amend_rejected':
      return;
    case 'fill':
      state.lastTradeNumber += 1;
      settle(state, event);
      applyToRecord(openOrder(state, event.clientOrderId), event);
      break;
    case 'triggered':
    case 'amended':
      replace(state, event);
      return;
    case 'canceled':
    case 'expired':
      applyToRecord(openOrder(state, event.clientOrderId), event);
      break;
  }
  const order = openOrder(state, event.clientOrderId);
  if (order.status !== 'open') close(state, order);
}

/** Puts an open order into every index. */
export function index(state: VenueState, order: OrderRecord): void {
  state.open.set(order.clientOrderId, order);
  insertIntoBook(bookOf(state, order.instrumentId), order);
  if (order.ocoGroup !== undefined) {
    const group = state.groups.get(order.ocoGroup);
    if (group === undefined) state.groups.set(order.ocoGroup, new Set([order]));
    else group.add(order);
  }
  if (order.expiresAt !== undefined) {
    state.expiring.add(order);
    state.nextExpiryAt = Math.min(state.nextExpiryAt, order.expiresAt);
  }
}

/** Keeps a closed order among the newest ones; the oldest of them may leave. */
export function remember(state: VenueState, order: OrderRecord): void {
  state.closed.set(order.clientOrderId, order);
  if (state.closed.size <= state.closedMax) return;
  for (const oldest of state.closed.values()) {
    state.closed.delete(oldest.clientOrderId);
    state.evicted += 1;
    const lastFill = oldest.fills.at(-1);
    state.evictedDeadline = Math.max(state.evictedDeadline, oldest.deadlineAt);
    if (lastFill !== undefined) state.evictedFillTime = Math.max(state.evictedFillTime, lastFill.time);
    return;
  }
}

function begin(state: VenueState, event: Extract<VenueEvent, { kind: 'accepted' | 'rejected' }>): void {
  if (findOrder(state, event.clientOrderId) !== undefined) throw new Error('a client order id was used twice');
  state.lastOrderNumber += 1;
  state.lastPriority += 1;
  const order = openRecord(event, state.lastPriority);
  if (order.status === 'open') index(state, order);
  else remember(state, order);
}

/** A change that may move the order to another place in its book. */
function replace(state: VenueState, event: Extract<VenueEvent, { kind: 'triggered' | 'amended' }>): void {
  const order = openOrder(state, event.clientOrderId);
  const book = bookOf(state, order.instrumentId);
  removeFromBook(book, order);
  applyToRecord(order, event);
  if (event.kind === 'triggered' || event.requeued) {
    state.lastPriority += 1;
    order.priority = state.lastPriority;
  }
  insertIntoBook(book, order);
}

function close(state: VenueState, order: OrderRecord): void {
  state.open.delete(order.clientOrderId);
  removeFromBook(bookOf(state, order.instrumentId), order);
  if (order.ocoGroup !== undefined) {
    const group = state.groups.get(order.ocoGroup);
    group?.delete(order);
    if (group?.size === 0) state.groups.delete(order.ocoGroup);
  }
  state.expiring.delete(order);
  remember(state, order);
}

function settle(state: VenueState, event: VenueFilled): void {
  const { positionId, instrumentId } = event;
  const { realizedQuote, quantity, averagePrice, cost } = applyFill(state.positions.get(positionId), event);
  if (quantity === ZERO) state.positions.delete(positionId);
  else state.positions.set(positionId, { positionId, instrumentId, quantity, averagePrice, cost });
  credit(state, event, subtract(realizedQuote, event.fee));
}

function credit(state: VenueState, event: VenueFilled, amount: Decimal): void {
  if (amount === ZERO) return;
  if (event.rate !== undefined) {
    state.balance = add(state.balance, multiplyRounded(amount, event.rate, 'half_even'));
    return;
  }
  const before = state.unconverted.get(event.quoteCurrency) ?? ZERO;
  state.unconverted.set(event.quoteCurrency, add(before, amount));
}

function openOrder(state: VenueState, clientOrderId: string): OrderRecord {
  const order = state.open.get(clientOrderId);
  if (order === undefined) throw new Error(`no open order ${clientOrderId}`);
  return order;
}
