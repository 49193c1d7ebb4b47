import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CcxtClient } from '../test/ccxt-client.ts';
import { type ExchangeTrial, startTrial } from '../test/exchange-trial.ts';
import { createBybit } from './bybit-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
/** The markets the emulator stands for. */
const TYPES = { fetchMarkets: { types: ['spot', 'linear'] } };
const REDUCE = { reduceOnly: true } as const;
/** Without it the client refuses to ask for one order. */
const KNOWN = { acknowledged: true } as const;

let trial: ExchangeTrial;
let client: CcxtClient;

beforeAll(async () => {
  trial = await startTrial(createBybit(), { spot: { USDT: '100000', BTC: '1' }, swap: {} });
  trial.server.limiter.isOn = false;
  client = await trial.client({ options: TYPES });
  await client.loadMarkets();
});
afterAll(() => trial.close());

/** The body the exchange saw last under that path. */
function lastSent(path: string): Record<string, unknown> {
  const entry = trial.server.log.list().findLast((candidate) => candidate.path === `/v5${path}`);
  if (entry === undefined) throw new Error(`nothing came to ${path}`);
  expect([entry.signature, entry.booked]).toEqual(['valid', true]);
  return entry.json as Record<string, unknown>;
}

const ids = (orders: readonly { id: string }[]): readonly string[] => orders.map(({ id }) => id);

/** An order as the exchange tells it, whatever became of it. */
const orderOf = async (symbol: string, id: string): Promise<CcxtClient> => await client.fetchOrder(id, symbol, KNOWN);

describe('an unmodified client of ccxt', () => {
  it('loads markets with their steps and minimums', () => {
    expect(client.market(SPOT)).toMatchObject({ precision: { amount: 0.00001, price: 0.01 }, spot: true });
    expect(client.market(SWAP)).toMatchObject({ linear: true, contractSize: 1, settle: 'USDT', id: 'BTCUSDT' });
    expect(client.market(SWAP).limits.cost.min).toBe(5);
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
    expect([past.length, past[0][0]]).toEqual([5, Math.ceil(since / 60_000) * 60_000]);
    expect((await client.fetchTrades(symbol))[0].price).toBe(61000);
    trial.price(symbol, '60000');
  });

  it('reads the one wallet, the clock, the kind of account and fees', async () => {
    expect((await client.fetchBalance()).USDT).toMatchObject({ free: 100000, total: 100000, used: 0 });
    expect(Math.abs((await client.fetchTime()) - Date.now())).toBeLessThan(10_000);
    expect(await client.isUnifiedEnabled()).toEqual([false, true]);
    expect((await client.fetchTradingFee(SWAP)).taker).toBe(0.0005);
    expect((await client.fetchFundingRate(SWAP)).fundingRate).toBe(0.0001);
  });

  it.each([SPOT, SWAP])('places, finds, changes and cancels a limit order of %s', async (symbol) => {
    const orderLinkId = `limit-${symbol.length}`;
    const placed = await client.createOrder(symbol, 'limit', 'buy', 0.05, 50000, { clientOrderId: orderLinkId });
    expect(placed).toMatchObject({ clientOrderId: orderLinkId, status: undefined, filled: undefined });
    const [open] = await client.fetchOpenOrders(symbol, undefined, undefined, { orderLinkId });
    expect(open).toMatchObject({ id: placed.id, status: 'open', price: 50000, amount: 0.05, filled: 0, symbol });
    expect((await orderOf(symbol, placed.id)).clientOrderId).toBe(orderLinkId);
    const type = symbol === SPOT ? 'spot' : 'swap';
    expect(ids(await client.fetchOpenOrders(undefined, undefined, undefined, { type }))).toEqual([placed.id]);
    await client.editOrder(undefined, symbol, 'limit', 'buy', 0.06, 50001, { orderLinkId });
    expect(await orderOf(symbol, placed.id)).toMatchObject({ price: 50001, amount: 0.06, status: 'open' });
    await client.cancelOrder(undefined, symbol, { orderLinkId });
    expect((await orderOf(symbol, placed.id)).status).toBe('canceled');
    const past = await client.fetchCanceledAndClosedOrders(symbol, undefined, undefined, { orderLinkId });
    expect(ids(past)).toEqual([placed.id]);
    await expect(client.cancelOrder(placed.id, symbol)).rejects.toMatchObject({ name: 'OrderNotFound' });
    expect(await client.fetchOpenOrders(symbol)).toEqual([]);
  });

  it('fills a spot market order by amount and by cost, with the fee in the coin', async () => {
    const { id } = await client.createOrder(SPOT, 'market', 'buy', 0.01);
    expect(lastSent('/order/create')).toMatchObject({ orderType: 'Market', marketUnit: 'baseCoin', qty: '0.01' });
    const order = await orderOf(SPOT, id);
    expect(order).toMatchObject({ status: 'closed', filled: 0.01, average: 60000.01 });
    expect(order.fee).toEqual({ currency: 'BTC', cost: 0.00001 });
    const byCost = await client.createMarketBuyOrderWithCost(SPOT, 100);
    expect((await orderOf(SPOT, byCost.id)).filled).toBe(0.00166);
    const soldFor = await client.createMarketSellOrderWithCost(SPOT, 120);
    expect((await orderOf(SPOT, soldFor.id)).filled).toBe(0.002);
    expect(await client.fetchMyTrades(SPOT)).toHaveLength(3);
    const [trade] = await client.fetchOrderTrades(id, SPOT);
    expect(trade).toMatchObject({ order: id, takerOrMaker: 'taker', side: 'buy', amount: 0.01, symbol: SPOT });
    expect(ids(await client.fetchClosedOrders(SPOT))).toContain(id);
    expect((await client.fetchBalance()).BTC.free).toBeCloseTo(1.00964834, 6);
  });

  it('honors time in force and post-only; a maker order that would take is canceled', async () => {
    const ioc = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000, { timeInForce: 'IOC' });
    expect(await orderOf(SPOT, ioc.id)).toMatchObject({ status: 'canceled', filled: 0, timeInForce: 'IOC' });
    const crossing = await client.createOrder(SWAP, 'limit', 'buy', 0.01, 65000, { postOnly: true });
    const found = await orderOf(SWAP, crossing.id);
    expect([found.status, found.info.rejectReason]).toEqual(['canceled', 'EC_PostOnlyWillTakeLiquidity']);
    const resting = await client.createOrder(SWAP, 'limit', 'buy', 0.01, 50000, { postOnly: true });
    expect((await orderOf(SWAP, resting.id)).status).toBe('open');
    await client.cancelOrder(resting.id, SWAP);
  });

  it('places a spot stop that turns into its order under the same id', async () => {
    const stop = { triggerPrice: 59000, clientOrderId: 'spot-stop' };
    const { id } = await client.createOrder(SPOT, 'market', 'sell', 0.01, undefined, stop);
    expect(lastSent('/order/create')).toMatchObject({ orderFilter: 'StopOrder', triggerPrice: '59000' });
    expect(ids(await client.fetchOpenOrders(SPOT, undefined, undefined, { trigger: true }))).toEqual([id]);
    expect((await orderOf(SPOT, id)).info.orderStatus).toBe('Untriggered');
    trial.price(SPOT, '58900');
    expect(await orderOf(SPOT, id)).toMatchObject({ status: 'closed', average: 58900, filled: 0.01 });
    trial.price(SPOT, '60000');
  });

  it('places a swap stop, changes it, and it fires', async () => {
    await client.createOrder(SWAP, 'market', 'buy', 0.01);
    const stop = { triggerPrice: 58000, triggerDirection: 'descending', clientOrderId: 'swap-stop', ...REDUCE };
    const { id } = await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, stop);
    expect(lastSent('/order/create')).toMatchObject({ triggerDirection: 2, triggerPrice: '58000' });
    const changed = { orderLinkId: 'swap-stop', triggerPrice: 59000 };
    await client.editOrder(undefined, SWAP, 'market', 'sell', 0.01, undefined, changed);
    const found = await orderOf(SWAP, id);
    expect(found).toMatchObject({ status: 'open', triggerPrice: 59000, stopLossPrice: 59000, reduceOnly: true });
    trial.price(SWAP, '58900');
    expect(await orderOf(SWAP, id)).toMatchObject({ status: 'closed', average: 58900 });
    expect((await client.fetchPositions([SWAP]))[0].contracts).toBe(0);
    trial.price(SWAP, '60000');
  });

  it.each([
    ['stop-loss', SPOT, { stopLossPrice: 59000 }, undefined, 'tpslOrder'],
    ['take-profit limit', SPOT, { takeProfitPrice: 61000 }, 61000, 'tpslOrder'],
    ['stop-limit', SPOT, { triggerPrice: 59000 }, 58000, 'StopOrder'],
    ['stop-limit', SWAP, { triggerPrice: 59000, triggerDirection: 'descending' }, 58000, 'StopOrder'],
    ['stop-loss', SWAP, { stopLossPrice: 59000 }, undefined, 'StopOrder'],
    ['take-profit', SWAP, { takeProfitPrice: 61000 }, undefined, 'StopOrder'],
  ])('places a %s of %s and cancels it', async (_title, symbol, params, price, orderFilter) => {
    const type = price === undefined ? 'market' : 'limit';
    const { id } = await client.createOrder(symbol, type, 'sell', 0.01, price, params);
    expect((await orderOf(symbol, id)).info.orderStatus).toBe('Untriggered');
    await client.cancelOrder(id, symbol, symbol === SPOT ? { orderFilter } : {});
    const gone = await orderOf(symbol, id);
    expect([gone.status, gone.info.orderStatus]).toEqual(['canceled', 'Deactivated']);
  });

  it('brings the exits that are attached to an order, and the one ends the other', async () => {
    const exits = { stopLoss: { triggerPrice: 59000 }, takeProfit: { triggerPrice: 61000 } };
    await client.createOrder(SWAP, 'limit', 'buy', 0.01, 60001, exits);
    const open = await client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true });
    expect(open.map(({ triggerPrice }: { triggerPrice: number }) => triggerPrice).sort()).toEqual([59000, 61000]);
    expect((await client.fetchPositions([SWAP]))[0]).toMatchObject({ stopLossPrice: 59000, takeProfitPrice: 61000 });
    trial.price(SWAP, '61000');
    expect(await client.fetchOpenOrders(SWAP)).toEqual([]);
    expect((await client.fetchPositions([SWAP]))[0].contracts).toBe(0);
    trial.price(SWAP, '60000');
  });

  it('hangs a trailing stop on the position, and it follows', async () => {
    await client.createOrder(SWAP, 'market', 'buy', 0.01);
    await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, { trailingAmount: '500' });
    expect(lastSent('/position/trading-stop')).toMatchObject({ trailingStop: '500', symbol: 'BTCUSDT' });
    expect((await client.fetchPositions([SWAP]))[0].info.trailingStop).toBe('500');
    trial.price(SWAP, '62000');
    trial.price(SWAP, '61600');
    expect((await client.fetchPositions([SWAP]))[0].contracts).toBe(0.01);
    trial.price(SWAP, '61500');
    expect((await client.fetchPositions([SWAP]))[0].contracts).toBe(0);
    trial.price(SWAP, '60000');
  });

  it('places and cancels in batches, and answers each order by itself', async () => {
    const order = { symbol: SPOT, type: 'limit', side: 'buy', amount: 0.01, price: 50000 };
    const placed = await client.createOrders([order, { ...order, amount: 900 }]);
    expect([placed[0].id === undefined, placed[1].info.code]).toEqual([false, 170131]);
    await client.cancelOrders([placed[0].id], SPOT);
    const other = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000);
    expect(ids(await client.cancelAllOrders(SPOT))).toEqual([other.id]);
    await client.createOrder(SWAP, 'limit', 'buy', 0.01, 50000);
    expect(await client.cancelAllOrders(SWAP)).toHaveLength(1);
    expect(await client.fetchOpenOrders(SPOT)).toEqual([]);
  });

  it('shows positions with leverage and liquidation price; the margin mode is the account’s', async () => {
    await client.setLeverage(20, SWAP);
    await expect(client.setLeverage(20, SWAP)).rejects.toThrow('110043');
    await client.setMarginMode('isolated', SWAP);
    await client.createOrder(SWAP, 'market', 'sell', 0.02);
    const [position] = await client.fetchPositions([SWAP]);
    expect(position).toMatchObject({ side: 'short', contracts: 0.02, entryPrice: 60000, leverage: 20, hedged: false });
    expect(position.liquidationPrice).toBeGreaterThan(60000);
    expect(position.liquidationPrice).toBeLessThan(63000);
    expect((await client.fetchLeverage(SWAP)).longLeverage).toBe(20);
    await expect(client.setMarginMode('cross', SWAP)).rejects.toThrow('110073');
    await client.createOrder(SWAP, 'market', 'buy', 0.02, undefined, REDUCE);
    await client.setMarginMode('cross', SWAP);
    expect(await client.fetchPositions()).toEqual([]);
  });

  it('keeps both sides in hedge mode', async () => {
    await client.setPositionMode(true, SWAP);
    await expect(client.setPositionMode(true, SWAP)).rejects.toMatchObject({ name: 'NoChange' });
    await client.createOrder(SWAP, 'market', 'buy', 0.01, undefined, { hedged: true });
    await client.createOrder(SWAP, 'market', 'sell', 0.02, undefined, { hedged: true });
    const held = await client.fetchPositions();
    expect(held.map(({ side, contracts }: Record<string, unknown>) => [side, contracts])).toEqual([
      ['long', 0.01],
      ['short', 0.02],
    ]);
    await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, { hedged: true, ...REDUCE });
    await client.createOrder(SWAP, 'market', 'buy', 0.02, undefined, { hedged: true, ...REDUCE });
    expect(await client.fetchPositions()).toEqual([]);
    await client.setPositionMode(false, SWAP);
  });

  it('is paid and pays funding', async () => {
    await client.createOrder(SWAP, 'market', 'buy', 0.01);
    await trial.admin('POST', '/funding', { symbol: SWAP, rate: '0.0001' });
    const [paid] = await client.fetchFundingHistory(SWAP);
    expect([Math.abs(paid.amount), paid.info.execFee, paid.symbol]).toEqual([0.06, '0.06', SWAP]);
    expect(await client.fetchMyTrades(SWAP, undefined, 1)).toHaveLength(1);
    await client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, REDUCE);
  });
});

describe('a client with keys that are wrong', () => {
  it.each([
    ['secret', '10004'],
    ['apiKey', '10003'],
  ])('is told so about its %s as an authentication error', async (name, code) => {
    const wrong = await trial.client({ [name]: 'wrong', options: TYPES });
    await expect(wrong.privateGetV5UserQueryApi()).rejects.toMatchObject({ name: 'AuthenticationError' });
    await expect(wrong.privateGetV5UserQueryApi()).rejects.toThrow(code);
  });
});
