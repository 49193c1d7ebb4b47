import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TRIAL_KEY } from '../test/exchange-trial.ts';
import { openRequestsTrial } from '../test/requests-trial.ts';
import { createBitget } from './bitget-dialect.ts';

const parts = openRequestsTrial(createBitget);

interface Terms {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly passphrase?: string;
  readonly time?: number;
}

interface Asked {
  readonly status: number;
  readonly code: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the exchange.
  readonly data: any; // oxlint-disable-line typescript/no-explicit-any -- an answer of the exchange
}

/** A request signed the documented way: time, method, path with query, body. */
async function ask(method: 'GET' | 'POST', path: string, sent: object = {}, terms: Terms = {}): Promise<Asked> {
  const { apiKey, secret, passphrase } = { ...TRIAL_KEY, ...terms };
  const time = String(terms.time ?? parts.trial.world.clock.now());
  const query = method === 'GET' ? new URLSearchParams(sent as Record<string, string>).toString() : '';
  const target = `/api/v2/${path}${query === '' ? '' : `?${query}`}`;
  const body = method === 'GET' ? '' : JSON.stringify(sent);
  const sign = createHmac('sha256', secret).update(`${time}${method}${target}${body}`).digest('base64');
  const response = await fetch(`${parts.trial.server.origin}${target}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'ACCESS-KEY': apiKey,
      'ACCESS-SIGN': sign,
      'ACCESS-TIMESTAMP': time,
      'ACCESS-PASSPHRASE': passphrase,
    },
    ...(method === 'GET' ? {} : { body }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Asked, 'status'>) };
}

const SPOT = { symbol: 'BTCUSDT', side: 'buy', orderType: 'limit', force: 'gtc', price: '50000', size: '0.001' };
const PRODUCT = { symbol: 'BTCUSDT', productType: 'USDT-FUTURES' };
const MIX = { ...SPOT, ...PRODUCT, size: '0.01', marginCoin: 'USDT', marginMode: 'crossed' };
const PLACE = 'spot/trade/place-order';
const PLACE_MIX = 'mix/order/place-order';

describe('who asks', () => {
  it.each([
    ['a wrong secret', { secret: 'another' }, '40009'],
    ['a wrong passphrase', { passphrase: 'another' }, '40012'],
    ['an old timestamp', { time: Date.now() - 60_000 }, '40008'],
    ['an unknown key', { apiKey: 'unknown' }, '40037'],
  ] satisfies [string, Terms, string][])('is refused with %s', async (_title, terms, code) => {
    expect(await ask('GET', 'spot/account/assets', {}, terms)).toMatchObject({ status: 400, code });
  });

  it('may do what the key may do, from where it may', async () => {
    const reader = { apiKey: 'reader', secret: 'readerSecret', passphrase: 'p' };
    parts.trial.world.grantKey(parts.trial.account, { ...reader, permissions: { trade: false } });
    expect((await ask('GET', 'spot/account/info', {}, reader)).data.authorities).toEqual(['readonly']);
    expect((await ask('POST', PLACE, SPOT, reader)).code).toBe('40014');
    parts.trial.world.grantKey(parts.trial.account, { ...reader, apiKey: 'away', ipAllowed: false });
    expect((await ask('GET', 'spot/account/info', {}, { ...reader, apiKey: 'away' })).code).toBe('40018');
  });
});

describe('orders that are refused', () => {
  it.each([
    ['an unknown symbol', { symbol: 'NONEUSDT' }, '40034'],
    ['no side', { side: '' }, '40019'],
    ['an unknown type', { orderType: 'wish' }, '40020'],
    ['no price', { price: '' }, '40019'],
    ['too small a size', { size: '0.000001' }, '43006'],
    ['too precise a size', { size: '0.0000151' }, '40808'],
    ['too precise a price', { price: '50000.001' }, '40808'],
    ['too little money', { size: '0.00002' }, '45110'],
    ['more than is there', { size: '1000' }, '43012'],
    ['a parameter that is not documented', { triggerPrice: '49000' }, '40020'],
  ])('of spot: %s', async (_title, fields, code) => {
    expect((await ask('POST', PLACE, { ...SPOT, ...fields })).code).toBe(code);
  });

  it.each([
    ['an unknown contract', { symbol: 'NONEUSDT' }, '40034'],
    ['no kind of futures', { productType: '' }, '40019'],
    ['another margin coin', { marginCoin: 'BTC' }, '40020'],
    ['too small a size', { size: '0.0001' }, '45111'],
    ['too precise a price', { price: '50000.01' }, '45115'],
    ['more than is there', { size: '100' }, '40762'],
    ['reducing what is not there', { reduceOnly: 'YES' }, '22002'],
    ['a side of a position in one-way mode', { tradeSide: 'open' }, '40774'],
    ['a parameter that is not documented', { planType: 'normal_plan' }, '40020'],
  ])('of futures: %s', async (_title, fields, code) => {
    expect((await ask('POST', PLACE_MIX, { ...MIX, ...fields })).code).toBe(code);
  });

  it('with a client id that an open order has', async () => {
    for (const [path, order, code] of [
      [PLACE, SPOT, '43118'],
      [PLACE_MIX, MIX, '40786'],
    ] as const) {
      const named = { ...order, clientOid: 'twice' };
      const placed = await ask('POST', path, named);
      expect(Object.keys(placed.data)).toEqual(['orderId', 'clientOid']);
      expect((await ask('POST', path, named)).code).toBe(code);
      const cancel = path === PLACE ? 'spot/trade/cancel-order' : 'mix/order/cancel-order';
      const asked = { ...(path === PLACE ? { symbol: 'BTCUSDT' } : PRODUCT), clientOid: 'twice' };
      expect((await ask('POST', cancel, asked)).code).toBe('00000');
      expect((await ask('POST', cancel, asked)).code).toBe(path === PLACE ? '43001' : '40768');
    }
  });

  it('of which nothing is known: success without data on spot, a code on futures', async () => {
    expect(await ask('GET', 'spot/trade/orderInfo', { clientOid: 'never' })).toMatchObject({ code: '00000', data: [] });
    expect((await ask('GET', 'mix/order/detail', { ...PRODUCT, clientOid: 'never' })).code).toBe('40109');
    expect((await ask('POST', 'spot/trade/cancel-plan-order', { clientOid: 'never' })).code).toBe('43025');
  });
});
