import { Agent, request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'XAUUSD', 'EURUSD'];
const STORM = 2_000;
const CONNECTIONS = 64;

describe('what comes twice, and what comes all at once', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
  });
  beforeEach(() => journey.holdPrices());
  afterAll(() => journey.end());

  const ordersOf = async (signalId: string): Promise<Wire[]> =>
    (await journey.client.get(`/api/v1/orders?signalId=${signalId}`)).body;

  it('a text delivered four times is one signal and one order', async () => {
    const fields = { action: 'buy', symbol: 'BTCUSDT', quantity: '0.01', comment: 'four deliveries' };
    const first = await journey.alert(fields);
    const repeats = await Promise.all([journey.alert(fields), journey.alert(fields), journey.alert(fields)]);
    expect(first).toMatchObject({ status: 202, body: { status: 'accepted' } });
    for (const repeat of repeats) {
      expect(repeat).toMatchObject({ status: 200, body: { signalId: first.body.signalId, status: 'duplicate' } });
    }
    await journey.outcome(first.body.signalId);
    expect(await ordersOf(first.body.signalId)).toHaveLength(1);
  });

  it('twenty deliveries at the same moment are one signal', async () => {
    const fields = { action: 'buy', symbol: 'ETHUSDT', quantity: '0.1', comment: 'at once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => journey.alert(fields)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    expect(new Set(answers.map(({ body }) => body.signalId)).size).toBe(1);
  });

  it('the same id with another text is a conflict, names the first signal, and moves nothing', async () => {
    const first = await journey.alert({ id: 'a-1', action: 'buy', symbol: 'BTCUSDT', quantity: '0.01' });
    const other = await journey.alert({ id: 'a-1', action: 'sell', symbol: 'BTCUSDT', quantity: '0.01' });
    expect(first.status).toBe(202);
    expect(other).toMatchObject({
      status: 409,
      body: { code: 'SIGNAL_KEY_CONFLICT', signalId: first.body.signalId },
    });
    await journey.outcome(first.body.signalId);
    expect(await ordersOf(first.body.signalId)).toHaveLength(1);
  });

  it('a storm over 64 connections: whatever was accepted is reported, and nothing has two orders', async () => {
    const { body: before } = await journey.client.get('/api/v1/orders?limit=1');
    expect(before).toHaveLength(1);
    const answers = await storm(journey);
    const accepted = answers.filter(({ status }) => status === 202);
    expect(answers.filter(({ status }) => status !== 202 && status !== 503)).toEqual([]);
    expect(new Set(accepted.map(({ signalId }) => signalId)).size).toBe(accepted.length);
    // The storm is smaller than what may wait, so nothing had to be turned away.
    expect(accepted).toHaveLength(STORM);

    const health = await waitUntil(
      () => journey.client.get('/api/v1/health'),
      ({ body }) => body.pendingSignals === 0,
      20_000,
    );
    expect(health.body.pendingSignals).toBe(0);
    const left = await waitUntil(
      () => journey.client.get('/api/v1/orders?status=open'),
      ({ body }) => (body as Wire[]).length === 0,
    );
    expect(left.body).toEqual([]);

    const orders = await allOrders(journey);
    const bySignal = Map.groupBy(orders, ({ signalId }) => signalId as string);
    for (const { signalId } of accepted) {
      const own = bySignal.get(signalId ?? '') ?? [];
      // On a busy machine an order may reach the venue after its deadline, its price may have grown old, or more orders may
      // be under way than the account may have open: these are ends too, and they are said.
      const ends = own.map(({ status, reason }) => reason?.values.venueCode ?? reason?.code ?? status);
      expect(SAID_ENDS.map((end) => [end])).toContainEqual(ends);
    }
    const filled = orders.filter(({ symbol, status }) => symbol === 'XAUUSD' && status === 'filled');
    expect(filled.length).toBeGreaterThan(0);
    expect(Number((await journey.position('XAUUSD')).quantity)).toBeCloseTo(filled.length / 100, 10);
  }, 60_000);
});

const SAID_ENDS = ['filled', 'VENUE_DEADLINE_PASSED', 'REFERENCE_PRICE_STALE', 'OPEN_ORDERS_ABOVE_MAXIMUM'];

interface StormAnswer {
  readonly status: number;
  readonly signalId: string | undefined;
}

async function storm(journey: Journey): Promise<StormAnswer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const url = `${journey.server.ready.url}${journey.hookPath}`;
  const send = (index: number): Promise<StormAnswer> =>
    new Promise((resolve, reject) => {
      const symbol = SYMBOLS[index % SYMBOLS.length];
      const fields = { action: 'buy', symbol, quantity: '0.01', quantity_unit: 'lots', comment: `storm ${index}` };
      const sending = request(url, { agent, method: 'POST' }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          const { signalId } = JSON.parse(text) as StormAnswer;
          resolve({ status: response.statusCode ?? 0, signalId });
        });
      });
      sending.on('error', reject);
      sending.end(JSON.stringify({ signalbox: 1, secret: journey.secret, ...fields }));
    });
  const answers = await Promise.all(Array.from({ length: STORM }, (_, index) => send(index)));
  agent.destroy();
  return answers;
}

async function allOrders(journey: Journey): Promise<Wire[]> {
  const orders: Wire[] = [];
  let path: string | undefined = '/api/v1/orders?limit=200';
  while (path !== undefined) {
    const { body, headers } = await journey.client.get(path);
    orders.push(...(body as Wire[]));
    const cursor = headers.get('x-next-cursor');
    path = cursor === null ? undefined : `/api/v1/orders?limit=200&cursor=${encodeURIComponent(cursor)}`;
  }
  return orders;
}
