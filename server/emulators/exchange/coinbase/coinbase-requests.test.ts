import { createHmac, createPrivateKey, sign as signed } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCloudKey } from '../test/coinbase-key.ts';
import { TRIAL_KEY } from '../test/exchange-trial.ts';
import { openRequestsTrial } from '../test/requests-trial.ts';
import { HOST } from './coinbase-auth.ts';
import { createCoinbase } from './coinbase-dialect.ts';

const key = createCloudKey();
const parts = openRequestsTrial(createCoinbase, {
  grant: key,
  spot: { USDC: '100000', BTC: '1' },
  swap: { USDC: '10000' },
});

interface Terms {
  readonly apiKey?: string;
  readonly secret?: string;
  /** Of the token: when it begins and how long it is good for, seconds. */
  readonly begin?: number;
  readonly length?: number;
  readonly uri?: string;
}

interface Asked {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the exchange.
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- an answer of the exchange
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as the documents make it: header and claims, signed with the private half. */
function tokenFor(method: string, path: string, terms: Terms): string {
  const { apiKey, secret } = { ...key, ...terms };
  const begin = terms.begin ?? Math.floor(parts.trial.world.clock.now() / 1000);
  const uri = terms.uri ?? `${method} ${HOST}${path}`;
  const claims = { sub: apiKey, iss: 'cdp', nbf: begin, exp: begin + (terms.length ?? 120), uri };
  const text = `${encoded({ alg: 'ES256', kid: apiKey, nonce: 'abc', typ: 'JWT' })}.${encoded(claims)}`;
  const signature = signed('sha256', Buffer.from(text), {
    key: createPrivateKey(secret),
    dsaEncoding: 'ieee-p1363',
  });
  return `${text}.${signature.toString('base64url')}`;
}

async function send(method: string, target: string, init: { headers: Record<string, string>; body?: string }) {
  const response = await fetch(`${parts.trial.server.origin}${target}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-original-host': HOST, ...init.headers },
    ...(init.body === undefined ? {} : { body: init.body }),
  });
  const text = await response.text();
  const body: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
  return { status: response.status, text, body } as Asked;
}

async function ask(method: 'GET' | 'POST', path: string, sent: object = {}, terms: Terms = {}): Promise<Asked> {
  const full = `/api/v3/brokerage/${path}`;
  const headers = { authorization: `Bearer ${tokenFor(method, full, terms)}` };
  if (method === 'POST') return await send(method, full, { headers, body: JSON.stringify(sent) });
  const query = new URLSearchParams(sent as Record<string, string>).toString();
  return await send(method, query === '' ? full : `${full}?${query}`, { headers });
}

const TERMS = { base_size: '0.001', limit_price: '50000' };
const LIMIT = {
  client_order_id: 'one',
  product_id: 'BTC-USDC',
  side: 'BUY',
  order_configuration: { limit_limit_gtc: { ...TERMS, post_only: false } },
};
const PERPETUAL = { ...LIMIT, product_id: 'BTC-PERP-INTX', leverage: '5', margin_type: 'CROSS' };
const limit = (terms: object) => ({ order_configuration: { limit_limit_gtc: { ...TERMS, ...terms } } });
const cancel = async (id: unknown) => (await ask('POST', 'orders/batch_cancel', { order_ids: [id] })).body.results[0];

let named = 0;
/** A new name for each, as a known one brings back the order that has it. */
async function place(order: object, changed: object = {}): Promise<Asked> {
  named += 1;
  return await ask('POST', 'orders', { ...order, client_order_id: `named-${named}`, ...changed });
}

describe('who asks', () => {
  const now = () => Math.floor(Date.now() / 1000);
  it.each([
    ['a token of another key', () => ({ secret: createCloudKey().secret }), 'bad signature'],
    ['a token that is over', () => ({ begin: now() - 121 }), 'timestamp'],
    ['a token that is good for too long', () => ({ length: 600 }), 'timestamp'],
    ['a token for another call', () => ({ uri: `GET ${HOST}/api/v3/brokerage/orders` }), 'another request'],
    [
      'a token for another host',
      () => ({ uri: 'GET api.exchange.coinbase.com/api/v3/brokerage/accounts' }),
      'another request',
    ],
    ['an unknown key', () => ({ apiKey: 'organizations/none/apiKeys/none' }), 'unknown key'],
  ] satisfies [string, () => Terms, string][])('refuses %s', async (_title, terms, verdict) => {
    expect(await ask('GET', 'accounts', {}, terms())).toMatchObject({ status: 401, text: 'Unauthorized\n' });
    const { requests } = (await parts.trial.admin('GET', '/requests')) as { requests: { signature: string }[] };
    expect(requests.map(({ signature }) => signature)).toEqual([verdict]);
  });

  it('refuses a request without a key', async () => {
    expect((await send('GET', '/api/v3/brokerage/accounts', { headers: {} })).status).toBe(401);
  });

  it.each([
    ['a wrong signature', { secret: 'another' }, 'invalid signature'],
    ['an old timestamp', { time: Date.now() - 31_000 }, 'request timestamp expired'],
    ['a body that was changed', { body: '{"order_ids":["2"]}' }, 'invalid signature'],
  ])('refuses %s of an old key', async (_title, changed, message) => {
    parts.trial.world.grantKey(parts.trial.account, TRIAL_KEY);
    const path = '/api/v3/brokerage/orders/batch_cancel';
    const body = '{"order_ids":["1"]}';
    const { secret, time, body: sent } = { secret: TRIAL_KEY.secret as string, time: Date.now(), body, ...changed };
    const seconds = String(Math.floor(time / 1000));
    const headers = {
      'cb-access-key': TRIAL_KEY.apiKey,
      'cb-access-timestamp': seconds,
      'cb-access-sign': createHmac('sha256', secret).update(`${seconds}POST${path}${body}`).digest('hex'),
    };
    const answer = await send('POST', path, { headers, body: sent });
    expect([answer.status, answer.body.errors]).toEqual([401, [{ id: 'authentication_error', message }]]);
  });

  it('refuses what a key may not do, and a key from an address that is not allowed', async () => {
    const reader = createCloudKey();
    parts.trial.world.grantKey(parts.trial.account, { ...reader, permissions: { trade: false, withdraw: true } });
    const { body } = await ask('GET', 'key_permissions', {}, reader);
    expect(body).toMatchObject({ can_view: true, can_trade: false, can_transfer: true });
    expect(await ask('POST', 'orders', LIMIT, reader)).toMatchObject({
      status: 403,
      body: { error: 'PERMISSION_DENIED', message: 'Missing required scopes' },
    });
    const away = createCloudKey();
    parts.trial.world.grantKey(parts.trial.account, { ...away, ipAllowed: false });
    expect((await ask('GET', 'accounts', {}, away)).status).toBe(401);
    const { requests } = (await parts.trial.admin('GET', '/requests')) as { requests: { signature: string }[] };
    expect(requests.map(({ signature }) => signature)).toEqual(['valid', 'no permission', 'address']);
    expect(JSON.stringify(requests)).not.toContain('eyJ');
  });
});

describe('orders that are refused', () => {
  it.each([
    ['too small a size', limit({ base_size: '0.000001' }), 'PREVIEW_INVALID_BASE_SIZE_TOO_SMALL'],
    ['too precise a size', limit({ base_size: '0.0000151' }), 'PREVIEW_INVALID_BASE_SIZE_PRECISION'],
    ['too precise a price', limit({ limit_price: '50000.001' }), 'PREVIEW_INVALID_PRICE_PRECISION'],
    ['too little money', limit({ base_size: '0.00001' }), 'PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL'],
    ['more than is there', limit({ base_size: '1000' }), 'PREVIEW_INSUFFICIENT_FUND'],
  ])('of spot, by the preview: %s', async (_title, changed, reason) => {
    const { status, body } = await place(LIMIT, changed);
    expect([status, body.success, body.error_response.preview_failure_reason]).toEqual([200, false, reason]);
    expect(body.order_configuration).toEqual(changed.order_configuration);
  });

  it.each([
    ['an unknown configuration', { order_configuration: { twap_limit_gtd: {} } }, 'UNSUPPORTED_ORDER_CONFIGURATION'],
    [
      'two configurations',
      { order_configuration: { limit_limit_gtc: TERMS, limit_limit_fok: TERMS } },
      'UNSUPPORTED_ORDER_CONFIGURATION',
    ],
    ['maker only that would take', limit({ limit_price: '61000', post_only: true }), 'INVALID_LIMIT_PRICE_POST_ONLY'],
    [
      'a bracket with its prices the wrong way round',
      {
        side: 'SELL',
        order_configuration: {
          trigger_bracket_gtc: { base_size: '0.001', limit_price: '58000', stop_trigger_price: '62000' },
        },
      },
      'INVALID_STOP_PRICE',
    ],
  ])('of spot: %s', async (_title, changed, error) => {
    expect((await place(LIMIT, changed)).body).toMatchObject({ success: false, error_response: { error } });
  });

  it.each([
    ['an unknown product', { product_id: 'NONE-USDC' }, 'ProductID is invalid'],
    ['no client id', { client_order_id: '' }, 'client_order_id is required'],
    ['no size', limit({ base_size: '' }), 'base_size is required'],
    ['a size by quote at a limit', limit({ quote_size: '10', base_size: '' }), 'base_size is required'],
    ['leverage', { leverage: '2' }, 'leverage is invalid'],
    ['a parameter that is not documented', { stop_price: '49000' }, 'stop_price is invalid'],
    [
      'a term that is not of its kind',
      limit({ stop_price: '49000' }),
      'order_configuration.limit_limit_gtc.stop_price is invalid',
    ],
  ])('of spot, as no order at all: %s', async (_title, changed, message) => {
    expect(await place(LIMIT, changed)).toMatchObject({ status: 400, body: { error: 'INVALID_ARGUMENT', message } });
  });

  it.each([
    ['more than is there', limit({ base_size: '90' }), { preview_failure_reason: 'PREVIEW_INSUFFICIENT_FUND' }],
    ['leverage that is too high', { leverage: '21' }, { preview_failure_reason: 'PREVIEW_INVALID_LEVERAGE' }],
    [
      'a size by quote',
      { order_configuration: { market_market_ioc: { quote_size: '100' } } },
      { error: 'UNSUPPORTED_ORDER_CONFIGURATION' },
    ],
  ])('of perpetuals: %s', async (_title, changed, error_response) => {
    expect((await place(PERPETUAL, changed)).body).toMatchObject({ success: false, error_response });
  });

  it('with a market that is closed', async () => {
    await parts.trial.admin('POST', '/markets', { symbol: 'BTC/USDC', tradable: false });
    const { body } = await place(LIMIT);
    await parts.trial.admin('POST', '/markets', { symbol: 'BTC/USDC', tradable: true });
    expect(body.error_response.preview_failure_reason).toBe('PREVIEW_PRODUCT_NOT_TRADABLE');
  });
});

describe('orders', () => {
  it('of which nothing is known', async () => {
    expect(await ask('GET', 'orders/historical/never')).toMatchObject({
      status: 404,
      body: { error: 'NOT_FOUND', message: 'order with this orderID was not found' },
    });
    expect(await cancel('never')).toMatchObject({ success: false, failure_reason: 'UNKNOWN_CANCEL_ORDER' });
    const { body } = await ask('POST', 'orders/edit', { order_id: 'never', size: '1' });
    expect(body).toMatchObject({ success: false, errors: [{ edit_failure_reason: 'ORDER_NOT_FOUND' }] });
  });

  it('that are over are canceled no more', async () => {
    const market = { market_market_ioc: { base_size: '0.001' } };
    const filled = (await place(LIMIT, { order_configuration: market })).body.order_id;
    expect(await cancel(filled)).toMatchObject({ success: false, failure_reason: 'ORDER_IS_FULLY_FILLED' });
    const resting = (await place(LIMIT)).body.order_id;
    expect(await cancel(resting)).toMatchObject({ success: true, order_id: resting });
    expect(await cancel(resting)).toMatchObject({ success: false, failure_reason: 'UNKNOWN_CANCEL_ORDER' });
  });

  it('are listed by status, market, kind and time', async () => {
    const { order_id } = (await place(PERPETUAL)).body;
    const list = async (asked: object) =>
      (await ask('GET', 'orders/historical/batch', asked)).body.orders.map(
        (order: { order_id: string }) => order.order_id,
      );
    expect(await list({ order_status: 'OPEN', product_type: 'FUTURE' })).toEqual([order_id]);
    expect(await list({ order_status: 'OPEN', product_type: 'SPOT' })).toEqual([]);
    expect(await list({ product_id: 'BTC-PERP-INTX', limit: '1' })).toEqual([order_id]);
    expect(await list({ start_date: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect((await ask('GET', 'orders/historical/batch', { start_date: 'yesterday' })).status).toBe(400);
    expect((await ask('GET', 'orders/historical/batch', { order_status: 'LOST' })).status).toBe(400);
    expect(await cancel(order_id)).toMatchObject({ success: true });
  });

  it('are changed only to more than they have filled, and only where something changes', async () => {
    await parts.trial.admin('POST', '/faults', { kind: 'partial_fill', portion: '0.5', count: 1 });
    const { order_id } = (await place(LIMIT, limit({ base_size: '0.002', limit_price: '60001' }))).body;
    const edit = async (terms: object) => (await ask('POST', 'orders/edit', { order_id, ...terms })).body;
    expect((await edit({ size: '0.001' })).errors).toMatchObject([
      { edit_failure_reason: 'CANNOT_EDIT_TO_BELOW_FILLED_SIZE' },
    ]);
    expect((await edit({ size: '0.002' })).errors).toMatchObject([{ edit_failure_reason: 'NO_CHANGE' }]);
    await cancel(order_id);
  });
});

describe('limits and maintenance', () => {
  it('answers with their words', async () => {
    const match = { path: '/api/v3/brokerage/accounts' };
    await parts.trial.admin('POST', '/faults', { kind: 'rate_limited', match, retryAfterS: 2 });
    expect(await ask('GET', 'accounts')).toMatchObject({ status: 429, body: { error: 'rate_limit_exceeded' } });
    await parts.trial.admin('POST', '/faults', { kind: 'maintenance', match });
    expect((await ask('GET', 'accounts')).status).toBe(503);
  });

  it('lets ten questions a second pass without a key', async () => {
    parts.trial.server.limiter.isOn = true;
    const ticker = '/api/v3/brokerage/market/products/BTC-USDC/ticker';
    const asked = Array.from({ length: 40 }, async () => (await send('GET', ticker, { headers: {} })).status);
    const statuses = await Promise.all(asked);
    parts.trial.server.limiter.isOn = false;
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(10);
  });
});
