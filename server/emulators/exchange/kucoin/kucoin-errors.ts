/** KuCoin's codes and its envelope: `200000` with `data`, anything else with `msg`; spot and futures number their own. */
import type { MarketType } from '../core/exchange-market.ts';
import type { RefusalReason } from '../core/refusal.ts';
import { answer, type Answer, NativeRefusal } from '../door/dialect.ts';

export interface NativeError {
  readonly code: string;
  readonly msg: string;
}

const error = (code: string, msg: string): NativeError => ({ code, msg });

/** The body of an answer that went well. */
export const ok = (data: unknown): unknown => ({ code: '200000', data });

export const refusedAnswer = (native: NativeError, status = 200): Answer => answer(status, native);

export const refusal = (native: NativeError, status = 200): NativeRefusal => new NativeRefusal(status, native);

export function throwError(native: NativeError, status = 200): never {
  throw refusal(native, status);
}

const HTTP_BAD_REQUEST = 400;

export const wrongParameter = (name: string): NativeRefusal =>
  refusal(error('400100', `Parameter ${name} is invalid`), HTTP_BAD_REQUEST);

export const missingParameter = (name: string): NativeRefusal =>
  refusal(error('400100', `Parameter ${name} can not be empty`), HTTP_BAD_REQUEST);

export const ERRORS = {
  headers: error(
    '400001',
    'Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE',
  ),
  timestamp: error('400002', 'Invalid KC-API-TIMESTAMP'),
  key: error('400003', 'KC-API-KEY not exists'),
  passphrase: error('400004', 'Invalid KC-API-PASSPHRASE'),
  signature: error('400005', 'Invalid KC-API-SIGN'),
  address: error('400006', 'The requested ip address is not in the api whitelist'),
  permission: error('400007', 'Access denied, require more permission.'),
  tooMany: error('429000', 'Too many requests in a short period of time, please retry later'),
  maintenance: error('503', 'Service unavailable'),
  internal: error('500000', 'Internal Server Error'),
  route: error('404000', 'Url Not Found'),
  spotSymbol: error('400600', 'validation.createOrder.symbolNotAvailable'),
  futuresSymbol: error('100003', 'Contract parameter invalid'),
  spotOrder: error('400100', 'order not exist.'),
  spotCancel: error('400100', 'order_not_exist_or_not_allow_to_cancel'),
  futuresOrder: error('100001', 'error.getOrder.orderNotExist'),
  futuresCancel: error('100004', 'The order cannot be canceled'),
  leverageMissing: error('100001', 'Leverage parameter cannot be empty.'),
  leverageTooHigh: error('300016', 'The leverage cannot be greater than the maximum of the contract.'),
  marginMode: error('330005', "The order's margin mode does not match the selected one. Please switch and try again."),
  positionMode: error(
    '330012',
    'Your order is in One-Way Mode, while your account is in Hedge Mode, or the other way round.',
  ),
  noPosition: error('300009', 'No open positions to close.'),
  modeBlocked: error('330002', 'Open orders or positions exist. Please close them before switching.'),
} as const;

type Refusals = Readonly<Record<RefusalReason, NativeError>>;

const SPOT: Refusals = {
  market_closed: error('400200', 'Forbidden to place an order'),
  no_price: error('400370', 'The price is out of range'),
  terms_invalid: error('400100', 'Parameter error'),
  quantity_step: error('400100', 'Order size increment invalid.'),
  quantity_min: error('400100', 'Order size below the minimum requirement.'),
  quantity_max: error('400100', 'Order size exceeds the upper limit.'),
  price_tick: error('400100', 'Price increment invalid.'),
  price_missing: error('400100', 'Parameter price can not be empty'),
  notional_min: error('600101', 'The order funds should more then 5 USDT.'),
  trigger_at_once: error('400100', 'The stop price has been reached'),
  post_only_would_cross: error('400200', 'The order would be a taker'),
  reduce_only: ERRORS.noPosition,
  position_side: ERRORS.positionMode,
  funds: error('200004', 'Balance insufficient!'),
  margin: error('200004', 'Balance insufficient!'),
  client_id_duplicate: error('400100', 'The clientOid was already used: clientOid already exists'),
  open_orders_max: error('200009', 'Too many active orders'),
  order_unknown: ERRORS.spotOrder,
  order_closed: ERRORS.spotCancel,
  amend_no_change: error('400100', 'No change of the order'),
  amend_below_filled: error('400100', 'The new size is not more than what was filled'),
  leverage_invalid: ERRORS.leverageTooHigh,
  mode_unchanged: ERRORS.modeBlocked,
  mode_blocked_by_position: ERRORS.modeBlocked,
  mode_blocked_by_orders: ERRORS.modeBlocked,
};

const FUTURES: Refusals = {
  ...SPOT,
  market_closed: error('300000', 'The contract is not open for trading'),
  no_price: error('300012', 'The price deviates from the market'),
  terms_invalid: error('300000', 'Order parameters invalid'),
  quantity_step: error('300000', 'The quantity is no multiple of the lot size'),
  quantity_min: error('300000', 'The quantity is below the minimum requirement.'),
  quantity_max: error('300000', 'The quantity exceeds the maximum requirement.'),
  price_tick: error('300000', 'The price is no multiple of the tick size'),
  price_missing: error('300000', 'The price is missing'),
  notional_min: error('300000', 'The order is worth too little'),
  open_orders_max: error('300001', 'Too many open orders'),
  trigger_at_once: error('300000', 'The stop price has been reached'),
  funds: error('300003', 'Balance not enough, please first deposit.'),
  margin: error('300003', 'Balance not enough, please first deposit.'),
  client_id_duplicate: error('300018', 'clientOid parameter repeated'),
  order_unknown: ERRORS.futuresOrder,
  order_closed: ERRORS.futuresCancel,
};

/** Why an order or a setting is refused, in KuCoin's words. */
export const REFUSALS: Readonly<Record<MarketType, Refusals>> = { spot: SPOT, swap: FUTURES };
