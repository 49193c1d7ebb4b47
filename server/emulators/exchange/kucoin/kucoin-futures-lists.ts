/** KuCoin futures: asking for orders, those that wait for a price, and trades. A triggered order keeps its id. */
import { multiplyAllRounded, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, isLive } from '../core/exchange-order.ts';
import { averagePriceOf, leavesOf } from '../core/order-figures.ts';
import { termsOf } from '../core/swap-margin.ts';
import { accountOf, type Fields, fieldsOf, names } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, ok, throwError } from './kucoin-errors.ts';
import { findFutures } from './kucoin-futures-orders.ts';
import {
  FUTURES_HOST,
  type KucoinContext,
  marketFilter,
  nativeId,
  number,
  pageOf,
  read,
  show,
} from './kucoin-context.ts';

type Question = (context: KucoinContext, account: ExchangeAccount, fields: Fields) => unknown;

export function futuresListRoutes(context: KucoinContext): readonly Route[] {
  const get = (path: string, params: string, question: Question): Route => ({
    method: 'GET',
    path: `/api/v1/${path}`,
    hosts: [FUTURES_HOST],
    access: 'read',
    params: names(params),
    handle: (call) => ok(question(context, accountOf(call), fieldsOf(call))),
  });
  const scope = 'symbol side type startAt endAt currentPage pageSize';
  const isWaiting = ({ status }: ExchangeOrder): boolean => status === 'untriggered';
  return [
    get('orders', `status ${scope}`, (own, account, fields) => {
      const isActive = read.word(fields, 'status', { among: ['active', 'done'], standard: 'done' }) === 'active';
      return listed(own, account, {
        fields,
        isMeant: (order) => !isWaiting(order) && isLive(order) === isActive,
      });
    }),
    get('stopOrders', scope, (own, account, fields) => listed(own, account, { fields, isMeant: isWaiting })),
    get('orders/byClientOid', 'clientOid', one),
    get('orders/{orderId}', '', one),
    get('fills', `orderId tradeTypes ${scope}`, fills),
  ];
}

const one: Question = (context, account, fields) =>
  futuresOrderBody(context, findFutures(context, account, fields) ?? throwError(ERRORS.futuresOrder));

const isAsked = (asked: string | undefined, value: string): boolean => asked === undefined || asked === value;

interface Asked {
  readonly fields: Fields;
  readonly isMeant: (order: ExchangeOrder) => boolean;
}

function listed(context: KucoinContext, account: ExchangeAccount, { fields, isMeant }: Asked): unknown {
  const market = marketFilter(context, 'swap', fields);
  const [side, type] = [read.text(fields, 'side'), read.text(fields, 'type')];
  const all = context.world.orders
    .list({ accountId: account.id, type: 'swap', ...(market === undefined ? {} : { market }) })
    .filter((order) => isMeant(order) && isAsked(side, order.side) && isAsked(type, order.type));
  const page = pageOf(all, ({ createdAt }) => createdAt, fields);
  return { ...page, items: page.items.map((order) => futuresOrderBody(context, order)) };
}

export function futuresOrderBody({ world }: KucoinContext, order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const { market, trigger } = order;
  const isActive = isLive(order);
  const canceled = isActive || order.status === 'filled' ? ZERO : leavesOf(order);
  const average = averagePriceOf(order);
  const price = order.limitPrice ?? world.feed.of(market).last;
  return {
    id: order.id,
    symbol: nativeId(market),
    type: order.type,
    side: order.side,
    price: order.limitPrice === undefined ? null : show(order.limitPrice),
    size: number(order.quantity),
    value: show(multiplyAllRounded([price, order.quantity, market.contractSize], 'half_even')),
    dealValue: show(order.filledValue),
    dealSize: number(order.filledQuantity),
    filledSize: number(order.filledQuantity),
    filledValue: show(order.filledValue),
    avgDealPrice: average === undefined ? '0' : show(average),
    stp: '',
    stop: trigger === undefined ? '' : trigger.direction,
    stopPriceType: trigger === undefined ? '' : trigger.by === 'mark' ? 'MP' : 'TP',
    stopTriggered: order.triggeredAt !== undefined,
    stopPrice: trigger === undefined ? null : show(trigger.price),
    timeInForce: order.native['timeInForce'] ?? 'GTC',
    postOnly: order.postOnly,
    hidden: false,
    iceberg: false,
    leverage: String(termsOf(world, world.accountOf(order.accountId), market).leverage),
    forceHold: false,
    closeOrder: false,
    visibleSize: 0,
    clientOid: order.clientOrderId,
    remark: order.native['remark'] ?? null,
    tags: null,
    isActive,
    cancelExist: canceled > ZERO,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    endAt: isActive ? null : order.updatedAt,
    orderTime: Number(`${order.createdAt}000000`),
    settleCurrency: market.settle,
    marginMode: order.native['marginMode'] ?? 'CROSS',
    positionSide: order.positionSide.toUpperCase(),
    status: isActive ? 'open' : 'done',
    reduceOnly: order.reduceOnly,
  };
}

const fills: Question = (context, account, fields) => {
  const market = marketFilter(context, 'swap', fields);
  const [orderId, side] = [read.text(fields, 'orderId'), read.text(fields, 'side')];
  const all = context.world.orders
    .trades(account.id, market)
    .filter((trade) => trade.market.type === 'swap' && isAsked(orderId, trade.orderId))
    .filter((trade) => isAsked(side, trade.side));
  const page = pageOf(all, ({ time }) => time, fields);
  return { ...page, items: page.items.map((trade) => fillBody(context, trade)) };
};

function fillBody({ world }: KucoinContext, trade: ExchangeTrade): unknown {
  const { market, liquidity, fee } = trade;
  const order = world.orders.byId(trade.orderId);
  const opens = trade.realized === ZERO && order?.reduceOnly !== true;
  return {
    symbol: nativeId(market),
    tradeId: trade.id,
    orderId: trade.orderId,
    side: trade.side,
    liquidity,
    forceTaker: false,
    price: show(trade.price),
    size: number(trade.quantity),
    value: show(trade.value),
    openFeePay: show(opens ? fee : ZERO),
    closeFeePay: show(opens ? ZERO : fee),
    stop: '',
    feeRate: show(liquidity === 'maker' ? market.makerRate : market.takerRate),
    fixFee: '0',
    feeCurrency: trade.feeCurrency,
    tradeTime: Number(`${trade.time}000000`),
    subTradeType: null,
    marginMode: order?.native['marginMode'] ?? 'CROSS',
    positionSide: trade.positionSide.toUpperCase(),
    displayType: order?.type ?? 'market',
    fee: show(fee),
    settleCurrency: market.settle,
    orderType: order?.type ?? 'market',
    tradeType: 'trade',
    realisedPnl: show(trade.realized),
    createdAt: trade.time,
  };
}
