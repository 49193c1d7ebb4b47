/** Bybit's orders and executions, as answers and streams tell them. */
import {
  add,
  type Decimal,
  divideProducts,
  formatDecimal,
  multiplyRounded,
  negate,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Income } from '../core/exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, isConditional, isLive } from '../core/exchange-order.ts';
import { positionIdxOf } from './bybit-order-reading.ts';
import { type BybitContext, nativeId } from './bybit-params.ts';

const show = (value: Decimal): string => formatDecimal(value);
const shown = (value: Decimal | undefined): string => (value === undefined ? '' : show(value));
export const sideShown = (side: ExchangeOrder['side']): string => (side === 'buy' ? 'Buy' : 'Sell');

/** Bybit's word for where the order stands. */
export function statusOf(order: ExchangeOrder): string {
  const hasFilled = order.filledQuantity > ZERO;
  switch (order.status) {
    case 'untriggered':
      return 'Untriggered';
    case 'open':
      return hasFilled ? 'PartiallyFilled' : 'New';
    case 'filled':
      return 'Filled';
    case 'rejected':
      return 'Rejected';
    default:
      if (isConditional(order) && order.triggeredAt === undefined) return 'Deactivated';
      return hasFilled && order.market.type === 'spot' ? 'PartiallyFilledCanceled' : 'Cancelled';
  }
}

type Ending = NonNullable<ExchangeOrder['ending']>;

const REJECT_REASONS: Readonly<Record<Ending, string>> = {
  request: 'EC_PerCancelRequest',
  ioc: 'EC_NoImmediateQtyToFill',
  fok: 'EC_NoEnoughQtyToFill',
  post_only: 'EC_PostOnlyWillTakeLiquidity',
  position: 'EC_CancelForNoFullFill',
  oco: 'EC_PerCancelRequest',
  liquidation: 'EC_Others',
  refused: 'EC_Others',
};

const CANCEL_TYPES: Readonly<Record<Ending, string>> = {
  request: 'CancelByUser',
  ioc: 'UNKNOWN',
  fok: 'UNKNOWN',
  post_only: 'UNKNOWN',
  position: 'CancelByReduceOnly',
  oco: 'CancelByTpSlTsClear',
  liquidation: 'CancelByPrepareLiq',
  refused: 'UNKNOWN',
};

/** Which list the order is kept in: plain, conditional, or a spot take-profit or stop-loss. */
export function filterOf(order: ExchangeOrder): string {
  if (order.native['attachedTo'] !== undefined) return order.market.type === 'spot' ? 'tpslOrder' : 'StopOrder';
  const { orderFilter } = order.native;
  return typeof orderFilter === 'string' ? orderFilter : isConditional(order) ? 'StopOrder' : 'Order';
}

/** What kind of conditional order it is; empty for plain ones and for those whose price has come. */
export function stopOrderTypeOf(order: ExchangeOrder): string {
  if (!isConditional(order)) return '';
  const { stopOrderType, exit } = order.native;
  if (typeof stopOrderType === 'string') return stopOrderType;
  if (exit !== undefined && order.market.type === 'swap') return exit === 'stop' ? 'StopLoss' : 'TakeProfit';
  return filterOf(order) === 'tpslOrder' ? 'tpslOrder' : 'Stop';
}

function feesOf(order: ExchangeOrder): { readonly fee: Decimal; readonly byCoin: Readonly<Record<string, string>> } {
  const sums = new Map<string, Decimal>();
  for (const { feeCurrency, fee } of order.trades) sums.set(feeCurrency, add(sums.get(feeCurrency) ?? ZERO, fee));
  const fee = [...sums.values()].reduce((sum, part) => add(sum, part), ZERO);
  return { fee, byCoin: Object.fromEntries([...sums].map(([coin, sum]) => [coin, show(sum)])) };
}

function conditionFields(order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const { trigger, native } = order;
  const direction = trigger === undefined ? 0 : trigger.direction === 'up' ? 1 : 2;
  return {
    stopOrderType: stopOrderTypeOf(order),
    triggerPrice: trigger === undefined ? '' : show(trigger.price),
    triggerDirection: order.market.type === 'spot' ? 0 : direction,
    triggerBy: native['triggerBy'] ?? (trigger === undefined ? '' : 'LastPrice'),
    takeProfit: native['takeProfit'] ?? '',
    stopLoss: native['stopLoss'] ?? '',
    tpLimitPrice: '',
    slLimitPrice: '',
    tpTriggerBy: '',
    slTriggerBy: '',
    // Only orders of contracts have it.
    ...(order.market.type === 'swap' ? { tpslMode: native['tpslMode'] ?? '' } : {}),
  };
}

/** An order as lists and streams tell it. */
export function orderBody({ world }: BybitContext, order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const { market, native, ending, filledQuantity, filledValue } = order;
  const leaves = isLive(order) ? subtract(order.quantity, filledQuantity) : ZERO;
  const price = order.limitPrice ?? ZERO;
  const { fee, byCoin } = feesOf(order);
  return {
    symbol: nativeId(market),
    orderId: order.id,
    orderLinkId: order.clientOrderId,
    blockTradeId: '',
    side: sideShown(order.side),
    orderType: order.type === 'market' ? 'Market' : 'Limit',
    qty: show(order.cost ?? order.quantity),
    price: show(price),
    timeInForce: native['timeInForce'] ?? (order.type === 'market' ? 'IOC' : 'GTC'),
    orderStatus: statusOf(order),
    createType: native['liquidation'] === true ? 'CreateByLiq' : 'CreateByUser',
    cancelType: ending === undefined ? 'UNKNOWN' : CANCEL_TYPES[ending],
    rejectReason: ending === undefined ? 'EC_NoError' : REJECT_REASONS[ending],
    isLeverage: market.type === 'spot' ? '0' : '',
    positionIdx: positionIdxOf(order.positionSide),
    avgPrice: filledQuantity === ZERO ? '' : show(divideProducts([filledValue], [filledQuantity], 'half_even')),
    leavesQty: show(leaves),
    leavesValue: show(multiplyRounded(leaves, price, 'half_even')),
    cumExecQty: show(filledQuantity),
    cumExecValue: show(filledValue),
    cumExecFee: show(fee),
    cumFeeDetail: byCoin,
    ...conditionFields(order),
    reduceOnly: order.reduceOnly,
    closeOnTrigger: native['closeOnTrigger'] === true || order.closePosition === true,
    marketUnit: native['marketUnit'] ?? '',
    lastPriceOnCreated: show(world.feed.of(market).last),
    orderIv: '',
    placeType: '',
    smpType: 'None',
    smpGroup: 0,
    smpOrderId: '',
    ocoTriggerBy: '',
    createdTime: String(order.createdAt),
    updatedTime: String(order.updatedAt),
  };
}

/** A trade as the execution list and stream tell it. */
export function executionBody({ world }: BybitContext, trade: ExchangeTrade): Readonly<Record<string, unknown>> {
  const { market, quantity } = trade;
  const order = world.orders.byId(trade.orderId);
  const isMaker = trade.liquidity === 'maker';
  return {
    symbol: nativeId(market),
    orderId: trade.orderId,
    orderLinkId: trade.clientOrderId,
    side: sideShown(trade.side),
    orderPrice: shown(order?.limitPrice ?? ZERO),
    orderQty: shown(order?.quantity),
    leavesQty: '0',
    orderType: order?.type === 'limit' ? 'Limit' : 'Market',
    stopOrderType: order === undefined ? '' : stopOrderTypeOf(order),
    execFee: show(trade.fee),
    execFeeV2: '',
    feeCurrency: trade.feeCurrency,
    execId: trade.id,
    execPrice: show(trade.price),
    execQty: show(quantity),
    execType: 'Trade',
    execValue: show(trade.value),
    execTime: String(trade.time),
    execPnl: show(trade.realized),
    isMaker,
    isLeverage: '0',
    feeRate: show(isMaker ? market.makerRate : market.takerRate),
    markPrice: show(world.feed.of(market).mark),
    indexPrice: '',
    tradeIv: '',
    markIv: '',
    underlyingPrice: '',
    blockTradeId: '',
    closedSize: trade.realized === ZERO ? '0' : show(quantity),
    seq: trade.number,
  };
}

/** A payment of funding as the execution list tells it: a fee is positive when it was paid. */
export function fundingBody({ world }: BybitContext, income: Income): Readonly<Record<string, unknown>> {
  const { market, amount, number, time } = income;
  return {
    symbol: nativeId(market),
    orderId: `funding-${number}`,
    orderLinkId: '',
    side: 'Buy',
    orderPrice: '0',
    orderQty: '0',
    leavesQty: '0',
    orderType: 'UNKNOWN',
    stopOrderType: 'UNKNOWN',
    execFee: show(negate(amount)),
    feeCurrency: income.currency,
    execId: world.rules.tradeId(number),
    execPrice: show(world.feed.of(market).mark),
    execQty: '0',
    execType: 'Funding',
    execValue: '0',
    execTime: String(time),
    isMaker: false,
    feeRate: '0.0001',
    markPrice: show(world.feed.of(market).mark),
    closedSize: '',
    seq: number,
  };
}
