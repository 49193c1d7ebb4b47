import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Journey, type Wire } from './journey.ts';

/** Where the simulated prices begin: they are back for a moment after each start, and must fill nothing then. */
const PRICES = { BTCUSDT: '97000', ETHUSDT: '3400', XAUUSD: '3350', EURUSD: '1.1' };

/** One client of the stream: everything it is told, in the order it came. */
interface Watcher {
  readonly messages: Wire[];
  events(): readonly Wire[];
  until(type: string): Promise<void>;
  close(): Promise<void>;
}

async function watch(journey: Journey, after?: number): Promise<Watcher> {
  const { body } = await journey.client.post('/api/v1/stream/tickets', {});
  const address = journey.server.ready.url.replace('http', 'ws');
  const query = after === undefined ? '' : `&after=${after}`;
  const socket = new WebSocket(`${address}/api/v1/stream?ticket=${body.ticket}${query}`);
  const messages: Wire[] = [];
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(String(data))));
  return {
    messages,
    events: () => messages.filter(({ type }) => type === 'event'),
    async until(type) {
      while (!messages.some((message) => message.type === type))
        await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async close() {
      socket.close();
      await closed;
    },
  };
}

describe.each(['stop', 'kill'] as const)('after a %s and a start', (how) => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
    await journey.holdPrices(PRICES);
    await journey.order({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.03', stopLoss: '80000', takeProfit: '120000' });
    await journey.order({ symbol: 'XAUUSD', side: 'sell', quantity: '0.07' });
    await journey.order({ symbol: 'ETHUSDT', side: 'buy', type: 'limit', quantity: '0.5', limitPrice: '2500' });
    await journey.order({ symbol: 'EURUSD', side: 'buy', quantity: '0.07' });
    await journey.holdPrices({ EURUSD: '1.10037' });
    await journey.follow('{"signalbox":1,"action":"close","symbol":"EURUSD"}');
    await journey.order({ symbol: 'BTCUSDT', side: 'buy', quantity: '90' });
    // The protective orders come to rest a moment after their entry.
    await journey.outcome((await journey.alert({ action: 'close', symbol: 'EURUSD', comment: 'last' })).body.signalId);
  });
  beforeEach(() => journey.holdPrices(PRICES));
  afterAll(() => journey.end());

  it('orders, positions, money and signals are what they were, to the last digit', async () => {
    const paths = ['/api/v1/orders', '/api/v1/positions', '/api/v1/accounts/paper', '/api/v1/signals'];
    const look = async (): Promise<Wire[]> =>
      Promise.all(paths.map(async (path) => ofTheJournal((await journey.client.get(path)).body)));
    const before = await look();
    expect(before[0]).toHaveLength(8);
    await journey.restart(how);
    await journey.holdPrices(PRICES);
    expect(await look()).toEqual(before);
  });

  it('the same alert is still the same signal, and the same key the same order', async () => {
    const fields = { action: 'buy', symbol: 'ETHUSDT', quantity: '0.1', comment: 'across' };
    const key = { 'idempotency-key': 'across' };
    const wish = { symbol: 'ETHUSDT', side: 'buy', quantity: '0.1' };
    const [alert, order] = [await journey.alert(fields), await journey.order(wish, key)];
    await journey.restart(how);
    const [alertAgain, orderAgain] = [await journey.alert(fields), await journey.order(wish, key)];
    expect(alertAgain).toMatchObject({ status: 200, body: { signalId: alert.body.signalId, status: 'duplicate' } });
    expect(orderAgain.body).toMatchObject({ signalId: order.body.signalId, duplicate: true });
    expect(orderAgain.body.orders[0].id).toBe(order.body.orders[0].id);
  });

  it('a client of the stream comes back without a gap or a repeat', async () => {
    const first = await watch(journey);
    await first.until('live');
    await journey.order({ symbol: 'XAUUSD', side: 'buy', quantity: '0.01' });
    await journey.order({ symbol: 'XAUUSD', side: 'buy', quantity: '0.02' });
    const seen = first.events();
    expect(seen.length).toBeGreaterThan(0);
    const last = seen.at(-1).sequence as number;
    await first.close();

    await journey.order({ symbol: 'XAUUSD', side: 'sell', quantity: '0.01' });
    await journey.restart(how);
    await journey.holdPrices(PRICES);
    await journey.order({ symbol: 'XAUUSD', side: 'sell', quantity: '0.02' });
    const second = await watch(journey, last);
    await second.until('live');
    await journey.order({ symbol: 'XAUUSD', side: 'sell', quantity: '0.03' });
    const from = seen[0].sequence as number;
    const { body } = await journey.client.get(`/api/v1/events?after=${from - 1}&limit=1000`);
    const all = (body.events as Wire[]).map(({ sequence }) => sequence);
    while (second.events().at(-1)?.sequence !== all.at(-1)) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([...seen, ...second.events()].map(({ sequence }) => sequence)).toEqual(all);
    await second.close();
  });
});

/** What a start must not change: without what comes from prices, and when the venue was asked last. */
function ofTheJournal(body: Wire): Wire {
  if (Array.isArray(body)) return body.map(ofTheJournal);
  const { currentPrice: _price, unrealizedPnl: _pnl, equity: _equity, available: _available, ...told } = body;
  const { comparedAt: _compared, ...rest } = told;
  return rest;
}
