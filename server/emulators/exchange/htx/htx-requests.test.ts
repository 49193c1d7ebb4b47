import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TRIAL_KEY } from '../test/exchange-trial.ts';
import { openRequestsTrial } from '../test/requests-trial.ts';
import { createHtx } from './htx-dialect.ts';

const parts = openRequestsTrial(createHtx);

interface Terms {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly time?: number;
  readonly signedHost?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer of the exchange.
type Body = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- an answer of the exchange

/** A request signed the documented way: method, host, path and query, line by line. */
async function ask(method: 'GET' | 'POST', path: string, sent: object = {}, terms: Terms = {}): Promise<Body> {
  const { apiKey, secret } = { ...TRIAL_KEY, ...terms };
  const host = path.startsWith('/v5') ? 'api.hbdm.vn' : 'api.huobi.pro';
  const query = new URLSearchParams({
    AccessKeyId: apiKey,
    SignatureMethod: 'HmacSHA256',
    SignatureVersion: '2',
    Timestamp: new Date(terms.time ?? parts.trial.world.clock.now()).toISOString().slice(0, 19),
    ...(method === 'GET' ? sent : {}),
  });
  query.sort();
  const payload = [method, terms.signedHost ?? host, path, query.toString()].join('\n');
  const signature = encodeURIComponent(createHmac('sha256', secret).update(payload).digest('base64'));
  const response = await fetch(`${parts.trial.server.origin}${path}?${query.toString()}&Signature=${signature}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-original-host': host },
    ...(method === 'POST' ? { body: JSON.stringify(sent) } : {}),
  });
  return (await response.json()) as Body;
}

const codeOf = (body: Body): unknown => body['err-code'] ?? body['code'];

const SPOT = {
  'account-id': '100009',
  symbol: 'btcusdt',
  type: 'buy-limit',
  amount: '0.001',
  price: '50000',
  'client-order-id': 'one',
};
const SWAP = {
  contract_code: 'BTC-USDT',
  margin_mode: 'cross',
  side: 'buy',
  type: 'limit',
  volume: '2',
  price: '50000',
};
const PLACE = '/v1/order/orders/place';

describe('who asks', () => {
  it.each([
    ['a wrong secret', { secret: 'another' }, 'api-signature-not-valid', 1003],
    ['a signature for another host', { signedHost: 'example.org' }, 'api-signature-not-valid', 1003],
    ['an old timestamp', { time: Date.now() - 400_000 }, 'api-signature-not-valid', 403],
    ['an unknown key', { apiKey: 'unknown' }, 'api-signature-not-valid', 403],
  ] satisfies [string, Terms, string, number][])('is refused with %s', async (_title, terms, spot, swap) => {
    expect(codeOf(await ask('GET', '/v1/account/accounts', {}, terms))).toBe(spot);
    expect(codeOf(await ask('GET', '/v5/account/balance', {}, terms))).toBe(swap);
  });

  it('may do what the key may do, from where it may', async () => {
    const reader = { apiKey: 'reader', secret: 'readerSecret' };
    parts.trial.world.grantKey(parts.trial.account, { ...reader, permissions: { trade: false } });
    expect((await ask('GET', '/v1/account/accounts', {}, reader))['data']).toHaveLength(1);
    expect(codeOf(await ask('POST', PLACE, SPOT, reader))).toBe('api-signature-not-valid');
    expect(codeOf(await ask('POST', '/v5/trade/order', SWAP, reader))).toBe(403);
    parts.trial.world.grantKey(parts.trial.account, { ...reader, apiKey: 'away', ipAllowed: false });
    expect(codeOf(await ask('GET', '/v1/account/accounts', {}, { ...reader, apiKey: 'away' }))).toBe(
      'api-not-support-temp-addr',
    );
    const { requests } = (await parts.trial.admin('GET', '/requests')) as { requests: { signature: string }[] };
    expect(requests.map(({ signature }) => signature)).toEqual(['valid', 'no permission', 'no permission', 'address']);
    expect(JSON.stringify(requests)).not.toContain('reader');
  });
});

describe('orders that are refused', () => {
  it.each([
    ['an unknown symbol', { symbol: 'noneusdt' }, 'base-symbol-error'],
    ['another account', { 'account-id': '1' }, 'account-frozen-account-inexistent-error'],
    ['an unknown type', { type: 'buy-wish' }, 'validation-format-error'],
    ['no price', { price: '' }, 'validation-constraints-required'],
    ['a client id that is too long', { 'client-order-id': 'x'.repeat(65) }, 'validation-format-error'],
    ['too small an amount', { amount: '0.000001' }, 'order-limitorder-amount-min-error'],
    ['too precise an amount', { amount: '0.0000151' }, 'order-orderamount-precision-error'],
    ['too precise a price', { price: '50000.001' }, 'order-orderprice-precision-error'],
    ['too little money', { amount: '0.00002' }, 'order-value-min-error'],
    ['more than is there', { amount: '1000' }, 'account-frozen-balance-insufficient-error'],
    ['a stop price on a plain order', { 'stop-price': '49000' }, 'validation-format-error'],
    ['a parameter that is not documented', { wish: '1' }, 'validation-format-error'],
  ])('of spot: %s', async (_title, fields, code) => {
    expect(codeOf(await ask('POST', PLACE, { ...SPOT, ...fields }))).toBe(code);
  });

  it.each([
    ['an unknown contract', { contract_code: 'NONE-USDT' }, 1013],
    ['a part of a contract', { volume: '1.5' }, 1034],
    ['too precise a price', { price: '50000.01' }, 1034],
    ['a price at the market', { type: 'market' }, 1034],
    ['more than is there', { volume: '90000' }, 1047],
    ['a client id that is no integer', { client_order_id: 'one' }, 1067],
    ['reducing what is not there', { reduce_only: 1 }, 1048],
    ['a side of a position in one-way mode', { position_side: 'long' }, 1036],
    ['a parameter that is not documented', { trigger_price: '49000' }, 1034],
  ])('of swaps: %s', async (_title, fields, code) => {
    expect(codeOf(await ask('POST', '/v5/trade/order', { ...SWAP, ...fields }))).toBe(code);
  });

  it('of spot, when the client id was used within a day, whatever became of that order', async () => {
    const { data } = await ask('POST', PLACE, SPOT);
    await ask('POST', `/v1/order/orders/${data}/submitcancel`);
    expect(codeOf(await ask('POST', PLACE, SPOT))).toBe('order-client-order-id-duplicate');
    parts.trial.world.clock.skewMs = 86_400_000 + 1_000;
    expect((await ask('POST', PLACE, SPOT))['status']).toBe('ok');
    parts.trial.world.clock.skewMs = 0;
    await ask('POST', '/v1/order/orders/batchCancelOpenOrders', { symbol: 'btcusdt' });
  });

  it('tells canceled orders by their state, and unknown ones', async () => {
    const { data } = await ask('POST', PLACE, { ...SPOT, 'client-order-id': 'told', type: 'buy-ioc' });
    const again = await ask('POST', `/v1/order/orders/${data}/submitcancel`);
    expect([codeOf(again), again['order-state']]).toEqual(['order-orderstate-error', 7]);
    const name = { clientOrderId: 'never' };
    expect(codeOf(await ask('GET', '/v1/order/orders/getClientOrder', name))).toBe('base-record-invalid');
    const swap = { contract_code: 'BTC-USDT', client_order_id: '4711' };
    expect(codeOf(await ask('GET', '/v5/trade/order', { ...swap, margin_mode: 'cross' }))).toBe(1061);
    expect(codeOf(await ask('POST', '/v5/trade/cancel_order', swap))).toBe(1061);
    expect(codeOf(await ask('POST', '/v5/trade/cancel_all_orders', { contract_code: 'BTC-USDT' }))).toBe(1051);
  });

  it('forgets a canceled order two hours later, and keeps a filled one', async () => {
    const placed = async (fields: object) => (await ask('POST', PLACE, { ...SPOT, ...fields }))['data'] as string;
    const filled = await placed({ 'client-order-id': 'kept', price: '61000' });
    const canceled = await placed({ 'client-order-id': 'forgotten', type: 'buy-ioc' });
    parts.trial.world.clock.skewMs = 2 * 3_600_000 + 1_000;
    expect((await ask('GET', `/v1/order/orders/${filled}`))['data'].state).toBe('filled');
    expect(codeOf(await ask('GET', `/v1/order/orders/${canceled}`))).toBe('base-record-invalid');
    parts.trial.world.clock.skewMs = 0;
  });

  it('takes the same integer again on swaps, and finds the newer order by it', async () => {
    const named = { ...SWAP, client_order_id: 12 };
    const [first, second] = [await ask('POST', '/v5/trade/order', named), await ask('POST', '/v5/trade/order', named)];
    const asked = { contract_code: 'BTC-USDT', margin_mode: 'cross', client_order_id: '12' };
    expect((await ask('GET', '/v5/trade/order', asked))['data'].order_id).toBe(second['data'].order_id);
    expect(first['data'].order_id).not.toBe(second['data'].order_id);
    await ask('POST', '/v5/trade/cancel_all_orders', { contract_code: 'BTC-USDT' });
  });
});
