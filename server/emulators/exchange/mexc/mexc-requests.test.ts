import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TRIAL_KEY } from '../test/exchange-trial.ts';
import { openRequestsTrial } from '../test/requests-trial.ts';
import { createMexc } from './mexc-dialect.ts';

const parts = openRequestsTrial(createMexc);

interface Terms {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly time?: number;
}

interface Asked {
  readonly status: number;
  readonly code: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the exchange.
  readonly data?: any; // oxlint-disable-line typescript/no-explicit-any -- an answer of the exchange
  readonly [field: string]: unknown;
}

const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

async function send(method: string, target: string, init: { headers: Record<string, string>; body?: string }) {
  const response = await fetch(`${parts.trial.server.origin}${target}`, { method, ...init });
  return { ...((await response.json()) as object), status: response.status } as Asked;
}

/** Spot: the query is signed, whatever the method. */
async function spot(method: string, path: string, sent: object = {}, terms: Terms = {}): Promise<Asked> {
  const { apiKey, secret } = { ...TRIAL_KEY, ...terms };
  const timestamp = String(terms.time ?? parts.trial.world.clock.now());
  const query = new URLSearchParams({ ...sent, timestamp, recvWindow: '5000' }).toString();
  const target = `/api/v3/${path}?${query}&signature=${hmac(secret, query)}`;
  return await send(method, target, { headers: { 'x-mexc-apikey': apiKey } });
}

/** Contracts: key, time and the body, or the query in order, are signed. */
async function contract(method: 'GET' | 'POST', path: string, sent: object = {}, terms: Terms = {}): Promise<Asked> {
  const { apiKey, secret } = { ...TRIAL_KEY, ...terms };
  const time = String(terms.time ?? parts.trial.world.clock.now());
  const isPost = method === 'POST';
  const text = isPost
    ? JSON.stringify(sent)
    : new URLSearchParams(Object.entries(sent as Record<string, string>).toSorted()).toString();
  const headers = {
    'content-type': 'application/json',
    apikey: apiKey,
    'request-time': time,
    signature: hmac(secret, `${apiKey}${time}${text}`),
  };
  const target = `/api/v1/private/${path}`;
  return await send(method, isPost || text === '' ? target : `${target}?${text}`, {
    headers,
    ...(isPost ? { body: text } : {}),
  });
}

const LIMIT = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '0.001', price: '50000' };
const OPEN = { symbol: 'BTC_USDT', side: 1, type: 1, openType: 2, vol: 10, price: 50_000, leverage: 5 };

describe('who asks', () => {
  it.each([
    ['a wrong signature', { secret: 'another' }, 700002, 602],
    ['an old timestamp', { time: Date.now() - 11_000 }, 700003, 513],
    ['an unknown key', { apiKey: 'unknown' }, 10072, 402],
  ])('refuses %s', async (_title, terms, spotCode, contractCode) => {
    expect(await spot('GET', 'account', {}, terms)).toMatchObject({ status: 400, code: spotCode });
    const refused = { status: 200, success: false, code: contractCode };
    expect(await contract('GET', 'account/assets', {}, terms)).toMatchObject(refused);
  });

  it('refuses a body that was changed after it was signed', async () => {
    const time = String(Date.now());
    const signature = hmac(TRIAL_KEY.secret, `${TRIAL_KEY.apiKey}${time}${JSON.stringify(OPEN)}`);
    const headers = { 'content-type': 'application/json', apikey: TRIAL_KEY.apiKey, 'request-time': time, signature };
    const body = JSON.stringify({ ...OPEN, vol: 900 });
    expect((await send('POST', '/api/v1/private/order/create', { headers, body })).code).toBe(602);
  });

  it('refuses what a key may not do, and a key from an address that is not allowed', async () => {
    const { world, account } = parts.trial;
    const reader = { apiKey: 'readerKey', secret: 'readerSecret' };
    world.grantKey(account, { ...reader, permissions: { trade: false } });
    expect((await spot('GET', 'account', {}, reader)).status).toBe(200);
    expect((await spot('POST', 'order', LIMIT, reader)).code).toBe(700007);
    expect((await contract('POST', 'order/create', OPEN, reader)).code).toBe(704);
    const away = { apiKey: 'awayKey', secret: 'awaySecret' };
    world.grantKey(account, { ...away, ipAllowed: false });
    expect((await spot('GET', 'account', {}, away)).code).toBe(700006);
    expect((await contract('GET', 'account/assets', {}, away)).code).toBe(406);
    const log = JSON.stringify(await parts.trial.admin('GET', '/requests'));
    expect(log).not.toContain('readerKey');
  });
});

describe('orders that are refused', () => {
  it.each([
    ['an unknown symbol', { symbol: 'NONEUSDT' }, -1121],
    ['an unknown type', { type: 'STOP_LOSS' }, 700008],
    ['a price on a market order', { type: 'MARKET' }, 700008],
    ['a client id that is too long', { newClientOrderId: 'x'.repeat(33) }, 700008],
    ['too precise a size', { quantity: '0.0000151' }, 400],
    ['too little money', { quantity: '0.00002' }, 30002],
    ['more than is there', { quantity: '500' }, 30004],
    ['a stop, which is not documented', { stopPrice: '49000' }, 700008],
  ])('of spot: %s', async (_title, fields, code) => {
    expect((await spot('POST', 'order', { ...LIMIT, ...fields })).code).toBe(code);
  });

  it.each([
    ['an unknown contract', { symbol: 'NONE_USDT' }, 1001],
    ['a part of a contract', { vol: 1.5 }, 2011],
    ['too precise a price', { price: 50_000.01 }, 2015],
    ['more than is there', { vol: 900_000 }, 2005],
    ['leverage that is too high', { leverage: 126 }, 2001],
    ['closing what is not there', { side: 4 }, 2009],
    ['hedge mode in a one-way account', { positionMode: 1 }, 2021],
    ['a stop-loss, which it does not know here', { stopLossPrice: 49_000 }, 600],
    ['a parameter that is not documented', { triggerPrice: 49_000 }, 600],
  ])('of contracts: %s', async (_title, fields, code) => {
    expect((await contract('POST', 'order/create', { ...OPEN, ...fields })).code).toBe(code);
  });

  it('with a client id: on spot while an order has it, on contracts forever', async () => {
    const named = { ...LIMIT, newClientOrderId: 'one' };
    await spot('POST', 'order', named);
    expect((await spot('POST', 'order', named)).code).toBe(30013);
    await spot('DELETE', 'order', { symbol: LIMIT.symbol, origClientOrderId: 'one' });
    expect((await spot('POST', 'order', named)).status).toBe(200);
    const own = { symbol: OPEN.symbol, externalOid: 'one' };
    await contract('POST', 'order/create', { ...OPEN, ...own });
    await contract('POST', 'order/cancel_with_external', own);
    expect((await contract('POST', 'order/create', { ...OPEN, ...own })).code).toBe(2039);
  });
});

describe('orders', () => {
  it('tell their trades by their id', async () => {
    const { data } = await contract('POST', 'order/create', { ...OPEN, type: 5, vol: 10 });
    const deals = await contract('GET', `order/deal_details/${data.orderId}`);
    expect(deals.data).toMatchObject([{ orderId: data.orderId, vol: 10, side: 1, taker: true }]);
    expect((await contract('GET', 'order/deal_details/1')).data).toEqual([]);
    await contract('POST', 'order/create', { ...OPEN, type: 5, vol: 10, side: 4 });
  });

  it('of which nothing is known', async () => {
    const spotOrder = { symbol: LIMIT.symbol, orderId: '1' };
    expect((await spot('GET', 'order', spotOrder)).code).toBe(-2013);
    expect((await spot('DELETE', 'order', spotOrder)).code).toBe(-2011);
    expect((await contract('GET', 'order/get/1')).code).toBe(2040);
    expect((await contract('GET', `order/external/${OPEN.symbol}/never`)).code).toBe(2040);
  });

  it('are forgotten a week after they were canceled', async () => {
    const { orderId } = await spot('POST', 'order', { ...LIMIT, type: 'IMMEDIATE_OR_CANCEL' });
    const find = async () => (await spot('GET', 'order', { symbol: LIMIT.symbol, orderId })).status;
    expect(await find()).toBe(200);
    parts.trial.world.clock.skewMs = 7 * 86_400_000 + 1_000;
    expect(await find()).toBe(400);
    parts.trial.world.clock.skewMs = 0;
  });
});

describe('limits and maintenance', () => {
  it('answers with their codes', async () => {
    const match = { path: '/api/v3/account' };
    await parts.trial.admin('POST', '/faults', { kind: 'rate_limited', match, retryAfterS: 2 });
    expect(await spot('GET', 'account')).toMatchObject({ status: 429, code: 510 });
    await parts.trial.admin('POST', '/faults', { kind: 'maintenance', match });
    expect(await spot('GET', 'account')).toMatchObject({ status: 503, code: 801 });
  });
});
