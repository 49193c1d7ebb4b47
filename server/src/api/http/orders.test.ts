import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { type AskMethod, createAsk } from '../../../test/api/ask.ts';
import { makeAccount, makeOrder, makePosition } from '../../../test/api/fake-desk.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

const ask = createAsk(() => test);
const order = { symbol: 'BTCUSDT', side: 'buy', quantity: '0.5' };

describe('a body', () => {
  it.each([
    ['{"symbol":"BTCUSDT","side":"buy","quantity":"1","quantity":"2"}', 'BODY_DUPLICATE_KEY', { key: 'quantity' }],
    ['{"symbol":"BTCUSDT","side":"buy","quantity":1*2}', 'BODY_INVALID', {}],
    ['{"symbol":"BTCUSDT","side":"buy","quantity":"1",}', 'BODY_INVALID', {}],
    ['{"symbol":', 'BODY_INVALID', {}],
    ['', 'BODY_INVALID', {}],
    ['[]', 'BODY_FIELD_INVALID', { field: 'body' }],
    [
      '{"symbol":"BTCUSDT","side":"buy","qantity":"1","quantity":"1"}',
      'BODY_FIELD_UNKNOWN',
      { field: 'qantity', nearest: 'quantity' },
    ],
    [
      '{"symbol":"BTCUSDT","side":"buy","limit_price":"1","quantity":"1"}',
      'BODY_FIELD_UNKNOWN',
      { nearest: 'limitPrice' },
    ],
    [
      '{"symbol":"BTCUSDT","side":"long","quantity":"1"}',
      'BODY_FIELD_INVALID',
      { field: 'side', problem: 'expected one of buy, sell' },
    ],
    ['{"symbol":"BTCUSDT","side":"buy"}', 'BODY_FIELD_INVALID', { field: 'quantity' }],
    [
      '{"symbol":"BTCUSDT","side":"buy","quantity":"1,000"}',
      'BODY_FIELD_INVALID',
      { field: 'quantity', problem: 'expected a decimal number' },
    ],
    ['{"symbol":"BTCUSDT","side":"buy","quantity":1e-30}', 'BODY_FIELD_INVALID', { field: 'quantity' }],
    ...['-1', '0', '-0.5'].map((quantity): [string, string, object] => [
      `{"symbol":"BTCUSDT","side":"buy","quantity":"${quantity}"}`,
      'BODY_FIELD_INVALID',
      { field: 'quantity', problem: 'expected more than 0' },
    ]),
    [
      '{"symbol":"BTCUSDT","side":"buy","quantity":1,"type":"limit","limitPrice":-5}',
      'BODY_FIELD_INVALID',
      { field: 'limitPrice' },
    ],
    ['{"symbol":"BTCUSDT","side":"buy","quantity":1,"stopLoss":-5}', 'BODY_FIELD_INVALID', { field: 'stopLoss' }],
    // A price that the type has no use for was meant for something: without it another order would leave.
    ['{"symbol":"BTCUSDT","side":"buy","quantity":1,"limitPrice":5}', 'BODY_FIELD_INVALID', { field: 'limitPrice' }],
    ['{"symbol":"BTCUSDT","side":"buy","quantity":1,"stopPrice":5}', 'BODY_FIELD_INVALID', { field: 'stopPrice' }],
    [
      '{"symbol":"BTCUSDT","side":"buy","quantity":1,"type":"limit","limitPrice":5,"stopPrice":6}',
      'BODY_FIELD_INVALID',
      { field: 'stopPrice', problem: 'it goes only with the type stop, stop_limit, oco' },
    ],
    [
      '{"symbol":"BTCUSDT","side":"buy","quantity":1,"type":"stop","limitPrice":5,"stopPrice":6}',
      'BODY_FIELD_INVALID',
      { field: 'limitPrice', problem: 'it goes only with the type limit, stop_limit, iceberg, twap, vwap, oco' },
    ],
    [
      '{"symbol":600000,"side":"buy","quantity":"1"}',
      'BODY_FIELD_INVALID',
      { field: 'symbol', problem: 'expected string' },
    ],
    [
      '{"symbol":"BTCUSDT","side":"buy","quantity":"1","wait":30001}',
      'BODY_FIELD_INVALID',
      { field: 'wait', problem: 'expected at most 30000' },
    ],
  ])('%s is refused as %s', async (body, code, values) => {
    const answer = await ask('POST', '/api/v1/orders', { body });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code, values, type: `urn:signalbox:error:${code}` });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(test.desk.orderSubmissions).toEqual([]);
  });

  it('keeps every digit of its numbers', async () => {
    const body =
      '{"symbol":"BTCUSDT","side":"buy","quantity":0.123456789012345678,"limitPrice":"97000.10","type":"limit","stopLoss":90071992547409931}';
    expect((await ask('POST', '/api/v1/orders', { body })).statusCode).toBe(202);
    expect(test.desk.orderSubmissions[0]?.command).toEqual({
      action: 'buy',
      symbol: 'BTCUSDT',
      orderType: 'limit',
      quantity: decimal('0.123456789012345678'),
      price: decimal('97000.1'),
      stopLoss: decimal('90071992547409931'),
      stopLossUnit: 'price',
    });
  });

  it('may ask for the time check', async () => {
    expect((await ask('POST', '/api/v1/orders', { body: { ...order, timeCheck: true } })).statusCode).toBe(202);
    expect(test.desk.orderSubmissions[0]?.command).toMatchObject({ timeCheck: true });
  });

  it('is JSON by its content type', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await ask('POST', '/api/v1/orders', { body: order, headers })).json()).toMatchObject({
      code: 'CONTENT_TYPE_UNSUPPORTED',
      status: 415,
    });
  });

  it('is refused above 64 KiB', async () => {
    const large = await ask('POST', '/api/v1/orders', { body: { ...order, comment: 'x'.repeat(66_000) } });
    expect(large.json()).toMatchObject({ code: 'BODY_TOO_LARGE', status: 413 });
  });

  it('is explained in Chinese to who reads Chinese', async () => {
    const answer = await ask('POST', '/api/v1/orders', {
      body: { ...order, side: 'long' },
      headers: { 'accept-language': 'zh' },
    });
    expect(answer.json().detail).toContain('应为以下之一：buy, sell');
  });
});

describe('orders', () => {
  it('are answered at once, or with their outcome when waited for', async () => {
    const now = await ask('POST', '/api/v1/orders', { body: order });
    expect(now.statusCode).toBe(202);
    expect(now.json()).toEqual({
      signalId: 'order-signal1',
      duplicate: false,
      settled: false,
      orders: [],
      simulated: true,
    });
    const waited = await ask('POST', '/api/v1/orders?wait=5000', { body: order });
    expect(waited.statusCode).toBe(201);
    expect(waited.json()).toMatchObject({ settled: true, orders: [{ status: 'filled', quantity: '0.5' }] });
    expect(waited.headers['x-signalbox-market']).toBe('simulated');
    expect(test.desk.orderSubmissions.map((one) => one.waitMs)).toEqual([0, 5000]);
  });

  it('without a key of their own are each placed, with one only once', async () => {
    await ask('POST', '/api/v1/orders', { body: order });
    await ask('POST', '/api/v1/orders', { body: order });
    expect(test.desk.orderSubmissions).toHaveLength(2);
    const headers = { 'idempotency-key': 'mine-1' };
    const first = await ask('POST', '/api/v1/orders', { body: { ...order, wait: 100 }, headers });
    const again = await ask('POST', '/api/v1/orders', {
      body: { quantity: '0.5', wait: 200, side: 'buy', symbol: 'BTCUSDT' },
      headers,
    });
    expect([first.statusCode, again.statusCode]).toEqual([201, 200]);
    expect(again.json()).toMatchObject({ duplicate: true, signalId: first.json().signalId });
    const other = await ask('POST', '/api/v1/orders', { body: { ...order, quantity: '2' }, headers });
    expect(other.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_CONFLICT', status: 409 });
    expect(test.desk.orderSubmissions).toHaveLength(3);
    const bad = await ask('POST', '/api/v1/orders', { body: order, headers: { 'idempotency-key': 'x'.repeat(121) } });
    expect(bad.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_INVALID', status: 400 });
  });

  it('that come to nothing say why', async () => {
    test.desk.outcome = { settled: true, orders: [], reason: { code: 'SYMBOL_UNKNOWN', values: { symbol: 'NOPE' } } };
    const answer = await ask('POST', '/api/v1/orders?wait=100', { body: { ...order, symbol: 'NOPE' } });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      code: 'SYMBOL_UNKNOWN',
      signalId: 'order-signal1',
      detail: expect.stringContaining('NOPE'),
    });
  });

  it('for an account that does not exist are refused', async () => {
    expect((await ask('POST', '/api/v1/orders', { body: { ...order, account: 'other' } })).json()).toMatchObject({
      code: 'ACCOUNT_UNKNOWN',
      status: 404,
    });
  });

  it('are listed as a plain list of decimal strings, page by page', async () => {
    for (let count = 0; count < 7; count += 1) {
      const createdAt = new Date(Date.UTC(2026, 2, 2, 9, 30, Math.floor(count / 2))).toISOString();
      test.desk.orderList.push(
        makeOrder({ id: `o${count}`, createdAt, symbol: count % 2 === 0 ? 'BTCUSDT' : 'XAUUSD' }),
      );
    }
    const seen: string[] = [];
    let url: string | undefined = '/api/v1/orders?limit=3';
    while (url !== undefined) {
      const page = await ask('GET', url, { scope: 'read' });
      expect(page.json()[0]).toMatchObject({ quantity: '0.5', averagePrice: '97000.1', simulated: true });
      seen.push(...page.json().map((one: { id: string }) => one.id));
      url = /<([^>]+)>; rel="next"/.exec(String(page.headers['link']))?.[1];
      expect(page.headers['x-next-cursor'] === undefined).toBe(url === undefined);
    }
    expect(seen).toEqual(['o6', 'o5', 'o4', 'o3', 'o2', 'o1', 'o0']);
    const gold = await ask('GET', '/api/v1/orders?symbol=xauusd&limit=2');
    expect(gold.json().map((one: { id: string }) => one.id)).toEqual(['o5', 'o3']);
  });

  it('are filtered by status, and open means whatever may still move', async () => {
    test.desk.orderList.push(
      makeOrder({ id: 'a', status: 'unknown' }),
      makeOrder({ id: 'b', status: 'filled' }),
      makeOrder({ id: 'c', status: 'denied' }),
    );
    const ids = async (status: string) =>
      (await ask('GET', `/api/v1/orders?status=${status}`)).json().map((one: { id: string }) => one.id);
    expect(await ids('open')).toEqual(['a']);
    expect(await ids('filled,denied')).toEqual(['c', 'b']);
    expect((await ask('GET', '/api/v1/orders?status=done')).json()).toMatchObject({
      code: 'QUERY_INVALID',
      values: { field: 'status' },
    });
    expect((await ask('GET', '/api/v1/orders?cursor=%00')).json()).toMatchObject({ code: 'CURSOR_INVALID' });
    expect((await ask('GET', '/api/v1/orders?lmit=3')).json()).toMatchObject({ code: 'QUERY_INVALID' });
  });

  it('are shown, canceled, amended, approved, denied and resolved by their id', async () => {
    test.desk.orderList.push(makeOrder({ id: 'a', status: 'accepted' }));
    const status = async (method: AskMethod, path: string, body?: unknown) =>
      (await ask(method, `/api/v1/orders/a${path}`, body === undefined ? {} : { body })).json().status;
    expect(await status('GET', '')).toBe('accepted');
    expect(await status('DELETE', '')).toBe('pending_cancel');
    expect(await status('PATCH', '', { limitPrice: '97000' })).toBe('pending_amend');
    expect(test.desk.amends[0]).toMatchObject({ limitPrice: decimal('97000') });
    expect(await status('POST', '/approve')).toBe('approved');
    expect(await status('POST', '/deny')).toBe('denied');
    expect(await status('POST', '/resolve', { note: 'the venue said so by phone' })).toBe('expired');
    expect((await ask('DELETE', '/api/v1/orders/zzz')).json()).toMatchObject({ code: 'ORDER_NOT_FOUND', status: 404 });
    expect((await ask('PATCH', '/api/v1/orders/a', { body: {} })).statusCode).toBe(400);
    expect((await ask('POST', '/api/v1/orders/cancel-all')).json()).toEqual({ requested: ['a'], failed: [] });
  });
});

describe('orders of one symbol', () => {
  it('are found behind many of others, however small the page', async () => {
    const wanted = { symbol: 'XAUUSD', createdAt: '2025-01-01T00:00:00.000Z' };
    test.desk.orderList.push(
      ...Array.from({ length: 90 }, (_, index) => makeOrder({ id: `o${index}` })),
      ...['x1', 'x2', 'x3'].map((id) => makeOrder({ id, ...wanted })),
    );
    const page = await ask('GET', '/api/v1/orders?symbol=xauusd&limit=2');
    expect(page.json<{ id: string }[]>().map(({ id }) => id)).toEqual(['x3', 'x2']);
    const cursor = String(page.headers['x-next-cursor']);
    const next = await ask('GET', `/api/v1/orders?symbol=XAUUSD&limit=2&cursor=${cursor}`);
    expect([next.json<{ id: string }[]>().map(({ id }) => id), next.headers['x-next-cursor']]).toEqual([
      ['x1'],
      undefined,
    ]);
  });
});

describe('positions', () => {
  it('are listed and closed, whole or in part', async () => {
    const list = await ask('GET', '/api/v1/positions', { scope: 'read' });
    expect(list.json()).toEqual([makePosition()]);
    expect(list.headers['x-signalbox-market']).toBe('simulated');
    expect((await ask('POST', '/api/v1/positions/BTCUSDT/close?wait=100')).statusCode).toBe(201);
    await ask('POST', '/api/v1/positions/BTCUSDT/close', { body: { quantity: 0.2 } });
    const negative = await ask('POST', '/api/v1/positions/BTCUSDT/close', { body: { quantity: -0.2 } });
    expect(negative.json()).toMatchObject({ code: 'BODY_FIELD_INVALID', values: { field: 'quantity' } });
    expect(test.desk.orderSubmissions.map((one) => one.command)).toEqual([
      { action: 'close_long', symbol: 'BTCUSDT', ticket: '7' },
      { action: 'close_long', symbol: 'BTCUSDT', ticket: '7', quantity: decimal('0.2') },
    ]);
  });

  it('of two accounts with one name need the account', async () => {
    test.desk.accountList.push(makeAccount({ id: 'second' }));
    test.desk.positionList = [makePosition(), makePosition({ account: 'second', side: 'short' })];
    expect((await ask('POST', '/api/v1/positions/BTCUSDT/close')).json()).toMatchObject({
      code: 'POSITION_AMBIGUOUS',
      status: 409,
    });
    await ask('POST', '/api/v1/positions/BTCUSDT/close?account=second');
    expect(test.desk.orderSubmissions[0]).toMatchObject({ account: 'second', command: { action: 'close_short' } });
  });

  it('closed under a key answer the repeat with the first outcome', async () => {
    const headers = { 'idempotency-key': 'close-1' };
    const first = await ask('POST', '/api/v1/positions/BTCUSDT/close', { headers });
    test.desk.positionList = [];
    const again = await ask('POST', '/api/v1/positions/BTCUSDT/close', { headers });
    expect(again.json()).toMatchObject({ duplicate: true, signalId: first.json().signalId });
    expect((await ask('POST', '/api/v1/positions/BTCUSDT/close')).json()).toMatchObject({
      code: 'POSITION_NOT_FOUND',
      status: 404,
    });
  });
});
