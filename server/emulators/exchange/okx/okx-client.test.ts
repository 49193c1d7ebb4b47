import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CcxtClient } from '../test/ccxt-client.ts';
import { type ExchangeTrial, startTrial } from '../test/exchange-trial.ts';
import { createOkx } from './okx-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
/** The markets the emulator stands for. */
const TYPES = { fetchMarkets: { types: ['spot', 'swap'] } };

let trial: ExchangeTrial;
let client: CcxtClient;

beforeAll(async () => {
  trial = await startTrial(createOkx(), { spot: { USDT: '100000', BTC: '1' }, swap: {} });
  trial.server.limiter.isOn = false;
  client = await trial.client({ options: TYPES });
  await client.loadMarkets();
});
afterAll(() => trial.close());

/** The body the exchange saw last under that path. */
function lastSent(path: string): Record<string, unknown> {
  const entry = trial.server.log.list().findLast((candidate) => candidate.path === `/api/v5${path}`);
  if (entry === undefined) throw new Error(`nothing came to ${path}`);
  expect([entry.signature, entry.booked]).toEqual(['valid', true]);
  return (Array.isArray(entry.json) ? entry.json[0] : entry.json) as Record<string, unknown>;
}

const ids = (orders: readonly { id: string }[]): readonly string[] => orders.map(({ id }) => id);

describe('an unmodified client of ccxt', () => {
  it('loads markets with their steps; swaps count contracts', () => {
    expect(client.market(SPOT).precision).toMatchObject({ amount: 0.00001, price: 0.01 });
    expect(client.market(SWAP)).toMatchObject({
      id: 'BTC-USDT-SWAP',
      linear: true,
      contractSize: 0.01,
      settle: 'USDT',
    });
    expect(Object.keys(client.currencies)).toContain('USDT');
  });

  it.each([SPOT, SWAP])('reads prices of %s', async (symbol) => {
    trial.price(symbol, '61000');
    expect(await client.fetchTicker(symbol)).toMatchObject({ last: 61000, bid: 61000, symbol });
    expect(Object.keys(await client.fetchTickers([symbol]))).toEqual([symbol]);
    const book = await client.fetchOrderBook(symbol, 5);
    expect([book.bids.length, book.bids[0][0]]).toEqual([5, 61000]);
    const candles = await client.fetchOHLCV(symbol, '1m', undefined, 3);
    expect([candles.length, candles[2][4]]).toEqual([3, 61000]);
    const since = Date.now() - 20 * 60_000;
    const past = await client.fetchOHLCV(symbol, '1m', since, 5);
    expect(past).toHaveLength(5);
    expect(past[0][0]).toBe(Math.ceil(since / 60_000) * 60_000);
    expect((await client.fetchTrades(symbol))[0].price).toBe(61000);
    trial.price(symbol, '60000');
  });

  it('reads the one wallet, the clock, mark price and funding rate', async () => {
    expect((await client.fetchBalance()).USDT).toMatchObject({ free: 100000, total: 100000 });
    expect(Math.abs((await client.fetchTime()) - Date.now())).toBeLessThan(10_000);
    expect((await client.fetchMarkPrice(SWAP)).markPrice).toBe(60000);
    expect((await client.fetchFundingRate(SWAP)).fundingRate).toBe(0.0001);
    expect((await client.fetchTradingFee(SPOT)).taker).toBe(0.001);
  });

  it.each([SPOT, SWAP])('places, finds, changes and cancels a limit order of %s', async (symbol) => {
    const clientOrderId = `limit${symbol.length}`;
    const placed = await client.createOrder(symbol, 'limit', 'buy', 0.05, 50000, { clientOrderId });
    expect(placed).toMatchObject({ clientOrderId, status: undefined, filled: undefined });
    const found = await client.fetchOrder(undefined, symbol, { clientOrderId });
    expect(found).toMatchObject({
      id: placed.id,
      status: 'open',
      price: 50000,
      amount: 0.05,
      filled: 0,
      clientOrderId,
    });
    expect(ids(await client.fetchOpenOrders(symbol))).toEqual([placed.id]);
    expect(ids(await client.fetchOpenOrders())).toEqual([placed.id]);
    await client.editOrder(undefined, symbol, 'limit', 'buy', 0.06, 50001, { clOrdId: clientOrderId });
    expect(await client.fetchOrder(placed.id, symbol)).toMatchObject({ price: 50001, amount: 0.06, status: 'open' });
    await client.cancelOrder(undefined, symbol, { clientOrderId });
    expect((await client.fetchOrder(placed.id, symbol)).status).toBe('canceled');
    expect(ids(await client.fetchCanceledOrders(symbol))).toContain(placed.id);
    await expect(client.cancelOrder(placed.id, symbol)).rejects.toThrow('51401');
    expect(await client.fetchOpenOrders(symbol)).toEqual([]);
  });

  it('fills a spot market order by amount and by cost, with the fee in the coin', async () => {
    const { id } = await client.createOrder(SPOT, 'market', 'buy', 0.01);
    expect(lastSent('/trade/batch-orders')).toMatchObject({ ordType: 'market', tgtCcy: 'base_ccy', tdMode: 'cash' });
    const order = await client.fetchOrder(id, SPOT);
    expect(order).toMatchObject({ status: 'closed', filled: 0.01, average: 60000.01 });
    expect(order.fee).toEqual({ currency: 'BTC', cost: 0.00001 });
    const byCost = await client.createMarketBuyOrderWithCost(SPOT, 100);
    expect((await client.fetchOrder(byCost.id, SPOT)).filled).toBe(0.00166);
    const soldFor = await client.createMarketSellOrderWithCost(SPOT, 120);
    expect((await client.fetchOrder(soldFor.id, SPOT)).filled).toBe(0.002);
    const trades = await client.fetchMyTrades(SPOT);
    expect(trades).toHaveLength(3);
    const [first] = await client.fetchOrderTrades(id, SPOT);
    expect(first).toMatchObject({ order: id, takerOrMaker: 'taker', side: 'buy', amount: 0.01 });
    expect(ids(await client.fetchClosedOrders(SPOT))).toContain(id);
    expect((await client.fetchBalance()).BTC.free).toBeCloseTo(1.00964834, 6);
  });

  it('honors time in force and post-only; a maker order that would take is canceled', async () => {
    const ioc = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000, { timeInForce: 'IOC' });
    expect(await client.fetchOrder(ioc.id, SPOT)).toMatchObject({ status: 'canceled', filled: 0, timeInForce: 'IOC' });
    const crossing = await client.createOrder(SWAP, 'limit', 'buy', 1, 65000, { postOnly: true });
    const found = await client.fetchOrder(crossing.id, SWAP);
    expect([found.status, found.postOnly, found.info.cancelSource]).toEqual(['canceled', true, '31']);
    const resting = await client.createOrder(SWAP, 'limit', 'buy', 1, 50000, { postOnly: true });
    expect((await client.fetchOrder(resting.id, SWAP)).status).toBe('open');
    await client.cancelOrder(resting.id, SWAP);
  });

  it.each([SPOT, SWAP])('places a stop of %s, finds it by its own id, and it brings an order', async (symbol) => {
    const algoClOrdId = `stop${symbol.length}`;
    if (symbol === SWAP) await client.createOrder(symbol, 'market', 'buy', 1);
    const stop = { triggerPrice: 59000, algoClOrdId, clientOrderId: algoClOrdId, ...(symbol === SWAP && REDUCE) };
    const { id } = await client.createOrder(symbol, 'market', 'sell', symbol === SWAP ? 1 : 0.01, undefined, stop);
    expect(lastSent('/trade/order-algo')).toMatchObject({ ordType: 'trigger', triggerPx: '59000', orderPx: '-1' });
    const asked = { trigger: true, clientOrderId: algoClOrdId };
    expect(await client.fetchOrder(undefined, symbol, asked)).toMatchObject({
      id,
      status: 'open',
      triggerPrice: 59000,
    });
    expect(ids(await client.fetchOpenOrders(symbol, undefined, undefined, { trigger: true }))).toEqual([id]);
    trial.price(symbol, '58900');
    const fired = await client.fetchOrder(undefined, symbol, asked);
    expect([fired.status, fired.info.state]).toEqual(['closed', 'effective']);
    const child = await client.fetchOrder(fired.info.ordId, symbol);
    expect(child).toMatchObject({ status: 'closed', average: 58900, clientOrderId: undefined });
    expect(child.info).toMatchObject({ algoId: id, algoClOrdId });
    // The order it brought is not found under the id of the algo order.
    await expect(client.fetchOrder(undefined, symbol, { clientOrderId: algoClOrdId })).rejects.toThrow('51603');
    trial.price(symbol, '60000');
  });

  it.each([
    ['trigger limit', { triggerPrice: 59000 }, 58000, { ordType: 'trigger', orderPx: '58000' }],
    ['stop-loss', { stopLossPrice: 59000, tdMode: 'cash' }, undefined, { ordType: 'conditional', slOrdPx: '-1' }],
    ['take-profit limit', { takeProfitPrice: 61000, tdMode: 'cash' }, 60900, { tpOrdPx: '60900' }],
    ['trailing', { trailingPercent: '1' }, undefined, { ordType: 'move_order_stop', callbackRatio: '0.01' }],
  ])('places a spot %s and cancels it', async (_title, params, price, sent) => {
    const { id } = await client.createOrder(
      SPOT,
      price === undefined ? 'market' : 'limit',
      'sell',
      0.01,
      price,
      params,
    );
    expect(lastSent('/trade/order-algo')).toMatchObject(sent);
    expect((await client.fetchOrder(id, SPOT, { trigger: true })).status).toBe('open');
    await client.cancelOrder(id, SPOT, { trigger: true });
    expect((await client.fetchOrder(id, SPOT, { trigger: true })).status).toBe('canceled');
  });

  it('trails a swap by percent and by amount', async () => {
    await client.createOrder(SWAP, 'market', 'buy', 2);
    const percent = await client.createOrder(SWAP, 'market', 'sell', 1, undefined, { trailingPercent: '1', ...REDUCE });
    const amount = await client.createOrder(SWAP, 'market', 'sell', 1, undefined, { trailingPrice: '400', ...REDUCE });
    expect(ids(await client.fetchOpenOrders(SWAP, undefined, undefined, { trailing: true }))).toHaveLength(2);
    trial.price(SWAP, '62000');
    trial.price(SWAP, '61600');
    expect((await client.fetchOrder(amount.id, SWAP, { trigger: true })).status).toBe('closed');
    expect((await client.fetchOrder(percent.id, SWAP, { trigger: true })).status).toBe('open');
    trial.price(SWAP, '61300');
    expect((await client.fetchOrder(percent.id, SWAP, { trigger: true })).status).toBe('closed');
    expect(await client.fetchPositions([SWAP])).toEqual([]);
    trial.price(SWAP, '60000');
  });

  it('brings both exits that are attached to an order as one order of two legs', async () => {
    const exits = { stopLoss: { triggerPrice: 59000 }, takeProfit: { triggerPrice: 61000 } };
    await client.createOrder(SWAP, 'market', 'buy', 1, undefined, exits);
    const waiting = { trigger: true, ordType: 'oco' };
    const [both] = await client.fetchOpenOrders(SWAP, undefined, undefined, waiting);
    expect(both).toMatchObject({ stopLossPrice: 59000, takeProfitPrice: 61000, reduceOnly: true, amount: 1 });
    trial.price(SWAP, '61000');
    const fired = await client.fetchOrder(both.id, SWAP, { trigger: true });
    expect([fired.status, fired.info.actualSide, fired.info.actualPx]).toEqual(['closed', 'tp', '61000']);
    expect(await client.fetchOpenOrders(SWAP, undefined, undefined, waiting)).toEqual([]);
    expect(await client.fetchPositions([SWAP])).toEqual([]);
    trial.price(SWAP, '60000');
  });

  it.each([
    ['61500', 'tp', 61500],
    ['58900', 'sl', 58900],
  ])('places an OCO order of which %s is reached first', async (price, side, average) => {
    const legs = { stopLossPrice: 59000, takeProfitPrice: 61000, tpOrdPx: '60900', tdMode: 'cash' };
    const { id } = await client.createOrder(SPOT, 'oco', 'sell', 0.01, undefined, legs);
    expect(lastSent('/trade/order-algo')).toMatchObject({ ordType: 'oco', slOrdPx: '-1', tpOrdPx: '60900' });
    trial.price(SPOT, price);
    const { info } = await client.fetchOrder(id, SPOT, { trigger: true });
    expect([info.actualSide, info.slTriggerPx, info.tpTriggerPx, info.tpOrdPx]).toEqual([
      side,
      '59000',
      '61000',
      '60900',
    ]);
    expect(await client.fetchOrder(info.ordId, SPOT)).toMatchObject({ status: 'closed', average });
    trial.price(SPOT, '60000');
    // With any other type the client sends both legs where plain orders are taken, which is refused.
    const misled = client.createOrder(SPOT, 'market', 'sell', 0.01, undefined, legs);
    await expect(misled).rejects.toThrow('51000');
  });

  it('places and cancels in batches, and answers each order by itself', async () => {
    const order = { symbol: SPOT, type: 'limit', side: 'buy', amount: 0.01, price: 50000 };
    const placed = await client.createOrders([
      order,
      { ...order, amount: 9999 },
      { ...order, symbol: SWAP, amount: 1 },
    ]);
    expect(placed.map(({ status }: { status?: string }) => status)).toEqual([undefined, 'rejected', undefined]);
    await client.cancelOrders([placed[0].id], SPOT);
    await client.cancelOrders([placed[2].id], SWAP);
    expect(await client.fetchOpenOrders()).toEqual([]);
  });

  it('shows positions with leverage, margin mode and liquidation price', async () => {
    await client.setLeverage(10, SWAP, { marginMode: 'isolated' });
    await client.createOrder(SWAP, 'market', 'sell', 2, undefined, { marginMode: 'isolated' });
    const [position] = await client.fetchPositions([SWAP]);
    expect(position).toMatchObject({ side: 'short', contracts: 2, entryPrice: 60000, marginMode: 'isolated' });
    expect(position).toMatchObject({ leverage: 10, initialMargin: 120, notional: 1200 });
    expect(position.liquidationPrice).toBeGreaterThan(60000);
    expect(await client.fetchLeverage(SWAP)).toMatchObject({ marginMode: 'cross', longLeverage: 3 });
    await client.createOrder(SWAP, 'market', 'buy', 2, undefined, { marginMode: 'isolated', ...REDUCE });
    expect(await client.fetchPositions([SWAP])).toEqual([]);
  });

  it('keeps both sides in hedge mode and closes one at the market', async () => {
    await client.setPositionMode(true);
    expect((await client.fetchPositionMode()).hedged).toBe(true);
    await client.createOrder(SWAP, 'market', 'buy', 1, undefined, { hedged: true });
    await client.createOrder(SWAP, 'market', 'sell', 2, undefined, { hedged: true });
    const held = await client.fetchPositions([SWAP]);
    expect(held.map(({ side, contracts }: Record<string, unknown>) => [side, contracts])).toEqual([
      ['long', 1],
      ['short', 2],
    ]);
    await client.createOrder(SWAP, 'market', 'sell', 1, undefined, { hedged: true, ...REDUCE });
    await client.closePosition(SWAP, 'sell');
    expect(await client.fetchPositions([SWAP])).toEqual([]);
    await client.setPositionMode(false);
  });

  it('is paid and pays funding', async () => {
    await client.createOrder(SWAP, 'market', 'buy', 1);
    await trial.admin('POST', '/funding', { symbol: SWAP, rate: '0.0001' });
    const [paid] = await client.fetchFundingHistory(SWAP);
    expect([paid.amount, paid.symbol]).toEqual([-0.06, SWAP]);
    await client.createOrder(SWAP, 'market', 'sell', 1, undefined, REDUCE);
  });

  it('sets a dead man’s switch', async () => {
    const { data } = await client.cancelAllOrdersAfter(20_000);
    expect(Number(data[0].triggerTime)).toBeGreaterThan(Date.now());
    expect((await client.cancelAllOrdersAfter(0)).data[0].triggerTime).toBe('0');
  });
});

const REDUCE = { reduceOnly: true } as const;

describe('a client with keys that are wrong', () => {
  it.each([
    ['secret', '50113'],
    ['password', '50105'],
  ])('is told so about its %s as an authentication error', async (name, code) => {
    const wrong = await trial.client({ [name]: 'wrong', options: TYPES, has: { fetchCurrencies: false } });
    await expect(wrong.privateGetAccountConfig()).rejects.toMatchObject({ name: 'AuthenticationError' });
    await expect(wrong.privateGetAccountConfig()).rejects.toThrow(code);
  });
});
