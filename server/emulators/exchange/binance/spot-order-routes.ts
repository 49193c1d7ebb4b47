/** Binance spot: placing, changing, canceling and asking for orders. */
import { ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { type ExchangeOrder, isLive } from '../core/exchange-order.ts';
import { refusalOf } from '../core/order-checks.ts';
import type { OrderOutcome } from '../core/order-outcome.ts';
import { answer, type Call, NativeRefusal, type Route } from '../door/dialect.ts';
import { eitherMissing, ERRORS, SPOT_REFUSALS, throwError } from './binance-errors.ts';
import {
  accountOf,
  type BinanceContext,
  clientIdOf,
  integerOf,
  marketIfNamed,
  marketOf,
  need,
  needDecimal,
  page,
  pagingOf,
  type Params,
  text,
} from './binance-params.ts';
import { checkFilters } from './order-filters.ts';
import { readSpotOrder, spotCancelAnswer, spotOrderAnswer, spotOrderBody } from './spot-orders.ts';

export function spotOrderRoutes(context: BinanceContext): readonly Route[] {
  const act =
    <T>(run: (context: BinanceContext, call: Call) => T) =>
    (call: Call) =>
      run(context, call);
  return [
    { method: 'POST', path: '/api/v3/order', access: 'trade', handle: act(place) },
    { method: 'POST', path: '/api/v3/order/test', access: 'trade', handle: act(rehearse) },
    { method: 'GET', path: '/api/v3/order', access: 'read', weight: 4, handle: act(ask) },
    { method: 'DELETE', path: '/api/v3/order', access: 'trade', handle: act(cancel) },
    { method: 'POST', path: '/api/v3/order/cancelReplace', access: 'trade', handle: act(cancelReplace) },
    { method: 'PUT', path: '/api/v3/order/amend/keepPriority', access: 'trade', weight: 4, handle: act(amend) },
    {
      method: 'GET',
      path: '/api/v3/openOrders',
      access: 'read',
      weight: ({ params }) => (params['symbol'] === undefined ? 80 : 6),
      handle: act(listOpen),
    },
    { method: 'DELETE', path: '/api/v3/openOrders', access: 'trade', handle: act(cancelAll) },
    { method: 'GET', path: '/api/v3/allOrders', access: 'read', weight: 20, handle: act(listAll) },
  ];
}

/** The order, or the native refusal thrown. */
function done(outcome: OrderOutcome): ExchangeOrder {
  return outcome.kind === 'done' ? outcome.order : throwError(SPOT_REFUSALS[outcome.reason]);
}

function placeSpot(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const asked = readSpotOrder(context, params);
  checkFilters({ world: context.world, account, order: asked });
  const order = done(context.world.place(account, asked));
  const type = String(order.native['type']);
  const standard = type === 'MARKET' || type === 'LIMIT' ? 'FULL' : 'ACK';
  return spotOrderAnswer(order, text(params, 'newOrderRespType') ?? standard);
}

function place(context: BinanceContext, call: Call): unknown {
  return placeSpot(context, accountOf(call), call.request.params);
}

/** Checks a new order and does not place it; money is not looked at. */
function rehearse(context: BinanceContext, call: Call): unknown {
  const order = readSpotOrder(context, call.request.params);
  const reason = refusalOf(context.world, { account: accountOf(call), order, quantity: order.quantity });
  if (reason !== undefined) throwError(SPOT_REFUSALS[reason]);
  return {};
}

interface Named {
  readonly account: ExchangeAccount;
  readonly market: ExchangeMarket;
  readonly id: string | undefined;
  readonly clientOrderId: string | undefined;
}

function find({ world }: BinanceContext, { account, market, id, clientOrderId }: Named): ExchangeOrder | undefined {
  if (id === undefined && clientOrderId === undefined) throw eitherMissing('origClientOrderId', 'orderId');
  const name = id === undefined ? { clientOrderId: clientOrderId ?? '' } : { id };
  return world.orders.lookup({ accountId: account.id, market, ...name });
}

function askSpot(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.spot, params);
  const id = text(params, 'orderId');
  const order = find(context, { account, market, id, clientOrderId: text(params, 'origClientOrderId') });
  return spotOrderBody(order ?? throwError(ERRORS.orderUnknown));
}

function ask(context: BinanceContext, call: Call): unknown {
  return askSpot(context, accountOf(call), call.request.params);
}

function cancelSpot(context: BinanceContext, account: ExchangeAccount, params: Params): unknown {
  const market = marketOf(context.spot, params);
  const id = text(params, 'orderId');
  const order = find(context, { account, market, id, clientOrderId: text(params, 'origClientOrderId') });
  if (order === undefined || !isLive(order)) throwError(ERRORS.cancelUnknown);
  return cancelOne(context, order, clientIdOf(params, 'newClientOrderId', context.world));
}

function cancel(context: BinanceContext, call: Call): unknown {
  return cancelSpot(context, accountOf(call), call.request.params);
}

function cancelOne({ world }: BinanceContext, order: ExchangeOrder, cancelId: string): unknown {
  order.native = { ...order.native, cancelId };
  return spotCancelAnswer(done(world.cancel(order)), cancelId);
}

function cancelAll(context: BinanceContext, call: Call): unknown {
  const { params } = call.request;
  const market = marketOf(context.spot, params);
  const live = context.world.orders.list({ accountId: accountOf(call).id, market, live: true });
  if (live.length === 0) throwError(ERRORS.cancelUnknown);
  return live.map((order) => cancelOne(context, order, clientIdOf({}, '', context.world)));
}

/** Cancels one order and places another: the two answers side by side, refused as a whole when one of them is. */
function cancelReplace(context: BinanceContext, call: Call): unknown {
  const { params } = call.request;
  const account = accountOf(call);
  const goesOn = need(params, 'cancelReplaceMode') === 'ALLOW_FAILURE';
  const named = {
    symbol: need(params, 'symbol'),
    orderId: text(params, 'cancelOrderId') ?? '',
    origClientOrderId: text(params, 'cancelOrigClientOrderId') ?? '',
    newClientOrderId: text(params, 'cancelNewClientOrderId') ?? '',
  };
  const canceled = attempt(() => cancelSpot(context, account, named));
  const placed = canceled.isDone || goesOn ? attempt(() => placeSpot(context, account, params)) : undefined;
  const data = {
    cancelResult: canceled.isDone ? 'SUCCESS' : 'FAILURE',
    newOrderResult: placed === undefined ? 'NOT_ATTEMPTED' : placed.isDone ? 'SUCCESS' : 'FAILURE',
    cancelResponse: canceled.body,
    newOrderResponse: placed?.body ?? null,
  };
  if (canceled.isDone && placed?.isDone === true) return data;
  const isPartial = canceled.isDone || placed?.isDone === true;
  return isPartial
    ? answer(409, { code: -2021, msg: 'Order cancel-replace partially failed.', data })
    : answer(400, { code: -2022, msg: 'Order cancel-replace failed.', data });
}

function attempt(run: () => unknown): { readonly isDone: boolean; readonly body: unknown } {
  try {
    return { isDone: true, body: run() };
  } catch (error) {
    if (error instanceof NativeRefusal) return { isDone: false, body: error.answer.body };
    throw error;
  }
}

/** Makes an order smaller where it stands in its queue. */
function amend(context: BinanceContext, call: Call): unknown {
  const { params } = call.request;
  const account = accountOf(call);
  const market = marketOf(context.spot, params);
  const id = text(params, 'orderId');
  const order = find(context, { account, market, id, clientOrderId: text(params, 'origClientOrderId') });
  if (order === undefined || !isLive(order)) throwError(ERRORS.orderUnknown);
  const quantity = needDecimal(params, 'newQty');
  if (quantity >= order.quantity || quantity <= ZERO) throwError(SPOT_REFUSALS.amend_no_change);
  const amended = done(context.world.amend(order, { quantity }));
  return {
    transactTime: amended.updatedAt,
    executionId: context.world.nextTradeNumber(),
    amendedOrder: {
      ...spotOrderBody(amended),
      origClientOrderId: amended.clientOrderId,
      qty: spotOrderBody(amended)['origQty'],
      preventedQty: '0.00000000',
    },
  };
}

function listOpen(context: BinanceContext, call: Call): unknown {
  const market = marketIfNamed(context.spot, call.request.params);
  return context.world.orders
    .list({ accountId: accountOf(call).id, type: 'spot', live: true, ...(market === undefined ? {} : { market }) })
    .map(spotOrderBody);
}

function listAll(context: BinanceContext, call: Call): unknown {
  const { params } = call.request;
  const market = marketOf(context.spot, params);
  const from = integerOf(params, 'orderId');
  const all = context.world.orders.list({ accountId: accountOf(call).id, market });
  if (from !== undefined) {
    return all
      .filter((order) => Number(order.id) >= from)
      .slice(0, pagingOf(params, 500).limit)
      .map(spotOrderBody);
  }
  return page(all, (order) => order.createdAt, pagingOf(params, 500)).map(spotOrderBody);
}
