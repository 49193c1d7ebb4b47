import { OPERATIONS, type Operation } from '@signalbox/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAsk, type Scope } from '../../../test/api/ask.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

const ask = createAsk(() => test);

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

  it.each([[{}], [{ account: 'paper' }]])('needs an admin to let closes go on after a halt: %o', async (of) => {
    const reduce = (scope: Scope) =>
      ask('POST', '/api/v1/trading-state', { scope, body: { action: 'reduce', reason: 'drill', ...of } });
    test.desk.state = 'halted';
    expect((await reduce('trade')).json()).toMatchObject({ code: 'FORBIDDEN_SCOPE' });
    expect((await reduce('admin')).statusCode).toBe(200);
    test.desk.state = 'active';
    expect((await reduce('trade')).statusCode).toBe(200);
  });

  it('asks nobody who halts for a reason', async () => {
    const halted = await ask('POST', '/api/v1/trading-state', { scope: 'trade', body: { action: 'halt' } });
    expect(halted.statusCode).toBe(200);
    expect(test.desk.stateRequests[0]).toMatchObject({ state: 'halted', reason: '' });
  });
});
