/** KuCoin spot: asking for orders and trades of the high-frequency account, and for stop orders that wait. */
import { ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, isLive } from '../core/exchange-order.ts';
import { feesOf, leavesOf } from '../core/order-figures.ts';
import { accountOf, type Fields, fieldsOf, names } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, ok, throwError } from './kucoin-errors.ts';
import {
  firstOf,
  type KucoinContext,
  marketFilter,
  marketOf,
  nativeId,
  pageOf,
  read,
  show,
  SPOT_HOST,
} from './kucoin-context.ts';
import { findSpot } from './kucoin-spot-orders.ts';

type Question = (context: KucoinContext, account: ExchangeAccount, fields: Fields) => unknown;

/** A widespread client adds these to lists that do not document them; they mean what is asked anyway. */
const OF_CLIENTS = names('tradeType status');

export function spotListRoutes(context: KucoinContext): readonly Route[] {
  const get = (path: string, params: string, question: Question): Route => ({
    method: 'GET',
    path: `/api/v1/${path}`,
    hosts: [SPOT_HOST],
    access: 'read',
    params: names(params),
    handle: (call) => ok(question(context, accountOf(call), fieldsOf(call))),
  });
  const withClients = (route: Route): Route => ({ ...route, params: [...(route.params ?? []), ...OF_CLIENTS] });
  const stops = 'symbol side type tradeType startAt endAt currentPage orderIds pageSize stop status';
  return [
    withClients(get('hf/orders/active', 'symbol pageSize', active)),
    get('hf/orders/active/symbols', '', activeSymbols),
    withClients(get('hf/orders/done', 'symbol side type lastId limit startAt endAt pageSize', ended)),
    get('hf/orders/{orderId}', 'symbol', one),
    get('hf/orders/client-order/{clientOid}', 'symbol', one),
    get('hf/fills', 'symbol orderId side type lastId limit startAt endAt', fills),
    get('stop-order', stops, waitingStops),
    get('stop-order/queryOrderByClientOid', 'clientOid symbol', stopsOfClient),
    get('stop-order/{orderId}', '', oneStop),
  ];
}

export function spotOrderBody(order: ExchangeOrder): unknown {
  const { market } = order;
  const isActive = order.status === 'open';
  const leaves = leavesOf(order);
  const canceled = isActive || order.status === 'filled' ? ZERO : leaves;
  return {
    id: order.id,
    clientOid: order.clientOrderId,
    symbol: nativeId(market),
    opType: 'DEAL',
    type: order.type,
    side: order.side,
    price: show(order.limitPrice ?? ZERO),
    size: show(order.quantity),
    funds: show(order.cost ?? ZERO),
    dealSize: show(order.filledQuantity),
    dealFunds: show(order.filledValue),
    remainSize: show(isActive ? leaves : ZERO),
    remainFunds: '0',
    cancelledSize: show(canceled),
    cancelledFunds: '0',
    fee: show(feesOf(order)),
    feeCurrency: market.quote,
    stp: order.native['stp'] === '' ? null : order.native['stp'],
    timeInForce: order.native['timeInForce'],
    postOnly: order.postOnly,
    hidden: false,
    iceberg: false,
    visibleSize: '0',
    cancelAfter: 0,
    channel: 'API',
    remark: order.native['remark'],
    tags: order.native['tags'],
    cancelExist: canceled > ZERO,
    tradeType: 'TRADE',
    inOrderBook: isActive && order.type === 'limit',
    active: isActive,
    tax: '0',
    createdAt: order.createdAt,
    lastUpdatedAt: order.updatedAt,
  };
}

export function stopBody(order: ExchangeOrder): unknown {
  return {
    id: order.id,
    symbol: nativeId(order.market),
    userId: order.accountId,
    status: order.status === 'untriggered' ? 'NEW' : 'TRIGGERED',
    type: order.type,
    side: order.side,
    price: order.limitPrice === undefined ? null : show(order.limitPrice),
    size: order.cost === undefined ? show(order.quantity) : null,
    funds: order.cost === undefined ? null : show(order.cost),
    stp: null,
    timeInForce: order.native['timeInForce'],
    cancelAfter: -1,
    postOnly: order.postOnly,
    hidden: false,
    iceberg: false,
    visibleSize: null,
    channel: 'API',
    clientOid: order.clientOrderId,
    remark: order.native['remark'],
    tags: null,
    orderTime: Number(`${order.createdAt}000000`),
    domainId: 'kucoin',
    tradeSource: 'USER',
    tradeType: 'TRADE',
    feeCurrency: order.market.quote,
    takerFeeRate: show(order.market.takerRate),
    makerFeeRate: show(order.market.makerRate),
    createdAt: order.createdAt,
    stop: order.native['stop'],
    stopTriggerTime: order.triggeredAt ?? null,
    stopPrice: show(order.trigger?.price ?? ZERO),
    relatedNo: null,
    pop: null,
  };
}

const one: Question = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  const order = findSpot(context, account, fields, { market, conditional: false });
  return spotOrderBody(order ?? throwError(ERRORS.spotOrder));
};

const active: Question = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  return context.world.orders
    .list({ accountId: account.id, market, live: true, conditional: false })
    .toReversed()
    .map(spotOrderBody);
};

const activeSymbols: Question = ({ world }, account) => {
  const all = world.orders.list({ accountId: account.id, type: 'spot', live: true, conditional: false });
  return { symbols: [...new Set(all.map(({ market }) => nativeId(market)))] };
};

const ended: Question = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  const all = context.world.orders
    .list({ accountId: account.id, market, conditional: false })
    .filter((order) => !isLive(order) && isOfKind(order, fields));
  const items = firstOf(all, ({ createdAt }) => createdAt, fields);
  return { lastId: items.at(-1)?.number ?? 0, items: items.map(spotOrderBody) };
};

const isOfKind = (order: { readonly side: string; readonly type?: string }, fields: Fields): boolean =>
  (read.text(fields, 'side') ?? order.side) === order.side &&
  (order.type === undefined || (read.text(fields, 'type') ?? order.type) === order.type);

const fills: Question = ({ world, markets }, account, fields) => {
  const market = marketOf({ world, markets }, 'spot', fields);
  const orderId = read.text(fields, 'orderId');
  const all = world.orders
    .trades(account.id, market)
    .filter((trade) => (orderId === undefined || trade.orderId === orderId) && isOfKind({ side: trade.side }, fields));
  const items = firstOf(all, ({ time }) => time, fields);
  return {
    items: items.map((trade) => fillBody(world.orders.byId(trade.orderId), trade)),
    lastId: items.at(-1)?.number ?? 0,
  };
};

function fillBody(order: ExchangeOrder | undefined, trade: ExchangeTrade): unknown {
  const { market, liquidity } = trade;
  return {
    id: trade.number,
    symbol: nativeId(market),
    tradeId: trade.number,
    orderId: trade.orderId,
    counterOrderId: `counter${trade.number}`,
    side: trade.side,
    liquidity,
    forceTaker: false,
    price: show(trade.price),
    size: show(trade.quantity),
    funds: show(trade.value),
    fee: show(trade.fee),
    feeRate: show(liquidity === 'maker' ? market.makerRate : market.takerRate),
    feeCurrency: trade.feeCurrency,
    stop: '',
    tradeType: 'TRADE',
    taxRate: '0',
    tax: '0',
    type: order?.type ?? 'limit',
    createdAt: trade.time,
  };
}

const waitingStops: Question = (context, account, fields) => {
  const market = marketFilter(context, 'spot', fields);
  const ids = read.text(fields, 'orderIds')?.split(',');
  const all = context.world.orders
    .list({
      accountId: account.id,
      type: 'spot',
      live: true,
      conditional: true,
      ...(market === undefined ? {} : { market }),
    })
    .filter((order) => isOfKind(order, fields) && (ids?.includes(order.id) ?? true));
  const page = pageOf(all, ({ createdAt }) => createdAt, fields);
  return { ...page, items: page.items.map(stopBody) };
};

const stopsOfClient: Question = (context, account, fields) => {
  const market = marketFilter(context, 'spot', fields);
  const search = { conditional: true, ...(market === undefined ? {} : { market }) };
  const order = findSpot(context, account, fields, search);
  return order?.status === 'untriggered' ? [stopBody(order)] : null;
};

const oneStop: Question = (context, account, fields) => {
  const order = findSpot(context, account, fields, { conditional: true });
  return order?.status === 'untriggered' ? stopBody(order) : throwError(ERRORS.spotOrder);
};
