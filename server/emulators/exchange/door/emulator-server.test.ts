import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBinance } from '../binance/binance-dialect.ts';
import type { CcxtClient } from '../test/ccxt-client.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../test/exchange-trial.ts';

const SPOT = 'BTC/USDT';
const ORDER = { match: { method: 'POST', path: '/api/v3/order' } };

let trial: ExchangeTrial;
let client: CcxtClient;

beforeEach(async () => {
  trial = await startTrial(createBinance());
  client = await trial.client({ options: { fetchMarkets: { types: ['spot'] } } });
  await client.loadMarkets();
  client.timeout = 1500;
});
afterEach(() => trial.close());

const order = (): Promise<unknown> => client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000);
const orderCount = (): number => trial.world.orders.list({ accountId: 'main' }).length;
const fault = (fields: object): Promise<unknown> => trial.admin('POST', '/faults', { ...ORDER, ...fields });

describe('faults of a request', () => {
  it.each([
    ['no_answer', {}, 'timed out'],
    ['reset', {}, /other side closed|ECONNRESET/],
    ['status', { status: 503 }, /503/],
    ['cut_body', {}, /other side closed|terminated/],
    ['empty_body', {}, /./],
    ['html_body', {}, /./],
    ['half_json', {}, /./],
    ['bad_gzip', {}, /./],
  ])('breaks the answer of a booked order: %s', async (kind, more, message) => {
    await fault({ kind, ...more });
    await expect(order()).rejects.toThrow(message);
    expect(orderCount()).toBe(1);
    await order();
    expect(orderCount()).toBe(2);
  });

  it.each([
    ['no_answer', {}],
    ['reset', {}],
    ['status', { status: 503 }],
    ['rate_limited', { retryAfterS: 3 }],
    ['banned', {}],
    ['maintenance', {}],
  ])('breaks the request before the exchange does anything: %s', async (kind, more) => {
    await fault({ kind, booked: false, ...more });
    await expect(order()).rejects.toThrow();
    expect(orderCount()).toBe(0);
  });

  it('answers an empty object, which the client takes for an order without an id', async () => {
    await fault({ kind: 'empty_object' });
    expect(await order()).toMatchObject({ id: undefined });
    expect(orderCount()).toBe(1);
  });

  it('stalls after the headers without end', async () => {
    await fault({ kind: 'headers_then_silence' });
    const outcome = await Promise.race([order(), new Promise((resolve) => setTimeout(resolve, 600, 'silence'))]);
    expect([outcome, orderCount()]).toEqual(['silence', 1]);
  });

  it('delivers a request twice: the second finds the client id taken', async () => {
    await fault({ kind: 'duplicate' });
    await order();
    expect(orderCount()).toBe(1);
  });

  it('delivers a market order twice: the second is another order, as the id of a filled one is free again', async () => {
    await fault({ kind: 'duplicate' });
    await client.createOrder(SPOT, 'market', 'buy', 0.01, undefined, { clientOrderId: 'twice' });
    const orders = trial.world.orders.list({ accountId: 'main' });
    expect(orders.map(({ clientOrderId, status }) => `${clientOrderId} ${status}`)).toEqual([
      'twice filled',
      'twice filled',
    ]);
  });

  it('answers late, and lets a request arrive late', async () => {
    await fault({ kind: 'late_answer', delayMs: 2500 });
    await expect(order()).rejects.toThrow('timed out');
    expect(orderCount()).toBe(1);
    await fault({ kind: 'late_arrival', delayMs: 2500 });
    await expect(order()).rejects.toThrow('timed out');
    expect(orderCount()).toBe(1);
    await expect.poll(orderCount, { timeout: 15_000 }).toBe(2);
  });

  it('answers with any native body', async () => {
    await fault({ kind: 'answer', status: 400, body: { code: -1006, msg: 'unknown' } });
    await expect(order()).rejects.toThrow('-1006');
    expect(orderCount()).toBe(1);
  });

  it('strikes only what matches, after letting some pass, and as often as told', async () => {
    await fault({ kind: 'status', match: { path: '/api/v3/*', params: { side: 'SELL' } }, skip: 1, count: 2 });
    const sell = (): Promise<unknown> => client.createOrder(SPOT, 'limit', 'sell', 0.01, 70000);
    await order();
    await sell();
    await expect(sell()).rejects.toThrow();
    await expect(sell()).rejects.toThrow();
    await sell();
  });
});

describe('switches', () => {
  it('sets the clock wrong', async () => {
    await trial.admin('POST', '/faults', { kind: 'clock_skew', ms: 60_000 });
    await expect(client.fetchBalance()).rejects.toThrow('-1021');
    await client.loadTimeDifference();
    expect((await client.fetchBalance()).BTC.free).toBe(1);
  });

  it('does not find a young order, then finds it', async () => {
    await trial.admin('POST', '/faults', { kind: 'lookup_not_found', forMs: 2_000 });
    const { id } = (await order()) as { id: string };
    await expect(client.fetchOrder(id, SPOT)).rejects.toThrow('does not exist');
    await expect
      .poll(
        () =>
          client.fetchOrder(id, SPOT).then(
            () => true,
            () => false,
          ),
        { timeout: 15_000 },
      )
      .toBe(true);
  });

  it('fills a part', async () => {
    await trial.admin('POST', '/faults', { kind: 'partial_fill', portion: '0.25' });
    expect(await client.createOrder(SPOT, 'limit', 'buy', 0.01, 61000)).toMatchObject({
      filled: 0.0025,
      status: 'open',
    });
  });

  it('lets sockets fall silent', async () => {
    await client.watchTicker(SPOT);
    await trial.admin('POST', '/faults', { kind: 'silent_sockets', on: true });
    const next = client.watchTicker(SPOT).then(() => 'told');
    trial.price(SPOT, '60100');
    const outcome = await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 200, 'silence'))]);
    expect(outcome).toBe('silence');
    await trial.admin('POST', '/faults', { kind: 'silent_sockets', on: false });
    trial.price(SPOT, '60200');
    expect(await next).toBe('told');
  });

  it('changes the position mode behind the back of the account', async () => {
    await trial.admin('POST', '/faults', { kind: 'position_mode', mode: 'hedge' });
    expect(trial.account.positionMode).toBe('hedge');
  });
});

describe('whatever comes in', () => {
  const NOISE = [
    '',
    '{',
    'null',
    '[]',
    '"x"',
    '{"id":1}',
    '{"method":"SUBSCRIBE","params":[1,null]}',
    '{"method":5}',
    '\u0000',
  ];

  it('keeps the door open', async () => {
    const { origin } = trial.server;
    const paths = [
      '/',
      '/%',
      '/_host/x',
      '/api/v3/order?symbol=%',
      '/_emulator/prices',
      '/_emulator/faults',
      '/fapi/v1/batchOrders',
    ];
    for (const path of paths) {
      for (const body of NOISE) {
        for (const method of ['POST', 'PUT', 'DELETE'])
          await fetch(`${origin}${path}`, { method, body }).catch(() => undefined);
      }
    }
    const sockets = ['stream.binance.com/ws', 'ws-api.binance.com/ws-api/v3', 'ws-fapi.binance.com/ws-fapi/v1'];
    for (const path of sockets) {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/_host/${path}`);
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      for (const message of NOISE) socket.send(message);
      socket.close();
      await new Promise((resolve) => socket.addEventListener('close', resolve));
    }
    expect((await client.fetchTicker(SPOT)).last).toBe(60000);
  });
});

describe('the admin side', () => {
  it('opens an account with a key and money', async () => {
    const made = await trial.admin('POST', '/accounts', {
      account: 'second',
      apiKey: 'secondKey',
      secret: 'secondSecret',
      spot: { USDT: '5' },
    });
    expect(made).toMatchObject({ account: 'second', spot: [{ currency: 'USDT', free: '5', locked: '0' }] });
    const second = await trial.client({ apiKey: 'secondKey', secret: 'secondSecret' });
    expect((await second.fetchBalance()).USDT.free).toBe(5);
    expect(JSON.stringify(made)).not.toContain('secondSecret');
  });

  it('takes a body as a plain curl sends it', async () => {
    const answer = await fetch(`${trial.server.origin}/_emulator/prices`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '{"symbol":"BTC/USDT","bid":"59000","ask":"59000.01"}',
    });
    expect(await answer.json()).toMatchObject({ symbol: 'BTC/USDT', bid: '59000' });
  });

  it('says in a sentence what is wrong with a call', async () => {
    expect(await trial.admin('POST', '/prices', { symbol: 'BTCUSDT', bid: '1' })).toEqual({
      error: 'symbol is a market such as BTC/USDT or BTC/USDT:USDT',
    });
    expect(JSON.stringify(await trial.admin('POST', '/faults', { kind: 'earthquake' }))).toContain('no_answer');
    expect(JSON.stringify(await trial.admin('GET', '/nothing'))).toContain('GET /requests');
  });

  it('shows requests field by field, without secrets', async () => {
    await order();
    const { requests } = (await trial.admin('GET', '/requests')) as { requests: Record<string, unknown>[] };
    const placed = requests.findLast(({ method }) => method === 'POST');
    expect(placed).toMatchObject({
      host: 'api.binance.com',
      path: '/api/v3/order',
      signature: 'valid',
      booked: true,
      status: 200,
    });
    expect(Object.fromEntries(placed?.['params'] as [string, string][])).toMatchObject({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      quantity: '0.01',
      price: '50000',
      timeInForce: 'GTC',
    });
    expect(JSON.stringify(requests)).not.toContain(TRIAL_KEY.apiKey);
  });

  it('closes a market for trading', async () => {
    await trial.admin('POST', '/markets', { symbol: SPOT, tradable: false });
    await expect(order()).rejects.toThrow('Market is closed');
  });
});
