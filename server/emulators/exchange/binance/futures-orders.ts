/** Binance USD-M orders and algo (conditional) orders: what a request asks for. */
import { decimal, type Decimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { NewOrder, PositionSide, Trailing, Trigger } from '../core/exchange-order.ts';
import { placesInText, placesOf } from '../door/number-text.ts';
import { ERRORS, missing, notRequired, refusal, throwError } from './binance-errors.ts';
import {
  type BinanceContext,
  clientIdOf,
  decimalOf,
  isTrue,
  marketOf,
  need,
  needDecimal,
  type Params,
  text,
} from './binance-params.ts';
import { sideOf } from './spot-orders.ts';

const PLAIN_TYPES = ['LIMIT', 'MARKET'] as const;
const ALGO_TYPES = ['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'] as const;
export const FUTURES_TYPES: readonly string[] = [...PLAIN_TYPES, ...ALGO_TYPES];
const TIMES_IN_FORCE = { GTC: 'gtc', IOC: 'ioc', FOK: 'fok', GTX: 'gtc', GTE_GTC: 'gtc' } as const;
const CALLBACK_MIN = decimal('0.1');
const CALLBACK_MAX = decimal('10');

interface Asker {
  readonly context: BinanceContext;
  readonly account: ExchangeAccount;
}

/** A plain order. Throws the native refusal of what is missing, malformed or too much. */
export function readFuturesOrder(asker: Asker, params: Params): NewOrder {
  const market = marketOf(asker.context.swap, params);
  const type = need(params, 'type');
  if (ALGO_TYPES.some((known) => known === type)) {
    throw refusal(
      -4120,
      'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
    );
  }
  if (!PLAIN_TYPES.some((known) => known === type)) throwError(ERRORS.orderType);
  const isLimit = type === 'LIMIT';
  if (isLimit) for (const name of ['price', 'timeInForce']) need(params, name);
  else if (text(params, 'price') !== undefined) throw notRequired('price');
  checkPlaces(params, market);
  const limitPrice = decimalOf(params, 'price');
  return {
    ...sharedTerms(asker, params, market),
    clientOrderId: clientIdOf(params, 'newClientOrderId', asker.context.world),
    type: isLimit ? 'limit' : 'market',
    quantity: needDecimal(params, 'quantity'),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    native: { type, timeInForce: params['timeInForce'] ?? 'GTC', workingType: workingTypeOf(params) },
  };
}

/** A conditional order. */
export function readAlgoOrder(asker: Asker, params: Params): NewOrder {
  const market = marketOf(asker.context.swap, params);
  if (need(params, 'algoType') !== 'CONDITIONAL') throw refusal(-1116, 'Invalid algoType.');
  const type = need(params, 'type');
  if (!ALGO_TYPES.some((known) => known === type)) throwError(ERRORS.orderType);
  const isLimit = type === 'STOP' || type === 'TAKE_PROFIT';
  if (isLimit) need(params, 'price');
  else if (text(params, 'price') !== undefined) throw notRequired('price');
  checkPlaces(params, market);
  const closesAll = isTrue(params, 'closePosition');
  if (closesAll && text(params, 'quantity') !== undefined) throw notRequired('quantity');
  const limitPrice = decimalOf(params, 'price');
  return {
    ...sharedTerms(asker, params, market),
    clientOrderId: clientIdOf(params, 'clientAlgoId', asker.context.world),
    type: isLimit ? 'limit' : 'market',
    ...(closesAll ? { closePosition: true } : { quantity: needDecimal(params, 'quantity') }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...conditionOf(params, type),
    native: {
      type,
      timeInForce: params['timeInForce'] ?? 'GTC',
      workingType: workingTypeOf(params),
      priceProtect: isTrue(params, 'priceProtect'),
      callbackRate: text(params, 'callbackRate'),
      activatePrice: activationOf(params),
    },
  };
}

function sharedTerms({ account }: Asker, params: Params, market: ExchangeMarket) {
  const reduceOnly = isTrue(params, 'reduceOnly');
  const positionSide = positionSideOf(params);
  if (reduceOnly && account.positionMode === 'hedge') throw notRequired('reduceonly');
  return {
    market,
    side: sideOf(params),
    timeInForce: timeInForceOf(params),
    postOnly: params['timeInForce'] === 'GTX',
    reduceOnly,
    positionSide,
  };
}

function positionSideOf(params: Params): PositionSide {
  const given = text(params, 'positionSide') ?? 'BOTH';
  if (given === 'BOTH') return 'both';
  if (given === 'LONG') return 'long';
  if (given === 'SHORT') return 'short';
  throw refusal(-1117, 'Invalid positionSide.');
}

function timeInForceOf(params: Params): NewOrder['timeInForce'] {
  const given = text(params, 'timeInForce');
  if (given === undefined) return 'gtc';
  return TIMES_IN_FORCE[given as keyof typeof TIMES_IN_FORCE] ?? throwError(ERRORS.timeInForce);
}

function workingTypeOf(params: Params): string {
  return text(params, 'workingType') ?? 'CONTRACT_PRICE';
}

/** Clients write the activation price under either name. */
function activationOf(params: Params): Decimal | undefined {
  return decimalOf(params, 'activatePrice') ?? decimalOf(params, 'activationPrice');
}

function checkPlaces(params: Params, market: ExchangeMarket): void {
  const isTooLong = (name: string, step: Decimal): boolean => placesInText(params[name] ?? '') > placesOf(step);
  const prices = ['price', 'triggerPrice', 'activatePrice', 'activationPrice'];
  if (isTooLong('quantity', market.quantityStep) || prices.some((name) => isTooLong(name, market.tickSize))) {
    throw refusal(-1111, 'Precision is over the maximum defined for this asset.');
  }
}

function conditionOf(params: Params, type: string): { trigger: Trigger } | { trailing: Trailing } {
  const by = workingTypeOf(params) === 'MARK_PRICE' ? 'mark' : 'last';
  if (type === 'TRAILING_STOP_MARKET') {
    const distance = needDecimal(params, 'callbackRate');
    if (distance < CALLBACK_MIN || distance > CALLBACK_MAX) throw refusal(-2007, 'Invalid callBack rate.');
    const activationPrice = activationOf(params);
    return {
      trailing: { kind: 'percent', distance, by, ...(activationPrice === undefined ? {} : { activationPrice }) },
    };
  }
  if (text(params, 'triggerPrice') === undefined) throw missing('triggerprice');
  const rises = type.startsWith('STOP') === (params['side'] === 'BUY');
  return { trigger: { price: needDecimal(params, 'triggerPrice'), direction: rises ? 'up' : 'down', by } };
}
