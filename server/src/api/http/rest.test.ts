import { connect } from 'node:net';
import { OPERATIONS, type Operation } from '@signalbox/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { makeAccount, makeOrder, makePosition } from '../../../test/api/fake-desk.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

type Scope = 'read' | 'trade' | 'admin';
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const ask = (
  method: Method,
  url: string,
  more: { body?: unknown; scope?: Scope | 'none'; headers?: Record<string, string> } = {},
) => {
  const scope = more.scope ?? 'admin';
  const headers = { ...(scope === 'none' ? {} : test.bearer(scope)), ...more.headers };
  if (more.body === undefined) return test.app.inject({ method, url, headers });
  const payload = typeof more.body === 'string' ? more.body : JSON.stringify(more.body);
  return test.app.inject({ method, url, payload, headers: { 'content-type': 'application/json', ...headers } });
};
const order = { symbol: 'BTCUSDT', side: 'buy', quantity: '0.5' };

describe('who may call what', () => {
  // One server for the whole matrix: calls without a key are spread over addresses, so that none is told to wait.
  let matrix: TestServer;
  let caller = 0;
  beforeAll(async () => {
    matrix = await createTestServer();
  });
  afterAll(() => matrix.server.close());
  const call = (operation: Operation, headers: Record<string, string>, remoteAddress: string) =>
    matrix.app.inject({
      method: operation.method,
      url: operation.path.replaceAll(/\{\w+\}/g, 'x'),
      headers: { ...headers, ...(operation.body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(operation.method === 'GET' || operation.method === 'DELETE' ? {} : { payload: '{}' }),
      remoteAddress,
    });
  const strangersAddress = () => `203.0.${Math.floor((caller += 1) / 250)}.${caller % 250}`;

  describe.each(Object.values(OPERATIONS).map((operation) => [operation.operationId, operation] as const))(
    '%s',
    (_id, operation) => {
      it('refuses a stranger', async () => {
        const { statusCode } = await call(operation, {}, strangersAddress());
        expect(statusCode).toBe(operation.access === 'setup' ? 403 : 401);
      });

      it('refuses a wrong key', async () => {
        const wrong = { authorization: `Bearer ${matrix.tokens.admin.slice(0, -1)}x` };
        const { statusCode } = await call(operation, wrong, strangersAddress());
        expect(statusCode).toBe(operation.access === 'setup' ? 403 : 401);
      });
    },
  );

  const scopes = ['read', 'trade', 'admin'] as const;
  const scoped = Object.values(OPERATIONS).filter((operation) => scopes.includes(operation.access as Scope));

  it.each(scoped.map((operation) => [operation.operationId, operation] as const))(
    '%s refuses every smaller scope and lets the others in',
    async (_id, operation) => {
      for (const [index, scope] of scopes.entries()) {
        const answer = await call(operation, matrix.bearer(scope), strangersAddress());
        if (index >= scopes.indexOf(operation.access as Scope)) expect([401, 403]).not.toContain(answer.statusCode);
        else
          expect(answer.json()).toMatchObject({
            code: 'FORBIDDEN_SCOPE',
            values: { scope, required: operation.access },
          });
      }
    },
  );

  it('covers every route there is: each one says who may call it', () => {
    expect(() => test.app.get('/forgotten', () => 'open to all')).toThrow('does not say who may call it');
    expect(test.app.hasRoute({ method: 'GET', url: '/forgotten' })).toBe(false);
    for (const operation of Object.values(OPERATIONS)) {
      expect(
        matrix.app.hasRoute({ method: operation.method, url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1') }),
      ).toBe(true);
    }
  });

  it('says nothing to a stranger of what exists, and helps who has a key', async () => {
    const unknown = await ask('GET', '/api/v1/nothing', { scope: 'none' });
    const known = await ask('GET', '/api/v1/orders', { scope: 'none' });
    expect(unknown.statusCode).toBe(401);
    expect(unknown.body).toBe(known.body);
    expect((await ask('GET', '/api/v1/nothing')).json()).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    const method = await ask('DELETE', '/api/v1/orders');
    expect(method.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405, values: { allowed: 'GET, POST' } });
    expect(method.headers['allow']).toBe('GET, POST');
  });

  it('lets this machine ask for health without a key, and nobody who merely says so', async () => {
    const local = await ask('GET', '/api/v1/health', { scope: 'none' });
    expect(local.json()).toEqual({ status: 'healthy', timestamp: expect.any(String) });
    const proxied = await ask('GET', '/api/v1/health', { scope: 'none', headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect(proxied.statusCode).toBe(401);
    expect((await ask('GET', '/api/v1/health', { scope: 'read' })).json()).toMatchObject({
      version: '0.1.0',
      simulated: true,
    });
  });

  it('needs an admin to resume, while any trader may stop', async () => {
    const set = (scope: Scope, action: string) =>
      ask('POST', '/api/v1/trading-state', { scope, body: { action, reason: 'drill' } });
    expect((await set('trade', 'halt')).statusCode).toBe(200);
    expect((await set('trade', 'resume')).json()).toMatchObject({ code: 'FORBIDDEN_SCOPE' });
    expect((await set('admin', 'resume')).statusCode).toBe(200);
    expect(test.desk.stateRequests.map((request) => request.state)).toEqual(['halted', 'active']);
  });
});

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
    const status = async (method: Method, path: string, body?: unknown) =>
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

describe('positions', () => {
  it('are listed and closed, whole or in part', async () => {
    const list = await ask('GET', '/api/v1/positions', { scope: 'read' });
    expect(list.json()).toEqual([makePosition()]);
    expect(list.headers['x-signalbox-market']).toBe('simulated');
    expect((await ask('POST', '/api/v1/positions/BTCUSDT/close?wait=100')).statusCode).toBe(201);
    await ask('POST', '/api/v1/positions/BTCUSDT/close', { body: { quantity: 0.2 } });
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

describe('signals', () => {
  const text = '{"ticker":"BTCUSDT","action":"buy","qty":"1"}';

  it('are sent as the alert itself or wrapped, on the same path as a webhook', async () => {
    const whole = await ask('POST', '/api/v1/signals', { scope: 'trade', body: text });
    expect(whole.statusCode).toBe(202);
    expect(whole.json()).toEqual({ signalId: 'signal1', status: 'accepted' });
    const wrapped = await ask('POST', '/api/v1/signals', { body: { text: 'buy', format: 'nope' } });
    expect(wrapped.json()).toMatchObject({ code: 'BODY_FIELD_INVALID', values: { field: 'format' } });
    const second = await ask('POST', '/api/v1/signals', { scope: 'trade', body: { text } });
    expect(second.json()).toEqual({ signalId: 'signal1', status: 'duplicate' });
    expect(test.desk.submissions[0]).toMatchObject({
      source: expect.stringMatching(/^rest:/),
      route: { accounts: ['paper'], mode: 'trade' },
    });
  });

  it('carry the idempotency key as theirs', async () => {
    await ask('POST', '/api/v1/signals', { body: text, headers: { 'idempotency-key': 'k1' } });
    const other = await ask('POST', '/api/v1/signals', {
      body: text.replace('"1"', '"2"'),
      headers: { 'idempotency-key': 'k1' },
    });
    expect(other.json()).toMatchObject({ code: 'SIGNAL_KEY_CONFLICT', status: 409 });
  });

  it('are previewed with exactly the promised fields, and nothing is kept', async () => {
    const good = await ask('POST', '/api/v1/signals/preview', {
      scope: 'read',
      body: { text, webhook: test.webhook.id },
    });
    expect(good.statusCode).toBe(200);
    expect(Object.keys(good.json())).toEqual(['accept', 'format', 'commands', 'decisions']);
    expect(good.json()).toMatchObject({
      accept: true,
      commands: [{ action: 'buy', symbol: 'BTCUSDT', quantity: '1', quantity_unit: 'units' }],
    });
    const bad = await ask('POST', '/api/v1/signals/preview', {
      body: '{"ticker":"{{ticker}}"}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(bad.statusCode).toBe(200);
    expect(bad.json()).toEqual({
      accept: false,
      error: { code: 'SIGNAL_PLACEHOLDER_LEFT', message: expect.stringContaining('{{ticker}}') },
    });
    expect((await ask('POST', '/api/v1/signals/preview', { body: { text, webhook: 'zzz' } })).json()).toMatchObject({
      code: 'WEBHOOK_UNKNOWN',
    });
    expect(test.desk.submissions).toEqual([]);
    expect(test.desk.refusals).toEqual([]);
  });

  it('that do not exist are not found', async () => {
    expect((await ask('GET', '/api/v1/signals/zzz')).json()).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });
});

describe('accounts, instruments and prices', () => {
  it('give the money as lists of objects', async () => {
    expect((await ask('GET', '/api/v1/account', { scope: 'read' })).json()).toEqual([makeAccount()]);
    expect((await ask('GET', '/api/v1/accounts/paper')).json()).toMatchObject({ equity: '1000000.5', simulated: true });
    expect((await ask('GET', '/api/v1/accounts/zzz')).json()).toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });

  it('open a paper account', async () => {
    const made = await ask('POST', '/api/v1/accounts', {
      body: { id: 'second', initialBalance: 5000.5, currency: 'EUR' },
    });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ id: 'second', name: 'second', balance: '5000.5', currency: 'EUR' });
    expect(
      (await ask('POST', '/api/v1/accounts', { body: { id: 'second', initialBalance: '1' } })).json(),
    ).toMatchObject({ code: 'ACCOUNT_EXISTS' });
    expect((await ask('POST', '/api/v1/accounts', { body: { id: 'third', initialBalance: '0' } })).statusCode).toBe(
      400,
    );
  });

  it('say of each instrument whether its price is simulated', async () => {
    const { body, headers } = await ask('GET', '/api/v1/instruments');
    expect(JSON.parse(body).map((one: { simulated: boolean }) => one.simulated)).toEqual([true, false]);
    expect(headers['x-signalbox-market']).toBe('simulated');
  });

  it('take prices from outside by their own digits', async () => {
    await ask('POST', '/api/v1/prices', { body: '{"symbol":"BTCUSDT","price":97000.123456789012345}' });
    expect(test.desk.pushed[0]).toMatchObject({
      bid: decimal('97000.123456789012345'),
      ask: decimal('97000.123456789012345'),
    });
    for (const body of [{ bid: '1' }, { bid: '2', ask: '1' }, { price: '0' }, { price: '-1' }]) {
      expect((await ask('POST', '/api/v1/prices', { body: { symbol: 'BTCUSDT', ...body } })).statusCode).toBe(400);
    }
    const released = await ask('DELETE', '/api/v1/prices/BTCUSDT');
    expect(released.json()).toMatchObject({ simulated: true });
    expect((await ask('DELETE', '/api/v1/prices/zzz')).json()).toMatchObject({ code: 'SYMBOL_UNKNOWN' });
  });
});

describe('webhooks', () => {
  it('are made with a secret shown once, changed, rotated and deleted', async () => {
    const route = {
      symbolMap: { gold: 'XAUUSD' },
      defaultQuantity: 0.1,
      defaultQuantityUnit: 'lots',
      levelUnit: 'pips',
    };
    const made = await ask('POST', '/api/v1/webhooks', { body: { name: 'gold', route } });
    expect(made.statusCode).toBe(201);
    const { id, secret, ...shown } = made.json();
    expect(shown).toMatchObject({
      path: `/hook/${id}`,
      route: { symbolMap: { GOLD: 'XAUUSD' }, defaultQuantity: '0.1', accounts: ['paper'] },
    });
    const send = (given: string) =>
      test.app.inject({
        method: 'POST',
        url: `/hook/${id}`,
        payload: JSON.stringify({ secret: given, ticker: 'gold', action: 'buy' }),
      });
    expect((await send(secret)).statusCode).toBe(202);
    expect((await ask('GET', `/api/v1/webhooks/${id}`, { scope: 'read' })).body).not.toContain(secret);
    const patched = await ask('PATCH', `/api/v1/webhooks/${id}`, {
      body: { route: { defaultQuantity: null, mode: 'hold' } },
    });
    expect(patched.json().route).toMatchObject({ mode: 'hold', symbolMap: { GOLD: 'XAUUSD' } });
    expect(patched.json().route).not.toHaveProperty('defaultQuantity');
    const rotated = await ask('POST', `/api/v1/webhooks/${id}/rotate`, { body: { keepOld: false } });
    expect((await send(secret)).statusCode).toBe(401);
    expect((await send(rotated.json().secret)).statusCode).not.toBe(401);
    expect((await ask('DELETE', `/api/v1/webhooks/${id}`)).statusCode).toBe(204);
    expect((await send(rotated.json().secret)).statusCode).toBe(401);
    expect((await ask('GET', `/api/v1/webhooks/${id}`)).json()).toMatchObject({ code: 'WEBHOOK_UNKNOWN', status: 404 });
  });

  it.each([
    [{ route: { accounts: ['nobody'] } }, 'ACCOUNT_UNKNOWN'],
    [{ allowedIps: ['10.0.0.0/99'] }, 'BODY_FIELD_INVALID'],
    [{ route: { windows: [{ start: '09:00', end: '10:00', timeZone: 'Mars/Base' }] } }, 'TIME_ZONE_UNKNOWN'],
    [{ route: { windows: [{ start: '9', end: '10:00', timeZone: 'UTC' }] } }, 'BODY_FIELD_INVALID'],
    [{ route: { levelunit: 'pips' } }, 'BODY_FIELD_UNKNOWN'],
    [{ route: { maxAgeMs: 1 } }, 'BODY_FIELD_INVALID'],
  ])('with %j are refused', async (change, code) => {
    expect((await ask('POST', '/api/v1/webhooks', { body: { name: 'x', ...change } })).json()).toMatchObject({ code });
  });

  it('are not changed while nothing can be stored, and say so', async () => {
    test.store.full = true;
    const answer = await ask('POST', '/api/v1/webhooks', { body: { name: 'x' } });
    expect(answer.json()).toMatchObject({ code: 'STORAGE_UNAVAILABLE', status: 503 });
    expect(answer.headers['retry-after']).toBe('5');
  });
});

describe('keys and set-up', () => {
  it('are made, listed without secrets, and revoked at once', async () => {
    const { id, token } = (await ask('POST', '/api/v1/keys', { body: { name: 'bot', scope: 'trade' } })).json();
    const use = () => test.app.inject({ url: '/api/v1/orders', headers: { authorization: `Bearer ${token}` } });
    expect((await use()).statusCode).toBe(200);
    const list = await ask('GET', '/api/v1/keys');
    expect(list.body).not.toContain(token.split('_').at(-1));
    expect((await ask('DELETE', `/api/v1/keys/${id}`)).statusCode).toBe(204);
    expect((await use()).statusCode).toBe(401);
    expect((await ask('DELETE', `/api/v1/keys/${id}`)).statusCode).toBe(404);
  });

  it('trade the code for an admin key, from this machine only', async () => {
    const redeem = (code: string, more: { remoteAddress?: string; headers?: Record<string, string> } = {}) =>
      test.app.inject({ method: 'POST', url: '/api/v1/setup', payload: { code }, ...more });
    expect((await redeem('right', { remoteAddress: '203.0.113.9' })).json()).toMatchObject({
      code: 'LOOPBACK_ONLY',
      status: 403,
    });
    expect((await redeem('right', { headers: { 'x-forwarded-for': '127.0.0.1' } })).statusCode).toBe(403);
    expect((await redeem('wrong')).json()).toMatchObject({ code: 'SETUP_CODE_INVALID', status: 403 });
    const { token, scope } = (await redeem('right')).json();
    expect(scope).toBe('admin');
    expect(
      (await test.app.inject({ url: '/api/v1/keys', headers: { authorization: `Bearer ${token}` } })).statusCode,
    ).toBe(200);
    for (let guess = 0; guess < 40; guess += 1) await redeem('wrong');
    expect((await redeem('right')).json()).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
  });
});

describe('events', () => {
  it('are read in pages after a sequence', async () => {
    for (let count = 0; count < 5; count += 1) test.desk.publish();
    const page = (await ask('GET', '/api/v1/events?after=1&limit=2', { scope: 'read' })).json();
    expect(page).toMatchObject({ after: 3, lastSequence: 5, simulated: true });
    expect(page.events.map((event: { sequence: number }) => event.sequence)).toEqual([2, 3]);
    expect((await ask('GET', '/api/v1/events?after=5')).json()).toMatchObject({ events: [], after: 5 });
  });
});

describe('the documentation', () => {
  it('needs a key, which a browser gives as a password', async () => {
    const stranger = await test.app.inject('/docs');
    expect(stranger.statusCode).toBe(401);
    expect(stranger.headers['www-authenticate']).toContain('Basic');
    const authorization = `Basic ${Buffer.from(`me:${test.tokens.read}`).toString('base64')}`;
    const page = await test.app.inject({ url: '/docs', headers: { authorization } });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('/api/v1/orders');
    expect(page.body).not.toMatch(/<script|https?:\/\/(?!127)/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const document = await test.app.inject({ url: '/openapi.json', headers: { authorization } });
    expect(document.json()).toMatchObject({ openapi: '3.1.0' });
    expect((await test.app.inject({ url: '/api/v1/orders', headers: { authorization } })).statusCode).toBe(401);
  });
});

describe('the server', () => {
  it('sends its security headers with everything, and allows no other origin', async () => {
    for (const answer of [
      await ask('GET', '/api/v1/orders'),
      await ask('GET', '/api/v1/orders', { scope: 'none' }),
      await ask('GET', '/nothing'),
    ]) {
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      });
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      expect(answer.headers).not.toHaveProperty('strict-transport-security');
    }
    test.current.settings = { ...test.current.settings, publicUrl: 'https://signals.example.com' };
    expect((await ask('GET', '/api/v1/orders')).headers['strict-transport-security']).toContain('max-age=31536000');
  });

  it('tells who fails too often to wait, and still serves a valid key', async () => {
    let last = await ask('GET', '/api/v1/orders', { scope: 'none' });
    for (let count = 0; count < 40; count += 1) last = await ask('GET', '/api/v1/orders', { scope: 'none' });
    expect(last.json()).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    expect((await ask('GET', '/api/v1/orders')).statusCode).toBe(200);
  });

  it('logs a fault of its own and tells nothing of it', async () => {
    test.desk.accounts = () => {
      throw new Error('a word of ours');
    };
    const answer = await ask('GET', '/api/v1/accounts');
    expect(answer.json()).toMatchObject({ code: 'INTERNAL', status: 500 });
    expect(answer.body).not.toContain('a word of ours');
    expect(test.lines).toMatchObject([{ level: 'error', fields: { method: 'GET', path: '/api/v1/accounts' } }]);
    expect(JSON.stringify(test.lines)).not.toContain(test.tokens.admin);
  });

  it('cuts slow clients, bounds headers, and knows no TRACE', async () => {
    const { server } = test.app;
    expect(server.headersTimeout).toBe(5000);
    expect(server.requestTimeout).toBe(8000);
    expect(server.maxConnections).toBe(2000);
    const url = new URL(await test.server.listen());
    const answer = (request: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(url.port), url.hostname, () => socket.write(request));
        let text = '';
        socket
          .on('data', (chunk) => (text += chunk.toString()))
          .on('end', () => resolve(text))
          .on('error', reject);
      });
    expect(await answer(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(9000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/);
    expect(await answer('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*HEADERS_INVALID/);
    expect(await answer('TRACE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).not.toMatch(/^HTTP\/1\.1 200/);
    expect((await answer('GET /api/v1/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).slice(0, 12)).toMatch(
      /HTTP\/1\.1 4/,
    );
  });
});
