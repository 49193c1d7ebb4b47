/** Bitget futures: plain orders and trades as answers tell them. */
import { negate, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, isLive } from '../core/exchange-order.ts';
import { averagePriceOf, feesOf, realizedBy } from '../core/order-figures.ts';
import { termsOf } from '../core/swap-margin.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, throwError } from './bitget-errors.ts';
import {
  type Act,
  type BitgetContext,
  clientIdShown,
  createdAt,
  findOrder,
  marketFilter,
  marketOf,
  nativeId,
  needProduct,
  pageOf,
  privateRoute,
  read,
  show,
} from './bitget-context.ts';

export function mixListRoutes(context: BitgetContext): readonly Route[] {
  const at = privateRoute(context);
  const scope = 'orderId clientOid symbol productType status idLessThan startTime endTime limit orderSource';
  const list =
    (isMeant: (order: ExchangeOrder) => boolean): Act =>
    (own, account, fields) => {
      const found = plain(own, account, fields).filter(isMeant);
      const entrustedList = pageOf(found, createdAt, fields).map((order) => mixOrderBody(own, order, 'status'));
      return { entrustedList, endId: found[0]?.id ?? null };
    };
  return [
    at('GET', 'mix/order/detail', 'symbol productType orderId clientOid', (own, account, fields) => {
      const market = marketOf(own, 'swap', fields);
      const order = findOrder(own, account, fields, { type: 'swap', conditional: false });
      if (order?.market !== market) throwError(ERRORS.mixDetail);
      return mixOrderBody(own, order, 'state');
    }),
    at('GET', 'mix/order/orders-pending', scope, list(isLive)),
    at(
      'GET',
      'mix/order/orders-history',
      scope,
      list((order) => !isLive(order)),
    ),
    at('GET', 'mix/order/fills', 'orderId symbol productType idLessThan startTime endTime limit', fills),
  ];
}

function plain(context: BitgetContext, account: ExchangeAccount, fields: Fields): readonly ExchangeOrder[] {
  const product = needProduct(fields);
  const [id, clientOid] = [read.text(fields, 'orderId'), read.text(fields, 'clientOid')];
  return context.world.orders
    .list({ accountId: account.id, type: 'swap', conditional: false, ...marketFilter(context, 'swap', fields) })
    .filter((order) => product === `${order.market.settle}-FUTURES`)
    .filter((order) => (id ?? order.id) === order.id && (clientOid ?? order.clientOrderId) === order.clientOrderId);
}

function stateOf(order: ExchangeOrder): string {
  if (order.status === 'filled') return 'filled';
  if (order.status !== 'open') return 'canceled';
  return order.filledQuantity > ZERO ? 'partially_filled' : 'live';
}

/** In hedge mode the side of the position, which the order came with. */
export const sideShown = ({ side, positionSide }: Pick<ExchangeOrder, 'side' | 'positionSide'>): string =>
  positionSide === 'both' ? side : positionSide === 'long' ? 'buy' : 'sell';

export const positionSideShown = ({ positionSide }: Pick<ExchangeOrder, 'positionSide'>): string =>
  positionSide === 'both' ? 'net' : positionSide;

export function tradeSideShown({ side, positionSide }: Pick<ExchangeOrder, 'side' | 'positionSide'>): string {
  if (positionSide === 'both') return `${side}_single`;
  return (positionSide === 'long') === (side === 'buy') ? 'open' : 'close';
}

/** One order is told with its `state`, a list of them with their `status`. */
export function mixOrderBody({ world }: BitgetContext, order: ExchangeOrder, stateName: 'state' | 'status'): unknown {
  const { market, stopLoss, takeProfit } = order;
  const average = averagePriceOf(order);
  return {
    symbol: nativeId(market),
    size: show(order.quantity),
    orderId: order.id,
    clientOid: clientIdShown(order),
    baseVolume: show(order.filledQuantity),
    fee: show(negate(feesOf(order))),
    price: order.limitPrice === undefined ? '' : show(order.limitPrice),
    priceAvg: average === undefined ? '' : show(average),
    [stateName]: stateOf(order),
    side: sideShown(order),
    force: order.native['force'] ?? 'gtc',
    totalProfits: show(realizedBy(order)),
    posSide: positionSideShown(order),
    marginCoin: market.settle,
    presetStopSurplusPrice: takeProfit === undefined ? '' : show(takeProfit.triggerPrice),
    presetStopLossPrice: stopLoss === undefined ? '' : show(stopLoss.triggerPrice),
    quoteVolume: show(order.filledValue),
    orderType: order.type,
    leverage: String(termsOf(world, world.accountOf(order.accountId), market).leverage),
    marginMode: order.native['marginMode'] ?? 'crossed',
    reduceOnly: order.reduceOnly ? 'YES' : 'NO',
    enterPointSource: 'API',
    tradeSide: tradeSideShown(order),
    posMode: order.positionSide === 'both' ? 'one_way_mode' : 'hedge_mode',
    orderSource: order.parentId === undefined ? 'normal' : 'plan_market',
    cancelReason: '',
    cTime: String(order.createdAt),
    uTime: String(order.updatedAt),
  };
}

const fills: Act = ({ world }, account, fields) => {
  needProduct(fields);
  const { market } = marketFilter({ world }, 'swap', fields);
  const orderId = read.text(fields, 'orderId');
  const all = world.orders
    .trades(account.id, market)
    .filter((trade) => trade.market.type === 'swap' && (orderId ?? trade.orderId) === trade.orderId);
  return { fillList: pageOf(all, ({ time }) => time, fields).map(fillBody), endId: all[0]?.id ?? null };
};

export function fillBody(trade: ExchangeTrade): unknown {
  return {
    tradeId: trade.id,
    symbol: nativeId(trade.market),
    orderId: trade.orderId,
    price: show(trade.price),
    baseVolume: show(trade.quantity),
    feeDetail: [
      { deduction: 'no', feeCoin: trade.feeCurrency, totalDeductionFee: null, totalFee: show(negate(trade.fee)) },
    ],
    side: sideShown(trade),
    quoteVolume: show(trade.value),
    profit: show(trade.realized),
    enterPointSource: 'api',
    tradeSide: tradeSideShown(trade),
    posMode: trade.positionSide === 'both' ? 'one_way_mode' : 'hedge_mode',
    tradeScope: trade.liquidity,
    cTime: String(trade.time),
  };
}
