/** MEXC's codes: spot says `code` and `msg` with status 400, contracts `success`, `code` and `message` with status 200. */
import type { MarketType } from '../core/exchange-market.ts';
import type { RefusalReason } from '../core/refusal.ts';
import { answer, type Answer, NativeRefusal } from '../door/dialect.ts';

export interface NativeError {
  readonly code: number;
  readonly text: string;
}

const HTTP_BAD_REQUEST = 400;
const error = (code: number, text: string): NativeError => ({ code, text });

export const contractOk = (data: unknown): unknown => ({ success: true, code: 0, data });

export function refusedAnswer(type: MarketType, { code, text }: NativeError, status?: number): Answer {
  if (type === 'spot') return answer(status ?? HTTP_BAD_REQUEST, { code, msg: text });
  return answer(status ?? 200, { success: false, code, message: text });
}

/** Carries its code along, for lists in which each order is answered by itself. */
export class MexcRefusal extends NativeRefusal {
  readonly native: NativeError;

  constructor(type: MarketType, native: NativeError) {
    const { status, body } = refusedAnswer(type, native);
    super(status, body);
    this.native = native;
  }
}

export function throwError(type: MarketType, native: NativeError): never {
  throw new MexcRefusal(type, native);
}

export const wrongParameter = (type: MarketType, name: string): MexcRefusal =>
  new MexcRefusal(
    type,
    type === 'spot' ? error(700008, `Illegal parameter '${name}'.`) : error(600, `Parameter error: ${name}`),
  );

export const missingParameter = (type: MarketType, name: string): MexcRefusal =>
  new MexcRefusal(
    type,
    type === 'spot'
      ? error(700004, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`)
      : error(600, `Parameter error: ${name} is missing`),
  );

export const ERRORS = {
  spotKey: error(10072, 'Api key info invalid'),
  spotSignature: error(700002, 'Signature for this request is not valid.'),
  spotTime: error(700003, 'Timestamp for this request is outside of the recvWindow.'),
  spotAddress: error(700006, 'IP is not in the whitelist'),
  spotPermission: error(700007, 'No permission to access the endpoint'),
  spotSymbol: error(-1121, 'Invalid symbol.'),
  spotOrder: error(-2013, 'Order does not exist.'),
  spotCancel: error(-2011, 'Unknown order id.'),
  contractKey: error(402, 'API key expired or does not exist'),
  contractSignature: error(602, 'Confirming signature failed!'),
  contractTime: error(513, 'Invalid request: Request-Time is out of the window'),
  contractAddress: error(406, 'IP is not in the whitelist'),
  contractPermission: error(704, 'No permission to trade'),
  contractSymbol: error(1001, 'Contract does not exist'),
  contractOrder: error(2040, 'order not exist'),
  contractClosed: error(2041, 'order state cannot be cancelled'),
  leverage: error(2001, 'The leverage is invalid'),
  mode: error(2021, 'The margin mode or position mode does not match'),
  route: error(404, 'Not found'),
  tooMany: error(510, 'Requests are too frequent'),
  maintenance: error(801, 'System maintenance'),
  internal: error(500, 'Internal error'),
} as const;

type Refusals = Readonly<Record<RefusalReason, NativeError>>;

const SPOT: Refusals = {
  market_closed: error(30016, 'Trading disabled'),
  no_price: error(30010, 'The price is out of the allowed range'),
  terms_invalid: error(-1128, 'Combination of optional parameters invalid.'),
  quantity_step: error(400, 'amount scale is invalid'),
  quantity_min: error(30002, 'The minimum transaction volume cannot be less than the limit'),
  quantity_max: error(30003, 'The maximum transaction volume cannot be greater than the limit'),
  price_tick: error(400, 'price scale is invalid'),
  price_missing: error(700004, "Mandatory parameter 'price' was not sent, was empty/null, or malformed."),
  notional_min: error(30002, 'The minimum transaction volume cannot be less than: 5USDT'),
  trigger_at_once: error(30000, 'The trigger price has been reached'),
  post_only_would_cross: error(30041, 'The order would be a taker'),
  reduce_only: error(2009, 'Position does not exist or is closed'),
  position_side: ERRORS.mode,
  funds: error(30004, 'Insufficient position'),
  margin: error(30004, 'Insufficient position'),
  client_id_duplicate: error(30013, 'duplicate order'),
  open_orders_max: error(30005, 'Oversold or too many orders'),
  order_unknown: ERRORS.spotOrder,
  order_closed: ERRORS.spotCancel,
  amend_no_change: error(400, 'No change'),
  amend_below_filled: error(400, 'The amount is below what was filled'),
  leverage_invalid: ERRORS.leverage,
  mode_unchanged: ERRORS.mode,
  mode_blocked_by_position: ERRORS.mode,
  mode_blocked_by_orders: ERRORS.mode,
};

const CONTRACT: Refusals = {
  ...SPOT,
  market_closed: error(1002, 'Contract not activated'),
  no_price: error(2007, 'Price is out of range'),
  terms_invalid: error(600, 'Parameter error'),
  quantity_step: error(2011, 'Order quantity error'),
  quantity_min: error(2011, 'Order quantity error'),
  quantity_max: error(2004, 'Order quantity is above the limit'),
  price_tick: error(2015, 'The price or the trigger price is invalid'),
  price_missing: error(600, 'Parameter error: price is missing'),
  notional_min: error(2011, 'Order quantity error'),
  funds: error(2005, 'Balance insufficient'),
  margin: error(2005, 'Balance insufficient'),
  client_id_duplicate: error(2039, 'External order id already exists'),
  order_unknown: ERRORS.contractOrder,
  order_closed: ERRORS.contractClosed,
};

export const REFUSALS: Readonly<Record<MarketType, Refusals>> = { spot: SPOT, swap: CONTRACT };
