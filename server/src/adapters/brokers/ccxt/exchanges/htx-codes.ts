/** HTX's answer codes: words on spot (`err-code`), numbers on swaps (`code`, `err_code`, or inside `data.errors`). */
import { field, type NativeCode, type NativeCodes, textField, verdictsOf } from '../native-codes.ts';

export const HTX_CODES: NativeCodes = {
  read: readHtx,
  verdicts: verdictsOf({
    refused: `1013 1034 1036 1039 1041 1047 1048 1051 1066 1067 1094 1303 1461 invalid-amount invalid-symbol
      base-symbol-error account-frozen-balance-insufficient-error
      account-frozen-account-inexistent-error order-limitorder-amount-min-error order-limitorder-amount-max-error
      order-marketorder-amount-min-error order-marketorder-amount-max-error order-marketorder-amount-buy-max-error
      order-marketorder-amount-sell-max-error order-limitorder-price-min-error order-limitorder-price-max-error
      order-limitorder-price-buy-min-error order-limitorder-price-buy-max-error order-limitorder-price-sell-min-error
      order-limitorder-price-sell-max-error order-stop-order-hit-trigger order-value-min-error order-invalid-price
      order-holding-limit-failed order-orderprice-precision-error order-orderamount-precision-error
      order-amount-over-limit order-etp-nav-price-min-error order-etp-nav-price-max-error order-type-invalid
      order-trade-limit-error validation-format-error validation-constraints-required bad-request`,
    credentials: `403 1003 1010 1220 api-signature-check-failed api-signature-not-valid api-not-support-temp-addr
      api-key-invalid login-required`,
    rate: 'base-request-exceed-frequency-limit rate-too-many-requests',
    maintenance: 'system-maintenance',
    closed: 'base-symbol-trade-disabled symbol-trade-not-open-now',
    duplicate: 'order-client-order-id-duplicate client-order-id-duplicate order-duplicate',
    unknown: 'timeout gateway-internal-error order-update-error 1000 1001 1002',
    no_order: `1017 1061 order-orderstate-error order-queryorder-invalid base-record-invalid state:-1 state:0 state:5
      state:6 state:7`,
    cancel_pending: 'state:10',
  }),
};

/** What a cancel by our id answers in place of an error: how the order stands already. */
const CANCEL_STATES = new Set(['-1', '0', '5', '6', '7', '10']);

function readHtx(body: unknown): readonly NativeCode[] {
  const status = textField(body, 'status');
  if (status === 'error') return oneCode(textField(body, 'err-code') ?? textField(body, 'err_code'), messageOf(body));
  const data = field(body, 'data');
  const errors = field(data, 'errors');
  const [failed] = Array.isArray(errors) ? (errors as readonly unknown[]) : [];
  if (failed !== undefined) return oneCode(textField(failed, 'err_code'), messageOf(failed));
  const state = textField(body, 'data');
  if (status === 'ok' && state !== undefined && CANCEL_STATES.has(state)) return oneCode(`state:${state}`, '');
  const code = textField(body, 'code');
  return code === undefined || code === '200' ? [] : oneCode(code, messageOf(body));
}

const oneCode = (code: string | undefined, message: string): readonly NativeCode[] =>
  code === undefined ? [] : [{ code, message }];

const messageOf = (body: unknown): string =>
  textField(body, 'err-msg') ?? textField(body, 'err_msg') ?? textField(body, 'message') ?? '';
