/** Binance's native refusals: codes, texts and HTTP statuses, for spot and for USD-M futures. */
import type { RefusalReason } from '../core/refusal.ts';
import { NativeRefusal } from '../door/dialect.ts';

export interface NativeError {
  readonly code: number;
  readonly msg: string;
}

const error = (code: number, msg: string): NativeError => ({ code, msg });

/** The refusal, to be thrown. */
export function refusal(code: number, msg: string, status = 400): NativeRefusal {
  return new NativeRefusal(status, error(code, msg));
}

export const ERRORS = {
  symbol: error(-1121, 'Invalid symbol.'),
  side: error(-1117, 'Invalid side.'),
  orderType: error(-1116, 'Invalid orderType.'),
  timeInForce: error(-1115, 'Invalid timeInForce.'),
  cancelUnknown: error(-2011, 'Unknown order sent.'),
  orderUnknown: error(-2013, 'Order does not exist.'),
  keyFormat: error(-2014, 'API-key format invalid.'),
  keyUnknown: error(-2015, 'Invalid API-key, IP, or permissions for action.'),
  signature: error(-1022, 'Signature for this request is not valid.'),
  timestampOld: error(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  timestampAhead: error(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
} as const;

/** Throws the native error. */
export function throwError({ code, msg }: NativeError, status = 400): never {
  throw refusal(code, msg, status);
}

export function missing(name: string): NativeRefusal {
  return refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

export function eitherMissing(name: string, other: string): NativeRefusal {
  return refusal(-1102, `Param '${name}' or '${other}' must be sent, but both were empty/null!`);
}

export function notRequired(name: string): NativeRefusal {
  return refusal(-1106, `Parameter '${name}' sent when not required.`);
}

export function illegal(name: string, legal: string): NativeRefusal {
  return refusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '${legal}'.`);
}

/** The spot side's words for what the exchange refuses. */
export const SPOT_REFUSALS: Readonly<Record<RefusalReason, NativeError>> = {
  market_closed: error(-1013, 'Market is closed.'),
  no_price: error(-1013, 'Filter failure: PERCENT_PRICE_BY_SIDE'),
  terms_invalid: error(-1106, 'Parameter sent when not required.'),
  quantity_step: error(-1013, 'Filter failure: LOT_SIZE'),
  quantity_min: error(-1013, 'Filter failure: LOT_SIZE'),
  quantity_max: error(-1013, 'Filter failure: LOT_SIZE'),
  price_tick: error(-1013, 'Filter failure: PRICE_FILTER'),
  price_missing: error(-1102, "Mandatory parameter 'price' was not sent, was empty/null, or malformed."),
  notional_min: error(-1013, 'Filter failure: NOTIONAL'),
  trigger_at_once: error(-2010, 'Order would trigger immediately.'),
  post_only_would_cross: error(-2010, 'Order would immediately match and take.'),
  reduce_only: error(-2010, 'This action is disabled on this account.'),
  position_side: error(-2010, 'This action is disabled on this account.'),
  funds: error(-2010, 'Account has insufficient balance for requested action.'),
  margin: error(-2010, 'Account has insufficient balance for requested action.'),
  client_id_duplicate: error(-2010, 'Duplicate order sent.'),
  open_orders_max: error(-1013, 'Filter failure: MAX_NUM_ORDERS'),
  order_unknown: ERRORS.cancelUnknown,
  order_closed: ERRORS.cancelUnknown,
  amend_no_change: error(-2038, 'The order amend request was rejected: no change.'),
  amend_below_filled: error(-2038, 'The order amend request was rejected: quantity.'),
  leverage_invalid: error(-1102, "Mandatory parameter 'leverage' was not sent, was empty/null, or malformed."),
  mode_unchanged: error(-4059, 'No need to change position side.'),
  mode_blocked_by_position: error(-4068, 'Position side cannot be changed if there exists position.'),
  mode_blocked_by_orders: error(-4067, 'Position side cannot be changed if there exists open orders.'),
};

/** The futures side's words; a minimum value is told with its number. */
export const FUTURES_REFUSALS: Readonly<Record<RefusalReason, NativeError>> = {
  market_closed: error(-4140, 'Invalid symbol status for opening position.'),
  no_price: error(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit."),
  terms_invalid: error(-1106, 'Parameter sent when not required.'),
  quantity_step: error(-1111, 'Precision is over the maximum defined for this asset.'),
  quantity_min: error(-4003, 'Quantity less than or equal to zero.'),
  quantity_max: error(-4005, 'Quantity greater than max quantity.'),
  price_tick: error(-4014, 'Price not increased by tick size.'),
  price_missing: error(-1102, "Mandatory parameter 'price' was not sent, was empty/null, or malformed."),
  notional_min: error(-4164, "Order's notional must be no smaller than 5 (unless you choose reduce only)."),
  trigger_at_once: error(-2021, 'Order would immediately trigger.'),
  post_only_would_cross: error(
    -5022,
    'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history',
  ),
  reduce_only: error(-2022, 'ReduceOnly Order is rejected.'),
  position_side: error(-4061, "Order's position side does not match user's setting."),
  funds: error(-2019, 'Margin is insufficient.'),
  margin: error(-2019, 'Margin is insufficient.'),
  client_id_duplicate: error(-4116, 'ClientOrderId is duplicated.'),
  open_orders_max: error(-2025, 'Reach max open order limit.'),
  order_unknown: ERRORS.cancelUnknown,
  order_closed: ERRORS.cancelUnknown,
  amend_no_change: error(-5027, 'No need to modify the order.'),
  amend_below_filled: error(-4003, 'Quantity less than or equal to zero.'),
  leverage_invalid: error(-4028, 'Leverage is not valid'),
  mode_unchanged: error(-4059, 'No need to change position side.'),
  mode_blocked_by_position: error(-4068, 'Position side cannot be changed if there exists position.'),
  mode_blocked_by_orders: error(-4067, 'Position side cannot be changed if there exists open orders.'),
};
