/** Bitget's codes and its envelope: `00000` with `data`, anything else with `msg`; spot and futures number their own. */
import type { MarketType } from '../core/exchange-market.ts';
import type { RefusalReason } from '../core/refusal.ts';
import { answer, type Answer, NativeRefusal } from '../door/dialect.ts';

export interface NativeError {
  readonly code: string;
  readonly msg: string;
}

const HTTP_BAD_REQUEST = 400;
const error = (code: string, msg: string): NativeError => ({ code, msg });

export const ok = (data: unknown, requestTime: number): unknown => ({
  code: '00000',
  msg: 'success',
  requestTime,
  data,
});

const body = ({ code, msg }: NativeError): unknown => ({ code, msg, requestTime: Date.now(), data: null });

export const refusedAnswer = (native: NativeError, status = HTTP_BAD_REQUEST): Answer => answer(status, body(native));

/** Carries its code along, for lists in which each order is answered by itself. */
export class BitgetRefusal extends NativeRefusal {
  readonly native: NativeError;

  constructor(native: NativeError) {
    super(HTTP_BAD_REQUEST, body(native));
    this.native = native;
  }
}

export function throwError(native: NativeError): never {
  throw new BitgetRefusal(native);
}

export const wrongParameter = (name: string): BitgetRefusal =>
  new BitgetRefusal(error('40020', `Parameter ${name} error`));

export const missingParameter = (name: string): BitgetRefusal =>
  new BitgetRefusal(error('40019', `Parameter ${name} cannot be empty`));

/** A list of what went through and what did not; one order refused refuses no other. */
export interface Results {
  readonly successList: object[];
  readonly failureList: object[];
}

export function resultsOf<T>(items: readonly T[], named: (item: T) => object, act: (item: T) => object): Results {
  const results: Results = { successList: [], failureList: [] };
  for (const item of items) {
    try {
      results.successList.push(act(item));
    } catch (failure) {
      if (!(failure instanceof BitgetRefusal)) throw failure;
      const { code, msg } = failure.native;
      results.failureList.push({ ...named(item), errorMsg: msg, errorCode: code });
    }
  }
  return results;
}

export const ERRORS = {
  keyEmpty: error('40001', 'ACCESS_KEY cannot be empty'),
  signEmpty: error('40002', 'ACCESS_SIGN cannot be empty'),
  timeEmpty: error('40003', 'ACCESS_TIMESTAMP cannot be empty'),
  timestamp: error('40008', 'Request timestamp expired'),
  signature: error('40009', 'sign signature error'),
  passphraseEmpty: error('40011', 'ACCESS_PASSPHRASE cannot be empty'),
  passphrase: error('40012', 'apikey/password is incorrect'),
  permission: error('40014', 'Incorrect permissions, need spot or futures order write permissions'),
  address: error('40018', 'Invalid IP'),
  key: error('40037', 'Apikey does not exist'),
  uta: error('40085', 'You are in Classic Account mode, and the unified account API is not supported at this time'),
  symbol: error('40034', 'Parameter symbol does not exist'),
  route: error('40404', 'Request URL NOT FOUND'),
  tooMany: error('429', 'Too Many Requests'),
  maintenance: error('40200', 'Server upgrade, please try again later'),
  internal: error('40015', 'System is abnormal, please try again later'),
  spotOrder: error('43001', 'The order does not exist'),
  planOrder: error('43025', 'Plan order does not exist'),
  mixOrder: error('40768', 'Order does not exist'),
  mixDetail: error('40109', 'The data of the order cannot be found, please confirm the order number'),
  noPosition: error('22002', 'No position to close'),
  positionMode: error('40774', 'The order type for unilateral position must also be the unilateral position type.'),
  marginMode: error('40808', 'Parameter verification exception marginMode error'),
  leverage: error('40797', 'Exceeded the maximum settable leverage'),
  blocked: error('40920', 'Position or order exists, the mode cannot be switched'),
  unchanged: error('40021', 'No change'),
} as const;

type Refusals = Readonly<Record<RefusalReason, NativeError>>;

const SPOT: Refusals = {
  market_closed: error('43115', 'The current trading pair is opening soon, please refer to the official announcement'),
  no_price: error('43008', 'The current order price cannot be so far from the market'),
  terms_invalid: error('43011', 'The parameter does not meet the specification'),
  quantity_step: error('40808', 'Parameter verification exception size checkScale error'),
  quantity_min: error('43006', 'The order amount is less than the minimum transaction amount'),
  quantity_max: error('43007', 'The order amount is greater than the maximum transaction amount'),
  price_tick: error('40808', 'Parameter verification exception price checkBDScale error'),
  price_missing: error('40019', 'Parameter price cannot be empty'),
  notional_min: error('45110', 'less than the minimum amount 5 USDT'),
  trigger_at_once: error('43027', 'The trigger price has been reached'),
  post_only_would_cross: error('43011', 'The order would be a taker'),
  reduce_only: ERRORS.noPosition,
  position_side: ERRORS.positionMode,
  funds: error('43012', 'Insufficient balance'),
  margin: error('43012', 'Insufficient balance'),
  client_id_duplicate: error('43118', 'clientOrderId duplicate'),
  open_orders_max: error('43009', 'The number of open orders has reached the limit'),
  order_unknown: ERRORS.spotOrder,
  order_closed: ERRORS.spotOrder,
  amend_no_change: error('40021', 'No change'),
  amend_below_filled: error('43011', 'The size is not more than what was filled'),
  leverage_invalid: ERRORS.leverage,
  mode_unchanged: ERRORS.unchanged,
  mode_blocked_by_position: ERRORS.blocked,
  mode_blocked_by_orders: ERRORS.blocked,
};

const MIX: Refusals = {
  ...SPOT,
  market_closed: error('40309', 'The contract has been removed'),
  no_price: error('50020', 'The price is out of range'),
  quantity_min: error('45111', 'less than the minimum order quantity'),
  quantity_max: error('45112', 'exceed the maximum order quantity'),
  price_tick: error('45115', 'The price you enter should be a multiple of the price step'),
  client_id_duplicate: error('40786', 'Duplicate clientOid'),
  funds: error('40762', 'The order amount exceeds the balance'),
  margin: error('40762', 'The order amount exceeds the balance'),
  order_unknown: ERRORS.mixOrder,
  order_closed: ERRORS.mixOrder,
};

export const REFUSALS: Readonly<Record<MarketType, Refusals>> = { spot: SPOT, swap: MIX };
