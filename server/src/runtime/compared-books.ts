/**
 * What the books of an account say for its comparison with the venue: which orders to ask for, from when trades may be missing,
 * in what instruments, and what is news. Only read here.
 */
import { isTerminal, type Order } from '#domain/order.ts';
import type { FillReport, VenuePosition } from '#domain/report.ts';
import { differencesOf } from '#engine/position-differences.ts';
import type { AccountState } from '#engine/state.ts';

/** An order of ours as the venue may tell of it. */
interface SentOrder {
  readonly clientOrderId: string;
  readonly instrumentId: string;
}

/** What the venue may have to tell of. */
export interface BooksOfLate {
  /** Of positions and of `orders`. */
  readonly instrumentIds: ReadonlySet<string>;
  /** By each id that they were sent under: open ones, and those that ended so lately that a trade may be missing. */
  readonly orders: readonly SentOrder[];
}

/** How much further back than the last comparison trades are asked for: what the clocks may differ, and much more. */
const TRADES_MARGIN_MS = 600_000;
/** What happened to an order so lately is under way still: by routine nobody asks for it, because its answer is coming. */
const SETTLING_MS = 5_000;

/** A trade may come after its order had ended, when nobody asks for that order any more. */
export function tradesFrom({ orders }: AccountState, comparedAt: number | undefined): number {
  let newest = comparedAt ?? 0;
  if (comparedAt === undefined) for (const { updatedAt } of orders.values()) newest = Math.max(newest, updatedAt);
  return Math.max(0, newest - TRADES_MARGIN_MS);
}

/**
 * The books since `from`. An order that was never sent is not among them: no venue knows of it. By the orders and not by their ids:
 * others may give one id to two orders.
 */
export function booksOfLate({ orders, positions, volatile }: AccountState, from: number): BooksOfLate {
  const { deriveId } = volatile.settings;
  const instrumentIds = new Set([...positions.values()].map(({ instrumentId }) => instrumentId));
  const sent: SentOrder[] = [];
  for (const { id, status, updatedAt, clientOrderId, attempt: last, request } of orders.values()) {
    if (clientOrderId === undefined || (isTerminal(status) && updatedAt < from)) continue;
    const { instrumentId } = request;
    instrumentIds.add(instrumentId);
    sent.push({ clientOrderId, instrumentId });
    for (let attempt = 1; attempt < last; attempt += 1)
      sent.push({ clientOrderId: deriveId([id, String(attempt)]), instrumentId });
  }
  return { instrumentIds, orders: sent };
}

/** Our open orders that were sent. `settledAt`: the moment at which what is under way is left to come by itself. */
export function ordersToAskFor({ orders }: AccountState, settledAt?: number): readonly Order[] {
  return [...orders.values()].filter(
    ({ status, clientOrderId, updatedAt, request }) =>
      !isTerminal(status) &&
      clientOrderId !== undefined &&
      request.role !== 'external' &&
      (settledAt === undefined || settledAt - updatedAt >= SETTLING_MS),
  );
}

/** Of an order of ours, and not in the books: after a busy hour nearly all trades are, and nobody waits for them. */
export function isNews({ orderIdByClientId, orders }: AccountState, { clientOrderId, tradeId }: FillReport): boolean {
  const order = orders.get(orderIdByClientId.get(clientOrderId) ?? '');
  return order !== undefined && !order.tradeIds.has(tradeId);
}

/** Whether positions differ in an account in which none did. */
export function isNewDifference(state: AccountState, positions: readonly VenuePosition[]): boolean {
  return state.volatile.differences.length === 0 && differencesOf(state, positions).length > 0;
}

/** What the books hold, as a text that is another one after each trade that moved it. */
export const bookedIn = ({ positions }: AccountState): string =>
  [...positions.values()].map(({ id, quantity }) => `${id} ${quantity}`).join();
