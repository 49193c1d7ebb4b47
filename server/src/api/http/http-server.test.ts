import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAsk } from '../../../test/api/ask.ts';
import { createTestServer, type TestServer } from '../../../test/api/test-server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await createTestServer();
});
afterEach(() => test.server.close());

const ask = createAsk(() => test);

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
    expect(test.lines).toMatchObject([{ level: 'warn', fields: { address: '127.0.0.1' } }]);
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
