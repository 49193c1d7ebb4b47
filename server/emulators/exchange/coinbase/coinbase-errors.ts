/**
 * Coinbase's words for what is wrong. An order that is refused comes with status 200 and `success: false`; everything else has
 * a status of its own and `error`; calls of the second version have a list `errors`.
 */
import type { RefusalReason } from '../core/refusal.ts';
import { answer, type Answer, NativeRefusal } from '../door/dialect.ts';

export interface NativeError {
  readonly error: string;
  readonly details: string;
}

const HTTP_BAD_REQUEST = 400;
const HTTP_NOT_FOUND = 404;

const error = (code: string, details: string): NativeError => ({ error: code, details });

export const ERRORS = {
  permission: error('PERMISSION_DENIED', 'Missing required scopes'),
  order: error('NOT_FOUND', 'order with this orderID was not found'),
  product: error('INVALID_ARGUMENT', 'ProductID is invalid'),
  portfolio: error('NOT_FOUND', 'portfolio not found'),
  account: error('NOT_FOUND', 'account not found'),
  position: error('NOT_FOUND', 'position not found'),
  route: error('NOT_FOUND', 'route not found'),
  tooMany: error('rate_limit_exceeded', 'Too many requests'),
  maintenance: error('UNAVAILABLE', 'Service is temporarily unavailable'),
  internal: error('INTERNAL', 'Something went wrong'),
} as const;

/** What the gateway says to a request it does not know the sender of. */
export const UNAUTHORIZED: Answer = answer(401, 'Unauthorized\n');

export const refusedAnswer = ({ error: code, details }: NativeError, status: number): Answer =>
  answer(status, { error: code, error_details: details, message: details });

export const versionTwoRefusal = (status: number, id: string, message: string): Answer =>
  answer(status, { errors: [{ id, message }] });

const refusal = (native: NativeError, status: number): NativeRefusal =>
  new NativeRefusal(status, refusedAnswer(native, status).body);

export const wrongParameter = (name: string): NativeRefusal =>
  refusal(error('INVALID_ARGUMENT', `${name} is invalid`), HTTP_BAD_REQUEST);

export const missingParameter = (name: string): NativeRefusal =>
  refusal(error('INVALID_ARGUMENT', `${name} is required`), HTTP_BAD_REQUEST);

export function throwNotFound(native: NativeError): never {
  throw refusal(native, HTTP_NOT_FOUND);
}

export function throwInvalid(native: NativeError): never {
  throw refusal(native, HTTP_BAD_REQUEST);
}

/** Why an order is not taken: what the preview says of it, or what the order itself is refused with. */
export interface OrderFailure {
  readonly error: string;
  readonly message: string;
  readonly preview: string;
}

const NO_PREVIEW = 'UNKNOWN_PREVIEW_FAILURE_REASON';

export const inPreview = (preview: string, message = ''): OrderFailure => ({
  error: 'UNKNOWN_FAILURE_REASON',
  message,
  preview: `PREVIEW_${preview}`,
});

export const inOrder = (code: string, message = ''): OrderFailure => ({ error: code, message, preview: NO_PREVIEW });

/** Thrown while an order is read or placed; its caller answers with the order that was sent. */
export class OrderRefused extends Error {
  override readonly name = 'OrderRefused';
  readonly failure: OrderFailure;

  constructor(failure: OrderFailure) {
    super(failure.error);
    this.failure = failure;
  }
}

/** The body of a refused order. */
export const failedOrder = ({ error: code, message, preview }: OrderFailure, configuration: unknown): unknown => ({
  success: false,
  failure_reason: 'UNKNOWN_FAILURE_REASON',
  order_id: '',
  error_response: {
    error: code,
    message,
    error_details: '',
    preview_failure_reason: preview,
    new_order_failure_reason: code,
  },
  order_configuration: configuration,
});

const FUNDS: OrderFailure = {
  error: 'INSUFFICIENT_FUND',
  message: 'Insufficient balance in source account',
  preview: 'PREVIEW_INSUFFICIENT_FUND',
};
const POSITION = inOrder('INVALID_REQUEST', 'no position to close');
const NOT_OPEN = inOrder('INVALID_REQUEST', 'the order is not open');
const MODE = inOrder('INVALID_REQUEST', 'the margin type does not match the open position');

/** Why an order is refused, in Coinbase's words. A duplicate id is no refusal there. */
export const REFUSALS: Readonly<Record<RefusalReason, OrderFailure>> = {
  market_closed: inPreview('PRODUCT_NOT_TRADABLE'),
  no_price: inPreview('INVALID_ORDERBOOK'),
  terms_invalid: inOrder('UNSUPPORTED_ORDER_CONFIGURATION'),
  quantity_step: inPreview('INVALID_BASE_SIZE_PRECISION'),
  quantity_min: inPreview('INVALID_BASE_SIZE_TOO_SMALL'),
  quantity_max: inPreview('INVALID_BASE_SIZE_TOO_LARGE'),
  price_tick: inPreview('INVALID_PRICE_PRECISION'),
  price_missing: inPreview('INVALID_LIMIT_PRICE'),
  notional_min: inPreview('INVALID_QUOTE_SIZE_TOO_SMALL'),
  trigger_at_once: inPreview('STOP_PRICE_ABOVE_LAST_TRADE_PRICE'),
  post_only_would_cross: inOrder('INVALID_LIMIT_PRICE_POST_ONLY'),
  reduce_only: POSITION,
  position_side: POSITION,
  funds: FUNDS,
  margin: FUNDS,
  client_id_duplicate: inOrder('DUPLICATE_CLIENT_ORDER_ID'),
  open_orders_max: inOrder('INVALID_REQUEST', 'too many open orders'),
  order_unknown: NOT_OPEN,
  order_closed: NOT_OPEN,
  amend_no_change: inOrder('INVALID_REQUEST', 'nothing would change'),
  amend_below_filled: inOrder('CANNOT_EDIT_TO_BELOW_FILLED_SIZE'),
  leverage_invalid: inPreview('INVALID_LEVERAGE'),
  mode_unchanged: MODE,
  mode_blocked_by_position: MODE,
  mode_blocked_by_orders: MODE,
};
