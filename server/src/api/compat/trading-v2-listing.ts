/** Orders shown over Trading v2: one with its trades, those that are open, and those that have ended. */
import { OPEN_ORDER_STATUSES, scalars } from '@signalbox/contract';
import type { OrderView } from '#views/shapes.ts';
import { type Answer, type Call, ok, refuse, refuseWith } from '../http/call.ts';
import { collectPage, present } from '../http/orders.ts';
import type { HttpServerOptions } from '../http/server-options.ts';
import { findAccount } from './trading-v2-account.ts';
import { isAt } from './trading-v2-cancels.ts';
import { v2Order, type V2Telling } from './trading-v2-order-shape.ts';

type Options = Pick<HttpServerOptions, 'desk' | 'clock'>;

const ORDERS_MAX = 500;
const DAY_MS = 86_400_000;
const OPEN: ReadonlySet<string> = new Set(OPEN_ORDER_STATUSES);
const ENDED = scalars.orderStatus.options.filter((status) => !OPEN.has(status));

/** One order by its id, or the first one of the signal of this id. */
export async function showOrder({ desk }: Options, call: Call<'tradingV2OrderStatus'>): Promise<Answer> {
  const id = call.params['orderId'] ?? '';
  const found = findAccount(desk, call.query);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const account = found.value;
  const order = (await desk.order(id)) ?? (await orderOfSignal({ desk }, id));
  if (order === undefined || !isAt(order, account, call.query.symbol)) return refuse('ORDER_NOT_FOUND', { order: id });
  const body = v2Order(order, { account, language: call.language }, order.trail);
  return ok(body, { simulated: order.simulated });
}

async function orderOfSignal({ desk }: Pick<Options, 'desk'>, signalId: string) {
  const orders = await desk.orders({ signalId, limit: ORDERS_MAX });
  const first = orders.findLast(({ parentOrderId }) => parentOrderId === undefined);
  return first && desk.order(first.id);
}

/** What may still fill. */
export async function listOpenOrders(options: Options, call: Call<'tradingV2OpenOrders'>): Promise<Answer> {
  const found = await findOrders(options, call, { statuses: OPEN_ORDER_STATUSES });
  if (found.kind === 'refused') return found;
  return listAnswer(found.orders, found.telling);
}

/** What has ended, of those made within so many days. */
export async function listOrderHistory(options: Options, call: Call<'tradingV2OrderHistory'>): Promise<Answer> {
  const { days, limit } = call.query;
  const found = await findOrders(options, call, { statuses: ENDED });
  if (found.kind === 'refused') return found;
  const since = options.clock.now() - days * DAY_MS;
  const orders = found.orders.filter(({ createdAt }) => Date.parse(createdAt) >= since).slice(0, limit);
  const period = call.language === 'zh' ? `最近${days}天` : `last ${days} days`;
  return listAnswer(orders, found.telling, { period });
}

type Found =
  | Extract<Answer, { kind: 'refused' }>
  | { readonly kind: 'orders'; readonly orders: readonly OrderView[]; readonly telling: V2Telling };

async function findOrders(
  { desk }: Options,
  { query, language }: Pick<Call<'tradingV2OpenOrders'>, 'query' | 'language'>,
  { statuses }: { readonly statuses: readonly string[] },
): Promise<Found> {
  const found = findAccount(desk, query);
  if (found.kind === 'failed') return { kind: 'refused', reason: found.reason };
  const account = found.value;
  const instrument = query.symbol === undefined ? undefined : account.instrument(query.symbol);
  if (instrument?.kind === 'failed') return { kind: 'refused', reason: instrument.reason };
  const request = { before: undefined, limit: ORDERS_MAX, ...present('symbol', instrument?.value.symbol) };
  const { orders } = await collectPage(desk, { account: account.view.id, statuses }, request);
  return { kind: 'orders', orders, telling: { account, language } };
}

function listAnswer(orders: readonly OrderView[], telling: V2Telling, more: { readonly period?: string } = {}): Answer {
  const shown = orders.map((order) => v2Order(order, telling));
  const simulated = orders.some((order) => order.simulated);
  return ok({ success: true, count: shown.length, orders: shown, ...more }, { simulated });
}
