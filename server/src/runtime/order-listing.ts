/**
 * Orders for listings. Memory holds every order that has not ended and the newest of those that have; the store holds
 * every one that has, written in the commit that ended it; in between, its row is on its way. What two of them know, memory
 * knows best and the store least: they may be a commit ahead of it.
 */
import { isTerminal, type Order, ORDER_STATUSES } from '#domain/order.ts';
import { shownOrders } from '#engine/algos/shown-orders.ts';
import type { DocumentWrite } from '#ports/journal.ts';
import type { Store } from '#ports/store.ts';
import type { OrderView } from '#views/shapes.ts';
import type { AccountRunner } from './account-runner.ts';
import type { OrderQuery } from './desk.ts';

export interface OrderListingOptions {
  readonly runners: ReadonlyMap<string, AccountRunner>;
  readonly store: Store;
  readonly view: (order: Order) => OrderView;
}

interface Listed {
  readonly id: string;
  readonly time: number;
  readonly view: () => OrderView;
}

const OPEN_STATUSES: readonly string[] = ORDER_STATUSES.filter((status) => !isTerminal(status));

/** Newest first, then by id descending. Rejects with StoreUnavailableError when older orders can't be read. */
export async function listOrders(options: OrderListingOptions, query: OrderQuery): Promise<readonly OrderView[]> {
  const statuses = query.statuses?.flatMap((status) => (status === 'open' ? OPEN_STATUSES : [status]));
  const asked = { ...query, ...(statuses === undefined ? {} : { statuses }) };
  // Memory is asked on both sides of the store: what leaves it or comes into it meanwhile is in one of the three.
  const rows = rowsOnTheirWay(options);
  const outdated = new Set(rows.map(({ id }) => id));
  const before = [...rows.filter((row) => isAsked(row, asked)).map(listedRow), ...inMemory(options, asked)];
  const stored = await inStore(options, asked);
  const after = inMemory(options, asked);
  const isRemembered = (id: string): boolean =>
    [...options.runners.values()].some(({ state }) => state.orders.has(id) || state.parents.has(id));
  const found = new Map<string, Listed>();
  for (const row of stored) if (!outdated.has(row.id) && !isRemembered(row.id)) found.set(row.id, row);
  for (const row of before) if (!isRemembered(row.id)) found.set(row.id, row);
  for (const row of after) found.set(row.id, row);
  return [...found.values()]
    .sort(newestFirst)
    .slice(0, query.limit)
    .map(({ view }) => view());
}

function inMemory({ runners, view }: OrderListingOptions, query: OrderQuery): readonly Listed[] {
  const found: Listed[] = [];
  for (const runner of runners.values()) {
    if (query.account !== undefined && runner.accountId !== query.account) continue;
    for (const order of shownOrders(runner.state)) {
      const time = order.createdAt;
      if (query.signalId !== undefined && order.signalId !== query.signalId) continue;
      if (query.statuses !== undefined && !query.statuses.includes(order.status)) continue;
      if (query.before !== undefined && !isBefore({ id: order.id, time }, query.before)) continue;
      found.push({ id: order.id, time, view: () => view(order) });
    }
  }
  return found;
}

/** Some of the rows may turn out to be remembered with another status; asking for more than a page is not worth it. */
async function inStore({ store }: OrderListingOptions, query: OrderQuery): Promise<readonly Listed[]> {
  const statuses = query.statuses?.filter((status) => !OPEN_STATUSES.includes(status));
  if (statuses?.length === 0) return [];
  const documents = await store.list({
    collection: 'order',
    limit: query.limit,
    ...(query.account === undefined ? {} : { account: query.account }),
    ...(query.signalId === undefined ? {} : { reference: query.signalId }),
    ...(query.before === undefined ? {} : { before: query.before }),
    ...(statuses === undefined ? {} : { statuses }),
  });
  return documents.map(listedRow);
}

/** The newest row of each order that the store may not have yet; memory may have forgotten the order. */
function rowsOnTheirWay({ runners }: OrderListingOptions): readonly DocumentWrite[] {
  const newest = new Map<string, DocumentWrite>();
  for (const runner of runners.values()) for (const row of runner.rowsOnTheirWay) newest.set(row.id, row);
  return [...newest.values()];
}

function isAsked(row: DocumentWrite, query: OrderQuery): boolean {
  if (query.account !== undefined && row.account !== query.account) return false;
  if (query.signalId !== undefined && row.reference !== query.signalId) return false;
  if (query.statuses !== undefined && !query.statuses.includes(row.status ?? '')) return false;
  return query.before === undefined || isBefore(row, query.before);
}

function listedRow({ id, time, body }: DocumentWrite): Listed {
  return { id, time, view: () => JSON.parse(body) as OrderView };
}

function isBefore(row: Pick<Listed, 'id' | 'time'>, mark: { readonly id: string; readonly time: number }): boolean {
  return row.time < mark.time || (row.time === mark.time && row.id < mark.id);
}

function newestFirst(left: Listed, right: Listed): number {
  if (left.time !== right.time) return right.time - left.time;
  return left.id < right.id ? 1 : -1;
}
