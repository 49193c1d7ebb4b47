/** Market data through the doors of a real server: of its paper market, and of an emulated exchange that is asked once for all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBinance } from '../../emulators/exchange/binance/binance-dialect.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../../emulators/exchange/test/exchange-trial.ts';
import { commandLineKey } from '../process/server-process.ts';
import { waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

const PATIENCE_MS = 60_000;
const POLL = { timeout: 20_000 };
let journey: Journey;
let exchange: ExchangeTrial;

beforeAll(async () => {
  exchange = await startTrial(createBinance());
  journey = await Journey.begin();
  for (const id of ['one', 'two']) {
    const keys = { apiKey: TRIAL_KEY.apiKey, secret: TRIAL_KEY.secret };
    const at = { exchange: 'binance', environment: 'emulated', endpoint: exchange.server.origin };
    await journey.client.post('/api/v1/accounts', { id, ...at, keys });
  }
  await waitUntil(
    () => journey.client.get('/api/v1/market/ticker?account=two&symbol=BTCUSDT'),
    ({ status }) => status === 200,
  );
}, PATIENCE_MS);
afterAll(async () => {
  await journey.end();
  await exchange.close();
});

const get = async (path: string): Promise<Wire> => (await journey.client.get(`/api/v1/market${path}`)).body;

function stream() {
  const url = `${journey.server.ready.url.replace('http', 'ws')}/api/v1/stream`;
  const headers = { authorization: `Bearer ${commandLineKey(journey.directory)}` };
  const socket = new WebSocket(url, { headers } as unknown as string[]);
  const messages: Wire[] = [];
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(String(data))));
  const say = (message: object) => socket.send(JSON.stringify(message));
  const opened = new Promise((resolve) => socket.addEventListener('open', resolve));
  const news = (channel: string) => messages.filter(({ type, channel: of }) => type === 'market' && of === channel);
  return { socket, messages, say, opened, news };
}

/** Messages over the exchange's sockets that name all of these words. */
const told = (...words: readonly string[]): number =>
  exchange.server.log
    .list()
    .filter(({ method }) => method === 'WS')
    .map((one) => JSON.stringify(one))
    .filter((text) => words.every((word) => text.includes(`"${word}"`))).length;

describe('market data of an emulated exchange', { timeout: PATIENCE_MS }, () => {
  it('is answered over REST, with candles as far back as one likes', async () => {
    exchange.price('BTC/USDT', '61000');
    expect(await get('/ticker?account=one&symbol=BTCUSDT')).toMatchObject({
      last: '61000',
      bid: '61000',
      simulated: true,
    });
    const book = await get('/book?account=one&symbol=BTCUSDT&levels=3');
    expect([book.bids.length, book.asks.length, book.bids[0].price]).toEqual([3, 3, '61000']);
    expect((await get('/trades?account=one&symbol=BTCUSDT.P')).trades[0]).toMatchObject({ price: '60000' });
    const since = '2025-03-01T00:00:00Z';
    const path = '/candles?account=one&symbol=BTCUSDT.P&interval=1h&limit=48';
    const first = await get(`${path}&since=${since}`);
    const second = await get(`${path}&since=${first.next}`);
    const times = [...first.candles, ...second.candles].map(({ time }) => Date.parse(time));
    expect(times).toEqual(Array.from({ length: 96 }, (_, hour) => Date.parse(since) + hour * 3_600_000));
    const before = await get(`${path}&until=${first.previous}`);
    expect(before.candles.at(-1).time).toBe('2025-02-28T23:00:00.000Z');
    expect((await get('?account=one')).channels).toMatchObject({ trades: 'stream', candles: 'stream' });
  });

  it('is told to all who follow it by one subscription at the exchange, until the last of them has gone', async () => {
    const clients = Array.from({ length: 6 }, stream);
    await Promise.all(clients.map(({ opened }) => opened));
    for (const [index, { say }] of clients.entries()) {
      const of = { account: index % 2 === 0 ? 'one' : 'two', symbol: 'ETHUSDT' };
      say({ type: 'subscribe', channel: 'trades', ...of });
      say({ type: 'subscribe', channel: 'candles', interval: '1m', ...of });
    }
    await expect.poll(() => told('SUBSCRIBE', 'ethusdt@trade'), POLL).toBe(1);
    await expect.poll(() => told('SUBSCRIBE', 'ethusdt@kline_1m'), POLL).toBe(1);
    const has = (price: string) => (client: ReturnType<typeof stream>) =>
      client.news('trades').some(({ trades }) => trades.some((trade: Wire) => trade.price === price)) &&
      client.news('candles').some(({ candles }) => candles.at(-1).close === price);
    const everybodyHas = (price: string) => () => {
      exchange.price('ETH/USDT', price);
      return clients.every(has(price));
    };
    await expect.poll(everybodyHas('3100'), POLL).toBe(true);
    for (const { socket } of clients.slice(1)) socket.close();
    clients[0]?.say({ type: 'unsubscribe', channel: 'candles', interval: '1m', account: 'one', symbol: 'ETHUSDT' });
    await expect.poll(() => told('UNSUBSCRIBE', 'ethusdt@kline_1m'), POLL).toBe(1);
    expect([told('SUBSCRIBE', 'ethusdt@trade'), told('UNSUBSCRIBE', 'ethusdt@trade')]).toEqual([1, 0]);
    clients[0]?.socket.close();
    await expect.poll(() => told('UNSUBSCRIBE', 'ethusdt@trade'), POLL).toBe(1);
  });
});

describe('market data of the paper market', { timeout: PATIENCE_MS }, () => {
  it('comes from its own prices, pushed ones included', async () => {
    const client = stream();
    await client.opened;
    for (const channel of ['ticker', 'book', 'trades']) client.say({ type: 'subscribe', channel, symbol: 'XAUUSD' });
    client.say({ type: 'subscribe', channel: 'candles', symbol: 'XAUUSD', interval: '1m' });
    await journey.holdPrices({ XAUUSD: '3333' });
    await expect.poll(() => client.news('ticker').at(-1)?.ticker.last, POLL).toBe('3333');
    await expect.poll(() => client.news('book').at(-1)?.book.bids[0].price, POLL).toBe('3333');
    await expect.poll(() => client.news('trades').at(-1)?.trades.at(-1).price, POLL).toBe('3333');
    await expect.poll(() => client.news('candles').at(-1)?.candles.at(-1).close, POLL).toBe('3333');
    const { candles } = await get('/candles?symbol=XAUUSD&interval=1d');
    expect(candles.at(-1)).toMatchObject({ close: '3333' });
    client.socket.close();
  });
});
