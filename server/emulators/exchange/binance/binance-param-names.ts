/**
 * The parameters that Binance's documents name for each route. What is not named is refused, so that a wish which the
 * exchange would drop is seen. Left out on purpose, because the emulator could not honor them: iceberg, pegged prices,
 * price match and orders that end at a date.
 */
import type { Route } from '../door/dialect.ts';

export const COMMON_PARAMS = ['timestamp', 'recvWindow', 'signature'] as const;

const PAGE = ['startTime', 'endTime', 'limit'] as const;
const NAMED = ['symbol', 'orderId', 'origClientOrderId'] as const;
const ALGO_NAMED = ['algoId', 'clientAlgoId', 'symbol'] as const;
const SPOT_ORDER = [
  'symbol',
  'side',
  'type',
  'timeInForce',
  'quantity',
  'quoteOrderQty',
  'price',
  'newClientOrderId',
  'strategyId',
  'strategyType',
  'stopPrice',
  'trailingDelta',
  'newOrderRespType',
  'selfTradePreventionMode',
] as const;
const FUTURES_ORDER = [
  'symbol',
  'side',
  'positionSide',
  'type',
  'timeInForce',
  'quantity',
  'reduceOnly',
  'price',
  'newClientOrderId',
  'newOrderRespType',
  'selfTradePreventionMode',
] as const;
const ALGO_ORDER = [
  'algoType',
  'symbol',
  'side',
  'positionSide',
  'type',
  'timeInForce',
  'quantity',
  'price',
  'triggerPrice',
  'workingType',
  'closePosition',
  'priceProtect',
  'reduceOnly',
  'activatePrice',
  'activationPrice',
  'callbackRate',
  'clientAlgoId',
  'newOrderRespType',
  'selfTradePreventionMode',
] as const;

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'POST /api/v3/order': SPOT_ORDER,
  'POST /api/v3/order/test': [...SPOT_ORDER, 'computeCommissionRates'],
  'POST /fapi/v1/order/test': FUTURES_ORDER,
  'GET /api/v3/order': NAMED,
  'DELETE /api/v3/order': [...NAMED, 'newClientOrderId', 'cancelRestrictions'],
  'POST /api/v3/order/cancelReplace': [
    ...SPOT_ORDER,
    'cancelReplaceMode',
    'cancelNewClientOrderId',
    'cancelOrigClientOrderId',
    'cancelOrderId',
    'cancelRestrictions',
    'orderRateLimitExceededMode',
  ],
  'PUT /api/v3/order/amend/keepPriority': [...NAMED, 'newClientOrderId', 'newQty'],
  'GET /api/v3/openOrders': ['symbol'],
  'DELETE /api/v3/openOrders': ['symbol'],
  'GET /api/v3/allOrders': ['symbol', 'orderId', ...PAGE],
  'GET /api/v3/myTrades': ['symbol', 'orderId', 'fromId', ...PAGE],
  'GET /api/v3/account': ['omitZeroBalances'],
  'POST /fapi/v1/order': FUTURES_ORDER,
  'PUT /fapi/v1/order': [...NAMED, 'side', 'quantity', 'price', 'priceMatch'],
  'GET /fapi/v1/order': NAMED,
  'DELETE /fapi/v1/order': NAMED,
  'POST /fapi/v1/batchOrders': ['batchOrders'],
  'PUT /fapi/v1/batchOrders': ['batchOrders'],
  'DELETE /fapi/v1/batchOrders': [
    'symbol',
    'orderIdList',
    'origClientOrderIdList',
    'orderidlist',
    'origclientorderidlist',
  ],
  'GET /fapi/v1/openOrders': ['symbol'],
  'GET /fapi/v1/openOrder': NAMED,
  'DELETE /fapi/v1/allOpenOrders': ['symbol'],
  'GET /fapi/v1/allOrders': ['symbol', 'orderId', ...PAGE],
  'POST /fapi/v1/algoOrder': ALGO_ORDER,
  'GET /fapi/v1/algoOrder': ALGO_NAMED,
  'DELETE /fapi/v1/algoOrder': ALGO_NAMED,
  'GET /fapi/v1/openAlgoOrders': ['symbol', 'algoType', 'algoId'],
  'DELETE /fapi/v1/algoOpenOrders': ['symbol'],
  'GET /fapi/v1/allAlgoOrders': ['symbol', 'algoId', 'page', ...PAGE],
  'GET /fapi/v1/userTrades': ['symbol', 'orderId', 'fromId', ...PAGE],
  'GET /fapi/v1/income': ['symbol', 'incomeType', 'page', ...PAGE],
  'POST /fapi/v1/leverage': ['symbol', 'leverage'],
  'POST /fapi/v1/marginType': ['symbol', 'marginType'],
  'POST /fapi/v1/positionSide/dual': ['dualSidePosition'],
};

/** The members of a batch take what a single order takes. */
export const BATCH_PARAMS: ReadonlySet<string> = new Set([...FUTURES_ORDER, ...NAMED]);

/** The routes with the names of their parameters. */
export function withParamNames(routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => {
    const params = NAMES[`${route.method} ${route.path}`];
    return params === undefined ? route : { ...route, params };
  });
}
