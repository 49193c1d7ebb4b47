/** Bitget's private channels: orders, plan orders and fills, as their owner is told. A message of an order tells the part it filled and the whole. */
import { negate, ZERO } from '#domain/decimal.ts';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import { type ExchangeOrder, type ExchangeTrade, isConditional } from '../core/exchange-order.ts';
import { averagePriceOf, feeCurrencyOf, feesOf } from '../core/order-figures.ts';
import { termsOf } from '../core/swap-margin.ts';
import { type BitgetContext, clientIdShown, nativeId, productOf, show } from './bitget-context.ts';
import { fillBody as mixFillBody, positionSideShown, sideShown, tradeSideShown } from './bitget-mix-lists.ts';
import { fillBody as spotFillBody, PLAN_STATES } from './bitget-spot-lists.ts';

export const PRIVATE_CHANNELS: readonly string[] = ['orders', 'orders-algo', 'fill'];

type OrderEvent = Extract<ExchangeEvent, { kind: 'order' }>;
type Body = Readonly<Record<string, unknown>>;

/** The kind of product an order is told under. */
export const instTypeOf = ({ market }: ExchangeOrder): string => (market.type === 'spot' ? 'SPOT' : productOf(market));

/** What a channel tells of an event; undefined: it is none of its own. */
export function bodyOf(context: BitgetContext, channel: string, event: OrderEvent): Body | undefined {
  const { order, trade, cause } = event;
  const isPlan = isConditional(order);
  if (channel === 'fill') return trade === undefined ? undefined : fillBody(order, trade);
  if (channel === 'orders-algo') return isPlan ? planBody(context, order) : undefined;
  // Nothing rests of an order at the market.
  if (isPlan || (cause === 'new' && order.type === 'market')) return undefined;
  return order.market.type === 'spot' ? spotBody(order, trade) : mixBody(context, order, trade);
}

function statusOf(order: ExchangeOrder): string {
  if (order.status === 'filled') return 'filled';
  if (order.status !== 'open') return 'cancelled';
  return order.filledQuantity > ZERO ? 'partially_filled' : 'live';
}

function commonBody(order: ExchangeOrder, trade: ExchangeTrade | undefined): Body {
  const fees = { feeCoin: feeCurrencyOf(order), fee: show(negate(feesOf(order))) };
  return {
    instId: nativeId(order.market),
    orderId: order.id,
    clientOid: clientIdShown(order),
    orderType: order.type,
    force: order.native['force'] ?? 'gtc',
    price: show(order.limitPrice ?? ZERO),
    priceAvg: show(averagePriceOf(order) ?? ZERO),
    accBaseVolume: show(order.filledQuantity),
    status: statusOf(order),
    feeDetail: order.trades.length === 0 ? [] : [fees],
    enterPointSource: 'API',
    stpMode: 'none',
    cTime: String(order.createdAt),
    uTime: String(order.updatedAt),
    ...(trade === undefined ? {} : partOf(trade)),
  };
}

const partOf = (trade: ExchangeTrade): Body => ({
  fillPrice: show(trade.price),
  tradeId: trade.id,
  baseVolume: show(trade.quantity),
  fillTime: String(trade.time),
  fillFee: show(negate(trade.fee)),
  fillFeeCoin: trade.feeCurrency,
  tradeScope: trade.liquidity === 'maker' ? 'M' : 'T',
});

const spotBody = (order: ExchangeOrder, trade: ExchangeTrade | undefined): Body => ({
  ...commonBody(order, trade),
  side: order.side,
  size: show(order.cost ?? order.quantity),
  newSize: show(order.cost ?? order.quantity),
  notional: show(order.filledValue),
});

function mixBody({ world }: BitgetContext, order: ExchangeOrder, trade: ExchangeTrade | undefined): Body {
  const { leverage } = termsOf(world, world.accountOf(order.accountId), order.market);
  return {
    ...commonBody(order, trade),
    side: sideShown(order),
    size: show(order.quantity),
    marginCoin: order.market.settle,
    marginMode: order.native['marginMode'] ?? 'crossed',
    leverage: String(leverage),
    notionalUsd: show(order.filledValue),
    posMode: order.positionSide === 'both' ? 'one_way_mode' : 'hedge_mode',
    posSide: positionSideShown(order),
    tradeSide: tradeSideShown(order),
    reduceOnly: order.reduceOnly ? 'yes' : 'no',
  };
}

/** A plan order is told until it has gone, and not what it became. */
function planBody(context: BitgetContext, order: ExchangeOrder): Body {
  const { market, trigger, limitPrice, native } = order;
  const terms = market.type === 'spot' ? spotBody(order, undefined) : mixBody(context, order, undefined);
  return {
    ...terms,
    clientOid: order.clientOrderId,
    triggerPrice: show(trigger?.price ?? ZERO),
    price: show(trigger?.price ?? ZERO),
    executePrice: limitPrice === undefined ? '' : show(limitPrice),
    triggerType: native['triggerType'] ?? 'fill_price',
    planType: native['planType'] ?? 'amount',
    status: PLAN_STATES[order.status],
  };
}

const fillBody = (order: ExchangeOrder, trade: ExchangeTrade): Body =>
  (trade.market.type === 'spot' ? spotFillBody(order, trade) : mixFillBody(trade)) as Body;
