/**
 * Answers as the exchanges give them, and what each says about an order that was to be placed. The bodies are written after the
 * exchanges' documentation and their clients' error maps; they go through the real client before they are judged.
 */
import type { ExchangeMarket, ExchangeName } from '../exchange-name.ts';

export type Said = 'accepted' | 'ambiguous' | `rejected ${string}`;

export interface NativeAnswer {
  readonly exchange: ExchangeName;
  readonly kind: ExchangeMarket;
  readonly status: number;
  readonly body: string;
  readonly said: Said;
}

type Row = readonly [kind: ExchangeMarket, status: number, body: object | string, said: Said];

const code = (value: number, msg: string) => ({ code: value, msg });

const BINANCE: readonly Row[] = [
  ['spot', 200, { symbol: 'BTCUSDT', orderId: 28, clientOrderId: '$ID', status: 'NEW' }, 'accepted'],
  ['spot', 400, code(-1013, 'Filter failure: LOT_SIZE'), 'rejected -1013'],
  ['spot', 400, code(-1013, 'Filter failure: NOTIONAL'), 'rejected -1013'],
  ['spot', 400, code(-2010, 'Account has insufficient balance for requested action.'), 'rejected -2010'],
  ['spot', 400, code(-2010, 'Order would immediately match and take.'), 'rejected -2010'],
  ['spot', 400, code(-2010, 'Stop price would trigger immediately.'), 'rejected -2010'],
  ['spot', 400, code(-2010, 'Market is closed.'), 'rejected -2010 closed'],
  ['swap', 400, code(-4140, 'Invalid symbol status for opening position.'), 'rejected -4140 closed'],
  ['spot', 400, code(-2010, 'Duplicate order sent.'), 'ambiguous'],
  ['spot', 400, code(-1121, 'Invalid symbol.'), 'rejected -1121'],
  ['spot', 400, code(-1021, 'Timestamp for this request is outside of the recvWindow.'), 'rejected -1021 clock'],
  ['spot', 400, code(-1022, 'Signature for this request is not valid.'), 'rejected -1022 credentials'],
  ['spot', 401, code(-2015, 'Invalid API-key, IP, or permissions for action.'), 'rejected -2015 credentials'],
  ['spot', 401, code(-2014, 'API-key format invalid.'), 'rejected -2014 credentials'],
  ['spot', 429, code(-1003, 'Too much request weight used.'), 'rejected -1003 rate'],
  ['spot', 418, code(-1003, 'Way too much request weight used; IP banned.'), 'rejected -1003 rate'],
  ['spot', 429, '<html>too many</html>', 'rejected HTTP 429 rate'],
  ['spot', 400, code(-1001, 'Internal error; unable to process your request. Please try again.'), 'ambiguous'],
  ['spot', 408, code(-1007, 'Timeout waiting for response from backend server.'), 'ambiguous'],
  ['spot', 400, code(-1006, 'An unexpected response was received. Execution status unknown.'), 'ambiguous'],
  ['spot', 400, code(-1000, 'An unknown error occurred while processing the request.'), 'ambiguous'],
  ['spot', 503, code(-2010, 'Account has insufficient balance for requested action.'), 'ambiguous'],
  ['spot', 400, code(-9999, 'Something of tomorrow.'), 'ambiguous'],
  ['spot', 503, 'Unknown error, please check your request or try again later.', 'ambiguous'],
  ['spot', 502, '<html><body>502 Bad Gateway</body></html>', 'ambiguous'],
  ['spot', 200, '{}', 'ambiguous'],
  ['spot', 200, '', 'ambiguous'],
  ['spot', 200, '{"symbol":"BTCUSDT","ord', 'ambiguous'],
  ['spot', 200, '<html>maintenance</html>', 'ambiguous'],
  ['spot', 524, '', 'ambiguous'],
  ['spot', 200, { symbol: 'BTCUSDT', orderId: 28, clientOrderId: 'somebodyelse', status: 'NEW' }, 'ambiguous'],
  ['swap', 400, code(-2019, 'Margin is insufficient.'), 'rejected -2019'],
  ['swap', 400, code(-2021, 'Order would immediately trigger.'), 'rejected -2021'],
  ['swap', 400, code(-2022, 'ReduceOnly Order is rejected.'), 'rejected -2022'],
  ['swap', 400, code(-4061, "Order's position side does not match user's setting."), 'rejected -4061'],
  ['swap', 400, code(-4164, "Order's notional must be no smaller than 100."), 'rejected -4164'],
  ['swap', 400, code(-5022, 'Post Only order will be rejected.'), 'rejected -5022'],
  ['swap', 400, code(-4116, 'ClientOrderId is duplicated.'), 'ambiguous'],
  [
    'swap',
    400,
    code(-5041, 'Time out for too many requests from this account queueing at the same time.'),
    'ambiguous',
  ],
  ['swap', 400, code(-1008, 'Server is currently overloaded with other requests.'), 'ambiguous'],
];

const okx = (sCode: string, sMsg: string) => ({
  code: '1',
  msg: 'All operations failed',
  data: [{ clOrdId: '$ID', ordId: '', sCode, sMsg, tag: '' }],
});

const OKX: readonly Row[] = [
  ['swap', 200, { code: '0', msg: '', data: [{ clOrdId: '$ID', ordId: '312', sCode: '0', sMsg: '' }] }, 'accepted'],
  ['swap', 200, okx('51008', 'Order failed. Insufficient USDT balance in account.'), 'rejected 51008'],
  ['swap', 200, okx('51000', 'Parameter posSide error'), 'rejected 51000'],
  ['swap', 200, okx('51020', 'Order amount should be greater than the min available amount.'), 'rejected 51020'],
  ['swap', 200, okx('51169', 'Order failed because there is no position to reduce.'), 'rejected 51169'],
  ['swap', 200, okx('51016', 'Client order ID already exists.'), 'ambiguous'],
  ['swap', 200, okx('51011', 'Duplicated order ID'), 'ambiguous'],
  ['swap', 200, okx('51149', 'Order timed out. Please try again.'), 'ambiguous'],
  ['swap', 200, okx('59999', 'Something of tomorrow.'), 'ambiguous'],
  [
    'swap',
    200,
    { code: '2', msg: '', data: [{ clOrdId: '$ID', ordId: '', sCode: '51008', sMsg: 'Insufficient balance' }] },
    'rejected 51008',
  ],
  ['swap', 200, { code: '50004', msg: 'Endpoint request timeout.', data: [] }, 'ambiguous'],
  ['swap', 503, { code: '50013', msg: 'Systems are busy. Please try again later.', data: [] }, 'ambiguous'],
  ['swap', 503, { code: '50001', msg: 'Service temporarily unavailable.', data: [] }, 'ambiguous'],
  ['swap', 200, { code: '50001', msg: 'Service temporarily unavailable.', data: [] }, 'ambiguous'],
  ['swap', 200, okx('51767', 'System maintenance, please retry'), 'ambiguous'],
  ['swap', 401, { code: '50113', msg: 'Invalid Sign', data: [] }, 'rejected 50113 credentials'],
  ['swap', 401, { code: '50110', msg: 'Your IP is not included in the whitelist.' }, 'rejected 50110 credentials'],
  ['swap', 401, { code: '50102', msg: 'Timestamp request expired' }, 'rejected 50102 clock'],
  ['swap', 429, { code: '50011', msg: 'Too Many Requests', data: [] }, 'rejected 50011 rate'],
  ['swap', 200, { code: '0', msg: '', data: [] }, 'ambiguous'],
];

const bybit = (retCode: number, retMsg: string) => ({ retCode, retMsg, result: {}, retExtInfo: {}, time: 1 });

const BYBIT: readonly Row[] = [
  ['swap', 200, { ...bybit(0, 'OK'), result: { orderId: '1321', orderLinkId: '$ID' } }, 'accepted'],
  ['swap', 200, bybit(110007, 'ab not enough for new order'), 'rejected 110007'],
  ['spot', 200, bybit(170131, 'Balance insufficient.'), 'rejected 170131'],
  ['spot', 200, bybit(170140, 'Order value exceeded lower limit.'), 'rejected 170140'],
  ['swap', 200, bybit(110017, 'current position is zero, cannot fix reduce-only order qty'), 'rejected 110017'],
  ['swap', 200, bybit(10001, 'position idx not match position mode'), 'rejected 10001'],
  ['swap', 200, bybit(110072, 'OrderLinkedID is duplicate'), 'ambiguous'],
  ['spot', 200, bybit(170141, 'Duplicate clientOrderId'), 'ambiguous'],
  ['spot', 200, bybit(170035, 'Submitted to the system for processing!'), 'ambiguous'],
  ['swap', 200, bybit(110030, 'Duplicate orderId'), 'ambiguous'],
  ['spot', 200, bybit(170146, 'Order creation timeout'), 'ambiguous'],
  ['spot', 200, bybit(170007, 'Timeout waiting for response from backend server.'), 'ambiguous'],
  ['swap', 200, bybit(10000, 'Server Timeout'), 'ambiguous'],
  ['swap', 200, bybit(10016, 'Server error.'), 'ambiguous'],
  ['swap', 200, bybit(10002, 'The request time exceeds the time window range.'), 'rejected 10002 clock'],
  ['swap', 200, bybit(10003, 'API key is invalid.'), 'rejected 10003 credentials'],
  [
    'swap',
    200,
    bybit(10010, 'Unmatched IP, please check your API key bound IP addresses.'),
    'rejected 10010 credentials',
  ],
  ['swap', 200, bybit(10006, 'Too many visits. Exceeded the API Rate Limit.'), 'rejected 10006 rate'],
  ['swap', 403, '<html>forbidden</html>', 'ambiguous'],
  ['swap', 429, '<html>too many</html>', 'ambiguous'],
];

const htx = (errCode: string, errMsg: string) => ({
  status: 'error',
  'err-code': errCode,
  'err-msg': errMsg,
  data: null,
});

const HTX: readonly Row[] = [
  ['spot', 200, { status: 'ok', data: '356501383558845' }, 'accepted'],
  [
    'spot',
    200,
    htx('account-frozen-balance-insufficient-error', 'trade account balance is not enough'),
    'rejected account-frozen-balance-insufficient-error',
  ],
  ['spot', 200, htx('order-value-min-error', 'Order total cannot be lower than 10'), 'rejected order-value-min-error'],
  ['spot', 200, htx('api-signature-not-valid', 'Signature not valid'), 'rejected api-signature-not-valid credentials'],
  ['spot', 200, htx('timeout', 'request timeout'), 'ambiguous'],
  ['spot', 200, htx('gateway-internal-error', 'Service unavailable, please try again later'), 'ambiguous'],
  ['spot', 200, htx('system-maintenance', 'System is in maintenance!'), 'rejected system-maintenance maintenance'],
  ['spot', 503, htx('system-maintenance', 'System is in maintenance!'), 'ambiguous'],
  ['spot', 200, htx('something-of-tomorrow', 'new'), 'ambiguous'],
  ['swap', 200, { code: 200, message: 'Success', data: { order_id: '133', client_order_id: '$ID' } }, 'accepted'],
  ['swap', 200, { code: 1047, message: 'Insufficient margin available.', data: null }, 'rejected 1047'],
  ['swap', 200, { code: 1048, message: 'Insufficient close amount available.', data: null }, 'rejected 1048'],
  ['swap', 200, { code: 9999, message: 'Something of tomorrow.', data: null }, 'ambiguous'],
];

const bitget = (value: string, msg: string) => ({ code: value, msg, requestTime: 1, data: null });

const BITGET: readonly Row[] = [
  ['swap', 200, { code: '00000', msg: 'success', data: { orderId: '12', clientOid: '$ID' } }, 'accepted'],
  ['swap', 400, bitget('40762', 'The order amount exceeds the balance'), 'rejected 40762'],
  ['swap', 400, bitget('40774', 'The order type for unilateral position must also be unilateral'), 'rejected 40774'],
  ['swap', 400, bitget('22002', 'No position to close'), 'rejected 22002'],
  ['spot', 400, bitget('43012', 'Insufficient balance'), 'rejected 43012'],
  ['spot', 400, bitget('45110', 'less than the minimum amount 1 USDT'), 'rejected 45110'],
  ['spot', 400, bitget('43118', 'clientOrderId duplicate'), 'ambiguous'],
  ['swap', 400, bitget('40786', 'Duplicate clientOid'), 'ambiguous'],
  ['swap', 400, bitget('40010', 'Request timed out'), 'ambiguous'],
  ['swap', 400, bitget('40015', 'System is abnormal, please try again later'), 'ambiguous'],
  ['swap', 400, bitget('40725', 'service return an error'), 'ambiguous'],
  ['swap', 400, bitget('40200', 'Server upgrade, please try again later'), 'ambiguous'],
  ['swap', 400, bitget('30038', 'Matching engine is being upgraded. Please try in about 1 minute.'), 'ambiguous'],
  ['spot', 400, bitget('41114', 'The current trading pair is under maintenance'), 'rejected 41114 maintenance'],
  ['swap', 400, bitget('40008', 'Request timestamp expired'), 'rejected 40008 clock'],
  ['swap', 400, bitget('40009', 'sign signature error'), 'rejected 40009 credentials'],
  ['swap', 400, bitget('40018', 'Invalid IP'), 'rejected 40018 credentials'],
  ['swap', 429, bitget('429', 'Too Many Requests'), 'rejected 429 rate'],
];

const coinbase = (error: string) => ({ success: false, error_response: { error, message: 'told', error_details: '' } });

const COINBASE: readonly Row[] = [
  ['spot', 200, { success: true, success_response: { order_id: '11-22', client_order_id: '$ID' } }, 'accepted'],
  ['spot', 200, coinbase('INSUFFICIENT_FUND'), 'rejected INSUFFICIENT_FUND'],
  ['spot', 200, coinbase('UNSUPPORTED_ORDER_CONFIGURATION'), 'rejected UNSUPPORTED_ORDER_CONFIGURATION'],
  [
    'spot',
    200,
    {
      success: false,
      error_response: {
        error: 'UNKNOWN_FAILURE_REASON',
        preview_failure_reason: 'PREVIEW_INVALID_BASE_SIZE_TOO_SMALL',
        new_order_failure_reason: 'UNKNOWN_FAILURE_REASON',
      },
    },
    'rejected PREVIEW_INVALID_BASE_SIZE_TOO_SMALL',
  ],
  ['spot', 200, coinbase('UNKNOWN_FAILURE_REASON'), 'ambiguous'],
  ['spot', 401, 'Unauthorized\n', 'rejected HTTP 401 credentials'],
  [
    'spot',
    403,
    { error: 'PERMISSION_DENIED', message: 'Missing required scopes' },
    'rejected PERMISSION_DENIED credentials',
  ],
  ['spot', 500, { error: 'INTERNAL', message: 'internal server error' }, 'ambiguous'],
  ['spot', 429, { error: 'rate_limit_exceeded', message: 'slow down' }, 'rejected rate_limit_exceeded rate'],
];

const kucoin = (value: string, msg: string) => ({ code: value, msg });

const KUCOIN: readonly Row[] = [
  ['spot', 200, { code: '200000', data: { orderId: '670f', clientOid: '$ID' } }, 'accepted'],
  ['spot', 200, kucoin('200004', 'Balance insufficient!'), 'rejected 200004'],
  ['swap', 200, kucoin('300003', 'Balance insufficient. The order would cost 12.'), 'rejected 300003'],
  ['swap', 200, kucoin('300009', 'No open positions to close.'), 'rejected 300009'],
  ['spot', 200, kucoin('400100', 'The parameter size is invalid.'), 'rejected 400100'],
  ['spot', 200, kucoin('408000', 'Network timeout, please try again later.'), 'ambiguous'],
  ['spot', 500, kucoin('500000', 'Internal Server Error'), 'ambiguous'],
  ['swap', 200, kucoin('300018', 'clientOid parameter repeated'), 'ambiguous'],
  ['spot', 400, kucoin('126044', 'ClientOid duplicated'), 'ambiguous'],
  ['spot', 400, kucoin('400002', 'KC-API-TIMESTAMP Invalid'), 'rejected 400002 clock'],
  ['spot', 400, kucoin('400005', 'Invalid KC-API-SIGN'), 'rejected 400005 credentials'],
  ['spot', 429, kucoin('429000', 'Too many requests in a short period of time.'), 'rejected 429000 rate'],
  ['spot', 200, kucoin('999999', 'Something of tomorrow.'), 'ambiguous'],
];

const MEXC: readonly Row[] = [
  ['spot', 200, { symbol: 'BTCUSDT', orderId: 'C02__45', price: '1', type: 'LIMIT' }, 'accepted'],
  ['spot', 400, code(30004, 'Insufficient position'), 'rejected 30004'],
  ['spot', 400, code(30002, 'The minimum transaction volume cannot be less than:5USDT'), 'rejected 30002'],
  ['spot', 400, code(700002, 'Signature for this request is not valid.'), 'rejected 700002 credentials'],
  ['spot', 400, code(700003, 'Timestamp for this request is outside of the recvWindow.'), 'rejected 700003 clock'],
  ['spot', 400, code(700006, 'IP [1.2.3.4] not in the ip white list'), 'rejected 700006 credentials'],
  ['swap', 200, { success: true, code: 0, data: { orderId: '7396', ts: 1 } }, 'accepted'],
  ['swap', 200, { success: false, code: 2005, message: 'Balance insufficient' }, 'rejected 2005'],
  ['swap', 200, { success: false, code: 603, message: 'Repeated request' }, 'ambiguous'],
  ['swap', 200, { success: false, code: 500, message: 'Internal error' }, 'ambiguous'],
  ['swap', 200, { success: false, code: 500, message: 'Under maintenance, please try again later' }, 'ambiguous'],
  ['swap', 200, { success: false, code: 501, message: 'System busy, try again later' }, 'ambiguous'],
  ['swap', 200, { success: false, code: 11444, message: 'This feature is temporarily unavailable' }, 'ambiguous'],
  ['swap', 200, { success: false, code: 801, message: 'System under maintenance' }, 'rejected 801 maintenance'],
  ['swap', 200, { success: false, code: 402, message: 'Api key expired' }, 'rejected 402 credentials'],
  ['swap', 200, { success: false, code: 510, message: 'Requests are too frequent' }, 'rejected 510 rate'],
  ['swap', 200, { success: false, code: 98765, message: 'Something of tomorrow' }, 'ambiguous'],
];

const TABLES: Readonly<Record<ExchangeName, readonly Row[]>> = {
  binance: BINANCE,
  okx: OKX,
  bybit: BYBIT,
  htx: HTX,
  bitget: BITGET,
  coinbase: COINBASE,
  kucoin: KUCOIN,
  mexc: MEXC,
};

/** All of them; `clientOrderId` stands where a body repeats our id. */
export function nativeAnswers(clientOrderId: (exchange: ExchangeName, kind: ExchangeMarket) => string): NativeAnswer[] {
  return Object.entries(TABLES).flatMap(([name, rows]) =>
    rows.map(([kind, status, body, said]) => {
      const exchange = name as ExchangeName;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { exchange, kind, status, body: text.replace('$ID', clientOrderId(exchange, kind)), said };
    }),
  );
}
