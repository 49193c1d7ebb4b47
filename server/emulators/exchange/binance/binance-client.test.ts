import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CcxtClient } from '../test/ccxt-client.ts';
import { type ExchangeTrial, startTrial } from '../test/exchange-trial.ts';
import { createBinance } from './binance-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
/** The markets the emulator stands for. */
const TYPES = { fetchMarkets: { types: ['spot', 'linear'] } };

let trial: ExchangeTrial;
let client: CcxtClient;

beforeAll(async () => {
  trial = await startTrial(createBinance());
  client = await trial.client({ options: TYPES });
  await client.loadMarkets();
});
afterAll(() => trial.close());

/** What the exchange saw last under that path. */
function lastRequest(path: string) {
  const entry = trial.server.log.list().findLast((candidate) => candidate.path === path);
  if (entry === undefined) throw new Error(`nothing came to ${path}`);
  return { ...entry, sent: Object.fromEntries(entry.params) };
}

describe('an unmodified client of ccxt', () => {
  it('loads markets with their filters', () => {
    expect(Object.keys(client.markets)).toContain(SWAP);
    expect(client.market(SPOT).precision).toEqual({ amount: 0.00001, price: 0.01, base: 1e-8, quote: 1e-8 });
    expect(client.market(SWAP)).toMatchObject({ swap: true, linear: true, contractSize: 1, settle: 'USDT' });
    expect(client.market(SWAP).limits.cost.min).toBe(50);
  });

  it.each([SPOT, SWAP])('reads prices of %s', async (symbol) => {
    trial.price(symbol, '61000');
    expect((await client.fetchTicker(symbol)).last).toBe(61000);
    expect((await client.fetchOrderBook(symbol, 5)).bids[0][0]).toBe(61000);
    expect((await client.fetchBidsAsks([symbol]))[symbol].bid).toBe(61000);
    const candles = await client.fetchOHLCV(symbol, '1m', undefined, 3);
    expect(candles).toHaveLength(3);
    expect(candles[2][4]).toBe(61000);
    trial.price(symbol, '60000');
  });

  it.each([SPOT, SWAP])('places, finds, changes and cancels a limit order of %s', async (symbol) => {
    const clientOrderId = `limit${symbol.length}`;
    const placed = await client.createOrder(symbol, 'limit', 'buy', 0.01, 50000, { clientOrderId });
    expect(placed).toMatchObject({ clientOrderId, status: 'open', price: 50000, amount: 0.01, filled: 0 });
    expect((await client.fetchOrder(placed.id, symbol)).id).toBe(placed.id);
    expect((await client.fetchOrder(undefined, symbol, { clientOrderId })).id).toBe(placed.id);
    expect((await client.fetchOpenOrders(symbol)).map(({ id }: { id: string }) => id)).toEqual([placed.id]);
    const edited = await client.editOrder(placed.id, symbol, 'limit', 'buy', 0.02, 50001);
    expect(edited).toMatchObject({ price: 50001, amount: 0.02, status: 'open' });
    expect((await client.cancelOrder(edited.id, symbol)).status).toBe('canceled');
    expect((await client.fetchOrder(edited.id, symbol)).status).toBe('canceled');
    await expect(client.cancelOrder(edited.id, symbol)).rejects.toThrow('-2011');
    expect(await client.fetchOpenOrders(symbol)).toEqual([]);
  });

  it('fills a spot market order, by amount and by cost, with the fee in the coin', async () => {
    const order = await client.createOrder(SPOT, 'market', 'buy', 0.01);
    expect(order).toMatchObject({ status: 'closed', filled: 0.01, average: 60000.01 });
    expect(order.fee).toEqual({ currency: 'BTC', cost: 0.00001 });
    expect((await client.createMarketBuyOrderWithCost(SPOT, 100)).filled).toBe(0.00166);
    const trades = await client.fetchMyTrades(SPOT);
    expect(trades).toHaveLength(2);
    expect(trades[0]).toMatchObject({ order: order.id, takerOrMaker: 'taker', side: 'buy' });
    expect((await client.fetchBalance()).BTC.free).toBeCloseTo(1.011648, 6);
  });

  it.each([
    ['stop-loss', { stopLossPrice: 55000 }, undefined, 'STOP_LOSS'],
    ['take-profit', { takeProfitPrice: 65000 }, undefined, 'TAKE_PROFIT'],
    ['stop-limit', { stopLossPrice: 55000 }, 54000, 'STOP_LOSS_LIMIT'],
    ['take-profit-limit', { takeProfitPrice: 65000 }, 66000, 'TAKE_PROFIT_LIMIT'],
    ['trailing', { trailingPercent: 1, stopLossOrTakeProfit: 'stopLoss' }, undefined, 'STOP_LOSS'],
  ])('places a spot %s', async (_title, params, price, type) => {
    const order = await client.createOrder(SPOT, price === undefined ? 'market' : 'limit', 'sell', 0.01, price, params);
    expect(order.status).toBe('open');
    expect(lastRequest('/api/v3/order')).toMatchObject({
      signature: 'valid',
      booked: true,
      sent: { type, side: 'SELL' },
    });
    await client.cancelOrder(order.id, SPOT);
  });

  it.each([
    ['stop-loss', { stopLossPrice: 55000 }, undefined, 'STOP_MARKET'],
    ['take-profit', { takeProfitPrice: 65000 }, undefined, 'TAKE_PROFIT_MARKET'],
    ['stop-limit', { triggerPrice: 55000 }, 54000, 'STOP'],
    ['trailing', { trailingPercent: 1 }, undefined, 'TRAILING_STOP_MARKET'],
  ])('places a swap %s, finds it and cancels it', async (title, params, price, type) => {
    const clientOrderId = `algo-${title}`;
    const kind = price === undefined ? 'market' : 'limit';
    const order = await client.createOrder(SWAP, kind, 'sell', 0.01, price, { ...params, clientOrderId });
    expect(lastRequest('/fapi/v1/algoOrder').sent).toMatchObject({
      type,
      algoType: 'CONDITIONAL',
      clientAlgoId: clientOrderId,
    });
    expect((await client.fetchOrder(undefined, SWAP, { trigger: true, clientOrderId })).id).toBe(order.id);
    expect(await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true })).toHaveLength(1);
    await client.cancelOrder(order.id, SWAP, { trigger: true });
    expect(await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true })).toEqual([]);
  });

  it('triggers a swap stop, which fills as another order under the same client id', async () => {
    await client.createOrder(SWAP, 'market', 'buy', 0.01);
    const clientOrderId = 'stopFires';
    const stop = { stopLossPrice: 59000, reduceOnly: true, clientOrderId };
    await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, stop);
    trial.price(SWAP, '58900');
    const algo = await client.fetchOrder(undefined, SWAP, { trigger: true, clientOrderId });
    expect(algo.info).toMatchObject({ algoStatus: 'FINISHED' });
    const child = await client.fetchOrder(algo.info.actualOrderId, SWAP);
    expect(child).toMatchObject({ status: 'closed', filled: 0.01, clientOrderId, reduceOnly: true });
    expect(await client.fetchPositions([SWAP])).toEqual([]);
    trial.price(SWAP, '60000');
  });

  it('rehearses an order that it does not place', async () => {
    const count = trial.world.orders.list({ accountId: 'main' }).length;
    await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000, { test: true });
    const terms = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000' };
    await client.fapiPrivatePostOrderTest({ ...terms, quantity: '0.01' });
    await expect(client.fapiPrivatePostOrderTest({ ...terms, quantity: '0.0001' })).rejects.toThrow('-1111');
    await expect(client.createOrder(SPOT, 'limit', 'buy', 0.00001, 50000, { test: true })).rejects.toThrow('NOTIONAL');
    expect(trial.world.orders.list({ accountId: 'main' })).toHaveLength(count);
  });

  it('honors time in force and post-only', async () => {
    const ioc = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000, { timeInForce: 'IOC' });
    expect(ioc).toMatchObject({ status: 'expired', filled: 0 });
    const crossing = client.createOrder(SWAP, 'limit', 'buy', 0.01, 65000, { postOnly: true });
    await expect(crossing).rejects.toThrow('-5022');
    const resting = await client.createOrder(SWAP, 'limit', 'buy', 0.01, 50000, { postOnly: true });
    expect([resting.status, lastRequest('/fapi/v1/order').sent['timeInForce']]).toEqual(['open', 'GTX']);
    await client.cancelAllOrders(SWAP);
  });

  it('shows positions with leverage, margin mode and liquidation price', async () => {
    await client.setLeverage(10, SWAP);
    await client.createOrder(SWAP, 'market', 'sell', 0.02);
    const [position] = await client.fetchPositions([SWAP]);
    expect(position).toMatchObject({ side: 'short', contracts: 0.02, entryPrice: 60000, symbol: SWAP });
    expect(position.liquidationPrice).toBeGreaterThan(60000);
    expect((await client.fetchLeverages([SWAP]))[SWAP]).toMatchObject({ marginMode: 'cross', longLeverage: 10 });
    await client.createOrder(SWAP, 'market', 'buy', 0.02, undefined, { reduceOnly: true });
    expect(await client.fetchPositions([SWAP])).toEqual([]);
  });

  it('keeps both sides in hedge mode', async () => {
    await client.setPositionMode(true, SWAP);
    await client.createOrder(SWAP, 'market', 'buy', 0.01, undefined, { positionSide: 'LONG' });
    await client.createOrder(SWAP, 'market', 'sell', 0.02, undefined, { positionSide: 'SHORT' });
    const sides = (await client.fetchPositions([SWAP])).map((position: { side: string }) => position.side);
    expect(sides.sort()).toEqual(['long', 'short']);
    await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, { positionSide: 'LONG' });
    await client.createOrder(SWAP, 'market', 'buy', 0.02, undefined, { positionSide: 'SHORT' });
    await client.setPositionMode(false, SWAP);
  });

  it('is paid and pays funding', async () => {
    await client.createOrder(SWAP, 'market', 'buy', 0.01);
    await trial.admin('POST', '/funding', { symbol: SWAP, rate: '0.0001' });
    const [paid] = await client.fetchFundingHistory(SWAP);
    expect(paid.amount).toBeCloseTo(-0.06, 8);
    await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, { reduceOnly: true });
  });
});

describe('a client with keys that are wrong', () => {
  it('is told so as an authentication error', async () => {
    const wrong = await trial.client({ secret: 'wrong', options: TYPES });
    await expect(wrong.fetchBalance()).rejects.toThrow('-1022');
  });
});
