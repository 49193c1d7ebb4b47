/** The one door of a client, with a real client and a real server on loopback behind it: what leaves, when, and how often. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secret } from '#domain/secret.ts';
import { createSystemClock } from '../../system/system-clock.ts';
import { currentAttempt, NoAnswerInTime, StoppedBeforeSending } from './attempt.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { loadExchangeClass } from './client-loader.ts';
import { callMethod, type CcxtClient } from './client-surface.ts';
import { callWithin, createClient, TIMING_DEFAULTS } from './client-transport.ts';
import { ClockOffset } from './clock-offset.ts';
import { RateLanes } from './rate-lanes.ts';

interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function bench(options: { unitMs?: number; burst?: number; dropHeaders?: string[] } = {}) {
  const seen: Seen[] = [];
  const answers: { status: number; body: string; headers?: Record<string, string>; delayMs?: number }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push({ line: `${request.method} ${request.url?.split('?')[0]}`, headers: request.headers, body });
      const answer = answers.shift() ?? { status: 200, body: '{"orderId":1}' };
      setTimeout(() => {
        response.writeHead(answer.status, answer.headers).end(answer.body);
      }, answer.delayMs ?? 0);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const clock = createSystemClock();
  const { unitMs = 1, burst = 1_000 } = options;
  const lanes = new RateLanes({ clock, unitMs, burst });
  const client = await createClient({
    exchangeClass: await loadExchangeClass('binance'),
    line: {
      clock,
      offset: new ClockOffset(clock),
      lanes,
      breaker: new CircuitBreaker(clock),
      timing: TIMING_DEFAULTS,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    options: {},
    hasNot: [],
    credentials: { apiKey: secret('key'), secret: secret('secret') },
    ...(options.dropHeaders === undefined ? {} : { dropHeaders: options.dropHeaders }),
  });
  onTestFinished(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });
  return { client, lanes, seen, answers, clock };
}

const post = async (client: CcxtClient): Promise<unknown> =>
  await callMethod(client, 'privatePostOrder', [{ symbol: 'BTCUSDT' }]);
const WRITE = { lane: 'create', write: { inspect: () => undefined } } as const;

describe('what changes something', () => {
  it('leaves once, with what it was signed with, to the host it was meant for', async () => {
    const { client, seen, clock } = await bench();
    const result = await callWithin(async () => await post(client), WRITE, { clock, timeoutMs: 2_000 });
    expect(result.kind).toBe('answer');
    expect(seen.map(({ line, headers }) => [line, headers['x-original-host']])).toEqual([
      ['POST /api/v3/order', 'api.binance.com'],
    ]);
    expect(seen[0]?.body).toContain('signature=');
  });

  it('does not leave a second time within one attempt, whatever the client does', async () => {
    const { client, seen, clock } = await bench();
    const twice = async (): Promise<unknown> => {
      await post(client);
      return await post(client);
    };
    const result = await callWithin(twice, WRITE, { clock, timeoutMs: 2_000 });
    expect(result).toMatchObject({ kind: 'failure', error: { reason: 'SECOND_WRITE' } });
    expect(seen).toHaveLength(1);
  });

  it('is not sent again when the line breaks', async () => {
    const { client, seen, answers, clock } = await bench();
    answers.push({ status: 503, body: '' }, { status: 503, body: '' });
    const result = await callWithin(async () => await post(client), WRITE, { clock, timeoutMs: 2_000 });
    expect([result.kind, result.attempt.status, seen.length]).toEqual(['failure', 503, 1]);
  });

  it('does not leave when it does not say what it should', async () => {
    const { client, seen, clock } = await bench();
    const heard: string[] = [];
    const inspect = ({ url, method }: { url: string; method: string }): string => {
      heard.push(`${method} ${new URL(url).host}`);
      return 'its price differs';
    };
    const terms = { lane: 'create', write: { inspect } } as const;
    const result = await callWithin(async () => await post(client), terms, { clock, timeoutMs: 2_000 });
    expect(result.kind === 'failure' && result.error).toBeInstanceOf(StoppedBeforeSending);
    expect([result.attempt.handedOver, seen, heard]).toEqual([false, [], ['POST api.binance.com']]);
  });

  it('that still waits for its turn when nobody waits for it any more never leaves', async () => {
    const { client, lanes, seen, clock } = await bench();
    lanes.pauseFor(150);
    const result = await callWithin(async () => await post(client), WRITE, { clock, timeoutMs: 50 });
    expect(result).toMatchObject({ kind: 'failure', error: { reason: 'TOO_LATE' } });
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    expect([result.attempt.handedOver, seen]).toEqual([false, []]);
  });

  it('that gave up waiting for its turn leaves the budget to those that have not', async () => {
    const { client, lanes, seen, clock } = await bench({ unitMs: 400, burst: 1 });
    const ask = async (timeoutMs: number) =>
      await callWithin(async () => await post(client), WRITE, { clock, timeoutMs });
    await lanes.acquire('cancel', 1);
    const given = Array.from({ length: 100 }, async () => await ask(5));
    expect((await ask(4_000)).kind).toBe('answer');
    expect((await Promise.all(given)).map(({ kind }) => kind)).toEqual(given.map(() => 'failure'));
    expect(seen).toHaveLength(1);
  });

  it('that left and has no answer in time is not called stopped', async () => {
    const { client, answers, clock } = await bench();
    answers.push({ status: 200, body: '{}', delayMs: 300 });
    const result = await callWithin(async () => await post(client), WRITE, { clock, timeoutMs: 60 });
    expect(result.kind === 'failure' && result.error).toBeInstanceOf(NoAnswerInTime);
    expect(result.attempt.handedOver).toBe(true);
  });
});

describe('every request', () => {
  it('is told apart from others that are under way at the same time', async () => {
    const { client, answers, clock } = await bench();
    answers.push(
      { status: 400, body: '{"code":-1013,"msg":"x"}', delayMs: 60 },
      { status: 200, body: '{"orderId":2}' },
    );
    const limit = { clock, timeoutMs: 2_000 };
    const [slow, quick] = await Promise.all([
      callWithin(async () => await post(client), WRITE, limit),
      callWithin(async () => await post(client), WRITE, limit),
    ]);
    expect([slow.attempt.status, quick.attempt.status]).toEqual([400, 200]);
    expect([slow.attempt.body, quick.attempt.body]).toEqual(['{"code":-1013,"msg":"x"}', '{"orderId":2}']);
    expect(currentAttempt()).toBeUndefined();
  });

  it('waits for as long as the venue wants silence', async () => {
    const { client, lanes, answers, clock } = await bench();
    answers.push({ status: 429, body: '{"code":-1003,"msg":"x"}', headers: { 'retry-after': '7' } });
    await callWithin(async () => await post(client), WRITE, { clock, timeoutMs: 2_000 });
    expect(lanes.pausedMs).toBeGreaterThan(6_000);
    expect(lanes.pausedMs).toBeLessThanOrEqual(7_000);
  });

  it('leaves without the headers that are nobody else’s business', async () => {
    const { client, seen, clock } = await bench({ dropHeaders: ['x-mbx-apikey'] });
    await callWithin(async () => await post(client), WRITE, { clock, timeoutMs: 2_000 });
    expect(seen[0]?.headers['x-mbx-apikey']).toBeUndefined();
  });
});
