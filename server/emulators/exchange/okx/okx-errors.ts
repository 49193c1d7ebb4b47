/** OKX's codes: the envelope of every answer, the codes of single orders within it, and why the exchange refuses. */
import type { RefusalReason } from '../core/refusal.ts';
import { answer, type Answer, NativeRefusal } from '../door/dialect.ts';

export interface NativeError {
  readonly code: string;
  readonly msg: string;
}

const error = (code: string, msg: string): NativeError => ({ code, msg });

/** The body of an answer that went well. */
export const ok = (data: readonly unknown[]): unknown => ({ code: '0', msg: '', data });

/** The body of a refusal of a whole request. */
export const refusalBody = ({ code, msg }: NativeError): unknown => ({ code, msg, data: [] });

/** A refusal of a whole request. */
export const refusedAnswer = (native: NativeError, status = 200): Answer => answer(status, refusalBody(native));

/** To be thrown: the request, or one order of it, is refused. */
export const refusal = (native: NativeError, status = 200): NativeRefusal =>
  new NativeRefusal(status, refusalBody(native));

export function throwError(native: NativeError, status = 200): never {
  throw refusal(native, status);
}

/** A parameter of a wrong value, or one that this call does not have. */
export const wrongParameter = (name: string): NativeRefusal =>
  refusal(error('51000', `Parameter ${name} error`), HTTP_BAD_REQUEST);

export const missingParameter = (name: string): NativeRefusal =>
  refusal(error('50014', `Parameter ${name} cannot be empty.`), HTTP_BAD_REQUEST);

export const eitherParameter = (one: string, other: string): NativeRefusal =>
  refusal(error('50015', `Either parameter ${one} or ${other} is required.`), HTTP_BAD_REQUEST);

const HTTP_BAD_REQUEST = 400;

export const ERRORS = {
  json: error('50002', 'JSON syntax error'),
  contentType: error('50006', 'Invalid Content-Type. Please use "application/JSON".'),
  maintenance: error('50001', 'Service temporarily unavailable. Try again later.'),
  tooMany: error('50011', 'Too Many Requests'),
  internal: error('50026', 'System error. Try again later.'),
  timestampOld: error('50102', 'Timestamp request expired'),
  keyEmpty: error('50103', "Request header OK-ACCESS-KEY can't be empty."),
  passphraseEmpty: error('50104', "Request header OK-ACCESS-PASSPHRASE can't be empty."),
  passphrase: error('50105', 'Request header OK-ACCESS-PASSPHRASE incorrect.'),
  signatureEmpty: error('50106', "Request header OK-ACCESS-SIGN can't be empty."),
  timestampEmpty: error('50107', "Request header OK-ACCESS-TIMESTAMP can't be empty."),
  address: error('50110', "Your IP is not included in your API key's IP whitelist."),
  keyUnknown: error('50111', 'Invalid OK-ACCESS-KEY'),
  timestampForm: error('50112', 'Invalid OK-ACCESS-TIMESTAMP'),
  signature: error('50113', 'Invalid Sign'),
  permission: error('50120', "This API key doesn't have permission to use this function"),
  instrument: error('51001', "Instrument ID, Instrument ID code, or Spread ID doesn't exist."),
  tradeMode: error('51010', "You can't complete this request under your current account mode."),
  batchSize: error('51111', 'Maximum 20 orders can be placed in bulk'),
  priceMissing: error('51204', 'The price for the limit order cannot be empty'),
  reduceOnly: error('51205', 'Reduce-Only is not available'),
  callbackRate: error('51257', 'Callback rate should be within the range.'),
  takeProfitAbove: error('51277', 'TP trigger price cannot be higher than the last price'),
  stopLossBelow: error('51278', 'SL trigger price cannot be lower than the last price'),
  takeProfitBelow: error('51279', 'TP trigger price cannot be lower than the last price'),
  stopLossAbove: error('51280', 'SL trigger price cannot be higher than the last price'),
  canceled: error('51401', 'Cancellation failed as the order is already canceled.'),
  completed: error('51402', 'Cancellation failed as the order is already completed.'),
  nothingToCancel: error(
    '51400',
    'Order cancellation failed as the order has been filled, canceled or does not exist.',
  ),
  amendUnknown: error('51503', 'Your order has already been filled or canceled.'),
  amendType: error('51506', 'Order modification is not supported for this order type.'),
  amendCanceled: error('51509', 'Modification failed as the order has been canceled.'),
  amendCompleted: error('51510', 'Modification failed as the order has been completed.'),
  orderUnknown: error('51603', 'Order does not exist'),
  noPosition: error('51023', 'Position does not exist'),
  algoIdTaken: error('51065', 'algoClOrdId is duplicated.'),
} as const;

/** Why an order or a setting is refused, in OKX's words. */
export const REFUSALS: Readonly<Record<RefusalReason, NativeError>> = {
  market_closed: error('51022', 'Instrument suspended.'),
  no_price: error('51006', 'Order price is not within the price limit.'),
  terms_invalid: error('51000', 'Parameter error'),
  quantity_step: error('51121', 'Order quantity must be a multiple of the lot size.'),
  quantity_min: error('51020', 'Your order should meet or exceed the minimum order amount.'),
  quantity_max: error('51202', 'Market order amount exceeds the maximum amount.'),
  price_tick: error('51000', 'Parameter px error'),
  price_missing: ERRORS.priceMissing,
  notional_min: error('51020', 'Your order should meet or exceed the minimum order amount.'),
  trigger_at_once: error('51250', 'Algo order price is out of the available range'),
  post_only_would_cross: error('51000', 'Parameter ordType error'),
  reduce_only: error(
    '51169',
    "Order failed because you don't have any positions in this direction for this contract to reduce or close.",
  ),
  position_side: error('51000', 'Parameter posSide error'),
  funds: error('51008', 'Order failed. Insufficient balance in account.'),
  margin: error('51008', 'Order failed. Insufficient margin in account.'),
  client_id_duplicate: error('51016', 'Client order ID already exists.'),
  open_orders_max: error('51174', 'The number of pending orders reached the upper limit (orders).'),
  order_unknown: ERRORS.nothingToCancel,
  order_closed: ERRORS.nothingToCancel,
  amend_no_change: error('51500', 'You must enter a price, quantity, or TP/SL'),
  amend_below_filled: error('51500', 'You must enter a price, quantity, or TP/SL'),
  leverage_invalid: error('59102', 'Leverage exceeds the maximum limit. Please lower the leverage.'),
  mode_unchanged: error('0', ''),
  mode_blocked_by_position: error('59000', 'Setting failed. Cancel any open orders, close positions first.'),
  mode_blocked_by_orders: error('59000', 'Setting failed. Cancel any open orders, close positions first.'),
};
