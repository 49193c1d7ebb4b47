import { describe, expect, it } from 'vitest';
import { describeClientFlow, idsOf } from '../test/client-flow.ts';
import { createKucoin } from './kucoin-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
const OPENING = { leverage: 5, marginMode: 'cross' } as const;

describeClientFlow(
  {
    create: () => createKucoin(),
    amounts: { spot: 0.01, swap: 5 },
    clientOrderId: (kind, number) => `own-${kind}_${number}`,
    orderParams: (kind) => (kind === 'swap' ? OPENING : {}),
    settings: { options: { fetchMarkets: { types: ['spot', 'swap'] } } },
  },
  (parts) => {
    describe('spot', () => {
      it('buys and sells by cost', async () => {
        const bought = await parts.client.createMarketBuyOrderWithCost(SPOT, 120);
        const order = await parts.client.fetchOrder(bought.id, SPOT);
        expect(order.cost).toBeGreaterThan(119);
        expect(order.cost).toBeLessThanOrEqual(120);
      });

      it.each([
        ['a stop-loss', 'sell', { stopLossPrice: 59_000 }, '58900', 'loss'],
        ['a stop to buy', 'buy', { stopLossPrice: 61_000 }, '61100', 'entry'],
        ['a trigger without a direction', 'sell', { triggerPrice: 59_000 }, '58900', 'loss'],
      ])('waits with %s, and it brings an order of the same name', async (title, side, params, price, stop) => {
        const clientOrderId = `stop-${title.length}-${side}`;
        const asked = { ...params, clientOrderId };
        const { id } = await parts.client.createOrder(SPOT, 'market', side, 0.01, undefined, asked);
        const waiting = await parts.client.fetchOpenOrders(SPOT, undefined, undefined, { trigger: true });
        expect(waiting).toMatchObject([{ id, status: 'open', clientOrderId, info: { stop } }]);
        const named = await parts.client.privateGetStopOrderQueryOrderByClientOid({ clientOid: clientOrderId });
        expect(named.data[0].id).toBe(id);
        parts.trial.price(SPOT, price);
        expect(await parts.client.fetchOpenOrders(SPOT, undefined, undefined, { trigger: true })).toEqual([]);
        expect(await parts.client.fetchOrder('', SPOT, { clientOrderId })).toMatchObject({
          status: 'closed',
          filled: 0.01,
        });
        parts.trial.price(SPOT, '60000');
      });

      it('cancels a stop by its id and by our name', async () => {
        const params = { stopLossPrice: 59_000, timeInForce: 'GTC' };
        const { id } = await parts.client.createOrder(SPOT, 'limit', 'sell', 0.01, 58_500, params);
        expect((await parts.client.fetchOrder(id, SPOT, { trigger: true })).triggerPrice).toBe(59_000);
        await parts.client.cancelOrder(id, SPOT, { trigger: true });
        const named = { ...params, clientOrderId: 'stop-named' };
        await parts.client.createOrder(SPOT, 'limit', 'sell', 0.01, 58_500, named);
        await parts.client.cancelOrder(undefined, SPOT, { trigger: true, clientOrderId: 'stop-named' });
        await parts.client.createOrder(SPOT, 'limit', 'sell', 0.01, 58_500, params);
        await parts.client.cancelAllOrders(SPOT, { trigger: true });
        expect(await parts.client.fetchOpenOrders(SPOT, undefined, undefined, { trigger: true })).toEqual([]);
      });

      it('changes an order into a new one of the same name', async () => {
        const params = { clientOrderId: 'changed' };
        const first = await parts.client.createOrder(SPOT, 'limit', 'buy', 0.01, 50_000, params);
        const second = await parts.client.editOrder(first.id, SPOT, 'limit', 'buy', 0.02, 49_000);
        expect(second.id).not.toBe(first.id);
        expect(await parts.client.fetchOrder(second.id, SPOT)).toMatchObject({
          amount: 0.02,
          price: 49_000,
          status: 'open',
        });
        await parts.client.cancelOrder(undefined, SPOT, params);
        expect((await parts.client.fetchOrder(first.id, SPOT)).status).toBe('canceled');
      });

      it('places a batch, and ends maker orders that would take', async () => {
        const order = { symbol: SPOT, type: 'limit', side: 'buy', amount: 0.01, price: 50_000 };
        await parts.client.createOrders([order, { ...order, params: { postOnly: true } }]);
        expect(await parts.client.fetchOpenOrders(SPOT)).toHaveLength(2);
        await parts.client.cancelAllOrders(SPOT);
        const { id } = await parts.client.createOrder(SPOT, 'limit', 'buy', 0.01, 61_000, { postOnly: true });
        expect(await parts.client.fetchOrder(id, SPOT)).toMatchObject({ status: 'canceled', filled: 0 });
        expect(idsOf(await parts.client.fetchClosedOrders(SPOT))).toContain(id);
      });
    });

    describe('futures', () => {
      const open = async (side: string, params: object = {}) =>
        await parts.client.createOrder(SWAP, 'market', side, 2, undefined, { ...OPENING, ...params });

      it('triggers a stop at the price that was said, and it keeps its id', async () => {
        await open('buy');
        const params = { ...OPENING, stopLossPrice: 59_000, stopPriceType: 'TP', clientOrderId: 'guard' };
        const { id } = await parts.client.createOrder(SWAP, 'market', 'sell', 2, undefined, params);
        const waiting = await parts.client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true });
        expect(waiting).toMatchObject([{ id, triggerPrice: 59_000, reduceOnly: true, clientOrderId: 'guard' }]);
        const byName = parts.client.cancelOrder(undefined, SWAP, { clientOrderId: 'guard' });
        await expect(byName).rejects.toThrow('100004');
        parts.trial.price(SWAP, '58900');
        expect(await parts.client.fetchOrder('', SWAP, { clientOrderId: 'guard' })).toMatchObject({
          id,
          status: 'closed',
        });
        expect(await parts.client.fetchPositions([SWAP])).toEqual([]);
        parts.trial.price(SWAP, '60000');
      });

      it('brings the exits that are attached to an order', async () => {
        const exits = { stopLoss: { triggerPrice: 59_000 }, takeProfit: { triggerPrice: 61_000 } };
        await open('buy', exits);
        expect(await parts.client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true })).toHaveLength(2);
        parts.trial.price(SWAP, '61000');
        expect(await parts.client.fetchPositions([SWAP])).toEqual([]);
        expect(await parts.client.fetchOpenOrders(SWAP, undefined, undefined, { trigger: true })).toEqual([]);
        parts.trial.price(SWAP, '60000');
      });

      it('takes the leverage from the order, and the margin mode from the setting', async () => {
        await expect(open('buy', { marginMode: 'isolated' })).rejects.toThrow('330005');
        await parts.client.setMarginMode('isolated', SWAP);
        await open('sell', { marginMode: 'isolated', leverage: 10 });
        const [position] = await parts.client.fetchPositions([SWAP]);
        expect(position).toMatchObject({ side: 'short', contracts: 2, leverage: 10, marginMode: 'isolated' });
        expect(position.liquidationPrice).toBeGreaterThan(60_000);
        await parts.client.closePosition(SWAP, undefined, { marginMode: 'ISOLATED' });
        expect(await parts.client.fetchPositions([SWAP])).toEqual([]);
        await parts.client.setMarginMode('cross', SWAP);
        await parts.client.setLeverage(7, SWAP);
        const { data } = await parts.client.futuresPrivateGetGetCrossUserLeverage({ symbol: 'XBTUSDTM' });
        expect(data.leverage).toBe('7');
      });

      it('keeps both sides in hedge mode', async () => {
        await parts.client.setPositionMode(true);
        expect((await parts.client.fetchPositionMode()).hedged).toBe(true);
        await expect(open('buy')).rejects.toThrow('330012');
        await open('buy', { hedged: true });
        await open('sell', { hedged: true });
        expect(await parts.client.fetchPositions([SWAP])).toHaveLength(2);
        await open('sell', { hedged: true, reduceOnly: true });
        await open('buy', { hedged: true, reduceOnly: true });
        expect(await parts.client.fetchPositions([SWAP])).toEqual([]);
        await parts.client.setPositionMode(false);
      });

      it('places a batch and answers each order by itself', async () => {
        const order = { symbol: SWAP, type: 'limit', side: 'buy', amount: 2, price: 50_000, params: OPENING };
        const orders = await parts.client.createOrders([order, { ...order, price: 50_000, amount: 9_000_000 }]);
        expect(orders.map(({ info }: { info: { code: string } }) => info.code)).toEqual(['200000', '300003']);
        await parts.client.cancelOrders([orders[0].id], SWAP);
        expect(await parts.client.fetchOpenOrders(SWAP)).toEqual([]);
      });

      it('pays funding', async () => {
        await open('buy');
        await parts.trial.admin('POST', '/funding', { symbol: SWAP, rate: '0.0001' });
        const [paid] = await parts.client.fetchFundingHistory(SWAP);
        expect(paid.amount).toBeCloseTo(-0.012, 6);
        await open('sell', { reduceOnly: true });
      });
    });
  },
);
