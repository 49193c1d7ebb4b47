/** Bybit's codes: 10xxx at the door, 110xxx for derivatives, 170xxx for spot; every answer has the same envelope. */
import type { MarketType } from '../core/exchange-market.ts';
import type { RefusalReason } from '../core/refusal.ts';
import { answer, type Answer, NativeRefusal } from '../door/dialect.ts';

export interface NativeError {
  readonly retCode: number;
  readonly retMsg: string;
}

const error = (retCode: number, retMsg: string): NativeError => ({ retCode, retMsg });

export const envelope = (time: number, result: unknown, retExtInfo: unknown = {}): unknown => ({
  retCode: 0,
  retMsg: 'OK',
  result,
  retExtInfo,
  time,
});

const refusalBody = (native: NativeError): unknown => ({ ...native, result: {}, retExtInfo: {}, time: Date.now() });

export const refusedAnswer = (native: NativeError, status = 200): Answer => answer(status, refusalBody(native));

/** To be thrown: the request, or one order of it, is refused. */
export const refusal = (native: NativeError): NativeRefusal => new NativeRefusal(200, refusalBody(native));

export function throwError(native: NativeError): never {
  throw refusal(native);
}

/** A parameter that is missing, of a wrong value, or not known to this call. */
export const wrongParameter = (what: string): NativeRefusal => refusal(error(10_001, `params error: ${what}`));

export const ERRORS = {
  timestamp: error(10_002, 'invalid request, please check your server timestamp or recv_window param.'),
  keyUnknown: error(10_003, 'API key is invalid.'),
  signature: error(10_004, 'error sign! please check your signature generation algorithm.'),
  permission: error(10_005, 'Permission denied, please check your API key permissions.'),
  tooMany: error(10_006, 'Too many visits. Exceeded the API Rate Limit.'),
  address: error(10_010, 'Unmatched IP, please check your API key’s bound IP addresses.'),
  internal: error(10_016, 'Server error.'),
  path: error(10_017, 'Route not found.'),
  ipLimit: error(10_018, 'Exceeded the IP Rate Limit.'),
  unchanged: error(10_001, 'The order remains unchanged as the parameters entered match the existing ones.'),
  positionMode: error(10_001, 'position idx not match position mode'),
  zeroPosition: error(10_001, 'can not set tp/sl/ts for zero position'),
  leverageHigh: error(110_013, 'cannot set leverage due to risk limit'),
  positionModeHeld: error(110_024, 'You have an existing position, so the position mode cannot be switched.'),
  positionModeSame: error(110_025, 'Position mode is not modified.'),
  positionModeOrders: error(110_028, 'You have existing open orders, so the position mode cannot be switched.'),
  leverageSame: error(110_043, 'leverage not modified'),
  marginMode: error(110_073, 'Set margin mode failed'),
  risesAlready: error(110_092, 'expect Rising, but trigger_price <= current'),
  fallsAlready: error(110_093, 'expect Falling, but trigger_price >= current'),
  marginTrading: error(170_036, "You haven't enabled Cross Margin Trading yet."),
  orderFilter: error(170_202, 'Invalid orderFilter parameter.'),
} as const;

export const SYMBOL_UNKNOWN: Readonly<Record<MarketType, NativeError>> = {
  spot: error(170_121, 'Invalid symbol.'),
  swap: error(10_001, 'symbol invalid'),
};

export const ORDER_UNKNOWN: Readonly<Record<MarketType, NativeError>> = {
  spot: error(170_213, 'Order does not exist.'),
  swap: error(110_001, 'order not exists or too late to cancel'),
};

const SWAP: Readonly<Record<RefusalReason, NativeError>> = {
  market_closed: error(110_066, 'Trading is currently not allowed.'),
  no_price: error(110_003, 'Order price exceeds the allowable range.'),
  terms_invalid: error(10_001, 'params error'),
  quantity_step: error(10_001, 'Qty invalid'),
  quantity_min: error(10_001, 'The number of contracts exceeds minimum limit allowed'),
  quantity_max: error(10_001, 'The number of contracts exceeds maximum limit allowed: too large'),
  price_tick: error(10_001, 'price invalid'),
  price_missing: error(10_001, 'params error: price'),
  notional_min: error(110_094, 'Order does not meet minimum order value 5USDT'),
  trigger_at_once: ERRORS.risesAlready,
  post_only_would_cross: error(10_001, 'params error: timeInForce'),
  reduce_only: error(110_017, 'current position is zero, cannot fix reduce-only order qty'),
  position_side: ERRORS.positionMode,
  funds: error(110_007, 'ab not enough for new order'),
  margin: error(110_007, 'ab not enough for new order'),
  client_id_duplicate: error(110_072, 'OrderLinkedID is duplicate'),
  open_orders_max: error(110_020, 'You cannot have more than 500 active orders.'),
  order_unknown: ORDER_UNKNOWN.swap,
  order_closed: ORDER_UNKNOWN.swap,
  amend_no_change: ERRORS.unchanged,
  amend_below_filled: error(
    110_064,
    'The number of contracts modified cannot be less than or equal to the filled quantity.',
  ),
  leverage_invalid: ERRORS.leverageHigh,
  mode_unchanged: ERRORS.positionModeSame,
  mode_blocked_by_position: ERRORS.positionModeHeld,
  mode_blocked_by_orders: ERRORS.positionModeOrders,
};

/** Why an order or a setting is refused, in Bybit's words for that side. */
export const REFUSALS: Readonly<Record<MarketType, Readonly<Record<RefusalReason, NativeError>>>> = {
  swap: SWAP,
  spot: {
    ...SWAP,
    market_closed: error(170_157, 'The trading pair is not available for API trading.'),
    quantity_step: error(170_137, 'Order quantity has too many decimals.'),
    quantity_min: error(170_136, 'Order quantity exceeded lower limit.'),
    quantity_max: error(170_135, 'Order quantity exceeded upper limit.'),
    price_tick: error(170_134, 'Order price has too many decimals.'),
    price_missing: error(170_105, "Parameter 'price' was empty."),
    notional_min: error(170_140, 'Order value exceeded lower limit.'),
    funds: error(170_131, 'Insufficient balance.'),
    margin: error(170_131, 'Insufficient balance.'),
    client_id_duplicate: error(170_141, 'Duplicate clientOrderId'),
    order_unknown: ORDER_UNKNOWN.spot,
    order_closed: ORDER_UNKNOWN.spot,
  },
};
