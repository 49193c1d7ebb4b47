import { describe, expect, it } from 'vitest';
import type { CcxtClient } from '../test/ccxt-client.ts';
import { idsOf } from '../test/client-flow.ts';
import { lastSent, openClientTrial, readsEveryPrice } from '../test/client-trial.ts';
import { createBybit } from './bybit-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
/** The markets the emulator stands for. */
const TYPES = { fetchMarkets: { types: ['spot', 'linear'] } };
const REDUCE = { reduceOnly: true } as const;
/** Without it the client refuses to ask for one order. */
const KNOWN = { acknowledged: true } as const;

const parts = openClientTrial(createBybit, {
  trial: { spot: { USDT: '100000', BTC: '1' }, swap: {} },
  settings: { options: TYPES },
});

/** An order as the exchange tells it, whatever became of it. */
const orderOf = async (symbol: string, id: string): Promise<CcxtClient> =>
  await parts.client.fetchOrder(id, symbol, KNOWN);

describe('an unmodified client of ccxt', () => {
  it('loads markets with their steps and minimums', () => {
    expect(parts.client.market(SPOT)).toMatchObject({ precision: { amount: 0.00001, price: 0.01 }, spot: true });
    expect(parts.client.market(SWAP)).toMatchObject({ linear: true, contractSize: 1, settle: 'USDT', id: 'BTCUSDT' });
    expect(parts.client.market(SWAP).limits.cost.min).toBe(5);
    expect(Object.keys(parts.client.currencies)).toContain('USDT');
  });

  readsEveryPrice(parts, [SPOT, SWAP]);

  it('reads the one wallet, the clock, the kind of account and fees', async () => {
    expect((await parts.client.fetchBalance()).USDT).toMatchObject({ free: 100000, total: 100000, used: 0 });
    expect(Math.abs((await parts.client.fetchTime()) - Date.now())).toBeLessThan(10_000);
    expect(await parts.client.isUnifiedEnabled()).toEqual([false, true]);
    expect((await parts.client.fetchTradingFee(SWAP)).taker).toBe(0.0005);
    expect((await parts.client.fetchFundingRate(SWAP)).fundingRate).toBe(0.0001);
  });

  it.each([SPOT, SWAP])('places, finds, changes and cancels a limit order of %s', async (symbol) => {
    const orderLinkId = `limit-${symbol.length}`;
    const placed = await parts.client.createOrder(symbol, 'limit', 'buy', 0.05, 50000, { clientOrderId: orderLinkId });
    expect(placed).toMatchObject({ clientOrderId: orderLinkId, status: undefined, filled: undefined });
    const [open] = await parts.client.fetchOpenOrders(symbol, undefined, undefined, { orderLinkId });
    expect(open).toMatchObject({ id: placed.id, status: 'open', price: 50000, amount: 0.05, filled: 0, symbol });
    expect((await orderOf(symbol, placed.id)).clientOrderId).toBe(orderLinkId);
    const type = symbol === SPOT ? 'spot' : 'swap';
    expect(idsOf(await parts.client.fetchOpenOrders(undefined, undefined, undefined, { type }))).toEqual([placed.id]);
    await parts.client.editOrder(undefined, symbol, 'limit', 'buy', 0.06, 50001, { orderLinkId });
    expect(await orderOf(symbol, placed.id)).toMatchObject({ price: 50001, amount: 0.06, status: 'open' });
    await parts.client.cancelOrder(undefined, symbol, { orderLinkId });
    expect((await orderOf(symbol, placed.id)).status).toBe('canceled');
    const past = await parts.client.fetchCanceledAndClosedOrders(symbol, undefined, undefined, { orderLinkId });
    expect(idsOf(past)).toEqual([placed.id]);
    await expect(parts.client.cancelOrder(placed.id, symbol)).rejects.toMatchObject({ name: 'OrderNotFound' });
    expect(await parts.client.fetchOpenOrders(symbol)).toEqual([]);
  });

  it('fills a spot market order by amount and by cost, with the fee in the coin', async () => {
    const { id } = await parts.client.createOrder(SPOT, 'market', 'buy', 0.01);
    expect(lastSent(parts, '/v5/order/create')).toMatchObject({
      orderType: 'Market',
      marketUnit: 'baseCoin',
      qty: '0.01',
    });
    const order = await orderOf(SPOT, id);
    expect(order).toMatchObject({ status: 'closed', filled: 0.01, average: 60000.01 });
    expect(order.fee).toEqual({ currency: 'BTC', cost: 0.00001 });
    const byCost = await parts.client.createMarketBuyOrderWithCost(SPOT, 100);
    expect((await orderOf(SPOT, byCost.id)).filled).toBe(0.00166);
    const soldFor = await parts.client.createMarketSellOrderWithCost(SPOT, 120);
    expect((await orderOf(SPOT, soldFor.id)).filled).toBe(0.002);
    expect(await parts.client.fetchMyTrades(SPOT)).toHaveLength(3);
    const [trade] = await parts.client.fetchOrderTrades(id, SPOT);
    expect(trade).toMatchObject({ order: id, takerOrMaker: 'taker', side: 'buy', amount: 0.01, symbol: SPOT });
    expect(idsOf(await parts.client.fetchClosedOrders(SPOT))).toContain(id);
    expect((await parts.client.fetchBalance()).BTC.free).toBeCloseTo(1.00964834, 6);
  });

  it('honors time in force and post-only; a maker order that would take is canceled', async () => {
    const ioc = await parts.client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000, { timeInForce: 'IOC' });
    expect(await orderOf(SPOT, ioc.id)).toMatchObject({ status: 'canceled', filled: 0, timeInForce: 'IOC' });
    const crossing = await parts.client.createOrder(SWAP, 'limit', 'buy', 0.01, 65000, { postOnly: true });
    const found = await orderOf(SWAP, crossing.id);
    expect([found.status, found.info.rejectReason]).toEqual(['canceled', 'EC_PostOnlyWillTakeLiquidity']);
    const resting = await parts.client.createOrder(SWAP, 'limit', 'buy', 0.01, 50000, { postOnly: true });
    expect((await orderOf(SWAP, resting.id)).status).toBe('open');
    await parts.client.cancelOrder(resting.id, SWAP);
  });

  it('places a spot stop that turns into its order under the same id', async () => {
    const stop = { triggerPrice: 59000, clientOrderId: 'spot-stop' };
    const { id } = await parts.client.createOrder(SPOT, 'market', 'sell', 0.01, undefined, stop);
    expect(lastSent(parts, '/v5/order/create')).toMatchObject({ orderFilter: 'StopOrder', triggerPrice: '59000' });
    expect(idsOf(await parts.client.fetchOpenOrders(SPOT, undefined, undefined, { trigger: true }))).toEqual([id]);
    expect((await orderOf(SPOT, id)).info.orderStatus).toBe('Untriggered');
    parts.trial.price(SPOT, '58900');
    expect(await orderOf(SPOT, id)).toMatchObject({ status: 'closed', average: 58900, filled: 0.01 });
    parts.trial.price(SPOT, '60000');
  });

  it('places a swap stop, changes it, and it fires', async () => {
    await parts.client.createOrder(SWAP, 'market', 'buy', 0.01);
    const stop = { triggerPrice: 58000, triggerDirection: 'descending', clientOrderId: 'swap-stop', ...REDUCE };
    const { id } = await parts.client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, stop);
    expect(lastSent(parts, '/v5/order/create')).toMatchObject({ triggerDirection: 2, triggerPrice: '58000' });
    const changed = { orderLinkId: 'swap-stop', triggerPrice: 59000 };
    await parts.client.editOrder(undefined, SWAP, 'market', 'sell', 0.01, undefined, changed);
    const found = await orderOf(SWAP, id);
    expect(found).toMatchObject({ status: 'open', triggerPrice: 59000, stopLossPrice: 59000, reduceOnly: true });
    parts.trial.price(SWAP, '58900');
    expect(await orderOf(SWAP, id)).toMatchObject({ status: 'closed', average: 58900 });
    expect((await parts.client.fetchPositions([SWAP]))[0].contracts).toBe(0);
    parts.trial.price(SWAP, '60000');
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
    const { id } = await parts.client.createOrder(symbol, type, 'sell', 0.01, price, params);
    expect((await orderOf(symbol, id)).info.orderStatus).toBe('Untriggered');
    await parts.client.cancelOrder(id, symbol, symbol === SPOT ? { orderFilter } : {});
    const gone = await orderOf(symbol, id);
    expect([gone.status, gone.info.orderStatus]).toEqual(['canceled', 'Deactivated']);
  });

  it('brings the exits that are attached to an order, and the one ends the other', async () => {
    const exits = { stopLoss: { triggerPrice: 59000 }, takeProfit: { triggerPrice: 61000 } };
    await parts.client.createOrder(SWAP, 'limit', 'buy', 0.01, 60001, exits);
    const open = await parts.client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true });
    expect(open.map(({ triggerPrice }: { triggerPrice: number }) => triggerPrice).sort()).toEqual([59000, 61000]);
    expect((await parts.client.fetchPositions([SWAP]))[0]).toMatchObject({
      stopLossPrice: 59000,
      takeProfitPrice: 61000,
    });
    parts.trial.price(SWAP, '61000');
    expect(await parts.client.fetchOpenOrders(SWAP)).toEqual([]);
    expect((await parts.client.fetchPositions([SWAP]))[0].contracts).toBe(0);
    parts.trial.price(SWAP, '60000');
  });

  it('hangs a trailing stop on the position, and it follows', async () => {
    await parts.client.createOrder(SWAP, 'market', 'buy', 0.01);
    await parts.client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, { trailingAmount: '500' });
    expect(lastSent(parts, '/v5/position/trading-stop')).toMatchObject({ trailingStop: '500', symbol: 'BTCUSDT' });
    expect((await parts.client.fetchPositions([SWAP]))[0].info.trailingStop).toBe('500');
    parts.trial.price(SWAP, '62000');
    parts.trial.price(SWAP, '61600');
    expect((await parts.client.fetchPositions([SWAP]))[0].contracts).toBe(0.01);
    parts.trial.price(SWAP, '61500');
    expect((await parts.client.fetchPositions([SWAP]))[0].contracts).toBe(0);
    parts.trial.price(SWAP, '60000');
  });

  it('places and cancels in batches, and answers each order by itself', async () => {
    const order = { symbol: SPOT, type: 'limit', side: 'buy', amount: 0.01, price: 50000 };
    const placed = await parts.client.createOrders([order, { ...order, amount: 900 }]);
    expect([placed[0].id === undefined, placed[1].info.code]).toEqual([false, 170131]);
    await parts.client.cancelOrders([placed[0].id], SPOT);
    const other = await parts.client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000);
    expect(idsOf(await parts.client.cancelAllOrders(SPOT))).toEqual([other.id]);
    await parts.client.createOrder(SWAP, 'limit', 'buy', 0.01, 50000);
    expect(await parts.client.cancelAllOrders(SWAP)).toHaveLength(1);
    expect(await parts.client.fetchOpenOrders(SPOT)).toEqual([]);
  });

  it('shows positions with leverage and liquidation price; the margin mode is the account’s', async () => {
    await parts.client.setLeverage(20, SWAP);
    await expect(parts.client.setLeverage(20, SWAP)).rejects.toThrow('110043');
    await parts.client.setMarginMode('isolated', SWAP);
    await parts.client.createOrder(SWAP, 'market', 'sell', 0.02);
    const [position] = await parts.client.fetchPositions([SWAP]);
    expect(position).toMatchObject({ side: 'short', contracts: 0.02, entryPrice: 60000, leverage: 20, hedged: false });
    expect(position.liquidationPrice).toBeGreaterThan(60000);
    expect(position.liquidationPrice).toBeLessThan(63000);
    // Its margin is eaten up but for the maintenance margin there, and to the last at the price of bankruptcy.
    expect(position.info).toMatchObject({ liqPrice: '62686.6', bustPrice: '63000' });
    expect((await parts.client.fetchLeverage(SWAP)).longLeverage).toBe(20);
    await expect(parts.client.setMarginMode('cross', SWAP)).rejects.toThrow('110073');
    await parts.client.createOrder(SWAP, 'market', 'buy', 0.02, undefined, REDUCE);
    await parts.client.setMarginMode('cross', SWAP);
    expect(await parts.client.fetchPositions()).toEqual([]);
  });

  it('keeps both sides in hedge mode', async () => {
    await parts.client.setPositionMode(true, SWAP);
    await expect(parts.client.setPositionMode(true, SWAP)).rejects.toMatchObject({ name: 'NoChange' });
    await parts.client.createOrder(SWAP, 'market', 'buy', 0.01, undefined, { hedged: true });
    await parts.client.createOrder(SWAP, 'market', 'sell', 0.02, undefined, { hedged: true });
    const held = await parts.client.fetchPositions();
    expect(held.map(({ side, contracts }: Record<string, unknown>) => [side, contracts])).toEqual([
      ['long', 0.01],
      ['short', 0.02],
    ]);
    await parts.client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, { hedged: true, ...REDUCE });
    await parts.client.createOrder(SWAP, 'market', 'buy', 0.02, undefined, { hedged: true, ...REDUCE });
    expect(await parts.client.fetchPositions()).toEqual([]);
    await parts.client.setPositionMode(false, SWAP);
  });

  it('is paid and pays funding', async () => {
    await parts.client.createOrder(SWAP, 'market', 'buy', 0.01);
    await parts.trial.admin('POST', '/funding', { symbol: SWAP, rate: '0.0001' });
    const [paid] = await parts.client.fetchFundingHistory(SWAP);
    expect([Math.abs(paid.amount), paid.info.execFee, paid.symbol]).toEqual([0.06, '0.06', SWAP]);
    expect(await parts.client.fetchMyTrades(SWAP, undefined, 1)).toHaveLength(1);
    await parts.client.createOrder(SWAP, 'market', 'sell', 0.01, undefined, REDUCE);
  });
});

describe('a client with keys that are wrong', () => {
  it.each([
    ['secret', '10004'],
    ['apiKey', '10003'],
  ])('is told so about its %s as an authentication error', async (name, code) => {
    const wrong = await parts.trial.client({ [name]: 'wrong', options: TYPES });
    await expect(wrong.privateGetV5UserQueryApi()).rejects.toMatchObject({ name: 'AuthenticationError' });
    await expect(wrong.privateGetV5UserQueryApi()).rejects.toThrow(code);
  });
});
