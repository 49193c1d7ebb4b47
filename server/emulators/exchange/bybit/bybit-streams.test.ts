import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CcxtClient } from '../test/ccxt-client.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../test/exchange-trial.ts';
import { createBybit } from './bybit-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
const TYPES = { fetchMarkets: { types: ['spot', 'linear'] } };

let trial: ExchangeTrial;
let client: CcxtClient;

beforeAll(async () => {
  trial = await startTrial(createBybit());
  trial.server.limiter.isOn = false;
  client = await trial.client({ newUpdates: true, options: TYPES });
  await client.loadMarkets();
});
afterAll(() => trial.close());
afterEach(() => trial.admin('DELETE', '/faults'));

interface Told {
  readonly id: string;
  readonly status: string;
}

/** Collects what `watch` brings until `isDone`; copies, as the client changes an order that it told before. */
async function collect<T>(watch: () => Promise<T[]>, isDone: (all: readonly T[]) => boolean): Promise<readonly T[]> {
  const all: T[] = [];
  while (!isDone(all)) all.push(...(await watch()).map((told) => ({ ...told })));
  return all;
}

/** Waits until the private socket has the subscription and the exchange has heard of it. */
async function subscribed(name: string): Promise<void> {
  const isOpen = (): boolean =>
    Object.values(client.clients as Record<string, { subscriptions: Record<string, unknown>; url: string }>).some(
      ({ subscriptions, url }) =>
        url.endsWith('/v5/private') && Object.keys(subscriptions).some((known) => known.startsWith(name)),
    );
  await expect.poll(isOpen).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('market streams', () => {
  it.each([SPOT, SWAP])('tells prices of %s as they change', async (symbol) => {
    expect((await client.watchTicker(symbol)).last).toBe(60000);
    expect((await client.watchBidsAsks([symbol]))[symbol].bid).toBe(60000);
    const [ticker, top] = [client.watchTicker(symbol), client.watchBidsAsks([symbol])];
    trial.price(symbol, '60500');
    expect((await ticker).last).toBe(60500);
    expect((await top)[symbol].bid).toBe(60500);
    trial.price(symbol, '60000');
  });

  it.each(['ETH/USDT', 'ETH/USDT:USDT'])('keeps the book of %s by what changed in it', async (symbol) => {
    const book = await client.watchOrderBook(symbol);
    expect([book.bids[0][0], book.bids.length]).toEqual([3000, 50]);
    trial.price(symbol, '3100');
    await expect.poll(() => book.bids[0][0]).toBe(3100);
    trial.price(symbol, '3000');
    await expect.poll(() => [book.bids[0][0], book.asks[0][0]]).toEqual([3000, 3000.01]);
  });

  it('streams trades and candles', async () => {
    expect((await client.watchTrades(SPOT))[0].price).toBe(60000);
    expect((await client.watchOHLCV(SWAP, '1m')).at(-1)[4]).toBe(60000);
  });

  it('refuses a topic that is not there', async () => {
    await expect(client.watchLiquidations(SWAP)).rejects.toThrow('handler not found');
  });
});

describe('account streams', () => {
  it('tells a spot order from its beginning to its fill, the trade and the balance', async () => {
    const orders = client.watchOrders(SPOT);
    const trades = client.watchMyTrades(SPOT);
    const balance = client.watchBalance();
    await subscribed('orders');
    await subscribed('myTrades');
    await subscribed('balance');
    const clientOrderId = 'streamed-1';
    const placed = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 59000, { clientOrderId });
    expect((await orders)[0]).toMatchObject({ id: placed.id, status: 'open', clientOrderId, filled: 0, symbol: SPOT });
    expect((await balance).USDT.used).toBe(590);
    const filled = client.watchOrders(SPOT);
    trial.price(SPOT, '58990');
    expect((await filled)[0]).toMatchObject({ id: placed.id, status: 'closed', filled: 0.01, average: 59000 });
    expect((await trades)[0]).toMatchObject({ order: placed.id, takerOrMaker: 'maker', price: 59000, amount: 0.01 });
    trial.price(SPOT, '60000');
  });

  it('tells a swap order and its position until it is flat', async () => {
    const first = client.watchPositions();
    await first;
    const opened = client.watchPositions();
    await subscribed('positions');
    const orders = client.watchOrders(SWAP);
    await client.createOrder(SWAP, 'market', 'sell', 0.02);
    expect((await opened)[0]).toMatchObject({ side: 'short', contracts: 0.02, symbol: SWAP });
    expect((await orders)[0].symbol).toBe(SWAP);
    const closed = client.watchPositions();
    await client.createOrder(SWAP, 'market', 'buy', 0.02, undefined, { reduceOnly: true });
    expect((await closed)[0].contracts).toBe(0);
  });

  it('tells a stop from waiting to its fill under one id', async () => {
    const waiting = client.watchOrders(SPOT);
    const { id } = await client.createOrder(SPOT, 'market', 'sell', 0.01, undefined, { triggerPrice: 59000 });
    expect((await waiting)[0]).toMatchObject({ id, status: 'open' });
    const told = collect<Told>(
      () => client.watchOrders(SPOT),
      (all) => all.at(-1)?.status === 'closed',
    );
    trial.price(SPOT, '58900');
    expect(new Set((await told).map((order) => order.id))).toEqual(new Set([id]));
    trial.price(SPOT, '60000');
  });

  it('takes orders over the socket', async () => {
    const placed = await client.createOrderWs(SPOT, 'limit', 'buy', 0.01, 50000, { clientOrderId: 'over-socket' });
    expect(placed.clientOrderId).toBe('over-socket');
    await client.editOrderWs(placed.id, SPOT, 'limit', 'buy', 0.02, 50000);
    expect((await client.fetchOrder(placed.id, SPOT, { acknowledged: true })).amount).toBe(0.02);
    await client.cancelOrderWs(placed.id, SPOT);
    expect((await client.fetchOrder(placed.id, SPOT, { acknowledged: true })).status).toBe('canceled');
    await expect(client.cancelOrderWs(placed.id, SPOT)).rejects.toThrow('170213');
  });

  it('tells an event twice when told to, and the trade is one', async () => {
    await trial.admin('POST', '/faults', { kind: 'stream_duplicated', count: 10 });
    const trades = client.watchMyTrades(SPOT);
    const { id } = await client.createOrder(SPOT, 'market', 'buy', 0.01);
    expect((await trades).filter(({ order }: { order: string }) => order === id)).toHaveLength(1);
  });

  it('refuses a login with a wrong secret or key', async () => {
    for (const [name, code] of [
      ['secret', '10004'],
      ['apiKey', '10003'],
    ] as const) {
      const options = { ...TYPES, enableUnifiedMargin: false, enableUnifiedAccount: true };
      const wrong = await trial.client({ [name]: 'wrong', options });
      wrong.setMarketsFromExchange(client);
      await expect(wrong.watchOrders()).rejects.toThrow(code);
    }
  });

  it('has the login in the log, without key and signature', () => {
    const text = JSON.stringify(trial.server.log.list().filter(({ method }) => method === 'WS'));
    expect(text).not.toContain(TRIAL_KEY.apiKey);
    expect(text).not.toMatch(/[0-9a-f]{64}/);
    const login = trial.server.log.list().find(({ json }) => (json as { op?: string } | undefined)?.op === 'auth');
    expect(login).toMatchObject({ signature: 'valid', json: { args: '…' } });
  });

  it('cuts every socket when told to, and the client hears of it', async () => {
    const waiting = client.watchOrders(SPOT);
    await trial.admin('POST', '/faults', { kind: 'drop_sockets' });
    await expect(waiting).rejects.toThrow(/1006|closed/);
  });
});
