/** HTX's refusals: words (`err-code`) on spot, numbers (`code`) on swaps; each market has an envelope of its own. */
import type { MarketType } from '../core/exchange-market.ts';
import type { RefusalReason } from '../core/refusal.ts';
import { answer, type Answer, NativeRefusal } from '../door/dialect.ts';

export interface NativeError {
  readonly code: string;
  readonly message: string;
}

const error = (code: string, message: string): NativeError => ({ code, message });

export const spotOk = (data: unknown): unknown => ({ status: 'ok', data });
export const swapOk = (data: unknown, ts: number): unknown => ({ code: 200, message: 'Success', data, ts });

/** The body of a refusal, as the market's own protocol writes it. */
export function refusalBody(type: MarketType, { code, message }: NativeError): unknown {
  if (type === 'spot') return { status: 'error', 'err-code': code, 'err-msg': message, data: null };
  return { code: Number(code), message, data: null, ts: Date.now() };
}

export const refusedAnswer = (type: MarketType, native: NativeError, status = 200): Answer =>
  answer(status, refusalBody(type, native));

/** Carries its code along, for lists in which each order is answered by itself. */
export class HtxRefusal extends NativeRefusal {
  readonly native: NativeError;

  constructor(type: MarketType, native: NativeError) {
    super(200, refusalBody(type, native));
    this.native = native;
  }
}

export function throwError(type: MarketType, native: NativeError): never {
  throw new HtxRefusal(type, native);
}

export const wrongParameter = (type: MarketType, name: string): HtxRefusal =>
  new HtxRefusal(
    type,
    type === 'spot'
      ? error('validation-format-error', `Invalid format of field: ${name}`)
      : error('1034', `Incorrect field of order: ${name}`),
  );

export const missingParameter = (type: MarketType, name: string): HtxRefusal =>
  new HtxRefusal(
    type,
    type === 'spot'
      ? error('validation-constraints-required', `Field is missing: ${name}`)
      : error('1034', `The field cannot be empty: ${name}`),
  );

export const ERRORS = {
  spotSignature: (why: string) => error('api-signature-not-valid', `Signature not valid: ${why}`),
  spotAddress: error('api-not-support-temp-addr', 'API key is not used from a bound IP address'),
  spotSymbol: error('base-symbol-error', 'The symbol is invalid'),
  spotOrder: error('base-record-invalid', 'record invalid'),
  spotState: error('order-orderstate-error', 'Incorrect order state'),
  spotAccount: error('account-frozen-account-inexistent-error', 'account for id `0` and user id `0` does not exist'),
  swapKey: error('403', 'Incorrect Access key [Access key错误]'),
  swapPermission: error('403', 'Insufficient permissions of the access key'),
  swapSignature: error('1003', 'invalid signature'),
  swapSymbol: error('1013', 'This contract symbol doesnt exist.'),
  swapOrder: error('1061', 'This order doesnt exist.'),
  swapNoOrders: error('1051', 'No orders to cancel.'),
  swapMode: error('1036', 'Incorrect field of position side.'),
  swapBlocked: error('1461', 'Current positions or orders forbid this change.'),
  swapLeverage: error('1094', 'The leverage is not valid.'),
  spotInterval: error('invalid-interval', 'The date between start date and end date is greater than 2 days'),
  tooMany: error('base-request-exceed-frequency-limit', 'request exceed frequency limit'),
  maintenance: error('system-maintenance', 'System is in maintenance!'),
  internal: error('gateway-internal-error', 'No response from the gateway'),
} as const;

type Refusals = Readonly<Record<RefusalReason, NativeError>>;

const SPOT: Refusals = {
  market_closed: error('base-symbol-trade-disabled', 'Trading is disabled for this symbol'),
  no_price: error('order-invalid-price', 'invalid price'),
  terms_invalid: error('order-type-invalid', 'order type invalid'),
  quantity_step: error('order-orderamount-precision-error', 'order amount precision error'),
  quantity_min: error('order-limitorder-amount-min-error', 'limit order amount error, min: `0.00001`'),
  quantity_max: error('order-limitorder-amount-max-error', 'limit order amount error, max'),
  price_tick: error('order-orderprice-precision-error', 'order price precision error'),
  price_missing: error('validation-constraints-required', 'Field is missing: price'),
  notional_min: error('order-value-min-error', 'Order total cannot be lower than: 5'),
  trigger_at_once: error('order-stop-order-hit-trigger', 'Orders triggered immediately are not supported'),
  post_only_would_cross: error('order-invalid-price', 'The order would be a taker'),
  reduce_only: error('order-type-invalid', 'order type invalid'),
  position_side: error('order-type-invalid', 'order type invalid'),
  funds: error('account-frozen-balance-insufficient-error', 'trade account balance is not enough, left: `0`'),
  margin: error('account-frozen-balance-insufficient-error', 'trade account balance is not enough, left: `0`'),
  client_id_duplicate: error('order-client-order-id-duplicate', 'client-order-id has been duplicated'),
  open_orders_max: error('order-holding-limit-failed', 'Too many open orders'),
  order_unknown: ERRORS.spotOrder,
  order_closed: ERRORS.spotState,
  amend_no_change: ERRORS.spotState,
  amend_below_filled: ERRORS.spotState,
  leverage_invalid: ERRORS.swapLeverage,
  mode_unchanged: ERRORS.swapBlocked,
  mode_blocked_by_position: ERRORS.swapBlocked,
  mode_blocked_by_orders: ERRORS.swapBlocked,
};

const SWAP: Refusals = {
  ...SPOT,
  market_closed: error('1013', 'This contract is not open for trading.'),
  no_price: error('1039', 'Buy price must be lower than the limit.'),
  terms_invalid: error('1034', 'Incorrect field of order.'),
  quantity_step: error('1034', 'Incorrect field of volume.'),
  quantity_min: error('1034', 'Incorrect field of volume.'),
  quantity_max: error('1041', 'The order amount exceeds the limit.'),
  price_tick: error('1034', 'Incorrect field of price.'),
  price_missing: error('1034', 'The price cannot be empty.'),
  notional_min: error('1034', 'Incorrect field of volume.'),
  trigger_at_once: error('1034', 'The trigger price has been reached.'),
  reduce_only: error('1048', 'Insufficient close amount available.'),
  position_side: ERRORS.swapMode,
  funds: error('1047', 'Insufficient margin available.'),
  margin: error('1047', 'Insufficient margin available.'),
  client_id_duplicate: error('1067', 'The client_order_id field is invalid.'),
  open_orders_max: error('1034', 'Too many open orders.'),
  order_unknown: ERRORS.swapOrder,
  order_closed: ERRORS.swapOrder,
};

export const REFUSALS: Readonly<Record<MarketType, Refusals>> = { spot: SPOT, swap: SWAP };
