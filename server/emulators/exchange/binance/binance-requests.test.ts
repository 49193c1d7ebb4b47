import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../test/exchange-trial.ts';
import { createBinance } from './binance-dialect.ts';

let trial: ExchangeTrial;

beforeAll(async () => {
  trial = await startTrial(createBinance());
});
afterAll(() => trial.close());
beforeEach(async () => {
  await trial.admin('DELETE', '/faults');
  await trial.admin('DELETE', '/requests');
});

type Fields = Readonly<Record<string, string>>;

interface Asked {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

interface Terms {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly timestamp?: number;
}

/** A request signed the documented way: query for GET and DELETE, form body for the others. */
async function ask(method: string, path: string, fields: Fields = {}, terms: Terms = {}): Promise<Asked> {
  const timestamp = String(terms.timestamp ?? Date.now());
  const payload = new URLSearchParams({ ...fields, timestamp }).toString();
  const signature = createHmac('sha256', terms.secret ?? TRIAL_KEY.secret)
    .update(payload)
    .digest('hex');
  const signed = `${payload}&signature=${signature}`;
  const isQuery = method === 'GET' || method === 'DELETE';
  const answer = await fetch(`${trial.server.origin}${path}${isQuery ? `?${signed}` : ''}`, {
    method,
    headers: {
      'X-MBX-APIKEY': terms.apiKey ?? TRIAL_KEY.apiKey,
      ...(isQuery ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(isQuery ? {} : { body: signed }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const code = ({ status, body }: Asked): readonly unknown[] => [status, body['code']];

describe('who asks', () => {
  it.each([
    ['a wrong signature', { secret: 'another' }, [400, -1022]],
    ['a timestamp older than the window', { timestamp: Date.now() - 60_000 }, [400, -1021]],
    ['a timestamp ahead of the clock', { timestamp: Date.now() + 60_000 }, [400, -1021]],
    ['an unknown key', { apiKey: 'unknownKey' }, [401, -2015]],
    ['a key of a wrong shape', { apiKey: 'bad key!' }, [401, -2014]],
  ] satisfies [string, Terms, unknown[]][])('refuses %s on both sides', async (_title, terms, expected) => {
    for (const path of ['/api/v3/account', '/fapi/v3/account']) {
      expect(code(await ask('GET', path, {}, terms))).toEqual(expected);
    }
  });

  it('refuses what a key may not do, and a key from an address that is not allowed', async () => {
    const { world, account } = trial;
    const reader = { apiKey: 'readerKey', secret: 'readerSecret' };
    world.grantKey(account, { ...reader, permissions: { trade: false } });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' };
    expect(code(await ask('GET', '/api/v3/account', {}, reader))).toEqual([200, undefined]);
    expect(code(await ask('POST', '/api/v3/order', order, reader))).toEqual([401, -2015]);
    const away = { apiKey: 'awayKey', secret: 'awaySecret' };
    world.grantKey(account, { ...away, ipAllowed: false });
    expect(code(await ask('GET', '/api/v3/account', {}, away))).toEqual([401, -2015]);
  });

  it('tells whether a key can withdraw', async () => {
    const rich = { apiKey: 'richKey', secret: 'richSecret' };
    trial.world.grantKey(trial.account, { ...rich, permissions: { withdraw: true } });
    const own = await ask('GET', '/sapi/v1/account/apiRestrictions');
    const other = await ask('GET', '/sapi/v1/account/apiRestrictions', {}, rich);
    expect([own.body['enableWithdrawals'], other.body['enableWithdrawals']]).toEqual([false, true]);
  });

  it('writes the verdict down, and neither key nor signature', async () => {
    await ask('GET', '/api/v3/account', {}, { secret: 'another' });
    const { requests } = (await trial.admin('GET', '/requests')) as { requests: Record<string, unknown>[] };
    expect(requests[0]).toMatchObject({
      path: '/api/v3/account',
      signature: 'bad signature',
      status: 400,
      booked: false,
    });
    const text = JSON.stringify(requests);
    expect(text).not.toContain(TRIAL_KEY.apiKey);
    expect(text).not.toMatch(/[0-9a-f]{64}/);
  });
});

const SPOT = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price: '50000' };
const SWAP = { ...SPOT, quantity: '0.002' };
const ALGO = { symbol: 'BTCUSDT', side: 'SELL', algoType: 'CONDITIONAL', type: 'STOP_MARKET', quantity: '0.002' };

describe('what is refused, spot', () => {
  it.each([
    ['an unknown symbol', { symbol: 'NONEUSDT' }, -1121],
    ['a missing price', { price: '' }, -1102],
    ['a price on a market order', { type: 'MARKET', timeInForce: '' }, -1106],
    ['an unknown type', { type: 'WISH' }, -1116],
    ['an unknown side', { side: 'HOLD' }, -1117],
    ['an unknown time in force', { timeInForce: 'DAY' }, -1115],
    ['too many places', { quantity: '0.0010000001' }, -1111],
    ['a quantity off its step', { quantity: '0.000011' }, -1013],
    ['a price off its tick', { price: '50000.001' }, -1013],
    ['too small a value', { quantity: '0.00001' }, -1013],
    ['too little money', { quantity: '9' }, -2010],
    ['a maker order that would take', { type: 'LIMIT_MAKER', price: '70000', timeInForce: '' }, -2010],
    ['a stop that is reached already', { type: 'STOP_LOSS_LIMIT', stopPrice: '50000' }, -2010],
    ['a client id of wrong letters', { newClientOrderId: 'no spaces' }, -1100],
    ['a price too far away', { price: '1000' }, -1013],
    ['a trailing distance out of range', { type: 'STOP_LOSS', trailingDelta: '5', price: '', timeInForce: '' }, -1013],
    ['a number that is none', { price: '1,000' }, -1100],
    ['a parameter that no document names', { stopLoss: '49000' }, -1104],
  ] satisfies [string, Fields, number][])('refuses %s', async (_title, change, expected) => {
    const fields = Object.fromEntries(Object.entries({ ...SPOT, ...change }).filter(([, value]) => value !== ''));
    const answer = await ask('POST', '/api/v3/order', fields);
    expect(code(answer)).toEqual([400, expected]);
  });

  it('refuses a client id that is open, and takes it again after the cancel', async () => {
    const named = { ...SPOT, newClientOrderId: 'twice' };
    expect((await ask('POST', '/api/v3/order', named)).status).toBe(200);
    expect((await ask('POST', '/api/v3/order', named)).body).toEqual({ code: -2010, msg: 'Duplicate order sent.' });
    const gone = await ask('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'twice' });
    expect(gone.body).toMatchObject({ status: 'CANCELED', origClientOrderId: 'twice' });
    expect((await ask('POST', '/api/v3/order', named)).status).toBe(200);
    await ask('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  });

  it('lets only so many conditional orders wait', async () => {
    const stop = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_LOSS', quantity: '0.001', stopPrice: '50000' };
    for (let count = 0; count < 5; count += 1) expect((await ask('POST', '/api/v3/order', stop)).status).toBe(200);
    expect((await ask('POST', '/api/v3/order', stop)).body['msg']).toBe('Filter failure: MAX_NUM_ALGO_ORDERS');
    await ask('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  });

  it('tells an unknown order by another code when asked than when told to cancel', async () => {
    const named = { symbol: 'BTCUSDT', origClientOrderId: 'never' };
    expect(code(await ask('GET', '/api/v3/order', named))).toEqual([400, -2013]);
    expect(code(await ask('DELETE', '/api/v3/order', named))).toEqual([400, -2011]);
  });

  it('replaces an order, and says which half of it failed', async () => {
    await ask('POST', '/api/v3/order', { ...SPOT, newClientOrderId: 'old' });
    const replace = { ...SPOT, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrigClientOrderId: 'old' };
    const whole = await ask('POST', '/api/v3/order/cancelReplace', { ...replace, price: '49000' });
    expect(whole.body).toMatchObject({ cancelResult: 'SUCCESS', newOrderResult: 'SUCCESS' });
    const none = await ask('POST', '/api/v3/order/cancelReplace', replace);
    expect(code(none)).toEqual([400, -2022]);
    expect(none.body['data']).toMatchObject({ cancelResult: 'FAILURE', newOrderResult: 'NOT_ATTEMPTED' });
    await ask('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  });
});

describe('what is refused, USD-M', () => {
  it.each([
    ['an unknown symbol', { symbol: 'NONEUSDT' }, -1121],
    ['a missing time in force', { timeInForce: '' }, -1102],
    ['too many places', { quantity: '0.0021' }, -1111],
    ['a value that is too small', { quantity: '0.001', price: '40000' }, -4164],
    ['too little margin', { quantity: '100' }, -2019],
    ['a maker order that would take', { timeInForce: 'GTX', price: '70000' }, -5022],
    ['reduce-only without a position', { reduceOnly: 'true' }, -2022],
    ['the position side of another mode', { positionSide: 'LONG' }, -4061],
    ['a price too far above', { price: '400000' }, -4016],
    ['a price too far below', { price: '1000' }, -4024],
    ['a parameter that no document names', { trailingAmount: '10' }, -1104],
    ['a stop at the endpoint for plain orders', { type: 'STOP_MARKET' }, -4120],
  ] satisfies [string, Fields, number][])('refuses %s', async (_title, change, expected) => {
    const fields = Object.fromEntries(Object.entries({ ...SWAP, ...change }).filter(([, value]) => value !== ''));
    expect(code(await ask('POST', '/fapi/v1/order', fields))).toEqual([400, expected]);
  });

  it.each([
    ['a trigger that is reached', { triggerPrice: '70000' }, -2021],
    ['a missing trigger', {}, -1102],
    ['a callback rate out of range', { type: 'TRAILING_STOP_MARKET', callbackRate: '50' }, -2007],
  ] satisfies [string, Fields, number][])('refuses a conditional order with %s', async (_title, change, expected) => {
    expect(code(await ask('POST', '/fapi/v1/algoOrder', { ...ALGO, ...change }))).toEqual([400, expected]);
  });

  it('refuses a client algo id that is open, and finds the order under it alone', async () => {
    const named = { ...ALGO, triggerPrice: '50000', clientAlgoId: 'stop1' };
    const placed = await ask('POST', '/fapi/v1/algoOrder', named);
    expect(placed.body).toMatchObject({ algoStatus: 'NEW', clientAlgoId: 'stop1', triggerPrice: '50000.0' });
    expect(code(await ask('POST', '/fapi/v1/algoOrder', named))).toEqual([400, -20132]);
    expect((await ask('GET', '/fapi/v1/algoOrder', { clientAlgoId: 'stop1' })).body['algoId']).toBe(
      placed.body['algoId'],
    );
    expect(code(await ask('GET', '/fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId: 'stop1' }))).toEqual([
      400, -2013,
    ]);
    expect((await ask('DELETE', '/fapi/v1/algoOrder', { clientAlgoId: 'stop1' })).body['code']).toBe('200');
  });

  it('closes a whole position once for each direction, and only where there is one', async () => {
    const all = {
      symbol: 'BTCUSDT',
      side: 'SELL',
      algoType: 'CONDITIONAL',
      type: 'STOP_MARKET',
      closePosition: 'true',
    };
    const stop = { ...all, triggerPrice: '50000' };
    expect(code(await ask('POST', '/fapi/v1/algoOrder', stop))).toEqual([400, -4509]);
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' };
    await ask('POST', '/fapi/v1/order', order);
    expect((await ask('POST', '/fapi/v1/algoOrder', stop)).status).toBe(200);
    expect(code(await ask('POST', '/fapi/v1/algoOrder', { ...stop, triggerPrice: '51000' }))).toEqual([400, -4130]);
    const profit = { ...all, type: 'TAKE_PROFIT_MARKET', triggerPrice: '70000' };
    const placed = await ask('POST', '/fapi/v1/algoOrder', profit);
    trial.price('BTC/USDT:USDT', '49000');
    expect(trial.account.positions.size).toBe(0);
    const after = await ask('GET', '/fapi/v1/algoOrder', { algoId: String(placed.body['algoId']) });
    expect(after.body['algoStatus']).toBe('EXPIRED');
    trial.price('BTC/USDT:USDT', '60000');
  });

  it('answers each member of a batch by itself', async () => {
    const plain = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.002',
      price: '50000',
    };
    const batchOrders = JSON.stringify([plain, { ...plain, price: '50000.01' }]);
    const { body } = await ask('POST', '/fapi/v1/batchOrders', { batchOrders });
    expect(body).toMatchObject([{ status: 'NEW' }, { code: -1111 }]);
    expect((await ask('DELETE', '/fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' })).body['code']).toBe(200);
  });

  it('changes leverage, margin type and position mode, and refuses what is so already or blocked', async () => {
    const symbol = 'ETHUSDT';
    expect((await ask('POST', '/fapi/v1/leverage', { symbol, leverage: '7' })).body['leverage']).toBe(7);
    expect(code(await ask('POST', '/fapi/v1/leverage', { symbol, leverage: '999' }))).toEqual([400, -4028]);
    expect(code(await ask('POST', '/fapi/v1/marginType', { symbol, marginType: 'CROSSED' }))).toEqual([400, -4046]);
    expect((await ask('POST', '/fapi/v1/marginType', { symbol, marginType: 'ISOLATED' })).status).toBe(200);
    const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1' };
    await ask('POST', '/fapi/v1/order', order);
    expect(code(await ask('POST', '/fapi/v1/marginType', { symbol, marginType: 'CROSSED' }))).toEqual([400, -4048]);
    const dual = { dualSidePosition: 'true' };
    expect(code(await ask('POST', '/fapi/v1/positionSide/dual', dual))).toEqual([400, -4068]);
    await ask('POST', '/fapi/v1/order', { ...order, side: 'SELL', reduceOnly: 'true' });
    expect((await ask('POST', '/fapi/v1/positionSide/dual', dual)).status).toBe(200);
    expect(code(await ask('POST', '/fapi/v1/positionSide/dual', dual))).toEqual([400, -4059]);
    expect((await ask('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'false' })).status).toBe(200);
  });
});

describe('limits', () => {
  it('tells what is used, answers 429 with Retry-After, and 418 to who goes on', async () => {
    const own = await startTrial(createBinance());
    try {
      const get = async (): Promise<Response> => await fetch(`${own.server.origin}/api/v3/ticker/24hr`);
      expect((await get()).headers.get('x-mbx-used-weight-1m')).toBe('80');
      const statuses = new Set<number>();
      let last: Response | undefined;
      for (let count = 0; count < 105; count += 1) {
        last = await get();
        statuses.add(last.status);
      }
      expect([...statuses]).toEqual([200, 429, 418]);
      expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await own.close();
    }
  });
});
