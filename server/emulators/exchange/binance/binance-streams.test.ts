import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CcxtClient } from '../test/ccxt-client.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../test/exchange-trial.ts';
import { createBinance } from './binance-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';

let trial: ExchangeTrial;
let client: CcxtClient;

beforeAll(async () => {
  trial = await startTrial(createBinance());
  client = await trial.client({ newUpdates: true, options: { fetchMarkets: { types: ['spot', 'linear'] } } });
  await client.loadMarkets();
});
afterAll(() => trial.close());
afterEach(() => trial.admin('DELETE', '/faults'));

const socketOrigin = (): string => trial.server.origin.replace('http', 'ws');

/** Collects what `watch` brings until `isDone`; asked again at once, so that nothing in between is missed. */
async function collect<T>(watch: () => Promise<T[]>, isDone: (all: readonly T[]) => boolean): Promise<readonly T[]> {
  const all: T[] = [];
  while (!isDone(all)) all.push(...(await watch()));
  return all;
}

interface Told {
  readonly status: string;
  readonly filled: number;
  readonly id: string;
  readonly info: Record<string, unknown>;
}

describe('market streams', () => {
  it.each([SPOT, SWAP])('tells prices of %s as they change', async (symbol) => {
    await client.watchTicker(symbol);
    await client.watchBidsAsks([symbol]);
    const book = await client.watchOrderBook(symbol);
    trial.price(symbol, '60500');
    expect((await client.watchTicker(symbol)).last).toBe(60500);
    expect((await client.watchBidsAsks([symbol]))[symbol].bid).toBe(60500);
    await expect.poll(() => book.bids[0][0]).toBe(60500);
    trial.price(symbol, '60000');
    await expect.poll(() => book.asks[0][0]).toBeLessThan(60001);
  });

  it('streams trades and candles', async () => {
    expect((await client.watchTrades(SPOT))[0].price).toBe(60000);
    expect((await client.watchOHLCV(SWAP, '1m')).at(-1)[4]).toBe(60000);
  });
});

describe('account streams', () => {
  it('tells a spot order from its beginning to its fill, the trade and the balance', async () => {
    const orders = collect<Told>(
      () => client.watchOrders(SPOT),
      (all) => all.at(-1)?.status === 'closed',
    );
    const trades = client.watchMyTrades(SPOT);
    await expect.poll(() => trial.server.hub.socketCount).toBeGreaterThan(0);
    await subscribed('spot');
    const placed = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 59000);
    trial.price(SPOT, '58990');
    const told = await orders;
    expect(told.every(({ id }) => id === placed.id)).toBe(true);
    expect(told.at(-1)).toMatchObject({ status: 'closed', filled: 0.01 });
    expect((await trades)[0]).toMatchObject({ order: placed.id, takerOrMaker: 'maker', price: 59000 });
    trial.price(SPOT, '60000');
  });

  it('tells a swap order, its position and the wallet', async () => {
    const orders = collect<Told>(
      () => client.watchOrders(SWAP),
      (all) => all.at(-1)?.status === 'closed',
    );
    await subscribed('future');
    await client.createOrder(SWAP, 'market', 'buy', 0.01);
    expect((await orders).at(-1)).toMatchObject({ filled: 0.01 });
    const positions = collect<{ contracts: number }>(
      () => client.watchPositions([SWAP]),
      (all) => all.length > 0,
    );
    await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, { reduceOnly: true });
    expect((await positions).length).toBeGreaterThan(0);
  });

  it('tells a conditional order until its child has filled', async () => {
    await client.createOrder(SWAP, 'market', 'buy', 0.01);
    const { listenKey } = await client.fapiPrivatePostListenKey();
    const told: string[] = [];
    const socket = new WebSocket(`${socketOrigin()}/_host/fstream.binance.com/private/ws?listenKey=${listenKey}`);
    socket.addEventListener('message', ({ data }) => {
      const { e, o } = JSON.parse(String(data)) as { e: string; o?: Record<string, unknown> };
      if (o !== undefined) told.push(`${e} ${String(o['X'])}`);
    });
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, { stopLossPrice: 59000, reduceOnly: true });
    trial.price(SWAP, '58900');
    await expect.poll(() => told.at(-1)).toBe('ALGO_UPDATE FINISHED');
    expect(told).toEqual([
      'ALGO_UPDATE NEW',
      'ALGO_UPDATE TRIGGERING',
      'ORDER_TRADE_UPDATE NEW',
      'ORDER_TRADE_UPDATE FILLED',
      'ALGO_UPDATE TRIGGERED',
      'ALGO_UPDATE FINISHED',
    ]);
    socket.close();
    trial.price(SWAP, '60000');
  });

  it('are opened by a signed message, which the log shows without key and signature', async () => {
    const told = trial.server.log.list().filter(({ method }) => method === 'WS');
    const opened = told.find(({ json }) => JSON.stringify(json ?? '').includes('userDataStream.subscribe.signature'));
    expect(opened).toMatchObject({ host: 'ws-api.binance.com', path: '/ws-api/v3', signature: 'valid' });
    expect(JSON.stringify(told)).not.toContain(TRIAL_KEY.apiKey);
    const socket = new WebSocket(`${socketOrigin()}/_host/ws-api.binance.com/ws-api/v3`);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const answered = new Promise<string>((resolve) => {
      socket.addEventListener('message', ({ data }) => resolve(String(data)));
    });
    const params = { apiKey: TRIAL_KEY.apiKey, timestamp: Date.now(), signature: 'wrong' };
    socket.send(JSON.stringify({ id: '1', method: 'userDataStream.subscribe.signature', params }));
    expect(JSON.parse(await answered)).toMatchObject({ id: '1', status: 400, error: { code: -1022 } });
    socket.close();
  });

  it('take orders over the socket, on both sides', async () => {
    for (const symbol of [SPOT, SWAP]) {
      const placed = await client.createOrderWs(symbol, 'limit', 'buy', 0.01, 50000);
      expect(placed).toMatchObject({ status: 'open', price: 50000 });
      expect((await client.fetchOrderWs(placed.id, symbol)).id).toBe(placed.id);
      expect((await client.cancelOrderWs(placed.id, symbol)).status).toBe('canceled');
    }
    expect((await client.fetchOpenOrdersWs(SPOT)).map(({ status }: Told) => status)).not.toContain('canceled');
    await expect(client.createOrderWs(SPOT, 'limit', 'buy', 0.00001, 50000)).rejects.toThrow('NOTIONAL');
  });

  it('loses an event when told to, and goes on after it', async () => {
    const order = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000);
    await trial.admin('POST', '/faults', { kind: 'stream_lost', count: 2 });
    await client.cancelOrder(order.id, SPOT);
    const next = collect<Told>(
      () => client.watchOrders(SPOT),
      (all) => all.some(({ id }) => id !== order.id),
    );
    const second = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000);
    const ids = (await next).filter(({ status }) => status === 'canceled').map(({ id }) => id);
    expect(ids).not.toContain(order.id);
    await client.cancelOrder(second.id, SPOT);
  });

  it('cuts every socket when told to, and the client hears of it', async () => {
    const waiting = client.watchOrders(SPOT);
    await trial.admin('POST', '/faults', { kind: 'drop_sockets' });
    await expect(waiting).rejects.toThrow(/1006|closed/);
  });
});

/** Waits until the account's stream of that side is open at the exchange. */
async function subscribed(side: 'spot' | 'future'): Promise<void> {
  const isOpen = (): boolean =>
    Object.values(client.clients as Record<string, { subscriptions: Record<string, unknown>; url: string }>).some(
      ({ subscriptions, url }) =>
        side in subscriptions && (side === 'spot' ? url.includes('ws-api') : url.includes('private')),
    );
  await expect.poll(isOpen).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
}
