/** Binance USD-M: placing, changing, canceling and asking for orders, one by one and in batches. */
import { formatDecimal, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive } from '../core/exchange-order.ts';
import { refusalOf } from '../core/order-checks.ts';
import type { OrderOutcome } from '../core/order-outcome.ts';
import { type Call, NativeRefusal, type Route } from '../door/dialect.ts';
import { eitherMissing, ERRORS, FUTURES_REFUSALS, illegal, missing, refusal, throwError } from './binance-errors.ts';
import { BATCH_PARAMS } from './binance-param-names.ts';
import {
  accountOf,
  type BinanceContext,
  integerOf,
  marketIfNamed,
  marketOf,
  needDecimal,
  page,
  pagingOf,
  type Params,
  text,
} from './binance-params.ts';
import { checkFilters } from './order-filters.ts';
import { futuresOrderBody } from './futures-order-bodies.ts';
import { readFuturesOrder } from './futures-orders.ts';

const BATCH_MAX = 5;
const CANCEL_BATCH_MAX = 10;

export function futuresOrderRoutes(context: BinanceContext): readonly Route[] {
  const one = (run: Act) => (call: Call) => run(context, accountOf(call), call.request.params);
  return [
    { method: 'POST', path: '/fapi/v1/order', access: 'trade', handle: one(place) },
    { method: 'POST', path: '/fapi/v1/order/test', access: 'trade', handle: one(rehearse) },
    { method: 'PUT', path: '/fapi/v1/order', access: 'trade', handle: one(modify) },
    { method: 'GET', path: '/fapi/v1/order', access: 'read', handle: one(ask) },
    { method: 'DELETE', path: '/fapi/v1/order', access: 'trade', handle: one(cancel) },
    { method: 'POST', path: '/fapi/v1/batchOrders', access: 'trade', weight: 5, handle: one(each(place)) },
    { method: 'PUT', path: '/fapi/v1/batchOrders', access: 'trade', weight: 5, handle: one(each(modify)) },
    { method: 'DELETE', path: '/fapi/v1/batchOrders', access: 'trade', handle: one(cancelBatch) },
    {
      method: 'GET',
      path: '/fapi/v1/openOrders',
      access: 'read',
      weight: ({ params }) => (params['symbol'] === undefined ? 40 : 1),
      handle: one(listOpen),
    },
    { method: 'GET', path: '/fapi/v1/openOrder', access: 'read', handle: one(askOpen) },
    { method: 'DELETE', path: '/fapi/v1/allOpenOrders', access: 'trade', handle: one(cancelAll) },
    { method: 'GET', path: '/fapi/v1/allOrders', access: 'read', weight: 5, handle: one(listAll) },
  ];
}

type Act = (context: BinanceContext, account: ExchangeAccount, params: Params) => unknown;

/** The order, or the native refusal thrown; a minimum value names its number. */
export function done(outcome: OrderOutcome, params: Params, context: BinanceContext): ExchangeOrder {
  if (outcome.kind === 'done') return outcome.order;
  if (outcome.reason !== 'notional_min') throwError(FUTURES_REFUSALS[outcome.reason]);
  const least = formatDecimal(context.swap.get(params['symbol'] ?? '')?.notionalMin ?? ZERO);
  throw refusal(-4164, `Order's notional must be no smaller than ${least} (unless you choose reduce only).`);
}

function place(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const asked = readFuturesOrder({ context, account }, params);
  checkFilters({ world: context.world, account, order: asked });
  return futuresOrderBody(done(context.world.place(account, asked), params, context));
}

/** Checks a new order and does not place it; margin is not looked at. */
function rehearse(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const order = readFuturesOrder({ context, account }, params);
  const reason = refusalOf(context.world, { account, order, quantity: order.quantity });
  if (reason !== undefined) throwError(FUTURES_REFUSALS[reason]);
  return {};
}

function find(context: BinanceContext, account: ExchangeAccount, params: Params): ExchangeOrder | undefined {
  const market = marketOf(context.swap, params);
  const id = text(params, 'orderId');
  const clientOrderId = text(params, 'origClientOrderId');
  if (id === undefined && clientOrderId === undefined) throw eitherMissing('origclientorderid', 'orderid');
  const name = id === undefined ? { clientOrderId: clientOrderId ?? '' } : { id };
  return context.world.orders.lookup({ accountId: account.id, market, conditional: false, ...name });
}

function ask(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  return futuresOrderBody(find(context, account, params) ?? throwError(ERRORS.orderUnknown));
}

function askOpen(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const order = find(context, account, params);
  if (order === undefined || !isLive(order)) throwError(ERRORS.orderUnknown);
  return futuresOrderBody(order);
}

function cancel(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const order = find(context, account, params);
  if (order === undefined || !isLive(order)) throwError(ERRORS.cancelUnknown);
  return futuresOrderBody(done(context.world.cancel(order), params, context));
}

/** Changes quantity and price together; one that leaves nothing to fill cancels the order. */
function modify(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const order = find(context, account, params);
  if (order === undefined || !isLive(order)) throwError(ERRORS.orderUnknown);
  const quantity = needDecimal(params, 'quantity');
  const limitPrice = needDecimal(params, 'price');
  if (quantity <= order.filledQuantity) return futuresOrderBody(done(context.world.cancel(order), params, context));
  return futuresOrderBody(done(context.world.amend(order, { quantity, limitPrice }), params, context));
}

/** Runs an act for each member of `batchOrders`; each is answered by itself. */
function each(act: Act): Act {
  return (context, account, params) => {
    const batch = listIn(params, 'batchOrders');
    if (batch.length === 0 || batch.length > BATCH_MAX) throw refusal(-4082, 'Invalid number of batch place orders.');
    return batch.map((member) => attempt(() => act(context, account, textsOf(member))));
  };
}

function cancelBatch(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const { symbol = '' } = params;
  // Clients write the names of the lists in either case.
  const ids = text(params, 'orderIdList') === undefined ? 'orderidlist' : 'orderIdList';
  const clientIds =
    text(params, 'origClientOrderIdList') === undefined ? 'origclientorderidlist' : 'origClientOrderIdList';
  const isById = text(params, ids) !== undefined;
  const names = listIn(params, isById ? ids : clientIds);
  if (names.length === 0 || names.length > CANCEL_BATCH_MAX) {
    throw refusal(-4083, 'Invalid number of batch cancel orders.');
  }
  const field = isById ? 'orderId' : 'origClientOrderId';
  return names.map((name) => attempt(() => cancel(context, account, { symbol, [field]: String(name) })));
}

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof NativeRefusal) return error.answer.body;
    throw error;
  }
}

function listIn(params: Params, name: string): readonly unknown[] {
  const value = text(params, name);
  if (value === undefined) throw missing(name);
  try {
    const list: unknown = JSON.parse(value);
    if (Array.isArray(list)) return list;
  } catch {
    // Not JSON: refused below like any other malformed list.
  }
  throw illegal(name, '^\\[.*\\]$');
}

function textsOf(member: unknown): Params {
  if (typeof member !== 'object' || member === null) throw missing('batchOrders');
  const sent = Object.entries(member).map(([name, value]) => [name, String(value)] as const);
  const read = sent.filter(([name]) => BATCH_PARAMS.has(name));
  if (read.length === sent.length) return Object.fromEntries(sent);
  const msg = `Not all sent parameters were read; read '${read.length}' parameter(s) but was sent '${sent.length}'.`;
  throw refusal(-1104, msg);
}

function listOpen(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const market = marketIfNamed(context.swap, params);
  const filter = { accountId: account.id, type: 'swap' as const, live: true, conditional: false };
  return context.world.orders.list({ ...filter, ...(market === undefined ? {} : { market }) }).map(futuresOrderBody);
}

function cancelAll(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.swap, params);
  const live = context.world.orders.list({ accountId: account.id, market, live: true, conditional: false });
  for (const order of live) context.world.cancel(order);
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}

function listAll(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.swap, params);
  const from = integerOf(params, 'orderId');
  const paging = pagingOf(params, 500);
  const all = context.world.orders.list({ accountId: account.id, market, conditional: false });
  if (from !== undefined) {
    return all
      .filter((order) => Number(order.id) >= from)
      .slice(0, paging.limit)
      .map(futuresOrderBody);
  }
  return page(all, (order) => order.createdAt, paging).map(futuresOrderBody);
}
