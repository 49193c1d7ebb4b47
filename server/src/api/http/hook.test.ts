import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRoute } from '#runtime/route-document.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

const alert = (fields: Record<string, unknown> = {}) => ({
  secret: test.secret,
  ticker: 'BTCUSDT',
  action: 'buy',
  qty: '0.5',
  ...fields,
});
const send = (
  payload: string | Buffer | object,
  more: { url?: string; headers?: Record<string, string>; remoteAddress?: string } = {},
) =>
  test.app.inject({
    method: 'POST',
    url: more.url ?? `/hook/${test.webhook.id}`,
    payload: typeof payload === 'object' && !Buffer.isBuffer(payload) ? JSON.stringify(payload) : payload,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...more.headers },
    ...(more.remoteAddress === undefined ? {} : { remoteAddress: more.remoteAddress }),
  });

describe('an alert', () => {
  it('is accepted with exactly the promised answer', async () => {
    const answer = await send(alert());
    expect(answer.statusCode).toBe(202);
    expect(answer.body).toBe('{"signalId":"signal1","status":"accepted"}');
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(test.desk.submissions[0]?.source).toBe(`hook:${test.webhook.id}`);
    expect(test.desk.submissions[0]?.parsed.commands[0]).toMatchObject({ action: 'buy', symbol: 'BTCUSDT' });
  });

  it('is answered as a duplicate with the first id when it comes again', async () => {
    await send(alert());
    const again = await send(alert());
    expect(again.statusCode).toBe(200);
    expect(again.body).toBe('{"signalId":"signal1","status":"duplicate"}');
  });

  it.each([
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'image/png',
    'application/json; charset=gbk',
    'nonsense',
  ])('is read whatever its content type (%s)', async (type) => {
    expect((await send(alert(), { headers: { 'content-type': type } })).statusCode).toBe(202);
  });

  it('is read without any content type', async () => {
    const url = await test.server.listen();
    const body = new Blob([JSON.stringify(alert())]);
    expect((await fetch(`${url}/hook/${test.webhook.id}`, { method: 'POST', body })).status).toBe(202);
  });

  it('conflicts when its own id was used with another text', async () => {
    await send(alert({ id: 'tv-1' }));
    const other = await send(alert({ id: 'tv-1', qty: '1' }));
    expect(other.statusCode).toBe(409);
    expect(other.json()).toMatchObject({ code: 'SIGNAL_KEY_CONFLICT', status: 409, signalId: 'signal1' });
    expect(other.headers['content-type']).toContain('application/problem+json');
  });

  it('is rehearsed with "test": true: shown, not placed', async () => {
    const answer = await send(alert({ test: true }));
    expect(answer.statusCode).toBe(200);
    expect(Object.keys(answer.json()).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'commands',
      'decisions',
      'signalId',
      'status',
    ]);
    expect(answer.json()).toMatchObject({ status: 'rehearsed', commands: [{ action: 'buy', quantity: '0.5' }] });
  });

  it('is rehearsed on a route that only rehearses', async () => {
    await test.webhooks.update(test.webhook.id, { route: createRoute(['paper'], { mode: 'rehearse' }) });
    expect((await send(alert())).json()).toMatchObject({ status: 'rehearsed' });
  });

  it('hands on the limits of its route as they are now', async () => {
    await test.webhooks.update(test.webhook.id, { route: createRoute(['paper'], { maxAgeMs: 5000 }) });
    await send(alert());
    expect(test.desk.submissions[0]?.route.maxAgeMs).toBe(5000);
  });
});

describe('a secret', () => {
  it('is cut out of everything that is handed on', async () => {
    await send(alert({ comment: `mine is ${test.secret}` }));
    await send(`{"secret":"${test.secret}","ticker":"BTCUSDT","action":"buy","qty":{{close}}}`);
    const kept = JSON.stringify([test.desk.submissions, test.desk.refusals], (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value instanceof Map ? [...value] : value,
    );
    expect(test.desk.submissions).toHaveLength(1);
    expect(test.desk.refusals).toHaveLength(1);
    expect(kept).not.toContain(test.secret);
    expect(test.desk.submissions[0]?.parsed.commands[0]?.comment).toBe('mine is ***');
    expect(test.desk.submissions[0]?.text).toContain('"secret":"***"');
  });

  it('is cut out also where JSON escapes hide it', async () => {
    const escaped = [...test.secret]
      .map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
    const answer = await send(`{"secret":"${escaped}","ticker":"BTCUSDT","action":"buy","qty":"1"}`);
    expect(answer.statusCode).toBe(202);
    expect(test.desk.submissions[0]?.text).toBe('{"secret":"***","ticker":"BTCUSDT","action":"buy","qty":"1"}');
  });

  it('does not change the hash of the body, so that a rotation does not make an old alert new', async () => {
    await send(alert());
    const { secret } = (await test.webhooks.rotate(test.webhook.id, true))!;
    expect((await send(alert({ secret }))).json()).toMatchObject({ status: 'duplicate' });
    const text = test.desk.submissions[0]!.text;
    const expected = createHash('sha256').update(`hook:${test.webhook.id}\n${text}`).digest('hex');
    expect(test.desk.submissions[0]?.bodyHash).toBe(expected);
  });

  it('may stand in the path instead', async () => {
    const url = `/hook/${test.webhook.id}/${test.secret}`;
    expect((await send({ ticker: 'BTCUSDT', action: 'buy', qty: 1 }, { url })).statusCode).toBe(202);
    const right = await send(alert({ secret: 'somebody-elses-license' }), { url });
    expect(right.statusCode).toBe(202);
    expect(test.desk.submissions[1]?.text).not.toContain('somebody-elses-license');
  });

  it('in the path is not saved by a right one in the text', async () => {
    expect((await send(alert(), { url: `/hook/${test.webhook.id}/wrong` })).statusCode).toBe(401);
  });

  it('of one webhook opens no other', async () => {
    const other = await test.webhooks.create({ name: 'other', route: createRoute(['paper']) });
    expect((await send(alert({ secret: other.secret }))).statusCode).toBe(401);
  });

  it('of before a rotation stops working with it, unless it was kept', async () => {
    await test.webhooks.rotate(test.webhook.id, true);
    expect((await send(alert())).statusCode).toBe(202);
    await test.webhooks.rotate(test.webhook.id, false);
    expect((await send(alert())).statusCode).toBe(401);
  });

  it('proves its sender in any format, wherever the format carries it', async () => {
    expect((await send(`${test.secret},buy,EURUSD,vol_lots=0.1`)).statusCode).toBe(202);
    expect(
      (await send(`开多 XAUUSD 仓位=0.1 备注=x ${''}`, { url: `/hook/${test.webhook.id}/${test.secret}` })).statusCode,
    ).toBe(202);
  });
});

describe('a stranger', () => {
  const bodies = [
    [
      'a wrong secret',
      (secret: string) => ({ secret: secret.replace(/^./, 'x'), ticker: 'BTCUSDT', action: 'buy', qty: 1 }),
    ],
    ['no secret', () => ({ ticker: 'BTCUSDT', action: 'buy', qty: 1 })],
    ['unreadable JSON', () => '{"ticker": nothing'],
    ['nothing at all', () => ''],
    ['a placeholder', () => '{"ticker":"{{ticker}}"}'],
  ] as const;

  it.each(bodies)(
    'with %s gets one and the same 401, known webhook or not, and nothing is kept',
    async (_name, body) => {
      const known = await send(body(test.secret));
      const unknown = await send(body(test.secret), { url: '/hook/nosuchwebhook' });
      const path = await send(body(test.secret), { url: '/hook/nosuchwebhook/secret' });
      expect(known.statusCode).toBe(401);
      expect(known.json()).toMatchObject({ code: 'UNAUTHENTICATED', values: {} });
      for (const other of [unknown, path]) {
        expect(other.body).toBe(known.body);
        expect({ ...other.headers, date: '' }).toEqual({ ...known.headers, date: '' });
      }
      expect(test.desk.submissions).toEqual([]);
      expect(test.desk.refusals).toEqual([]);
    },
  );

  it('who goes on failing is told to wait, while a right secret still passes from there', async () => {
    let last = await send('x');
    for (let attempt = 0; attempt < 40; attempt += 1) last = await send('x');
    expect(last.statusCode).toBe(429);
    expect(last.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    expect((await send(alert())).statusCode).toBe(202);
    test.clock.advance(61_000);
    expect((await send('x')).statusCode).toBe(401);
  });
});

describe('a refused text of an authenticated sender', () => {
  it.each([
    ['{"secret":"SECRET","ticker":"BTCUSDT","action":"buy","qty":oops}', 400, 'SIGNAL_JSON_INVALID'],
    ['{"secret":"SECRET","ticker":"{{ticker}}","action":"buy","qty":1}', 400, 'SIGNAL_PLACEHOLDER_LEFT'],
    [
      '{"secret":"SECRET","secret":"SECRET","ticker":"BTCUSDT","action":"buy","qty":1}',
      400,
      'SIGNAL_JSON_DUPLICATE_KEY',
    ],
    ['secret=SECRET; no known form at all', 400, undefined],
  ] as const)('%s is told what is wrong and kept under an id', async (text, status, code) => {
    const answer = await send(text.replaceAll('SECRET', test.secret));
    expect(answer.statusCode).toBe(status);
    if (code !== undefined) expect(answer.json()).toMatchObject({ code, status });
    expect(answer.json()).toMatchObject({
      signalId: 'refused1',
      type: expect.stringContaining('urn:signalbox:error:'),
    });
    expect(test.desk.refusals[0]?.text).not.toContain(test.secret);
  });

  it('by path secret: an empty body and one that is not UTF-8 are said to be so', async () => {
    const url = `/hook/${test.webhook.id}/${test.secret}`;
    expect((await send('', { url })).json()).toMatchObject({ code: 'SIGNAL_EMPTY', status: 400 });
    expect((await send(Buffer.from([0x7b, 0xff, 0xfe]), { url })).json()).toMatchObject({
      code: 'SIGNAL_NOT_UTF8',
      status: 400,
    });
  });

  it('is explained in the language of the reader', async () => {
    const zh = await send('{"secret":"' + test.secret + '"', {
      headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' },
    });
    expect(zh.json().detail).toMatch(/[\u4e00-\u9fff]/);
    test.current.settings = { ...test.current.settings, language: 'zh' };
    expect((await send('x')).json().detail).toMatch(/[\u4e00-\u9fff]/);
    expect((await send('x', { headers: { 'accept-language': 'en' } })).json().detail).not.toMatch(/[\u4e00-\u9fff]/);
  });

  it.each([
    ['SIGNAL_STALE', 422],
    ['ROUTE_ACTION_FORBIDDEN', 422],
  ])('by the desk (%s) is a %i problem with its code', async (code, status) => {
    test.desk.forced = { kind: 'refused', signalId: 'signal9', reason: { code, values: { action: 'buy' } } };
    const answer = await send(alert());
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code, signalId: 'signal9' });
  });

  it.each(['OVERLOADED', 'STORAGE_UNAVAILABLE'])(
    'for want of room (%s) is a 503 that says when to come again',
    async (code) => {
      test.desk.forced = { kind: 'unavailable', reason: { code, values: {} } };
      const answer = await send(alert());
      expect(answer.statusCode).toBe(503);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.json()).not.toHaveProperty('signalId');
    },
  );
});

describe('the door', () => {
  it('takes 64 KiB and not a byte more', async () => {
    const body = (size: number) => {
      const bare = JSON.stringify(alert({ filler: '' }));
      return JSON.stringify(alert({ filler: 'x'.repeat(size - bare.length) }));
    };
    expect((await send(body(65_536))).statusCode).toBe(202);
    const large = await send(body(65_537));
    expect(large.statusCode).toBe(413);
    expect(large.json()).toMatchObject({ code: 'BODY_TOO_LARGE', values: { maximumKib: '64' } });
  });

  it('is closed while the webhook is switched off, for those who know its secret', async () => {
    await test.webhooks.update(test.webhook.id, { enabled: false });
    expect((await send(alert())).json()).toMatchObject({ code: 'WEBHOOK_DISABLED', status: 403 });
    expect((await send('x')).statusCode).toBe(401);
  });

  it('can be kept for TradingView, and a forged header does not open it', async () => {
    await test.webhooks.update(test.webhook.id, { tradingViewOnly: true });
    const trading = '52.89.214.238';
    expect((await send(alert(), { remoteAddress: trading })).statusCode).toBe(202);
    expect((await send(alert({ qty: 2 }), { remoteAddress: `::ffff:${trading}` })).statusCode).toBe(202);
    for (const header of ['x-forwarded-for', 'x-real-ip', 'forwarded']) {
      const value = header === 'forwarded' ? `for=${trading}` : trading;
      const answer = await send(alert({ qty: 3 }), { remoteAddress: '203.0.113.9', headers: { [header]: value } });
      expect(answer.json()).toMatchObject({ code: 'IP_NOT_ALLOWED', status: 403, values: { address: '203.0.113.9' } });
    }
    expect(test.server.forgedCount()).toBe(3);
    await test.webhooks.update(test.webhook.id, { allowedIps: ['203.0.113.0/24'] });
    expect((await send(alert({ qty: 4 }), { remoteAddress: '203.0.113.9' })).statusCode).toBe(202);
  });

  it('tells nobody without the secret that it has an allow-list', async () => {
    await test.webhooks.update(test.webhook.id, { tradingViewOnly: true });
    expect((await send('x', { remoteAddress: '203.0.113.9' })).statusCode).toBe(401);
  });

  it('takes a changed allow-list of the server at once', async () => {
    test.current.settings = { ...test.current.settings, allowedIps: ['10.0.0.0/8'] };
    expect((await send(alert())).json()).toMatchObject({ code: 'IP_NOT_ALLOWED' });
    expect((await send(alert(), { remoteAddress: '10.1.2.3' })).statusCode).toBe(202);
  });

  it('never answers with a 5xx, whatever comes in', async () => {
    const url = `/hook/${test.webhook.id}/${test.secret}`;
    const body = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json(),
      fc.string({ maxLength: 200 }).map((text) => `{"ticker":"BTCUSDT","action":"buy","qty":${text}}`),
    );
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        expect((await send(text, { url })).statusCode).toBeLessThan(500);
      }),
      { numRuns: 100 },
    );
  });
});
