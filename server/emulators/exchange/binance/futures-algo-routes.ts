/** Binance USD-M: conditional orders, which live beside the order book until they trigger and have ids of their own. */
import { ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive, type NewOrder } from '../core/exchange-order.ts';
import { closableQuantity } from '../core/swap-margin.ts';
import type { Call, Route } from '../door/dialect.ts';
import { eitherMissing, ERRORS, refusal, throwError } from './binance-errors.ts';
import {
  accountOf,
  type BinanceContext,
  marketIfNamed,
  marketOf,
  page,
  pagingOf,
  type Params,
  text,
} from './binance-params.ts';
import { done } from './futures-order-routes.ts';
import { checkFilters } from './order-filters.ts';
import { algoOrderBody } from './futures-order-bodies.ts';
import { readAlgoOrder } from './futures-orders.ts';

export function futuresAlgoRoutes(context: BinanceContext): readonly Route[] {
  const one = (run: Act) => (call: Call) => run(context, accountOf(call), call.request.params);
  return [
    { method: 'POST', path: '/fapi/v1/algoOrder', access: 'trade', handle: one(place) },
    { method: 'GET', path: '/fapi/v1/algoOrder', access: 'read', handle: one(ask) },
    { method: 'DELETE', path: '/fapi/v1/algoOrder', access: 'trade', handle: one(cancel) },
    {
      method: 'GET',
      path: '/fapi/v1/openAlgoOrders',
      access: 'read',
      weight: ({ params }) => (params['symbol'] === undefined ? 40 : 1),
      handle: one(listOpen),
    },
    { method: 'DELETE', path: '/fapi/v1/algoOpenOrders', access: 'trade', handle: one(cancelAll) },
    { method: 'GET', path: '/fapi/v1/allAlgoOrders', access: 'read', weight: 5, handle: one(listAll) },
  ];
}

type Act = (context: BinanceContext, account: ExchangeAccount, params: Params) => unknown;

/** The order as it is answered, with what it brought when it triggered. */
export function algoBody({ world }: BinanceContext, order: ExchangeOrder): Readonly<Record<string, unknown>> {
  return algoOrderBody(order, order.childId === undefined ? undefined : world.orders.byId(order.childId));
}

function place(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const order = readAlgoOrder({ context, account }, params);
  if (order.closePosition === true) checkClosing(context, account, order);
  checkFilters({ world: context.world, account, order });
  const outcome = context.world.place(account, order);
  if (outcome.kind === 'refused' && outcome.reason === 'client_id_duplicate') {
    throw refusal(-20132, 'The client algo id is duplicated');
  }
  return algoBody(context, done(outcome, params, context));
}

/** An order that closes whatever is held needs a position, and is the only one of its direction. */
function checkClosing({ world }: BinanceContext, account: ExchangeAccount, order: NewOrder): void {
  const { market } = order;
  if (closableQuantity(account, order) === ZERO) {
    throw refusal(-4509, 'Time in Force (TIF) GTE can only be used with open positions.');
  }
  const isSame = (other: ExchangeOrder): boolean =>
    other.closePosition === true &&
    other.side === order.side &&
    other.positionSide === order.positionSide &&
    other.trigger?.direction === order.trigger?.direction;
  if (world.orders.list({ accountId: account.id, market, live: true, hidden: true, conditional: true }).some(isSame)) {
    const msg = 'An open stop or take profit order with GTE and closePosition in the direction is existing.';
    throw refusal(-4130, msg);
  }
}

function find({ world }: BinanceContext, account: ExchangeAccount, params: Params): ExchangeOrder | undefined {
  const id = text(params, 'algoId');
  const clientOrderId = text(params, 'clientAlgoId');
  if (id === undefined && clientOrderId === undefined) throw eitherMissing('algoid', 'clientalgoid');
  const name = id === undefined ? { clientOrderId: clientOrderId ?? '' } : { id };
  return world.orders.lookup({ accountId: account.id, type: 'swap', conditional: true, ...name });
}

function ask(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  return algoBody(context, find(context, account, params) ?? throwError(ERRORS.orderUnknown));
}

function cancel(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const order = find(context, account, params);
  if (order === undefined || !isLive(order)) throwError(ERRORS.cancelUnknown);
  context.world.cancel(order);
  return { algoId: Number(order.id), clientAlgoId: order.clientOrderId, code: '200', msg: 'success' };
}

function listOpen(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const market = marketIfNamed(context.swap, params);
  const filter = { accountId: account.id, type: 'swap' as const, live: true, conditional: true };
  return context.world.orders
    .list({ ...filter, ...(market === undefined ? {} : { market }) })
    .map((order) => algoBody(context, order));
}

function cancelAll(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.swap, params);
  const live = context.world.orders.list({ accountId: account.id, market, live: true, conditional: true });
  for (const order of live) context.world.cancel(order);
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}

function listAll(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.swap, params);
  const all = context.world.orders.list({ accountId: account.id, market, conditional: true });
  return page(all, (order) => order.createdAt, pagingOf(params, 500)).map((order) => algoBody(context, order));
}
