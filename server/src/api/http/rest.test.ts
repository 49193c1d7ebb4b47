import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { createAsk } from '../../../test/api/ask.ts';
import { makeAccount } from '../../../test/api/fake-desk.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

const ask = createAsk(() => test);

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

  it.each([
    [{ text: '全平', foo: 1 }, 'BODY_FIELD_UNKNOWN', { field: 'foo' }],
    [{ text: '全平', webhookId: 'x' }, 'BODY_FIELD_UNKNOWN', { field: 'webhookId', nearest: 'webhook' }],
    [{ text: '全平', format: 5 }, 'BODY_FIELD_INVALID', { field: 'format' }],
    [{ text: '全平', format: 'nope' }, 'BODY_FIELD_INVALID', { field: 'format' }],
  ])('beside their text say nothing that is not known: %j', async (body, code, values) => {
    expect((await ask('POST', '/api/v1/signals/preview', { body })).json()).toMatchObject({
      status: 400,
      code,
      values,
    });
  });

  it('may have a text among the fields of an alert', async () => {
    const alert = { action: 'buy', symbol: 'BTCUSDT', quantity: 1, text: 'breakout' };
    const previewed = await ask('POST', '/api/v1/signals/preview', { body: alert });
    expect(previewed.json()).toMatchObject({ accept: true, format: 'generic' });
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
    [{ route: { symbolMap: { GOLD: 'NOPE' } } }, 'SYMBOL_UNKNOWN'],
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

  it('leave a line in the log when they change, without what is secret', async () => {
    const { token } = (await ask('POST', '/api/v1/keys', { body: { name: 'bot' } })).json();
    await ask('DELETE', '/api/v1/keys/zzz');
    await ask('GET', '/api/v1/keys');
    expect(test.lines.map((line) => line.fields)).toMatchObject([
      { operation: 'createKey', outcome: 201 },
      { operation: 'revokeKey', outcome: 'NOT_FOUND' },
    ]);
    expect(JSON.stringify(test.lines)).not.toContain(token);
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
