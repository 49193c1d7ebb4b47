import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TRIAL_KEY } from '../test/exchange-trial.ts';
import { openRequestsTrial } from '../test/requests-trial.ts';
import { FUTURES_HOST, SPOT_HOST } from './kucoin-context.ts';
import { createKucoin } from './kucoin-dialect.ts';

const parts = openRequestsTrial(createKucoin);

interface Terms {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly passphrase?: string;
  readonly time?: number;
}

interface Asked {
  readonly status: number;
  readonly code: string;
  readonly msg?: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the exchange.
  readonly data: any; // oxlint-disable-line typescript/no-explicit-any -- an answer of the exchange
}

/** A request signed the documented way: time, method, path with query, body. */
async function ask(method: string, path: string, sent: object = {}, terms: Terms = {}): Promise<Asked> {
  const { apiKey, secret, passphrase } = { ...TRIAL_KEY, ...terms };
  const time = String(terms.time ?? parts.trial.world.clock.now());
  const inQuery = method !== 'POST';
  const query = inQuery ? new URLSearchParams(sent as Record<string, string>).toString() : '';
  const target = `/api${path}${query === '' ? '' : `?${query}`}`;
  const body = inQuery ? '' : JSON.stringify(sent);
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64');
  const response = await fetch(`${parts.trial.server.origin}${target}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'KC-API-KEY': apiKey,
      'KC-API-SIGN': sign(`${time}${method}${target}${body}`),
      'KC-API-TIMESTAMP': time,
      'KC-API-PASSPHRASE': sign(passphrase),
      'KC-API-KEY-VERSION': '2',
      'x-original-host': path.startsWith('/v1/orders') ? FUTURES_HOST : SPOT_HOST,
    },
    ...(inQuery ? {} : { body }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Asked, 'status'>) };
}

const LIMIT = { clientOid: 'one', side: 'buy', symbol: 'BTC-USDT', type: 'limit', size: '0.001', price: '50000' };
const FUTURE = { ...LIMIT, symbol: 'XBTUSDTM', size: 2, leverage: '5', marginMode: 'CROSS' };

describe('who asks', () => {
  it.each([
    ['a wrong signature', { secret: 'another' }, '400004'],
    ['a wrong passphrase', { passphrase: 'another' }, '400004'],
    ['an old timestamp', { time: Date.now() - 6_000 }, '400002'],
    ['an unknown key', { apiKey: 'unknown' }, '400003'],
  ] satisfies [string, Terms, string][])('refuses %s', async (_title, terms, code) => {
    expect(await ask('GET', '/v1/accounts', {}, terms)).toMatchObject({ status: 401, code });
  });

  it('refuses a body that was changed after it was signed', async () => {
    const time = String(Date.now());
    const sign = (text: string): string => createHmac('sha256', TRIAL_KEY.secret).update(text).digest('base64');
    const response = await fetch(`${parts.trial.server.origin}/api/v1/hf/orders`, {
      method: 'POST',
      body: JSON.stringify({ ...LIMIT, size: '9' }),
      headers: {
        'content-type': 'application/json',
        'KC-API-KEY': TRIAL_KEY.apiKey,
        'KC-API-SIGN': sign(`${time}POST/api/v1/hf/orders${JSON.stringify(LIMIT)}`),
        'KC-API-TIMESTAMP': time,
        'KC-API-PASSPHRASE': sign(TRIAL_KEY.passphrase),
        'KC-API-KEY-VERSION': '2',
      },
    });
    expect(await response.json()).toMatchObject({ code: '400005' });
  });

  it('refuses what a key may not do, and a key from an address that is not allowed', async () => {
    const reader = { apiKey: 'reader', secret: 's', passphrase: 'p' };
    parts.trial.world.grantKey(parts.trial.account, { ...reader, permissions: { trade: false } });
    expect((await ask('GET', '/v1/user/api-key', {}, reader)).data.permission).toBe('General');
    expect((await ask('POST', '/v1/hf/orders', LIMIT, reader)).code).toBe('400007');
    parts.trial.world.grantKey(parts.trial.account, { ...reader, apiKey: 'away', ipAllowed: false });
    expect((await ask('GET', '/v1/accounts', {}, { ...reader, apiKey: 'away' })).code).toBe('400006');
    const { requests } = (await parts.trial.admin('GET', '/requests')) as { requests: { signature: string }[] };
    expect(requests.map(({ signature }) => signature)).toEqual(['valid', 'no permission', 'address']);
    expect(JSON.stringify(requests)).not.toContain('reader');
  });
});

describe('orders that are refused', () => {
  it.each([
    ['an unknown symbol', { symbol: 'NONE-USDT' }, '400600'],
    ['a missing client id', { clientOid: '' }, '400100'],
    ['a client id that is too long', { clientOid: 'x'.repeat(41) }, '400100'],
    ['too small a size', { size: '0.000001' }, '400100'],
    ['too precise a size', { size: '0.0000151' }, '400100'],
    ['too precise a price', { price: '50000.001' }, '400100'],
    ['too little money', { size: '0.00002' }, '600101'],
    ['more than is there', { size: '1000' }, '200004'],
    ['a price on a market order', { type: 'market' }, '400100'],
    ['a parameter that is not documented', { stopPrice: '49000' }, '400100'],
    ['maker only with immediate or cancel', { postOnly: true, timeInForce: 'IOC' }, '400100'],
  ])('of spot: %s', async (_title, fields, code) => {
    expect((await ask('POST', '/v1/hf/orders', { ...LIMIT, ...fields })).code).toBe(code);
  });

  it.each([
    ['an unknown contract', { symbol: 'NONEUSDTM' }, '100003'],
    ['a part of a contract', { size: 1.5 }, '300000'],
    ['too precise a price', { price: '50000.01' }, '300000'],
    ['more than is there', { size: 90_000 }, '300003'],
    ['leverage that is too high', { leverage: '126' }, '300016'],
    ['no leverage', { leverage: '' }, '100001'],
    ['another margin mode', { marginMode: 'ISOLATED' }, '330005'],
    ['a side of a position in one-way mode', { positionSide: 'LONG' }, '330012'],
    ['reducing what is not there', { reduceOnly: true }, '300009'],
    ['a stop price without its direction', { stopPrice: '49000' }, '400100'],
    ['a parameter that is not documented', { triggerPrice: '49000' }, '400100'],
  ])('of futures: %s', async (_title, fields, code) => {
    expect((await ask('POST', '/v1/orders', { ...FUTURE, ...fields })).code).toBe(code);
  });

  it('with a client id that an open order has, and again takes it when that is over', async () => {
    for (const [path, order, code] of [
      ['/v1/hf/orders', LIMIT, '400100'],
      ['/v1/orders', FUTURE, '300018'],
    ] as const) {
      const { data } = await ask('POST', path, order);
      expect(Object.keys(data)).toEqual(['orderId', 'clientOid']);
      const again = await ask('POST', path, order);
      expect([again.code, again.msg?.includes('clientOid')]).toEqual([code, true]);
      const cancel = path === '/v1/orders' ? {} : { symbol: LIMIT.symbol };
      expect((await ask('DELETE', `${path}/${data.orderId}`, cancel)).code).toBe('200000');
      const second = await ask('POST', path, order);
      expect(second.code).toBe('200000');
      await ask('DELETE', `${path}/${second.data.orderId}`, cancel);
    }
  });

  it('of which nothing is known', async () => {
    const symbol = { symbol: LIMIT.symbol };
    expect(await ask('GET', '/v1/hf/orders/client-order/never', symbol)).toMatchObject({ code: '400100' });
    expect(await ask('DELETE', '/v1/hf/orders/never', symbol)).toMatchObject({ code: '400100' });
    expect(await ask('GET', '/v1/orders/never')).toMatchObject({ code: '100001', msg: 'error.getOrder.orderNotExist' });
    expect(await ask('DELETE', '/v1/orders/never')).toMatchObject({ code: '100004' });
    const stop = await ask('GET', '/v1/stop-order/queryOrderByClientOid', { clientOid: 'never' });
    expect([stop.code, stop.data]).toEqual(['200000', null]);
  });

  it('forgets a canceled order three days later', async () => {
    const { data } = await ask('POST', '/v1/hf/orders', { ...LIMIT, timeInForce: 'IOC' });
    const find = async () => (await ask('GET', `/v1/hf/orders/${data.orderId}`, { symbol: LIMIT.symbol })).code;
    expect(await find()).toBe('200000');
    parts.trial.world.clock.skewMs = 3 * 86_400_000 + 1_000;
    expect(await find()).toBe('400100');
    parts.trial.world.clock.skewMs = 0;
  });
});

describe('limits and maintenance', () => {
  it('answers with their codes', async () => {
    const match = { path: '/api/v1/accounts' };
    await parts.trial.admin('POST', '/faults', { kind: 'rate_limited', match, retryAfterS: 2 });
    expect(await ask('GET', '/v1/accounts')).toMatchObject({ status: 429, code: '429000' });
    await parts.trial.admin('POST', '/faults', { kind: 'maintenance', match });
    expect((await ask('GET', '/v1/accounts')).status).toBe(503);
  });
});
