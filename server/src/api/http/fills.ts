/** Fills over REST: read from the trails of orders that have any, the newest order first. */
import type { Desk } from '#runtime/desk.ts';
import { type Answer, areSimulated, type Call, type Handlers, ok, refuse } from './call.ts';
import { present } from './orders.ts';
import { type FillCursor, readFillCursor, type TimeCursor, writeFillCursor } from './paging.ts';
import type { HttpServerOptions } from './server-options.ts';

/** What an order may be that has filled. */
const STATUSES = ['filled', 'partially_filled', 'canceled', 'expired', 'pending_cancel', 'pending_amend', 'unknown'];
const PAGE = 100;
/** So many orders are looked through for one page at most; the next page goes on from there. */
const ORDERS_MAX = 1_000;

/** Handler of the fills. */
export function createFillHandlers({ desk }: Pick<HttpServerOptions, 'desk'>): Pick<Handlers, 'listFills'> {
  return { listFills: async (call) => await listFills(desk, call) };
}

async function listFills(desk: Desk, { query }: Call<'listFills'>): Promise<Answer> {
  const cursor = readFillCursor(query.cursor);
  if (cursor.kind === 'invalid') return refuse('CURSOR_INVALID');
  const { found, end } = await collect(desk, query, cursor.kind === 'cursor' ? cursor.value : undefined);
  const shown = found.slice(0, query.limit);
  const place = found.length > shown.length ? shown.at(-1)?.place : end;
  const fills = shown.map(({ fill }) => fill);
  return ok(fills, {
    simulated: areSimulated(fills),
    nextCursor: place === undefined ? undefined : writeFillCursor(place),
  });
}

type Wanted = Call<'listFills'>['query'];
type Detail = NonNullable<Awaited<ReturnType<Desk['order']>>>;

interface Found {
  readonly fill: ReturnType<typeof fillsOf>[number];
  readonly place: FillCursor;
}

interface Collected {
  /** One more than wanted, where there is one. */
  readonly found: readonly Found[];
  /** Where looking ended early; undefined when there are no more orders. */
  readonly end: FillCursor | undefined;
}

async function collect(desk: Desk, wanted: Wanted, from: FillCursor | undefined): Promise<Collected> {
  const found: Found[] = from === undefined ? [] : await leftOf(desk, wanted, from);
  let before: TimeCursor | undefined = from;
  for (let looked = 0; looked < ORDERS_MAX && found.length <= wanted.limit; looked += PAGE) {
    const search = { ...present('account', wanted.account), ...present('before', before), statuses: STATUSES };
    const orders = await desk.orders({ ...search, limit: PAGE });
    for (const order of orders) {
      if (found.length > wanted.limit) break;
      before = { time: Date.parse(order.createdAt), id: order.id };
      if (order.filledQuantity !== '0' && isWanted(order, wanted)) found.push(...(await foundOf(desk, before)));
    }
    if (orders.length < PAGE) return { found, end: undefined };
  }
  return { found, end: before === undefined ? undefined : { ...before, older: 0 } };
}

/** What is left of the order that the page before ended in. */
async function leftOf(desk: Desk, wanted: Wanted, { older, ...order }: FillCursor): Promise<Found[]> {
  const found = older === 0 ? [] : await foundOf(desk, order);
  return found.filter(({ fill }) => isWanted(fill, wanted)).slice(-older);
}

/** The fills of one order, the newest first. */
async function foundOf(desk: Desk, { time, id }: TimeCursor): Promise<Found[]> {
  const detail = await desk.order(id);
  const fills = detail === undefined ? [] : fillsOf(detail);
  return fills.map((fill, index) => ({ fill, place: { time, id, older: fills.length - 1 - index } }));
}

function isWanted(of: { readonly account: string; readonly symbol: string }, { account, symbol }: Wanted): boolean {
  return (account ?? of.account) === of.account && (symbol ?? of.symbol).toUpperCase() === of.symbol.toUpperCase();
}

/** The newest first. What an order carries out through others is theirs. */
function fillsOf({ id, ticket, account, symbol, side, simulated, trail }: Detail) {
  const own = trail.filter(({ kind, data }) => kind === 'order_filled' && data['orderId'] === id);
  return own.toReversed().map(({ data, time }) => ({
    ...{ orderId: id, ticket, account, symbol, side },
    ...{ price: text(data, 'price'), quantity: text(data, 'quantity'), fee: text(data, 'fee') },
    ...(data['baseFee'] === undefined ? {} : { baseFee: text(data, 'baseFee') }),
    liquidity: text(data, 'liquidity'),
    tradeId: text(data, 'tradeId'),
    time,
    simulated,
  }));
}

function text(data: Detail['trail'][number]['data'], name: string): string {
  const value = data[name];
  return typeof value === 'string' ? value : '';
}
