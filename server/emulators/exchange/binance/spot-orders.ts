/** Binance spot orders: what a request asks for, and how an order is written in answers. */
import { type Decimal, divideProducts, fromInteger, ZERO } from '#domain/decimal.ts';
import {
  type ExchangeOrder,
  isConditional,
  type NewOrder,
  type OrderSide,
  type Trailing,
  type Trigger,
} from '../core/exchange-order.ts';
import { fixedText, placesInText } from '../door/number-text.ts';
import { ERRORS, missing, notRequired, refusal, throwError } from './binance-errors.ts';
import {
  type BinanceContext,
  clientIdOf,
  decimalOf,
  integerOf,
  marketOf,
  nativeId,
  need,
  type Params,
  text,
} from './binance-params.ts';

interface TypeTerms {
  readonly needs: readonly string[];
  readonly refuses: readonly string[];
}

/** What each order type must and must not bring; a market order brings `quantity` or `quoteOrderQty`. */
const TYPES: Readonly<Record<string, TypeTerms>> = {
  LIMIT: { needs: ['timeInForce', 'quantity', 'price'], refuses: ['stopPrice', 'trailingDelta', 'quoteOrderQty'] },
  MARKET: { needs: [], refuses: ['price', 'timeInForce', 'stopPrice', 'trailingDelta'] },
  STOP_LOSS: { needs: ['quantity'], refuses: ['price', 'timeInForce', 'quoteOrderQty'] },
  STOP_LOSS_LIMIT: { needs: ['timeInForce', 'quantity', 'price'], refuses: ['quoteOrderQty'] },
  TAKE_PROFIT: { needs: ['quantity'], refuses: ['price', 'timeInForce', 'quoteOrderQty'] },
  TAKE_PROFIT_LIMIT: { needs: ['timeInForce', 'quantity', 'price'], refuses: ['quoteOrderQty'] },
  LIMIT_MAKER: {
    needs: ['quantity', 'price'],
    refuses: ['timeInForce', 'stopPrice', 'trailingDelta', 'quoteOrderQty'],
  },
};

export const SPOT_TYPES = Object.keys(TYPES);
const TIMES_IN_FORCE = { GTC: 'gtc', IOC: 'ioc', FOK: 'fok' } as const;
/** Places that Binance keeps of every spot asset. */
const ASSET_PLACES = 8;
/** Basis points in one percent. */
const BIPS = fromInteger(100);

/** The order that a request asks for. Throws the native refusal of what is missing, malformed or too much. */
export function readSpotOrder(context: BinanceContext, params: Params): NewOrder {
  const market = marketOf(context.spot, params);
  const side = sideOf(params);
  const type = need(params, 'type');
  const terms = TYPES[type];
  if (terms === undefined) throwError(ERRORS.orderType);
  for (const name of terms.needs) need(params, name);
  for (const name of terms.refuses) if (text(params, name) !== undefined) throw notRequired(name);
  checkPlaces(params);
  const quantity = decimalOf(params, 'quantity');
  const cost = decimalOf(params, 'quoteOrderQty');
  if (quantity === undefined && cost === undefined) throw missing('quantity');
  if (quantity !== undefined && cost !== undefined) throw notRequired('quoteOrderQty');
  const limitPrice = decimalOf(params, 'price');
  return {
    market,
    clientOrderId: clientIdOf(params, 'newClientOrderId', context.world),
    side,
    type: limitPrice === undefined ? 'market' : 'limit',
    ...(quantity === undefined ? {} : { quantity }),
    ...(cost === undefined ? {} : { cost }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    timeInForce: timeInForceOf(params),
    postOnly: type === 'LIMIT_MAKER',
    reduceOnly: false,
    positionSide: 'both',
    ...conditionOf(params, type, side),
    native: { type, timeInForce: params['timeInForce'] ?? 'GTC', stopPrice: decimalOf(params, 'stopPrice') ?? ZERO },
  };
}

export function sideOf(params: Params): OrderSide {
  const side = need(params, 'side');
  if (side !== 'BUY' && side !== 'SELL') throwError(ERRORS.side);
  return side === 'BUY' ? 'buy' : 'sell';
}

function timeInForceOf(params: Params): NewOrder['timeInForce'] {
  const given = text(params, 'timeInForce');
  if (given === undefined) return 'gtc';
  return TIMES_IN_FORCE[given as keyof typeof TIMES_IN_FORCE] ?? throwError(ERRORS.timeInForce);
}

/** More places than the asset has is another refusal than a step that does not fit. */
function checkPlaces(params: Params): void {
  for (const name of ['quantity', 'quoteOrderQty', 'price', 'stopPrice']) {
    if (placesInText(params[name] ?? '') > ASSET_PLACES) {
      throw refusal(-1111, `Parameter '${name}' has too much precision.`);
    }
  }
}

function conditionOf(params: Params, type: string, side: OrderSide): { trigger?: Trigger; trailing?: Trailing } {
  if (!type.startsWith('STOP_LOSS') && !type.startsWith('TAKE_PROFIT')) return {};
  const price = decimalOf(params, 'stopPrice');
  const delta = integerOf(params, 'trailingDelta');
  if (price === undefined && delta === undefined) throw missing('stopPrice');
  if (delta !== undefined) {
    const distance = divideProducts([fromInteger(delta)], [BIPS], 'half_even');
    const activation = price === undefined ? {} : { activationPrice: price };
    return { trailing: { kind: 'percent', distance, by: 'last', ...activation } };
  }
  const isStop = type.startsWith('STOP_LOSS');
  return { trigger: { price: price ?? ZERO, direction: isStop === (side === 'buy') ? 'up' : 'down', by: 'last' } };
}

const money = (value: Decimal): string => fixedText(value, ASSET_PLACES);

/** Binance's word for where the order stands. */
export function statusOf(order: ExchangeOrder): string {
  switch (order.status) {
    case 'untriggered':
      return 'NEW';
    case 'open':
      return order.filledQuantity > ZERO ? 'PARTIALLY_FILLED' : 'NEW';
    case 'filled':
      return 'FILLED';
    case 'rejected':
    case 'expired':
    case 'triggered':
      return 'EXPIRED';
    case 'canceled':
      return order.ending === 'request' || order.ending === 'oco' ? 'CANCELED' : 'EXPIRED';
  }
}

/** What all answers about a spot order have in common. */
function commonFields(order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const isWorking = order.status !== 'untriggered';
  const stop = order.trigger?.price ?? (order.native['stopPrice'] as Decimal | undefined) ?? ZERO;
  return {
    symbol: nativeId(order.market),
    orderId: Number(order.id),
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    price: money(order.limitPrice ?? ZERO),
    origQty: money(order.quantity),
    executedQty: money(order.filledQuantity),
    origQuoteOrderQty: money(order.cost ?? ZERO),
    cummulativeQuoteQty: money(order.filledValue),
    status: statusOf(order),
    timeInForce: order.native['timeInForce'],
    type: order.native['type'],
    side: order.side.toUpperCase(),
    ...(isConditional(order) || stop > ZERO ? { stopPrice: money(stop) } : {}),
    ...(isWorking ? { workingTime: order.triggeredAt ?? order.createdAt } : {}),
    selfTradePreventionMode: 'EXPIRE_MAKER',
  };
}

/** As a question for the order is answered. */
export function spotOrderBody(order: ExchangeOrder): Readonly<Record<string, unknown>> {
  return {
    ...commonFields(order),
    stopPrice: money(order.trigger?.price ?? (order.native['stopPrice'] as Decimal | undefined) ?? ZERO),
    icebergQty: money(ZERO),
    time: order.createdAt,
    updateTime: order.updatedAt,
    isWorking: order.status !== 'untriggered',
  };
}

/** As a new order is answered: an acknowledgement, the result, or the result with its fills. */
export function spotOrderAnswer(order: ExchangeOrder, kind: string): Readonly<Record<string, unknown>> {
  const head = {
    symbol: nativeId(order.market),
    orderId: Number(order.id),
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    transactTime: order.updatedAt,
  };
  if (kind === 'ACK') return head;
  const result = { ...head, ...commonFields(order) };
  if (kind === 'RESULT') return result;
  return {
    ...result,
    fills: order.trades.map((trade) => ({
      price: money(trade.price),
      qty: money(trade.quantity),
      commission: money(trade.fee),
      commissionAsset: trade.feeCurrency,
      tradeId: Number(trade.id),
    })),
  };
}

/** As a cancel is answered. */
export function spotCancelAnswer(order: ExchangeOrder, cancelId: string): Readonly<Record<string, unknown>> {
  return {
    ...commonFields(order),
    origClientOrderId: order.clientOrderId,
    clientOrderId: cancelId,
    transactTime: order.updatedAt,
  };
}
