/** Coinbase's answer codes: words, in whichever field the endpoint uses for them; several say success in the envelope. */
import { field, type NativeCode, type NativeCodes, textField, verdictsOf } from '../native-codes.ts';

export const COINBASE_CODES: NativeCodes = {
  read: readCoinbase,
  verdicts: verdictsOf({
    refused: `INSUFFICIENT_FUND PREVIEW_INSUFFICIENT_FUND PREVIEW_INSUFFICIENT_FUNDS_FOR_FUTURES UNSUPPORTED_ORDER_CONFIGURATION
      UNSUPPORTED_ORDER_TYPE INVALID_ARGUMENT INVALID_SIDE INVALID_SIZE_PRECISION INVALID_PRICE_PRECISION INVALID_PRODUCT_ID
      INVALID_LIMIT_PRICE INVALID_LIMIT_PRICE_POST_ONLY INVALID_LIMIT_PRICE_FOK INVALID_NO_LIQUIDITY INVALID_REQUEST
      INVALID_ORDERBOOK INVALID_STOP_PRICE INVALID_STOP_PRICE_BELOW_LAST_TRADE_PRICE INVALID_SIZE_TOO_SMALL
      PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE PREVIEW_INVALID_LIMIT_PRICE
      PREVIEW_INVALID_PRICE_PRECISION PREVIEW_INVALID_QUOTE_SIZE_PRECISION PREVIEW_INVALID_BASE_SIZE_PRECISION
      PREVIEW_INVALID_BASE_SIZE_TOO_SMALL PREVIEW_INVALID_BASE_SIZE_TOO_LARGE PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL
      PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE PREVIEW_LIMIT_PRICE_TOO_FAR_FROM_MARKET       PREVIEW_INVALID_LEVERAGE PREVIEW_INVALID_PRODUCT_ID MAX_ORDER_SIZE POST_ONLY_NOT_ALLOWED_WITH_FOK
      INELIGIBLE_PAIR COMMANDER_REJECTED_NEW_ORDER INVALID_CANCEL_REQUEST
      COMMANDER_REJECTED_CANCEL_ORDER INVALID_EDITED_SIZE INVALID_EDITED_PRICE CANNOT_EDIT_TO_BELOW_FILLED_SIZE
      EDIT_NOT_ALLOWED ORDER_TYPE_NOT_SUPPORTED_FOR_EDIT`,
    credentials: `PERMISSION_DENIED UNAUTHENTICATED unauthorized invalid_token revoked_token expired_token invalid_scope
      authentication_error USER_NOT_AUTHORIZED`,
    rate: 'rate_limit_exceeded resource_exhausted RATE_LIMIT_EXCEEDED',
    clock: 'request_timestamp_expired',
    unknown: `internal_server_error INTERNAL UNKNOWN UNAVAILABLE DEADLINE_EXCEEDED UNKNOWN_FAILURE_REASON
      UNKNOWN_CANCEL_FAILURE_REASON`,
    no_order: 'NOT_FOUND not_found UNKNOWN_CANCEL_ORDER CANCEL_ORDER_NOT_FOUND ORDER_NOT_FOUND ORDER_IS_FULLY_FILLED',
    cancel_pending: 'DUPLICATE_CANCEL_REQUEST',
    closed: 'PREVIEW_PRODUCT_NOT_TRADABLE UNTRADABLE_PRODUCT ORDER_ENTRY_DISABLED',
    duplicate: 'DUPLICATE_CLIENT_ORDER_ID',
  }),
  texts: [
    { says: 'order with this orderID was not found', verdict: 'no_order', code: 'NOT_FOUND' },
    { says: 'request timestamp expired', verdict: 'clock', code: 'request_timestamp_expired' },
  ],
};

const REASON_FIELDS = [
  'preview_failure_reason',
  'new_order_failure_reason',
  'edit_failure_reason',
  'failure_reason',
  'error',
] as const;

function readCoinbase(body: unknown): readonly NativeCode[] {
  const listed = firstOf(field(body, 'results')) ?? firstOf(field(body, 'errors'));
  const candidates = [field(body, 'error_response'), listed, body];
  const found: NativeCode[] = [];
  for (const candidate of candidates) {
    if (field(candidate, 'success') === true) continue;
    for (const name of [...REASON_FIELDS, 'id']) {
      const code = candidate === body && name === 'id' ? undefined : textField(candidate, name);
      if (code === undefined || code.startsWith('UNKNOWN_FAILURE_REASON')) continue;
      found.push({ code, message: textField(candidate, 'message') ?? textField(candidate, 'error_details') ?? '' });
    }
  }
  return found;
}

const firstOf = (list: unknown): unknown => (Array.isArray(list) ? (list as readonly unknown[])[0] : undefined);
