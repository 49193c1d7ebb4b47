import { describe, expect, it } from 'vitest';
import { idsOf } from '../test/client-flow.ts';
import { lastSent, openClientTrial, readsEveryPrice } from '../test/client-trial.ts';
import { createOkx } from './okx-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
/** The markets the emulator stands for. */
const TYPES = { fetchMarkets: { types: ['spot', 'swap'] } };

const parts = openClientTrial(createOkx, {
  trial: { spot: { USDT: '100000', BTC: '1' }, swap: {} },
  settings: { options: TYPES },
});

describe('an unmodified client of ccxt', () => {
  it('loads markets with their steps; swaps count contracts', () => {
    expect(parts.client.market(SPOT).precision).toMatchObject({ amount: 0.00001, price: 0.01 });
    expect(parts.client.market(SWAP)).toMatchObject({
      id: 'BTC-USDT-SWAP',
      linear: true,
      contractSize: 0.01,
      settle: 'USDT',
    });
    expect(Object.keys(parts.client.currencies)).toContain('USDT');
  });

  readsEveryPrice(parts, [SPOT, SWAP]);

  it('reads the one wallet, the clock, mark price and funding rate', async () => {
    expect((await parts.client.fetchBalance()).USDT).toMatchObject({ free: 100000, total: 100000 });
    expect(Math.abs((await parts.client.fetchTime()) - Date.now())).toBeLessThan(10_000);
    expect((await parts.client.fetchMarkPrice(SWAP)).markPrice).toBe(60000);
    expect((await parts.client.fetchFundingRate(SWAP)).fundingRate).toBe(0.0001);
    expect((await parts.client.fetchTradingFee(SPOT)).taker).toBe(0.001);
  });

  it.each([SPOT, SWAP])('places, finds, changes and cancels a limit order of %s', async (symbol) => {
    const clientOrderId = `limit${symbol.length}`;
    const placed = await parts.client.createOrder(symbol, 'limit', 'buy', 0.05, 50000, { clientOrderId });
    expect(placed).toMatchObject({ clientOrderId, status: undefined, filled: undefined });
    const found = await parts.client.fetchOrder(undefined, symbol, { clientOrderId });
    expect(found).toMatchObject({
      id: placed.id,
      status: 'open',
      price: 50000,
      amount: 0.05,
      filled: 0,
      clientOrderId,
    });
    expect(idsOf(await parts.client.fetchOpenOrders(symbol))).toEqual([placed.id]);
    expect(idsOf(await parts.client.fetchOpenOrders())).toEqual([placed.id]);
    await parts.client.editOrder(undefined, symbol, 'limit', 'buy', 0.06, 50001, { clOrdId: clientOrderId });
    expect(await parts.client.fetchOrder(placed.id, symbol)).toMatchObject({
      price: 50001,
      amount: 0.06,
      status: 'open',
    });
    await parts.client.cancelOrder(undefined, symbol, { clientOrderId });
    expect((await parts.client.fetchOrder(placed.id, symbol)).status).toBe('canceled');
    expect(idsOf(await parts.client.fetchCanceledOrders(symbol))).toContain(placed.id);
    await expect(parts.client.cancelOrder(placed.id, symbol)).rejects.toThrow('51401');
    expect(await parts.client.fetchOpenOrders(symbol)).toEqual([]);
  });

  it('fills a spot market order by amount and by cost, with the fee in the coin', async () => {
    const { id } = await parts.client.createOrder(SPOT, 'market', 'buy', 0.01);
    expect(lastSent(parts, '/api/v5/trade/batch-orders')).toMatchObject({
      ordType: 'market',
      tgtCcy: 'base_ccy',
      tdMode: 'cash',
    });
    const order = await parts.client.fetchOrder(id, SPOT);
    expect(order).toMatchObject({ status: 'closed', filled: 0.01, average: 60000.01 });
    expect(order.fee).toEqual({ currency: 'BTC', cost: 0.00001 });
    const byCost = await parts.client.createMarketBuyOrderWithCost(SPOT, 100);
    expect((await parts.client.fetchOrder(byCost.id, SPOT)).filled).toBe(0.00166);
    const soldFor = await parts.client.createMarketSellOrderWithCost(SPOT, 120);
    expect((await parts.client.fetchOrder(soldFor.id, SPOT)).filled).toBe(0.002);
    const trades = await parts.client.fetchMyTrades(SPOT);
    expect(trades).toHaveLength(3);
    const [first] = await parts.client.fetchOrderTrades(id, SPOT);
    expect(first).toMatchObject({ order: id, takerOrMaker: 'taker', side: 'buy', amount: 0.01 });
    expect(idsOf(await parts.client.fetchClosedOrders(SPOT))).toContain(id);
    expect((await parts.client.fetchBalance()).BTC.free).toBeCloseTo(1.00964834, 6);
  });

  it('honors time in force and post-only; a maker order that would take is canceled', async () => {
    const ioc = await parts.client.createOrder(SPOT, 'limit', 'buy', 0.01, 50000, { timeInForce: 'IOC' });
    expect(await parts.client.fetchOrder(ioc.id, SPOT)).toMatchObject({
      status: 'canceled',
      filled: 0,
      timeInForce: 'IOC',
    });
    const crossing = await parts.client.createOrder(SWAP, 'limit', 'buy', 1, 65000, { postOnly: true });
    const found = await parts.client.fetchOrder(crossing.id, SWAP);
    expect([found.status, found.postOnly, found.info.cancelSource]).toEqual(['canceled', true, '31']);
    const resting = await parts.client.createOrder(SWAP, 'limit', 'buy', 1, 50000, { postOnly: true });
    expect((await parts.client.fetchOrder(resting.id, SWAP)).status).toBe('open');
    await parts.client.cancelOrder(resting.id, SWAP);
  });

  it.each([SPOT, SWAP])('places a stop of %s, finds it by its own id, and it brings an order', async (symbol) => {
    const algoClOrdId = `stop${symbol.length}`;
    if (symbol === SWAP) await parts.client.createOrder(symbol, 'market', 'buy', 1);
    const stop = { triggerPrice: 59000, algoClOrdId, clientOrderId: algoClOrdId, ...(symbol === SWAP && REDUCE) };
    const { id } = await parts.client.createOrder(
      symbol,
      'market',
      'sell',
      symbol === SWAP ? 1 : 0.01,
      undefined,
      stop,
    );
    expect(lastSent(parts, '/api/v5/trade/order-algo')).toMatchObject({
      ordType: 'trigger',
      triggerPx: '59000',
      orderPx: '-1',
    });
    const asked = { trigger: true, clientOrderId: algoClOrdId };
    expect(await parts.client.fetchOrder(undefined, symbol, asked)).toMatchObject({
      id,
      status: 'open',
      triggerPrice: 59000,
    });
    expect(idsOf(await parts.client.fetchOpenOrders(symbol, undefined, undefined, { trigger: true }))).toEqual([id]);
    parts.trial.price(symbol, '58900');
    const fired = await parts.client.fetchOrder(undefined, symbol, asked);
    expect([fired.status, fired.info.state]).toEqual(['closed', 'effective']);
    const child = await parts.client.fetchOrder(fired.info.ordId, symbol);
    expect(child).toMatchObject({ status: 'closed', average: 58900, clientOrderId: undefined });
    expect(child.info).toMatchObject({ algoId: id, algoClOrdId });
    // The order it brought is not found under the id of the algo order.
    await expect(parts.client.fetchOrder(undefined, symbol, { clientOrderId: algoClOrdId })).rejects.toThrow('51603');
    parts.trial.price(symbol, '60000');
  });

  it.each([
    ['trigger limit', { triggerPrice: 59000 }, 58000, { ordType: 'trigger', orderPx: '58000' }],
    ['stop-loss', { stopLossPrice: 59000, tdMode: 'cash' }, undefined, { ordType: 'conditional', slOrdPx: '-1' }],
    ['take-profit limit', { takeProfitPrice: 61000, tdMode: 'cash' }, 60900, { tpOrdPx: '60900' }],
    ['trailing', { trailingPercent: '1' }, undefined, { ordType: 'move_order_stop', callbackRatio: '0.01' }],
  ])('places a spot %s and cancels it', async (_title, params, price, sent) => {
    const { id } = await parts.client.createOrder(
      SPOT,
      price === undefined ? 'market' : 'limit',
      'sell',
      0.01,
      price,
      params,
    );
    expect(lastSent(parts, '/api/v5/trade/order-algo')).toMatchObject(sent);
    expect((await parts.client.fetchOrder(id, SPOT, { trigger: true })).status).toBe('open');
    await parts.client.cancelOrder(id, SPOT, { trigger: true });
    expect((await parts.client.fetchOrder(id, SPOT, { trigger: true })).status).toBe('canceled');
  });

  it('trails a swap by percent and by amount', async () => {
    await parts.client.createOrder(SWAP, 'market', 'buy', 2);
    const percent = await parts.client.createOrder(SWAP, 'market', 'sell', 1, undefined, {
      trailingPercent: '1',
      ...REDUCE,
    });
    const amount = await parts.client.createOrder(SWAP, 'market', 'sell', 1, undefined, {
      trailingPrice: '400',
      ...REDUCE,
    });
    expect(idsOf(await parts.client.fetchOpenOrders(SWAP, undefined, undefined, { trailing: true }))).toHaveLength(2);
    parts.trial.price(SWAP, '62000');
    parts.trial.price(SWAP, '61600');
    expect((await parts.client.fetchOrder(amount.id, SWAP, { trigger: true })).status).toBe('closed');
    expect((await parts.client.fetchOrder(percent.id, SWAP, { trigger: true })).status).toBe('open');
    parts.trial.price(SWAP, '61300');
    expect((await parts.client.fetchOrder(percent.id, SWAP, { trigger: true })).status).toBe('closed');
    expect(await parts.client.fetchPositions([SWAP])).toEqual([]);
    parts.trial.price(SWAP, '60000');
  });

  it('brings both exits that are attached to an order as one order of two legs', async () => {
    const exits = { stopLoss: { triggerPrice: 59000 }, takeProfit: { triggerPrice: 61000 } };
    await parts.client.createOrder(SWAP, 'market', 'buy', 1, undefined, exits);
    const waiting = { trigger: true, ordType: 'oco' };
    const [both] = await parts.client.fetchOpenOrders(SWAP, undefined, undefined, waiting);
    expect(both).toMatchObject({ stopLossPrice: 59000, takeProfitPrice: 61000, reduceOnly: true, amount: 1 });
    parts.trial.price(SWAP, '61000');
    const fired = await parts.client.fetchOrder(both.id, SWAP, { trigger: true });
    expect([fired.status, fired.info.actualSide, fired.info.actualPx]).toEqual(['closed', 'tp', '61000']);
    expect(await parts.client.fetchOpenOrders(SWAP, undefined, undefined, waiting)).toEqual([]);
    expect(await parts.client.fetchPositions([SWAP])).toEqual([]);
    parts.trial.price(SWAP, '60000');
  });

  it.each([
    ['61500', 'tp', 61500],
    ['58900', 'sl', 58900],
  ])('places an OCO order of which %s is reached first', async (price, side, average) => {
    const legs = { stopLossPrice: 59000, takeProfitPrice: 61000, tpOrdPx: '60900', tdMode: 'cash' };
    const { id } = await parts.client.createOrder(SPOT, 'oco', 'sell', 0.01, undefined, legs);
    expect(lastSent(parts, '/api/v5/trade/order-algo')).toMatchObject({
      ordType: 'oco',
      slOrdPx: '-1',
      tpOrdPx: '60900',
    });
    parts.trial.price(SPOT, price);
    const { info } = await parts.client.fetchOrder(id, SPOT, { trigger: true });
    expect([info.actualSide, info.slTriggerPx, info.tpTriggerPx, info.tpOrdPx]).toEqual([
      side,
      '59000',
      '61000',
      '60900',
    ]);
    expect(await parts.client.fetchOrder(info.ordId, SPOT)).toMatchObject({ status: 'closed', average });
    parts.trial.price(SPOT, '60000');
    // With any other type the client sends both legs where plain orders are taken, which is refused.
    const misled = parts.client.createOrder(SPOT, 'market', 'sell', 0.01, undefined, legs);
    await expect(misled).rejects.toThrow('51000');
  });

  it('places and cancels in batches, and answers each order by itself', async () => {
    const order = { symbol: SPOT, type: 'limit', side: 'buy', amount: 0.01, price: 50000 };
    const placed = await parts.client.createOrders([
      order,
      { ...order, amount: 9999 },
      { ...order, symbol: SWAP, amount: 1 },
    ]);
    expect(placed.map(({ status }: { status?: string }) => status)).toEqual([undefined, 'rejected', undefined]);
    await parts.client.cancelOrders([placed[0].id], SPOT);
    await parts.client.cancelOrders([placed[2].id], SWAP);
    expect(await parts.client.fetchOpenOrders()).toEqual([]);
  });

  it('shows positions with leverage, margin mode and liquidation price', async () => {
    await parts.client.setLeverage(10, SWAP, { marginMode: 'isolated' });
    await parts.client.createOrder(SWAP, 'market', 'sell', 2, undefined, { marginMode: 'isolated' });
    const [position] = await parts.client.fetchPositions([SWAP]);
    expect(position).toMatchObject({ side: 'short', contracts: 2, entryPrice: 60000, marginMode: 'isolated' });
    expect(position).toMatchObject({ leverage: 10, initialMargin: 120, notional: 1200 });
    expect(position.liquidationPrice).toBeGreaterThan(60000);
    expect(await parts.client.fetchLeverage(SWAP)).toMatchObject({ marginMode: 'cross', longLeverage: 3 });
    await parts.client.createOrder(SWAP, 'market', 'buy', 2, undefined, { marginMode: 'isolated', ...REDUCE });
    expect(await parts.client.fetchPositions([SWAP])).toEqual([]);
  });

  it('keeps both sides in hedge mode and closes one at the market', async () => {
    await parts.client.setPositionMode(true);
    expect((await parts.client.fetchPositionMode()).hedged).toBe(true);
    await parts.client.createOrder(SWAP, 'market', 'buy', 1, undefined, { hedged: true });
    await parts.client.createOrder(SWAP, 'market', 'sell', 2, undefined, { hedged: true });
    const held = await parts.client.fetchPositions([SWAP]);
    expect(held.map(({ side, contracts }: Record<string, unknown>) => [side, contracts])).toEqual([
      ['long', 1],
      ['short', 2],
    ]);
    await parts.client.createOrder(SWAP, 'market', 'sell', 1, undefined, { hedged: true, ...REDUCE });
    await parts.client.closePosition(SWAP, 'sell');
    expect(await parts.client.fetchPositions([SWAP])).toEqual([]);
    await parts.client.setPositionMode(false);
  });

  it('is paid and pays funding', async () => {
    await parts.client.createOrder(SWAP, 'market', 'buy', 1);
    await parts.trial.admin('POST', '/funding', { symbol: SWAP, rate: '0.0001' });
    const [paid] = await parts.client.fetchFundingHistory(SWAP);
    expect([paid.amount, paid.symbol]).toEqual([-0.06, SWAP]);
    await parts.client.createOrder(SWAP, 'market', 'sell', 1, undefined, REDUCE);
  });

  it('sets a dead man’s switch', async () => {
    const { data } = await parts.client.cancelAllOrdersAfter(20_000);
    expect(Number(data[0].triggerTime)).toBeGreaterThan(Date.now());
    expect((await parts.client.cancelAllOrdersAfter(0)).data[0].triggerTime).toBe('0');
  });
});

const REDUCE = { reduceOnly: true } as const;

describe('a client with keys that are wrong', () => {
  it.each([
    ['secret', '50113'],
    ['password', '50105'],
  ])('is told so about its %s as an authentication error', async (name, code) => {
    const wrong = await parts.trial.client({ [name]: 'wrong', options: TYPES, has: { fetchCurrencies: false } });
    await expect(wrong.privateGetAccountConfig()).rejects.toMatchObject({ name: 'AuthenticationError' });
    await expect(wrong.privateGetAccountConfig()).rejects.toThrow(code);
  });
});
