import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CcxtClient } from '../test/ccxt-client.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../test/exchange-trial.ts';
import { createOkx } from './okx-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';

let trial: ExchangeTrial;
let client: CcxtClient;

beforeAll(async () => {
  trial = await startTrial(createOkx());
  trial.server.limiter.isOn = false;
  client = await trial.client({ newUpdates: true, options: { fetchMarkets: { types: ['spot', 'swap'] } } });
  await client.loadMarkets();
});
afterAll(() => trial.close());
afterEach(() => trial.admin('DELETE', '/faults'));

interface Told {
  readonly id: string;
  readonly status: string;
  readonly filled: number;
}

/**
 * Collects what `watch` brings until `isDone`; asked again at once, so that nothing in between is missed. Copies, as the
 * client changes an order that it told before.
 */
async function collect<T>(watch: () => Promise<T[]>, isDone: (all: readonly T[]) => boolean): Promise<readonly T[]> {
  const all: T[] = [];
  while (!isDone(all)) all.push(...(await watch()).map((told) => ({ ...told })));
  return all;
}

/** Waits until the client's socket of that address has confirmed so many subscriptions and the exchange has heard them. */
async function subscribed(address: string, channel: string): Promise<void> {
  const isOpen = (): boolean =>
    Object.values(client.clients as Record<string, { subscriptions: Record<string, unknown>; url: string }>).some(
      ({ subscriptions, url }) =>
        url.endsWith(address) && Object.keys(subscriptions).some((name) => name.startsWith(channel)),
    );
  await expect.poll(isOpen).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('market streams', () => {
  it.each([SPOT, SWAP])('tells prices of %s as they change', async (symbol) => {
    expect((await client.watchTicker(symbol)).last).toBe(60000);
    await client.watchBidsAsks([symbol]);
    const book = await client.watchOrderBook(symbol);
    const [ticker, top] = [client.watchTicker(symbol), client.watchBidsAsks([symbol])];
    trial.price(symbol, '60500');
    expect((await ticker).bid).toBe(60500);
    expect((await top)[symbol].bid).toBe(60500);
    await expect.poll(() => book.bids[0][0]).toBe(60500);
    trial.price(symbol, '60000');
    await expect.poll(() => book.asks[0][0]).toBeLessThan(60001);
  });

  it('streams trades, candles, mark prices and funding rates', async () => {
    expect((await client.watchTrades(SPOT))[0].price).toBe(60000);
    expect((await client.watchOHLCV(SWAP, '1m')).at(-1)[4]).toBe(60000);
    expect((await client.watchMarkPrice(SWAP)).markPrice).toBe(60000);
    expect((await client.watchFundingRate(SWAP)).fundingRate).toBe(0.0001);
  });

  it('refuses a channel that is not there', async () => {
    await expect(client.watchTicker(SPOT, { channel: 'wishes' })).rejects.toThrow('60018');
  });
});

describe('account streams', () => {
  it('tells a spot order from its beginning to its fill, the trade and the balance', async () => {
    const orders = client.watchOrders(SPOT);
    const trades = client.watchMyTrades(SPOT);
    const first = await client.watchBalance();
    expect(first.BTC.total).toBe(1);
    await subscribed('private', 'orders');
    const clientOrderId = 'streamed';
    const placed = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 59000, { clientOrderId });
    expect((await orders)[0]).toMatchObject({ id: placed.id, status: 'open', clientOrderId, filled: 0 });
    const filled = client.watchOrders(SPOT);
    trial.price(SPOT, '58990');
    expect((await filled)[0]).toMatchObject({ id: placed.id, status: 'closed', filled: 0.01, average: 59000 });
    expect((await trades)[0]).toMatchObject({ order: placed.id, takerOrMaker: 'maker', price: 59000, amount: 0.01 });
    await expect.poll(() => client.balance.BTC.total).toBeCloseTo(1.00999, 6);
    trial.price(SPOT, '60000');
  });

  it('tells fills one by one, and each trade once', async () => {
    await trial.admin('POST', '/prices', { symbol: SPOT, bid: '60000', askQuantity: '0.02' });
    const seen = collect<{ amount: number }>(
      () => client.watchMyTrades(SPOT),
      (all) => all.length >= 2,
    );
    await client.createOrder(SPOT, 'limit', 'buy', 0.05, 60001);
    trial.price(SPOT, '60000');
    expect((await seen).map(({ amount }) => amount)).toEqual([0.02, 0.03]);
  });

  it('tells positions until they are flat', async () => {
    expect(await client.watchPositions()).toEqual([]);
    const opened = client.watchPositions();
    await client.createOrder(SWAP, 'market', 'sell', 2);
    expect((await opened)[0]).toMatchObject({ side: 'short', contracts: 2 });
    const closed = client.watchPositions();
    await client.createOrder(SWAP, 'market', 'buy', 2, undefined, { reduceOnly: true });
    expect((await closed).map(({ contracts }: { contracts: number }) => contracts)).toEqual([0, 0]);
  });

  it('tells an algo order until it has brought its order', async () => {
    const watch = () => client.watchOrders(undefined, undefined, undefined, { trigger: true });
    const placed = watch();
    await subscribed('business', 'orders-algo');
    const { id } = await client.createOrder(SPOT, 'market', 'sell', 0.01, undefined, { triggerPrice: 59000 });
    expect((await placed)[0]).toMatchObject({ id, status: 'open' });
    const fired = watch();
    trial.price(SPOT, '58900');
    const [algo] = await fired;
    expect([algo.id, algo.status, algo.info.state]).toEqual([id, 'closed', 'effective']);
    expect((await client.fetchOrder(algo.info.ordId, SPOT)).status).toBe('closed');
    trial.price(SPOT, '60000');
  });

  it('takes orders over the socket', async () => {
    const placed = await client.createOrderWs(SPOT, 'limit', 'buy', 0.01, 50000, { clientOrderId: 'overSocket' });
    expect(placed.clientOrderId).toBe('overSocket');
    await client.editOrderWs(placed.id, SPOT, 'limit', 'buy', 0.02, 50000);
    expect((await client.fetchOrder(placed.id, SPOT)).amount).toBe(0.02);
    await client.cancelOrderWs(placed.id, SPOT);
    expect((await client.fetchOrder(placed.id, SPOT)).status).toBe('canceled');
    await expect(client.cancelOrderWs(placed.id, SPOT)).rejects.toThrow('51401');
  });

  it('loses an event when told to, and goes on after it', async () => {
    const order = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000);
    await trial.admin('POST', '/faults', { kind: 'stream_lost', count: 2 });
    await client.cancelOrder(order.id, SPOT);
    const next = collect<Told>(
      () => client.watchOrders(SPOT),
      (all) => all.some(({ id, status }) => id > order.id && status === 'canceled'),
    );
    const second = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000);
    await client.cancelOrder(second.id, SPOT);
    const canceled = (await next).filter(({ status }) => status === 'canceled').map(({ id }) => id);
    expect(canceled).toContain(second.id);
    expect(canceled).not.toContain(order.id);
  });

  it('refuses a login with a wrong secret, passphrase or key', async () => {
    for (const [name, code] of [
      ['secret', '60007'],
      ['password', '60024'],
      ['apiKey', '60005'],
    ] as const) {
      const wrong = await trial.client({ [name]: 'wrong', has: { fetchCurrencies: false } });
      wrong.setMarketsFromExchange(client);
      await expect(wrong.watchOrders()).rejects.toThrow(code);
    }
  });

  it('has the login in the log, without key and signature', () => {
    const text = JSON.stringify(trial.server.log.list().filter(({ method }) => method === 'WS'));
    for (const secret of [TRIAL_KEY.apiKey, TRIAL_KEY.passphrase]) expect(text).not.toContain(secret);
    const login = trial.server.log.list().find(({ json }) => (json as { op?: string } | undefined)?.op === 'login');
    expect(login?.signature).toBe('valid');
  });

  it('cuts every socket when told to, and the client hears of it', async () => {
    const waiting = client.watchOrders(SPOT);
    await trial.admin('POST', '/faults', { kind: 'drop_sockets' });
    await expect(waiting).rejects.toThrow(/1006|closed/);
  });
});
