import { describe, expect, it } from 'vitest';
import { describeClientFlow } from '../test/client-flow.ts';
import { createBitget } from './bitget-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
const REDUCE = { reduceOnly: true } as const;
const AT_LAST = { triggerType: 'fill_price' } as const;

describeClientFlow(
  {
    create: () => createBitget(),
    amounts: { spot: 0.01, swap: 0.01 },
    clientOrderId: (kind, number) => `own${kind}${number}`,
    buysByCost: true,
    settings: { options: { fetchMarkets: { types: ['spot', 'swap'] } } },
  },
  (parts) => {
    const client = () => parts.client;
    const waiting = async (symbol: string, params: object = {}) =>
      await client().fetchOpenOrders(symbol, undefined, undefined, { trigger: true, ...params });

    describe('spot', () => {
      it('waits with a plan order, which brings an order and is then only in the history', async () => {
        const params = { triggerPrice: 59_000, clientOrderId: 'plan', ...AT_LAST };
        const { id } = await client().createOrder(SPOT, 'market', 'sell', 0.01, undefined, params);
        expect(await waiting(SPOT)).toMatchObject([
          { id, clientOrderId: 'plan', status: 'open', triggerPrice: 59_000 },
        ]);
        await expect(client().fetchOrder(undefined, SPOT, { clientOrderId: 'plan' })).rejects.toMatchObject({
          name: 'OrderNotFound',
        });
        parts.trial.price(SPOT, '58900');
        expect(await waiting(SPOT)).toEqual([]);
        const [past] = await client().fetchCanceledAndClosedOrders(SPOT, undefined, undefined, { trigger: true });
        expect(past).toMatchObject({ id, status: 'closed' });
        const child = await client().fetchOrder(past.info.executeOrderId, SPOT);
        expect(child).toMatchObject({ status: 'closed', average: 58_900 });
        parts.trial.price(SPOT, '60000');
      });

      it('cancels a plan order by our own id, once', async () => {
        const params = { triggerPrice: 59_000, clientOrderId: 'plan2', ...AT_LAST };
        await client().createOrder(SPOT, 'limit', 'sell', 0.01, 58_000, params);
        await client().cancelOrder(undefined, SPOT, { trigger: true, clientOrderId: 'plan2' });
        const again = client().cancelOrder(undefined, SPOT, { trigger: true, clientOrderId: 'plan2' });
        await expect(again).rejects.toThrow('43025');
      });

      it('replaces an order by a new one', async () => {
        const first = await client().createOrder(SPOT, 'limit', 'buy', 0.01, 50_000);
        const second = await client().editOrder(first.id, SPOT, 'limit', 'buy', 0.02, 49_000);
        expect(await client().fetchOrder(second.id, SPOT)).toMatchObject({
          amount: 0.02,
          price: 49_000,
          status: 'open',
        });
        expect((await client().fetchOrder(first.id, SPOT)).status).toBe('canceled');
        await client().cancelOrder(second.id, SPOT);
      });

      it('answers each order of a batch by itself', async () => {
        const order = { symbol: SPOT, type: 'limit', side: 'buy', amount: 0.01, price: 50_000 };
        const placed = await client().createOrders([order, { ...order, amount: 9_000 }]);
        // The client leaves out of its answer what was refused.
        expect(placed).toHaveLength(1);
        const much = { side: 'buy', orderType: 'limit', price: '50000', size: '500', clientOid: 'much' };
        const raw = await client().privateSpotPostV2SpotTradeBatchOrders({ symbol: 'BTCUSDT', orderList: [much] });
        expect(raw.data.failureList).toMatchObject([{ clientOid: 'much', errorCode: '43012' }]);
        await client().cancelOrders([placed[0].id], SPOT);
        expect(await client().fetchOpenOrders(SPOT)).toEqual([]);
      });

      it('ends immediate and maker orders that can not be', async () => {
        for (const [params, price] of [
          [{ timeInForce: 'IOC' }, 50_000],
          [{ timeInForce: 'FOK' }, 50_000],
          [{ postOnly: true }, 61_000],
        ] as const) {
          const { id } = await client().createOrder(SPOT, 'limit', 'buy', 0.01, price, params);
          expect(await client().fetchOrder(id, SPOT)).toMatchObject({ status: 'canceled', filled: 0 });
        }
      });
    });

    describe('futures', () => {
      it('triggers a plan order by the price it names', async () => {
        await client().createOrder(SWAP, 'market', 'buy', 0.01);
        const params = { triggerPrice: 59_000, clientOrderId: 'guard', ...AT_LAST, ...REDUCE };
        const { id } = await client().createOrder(SWAP, 'market', 'sell', 0.01, undefined, params);
        expect(await waiting(SWAP)).toMatchObject([{ id, clientOrderId: 'guard', reduceOnly: true }]);
        parts.trial.price(SWAP, '58900');
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        const past = await client().fetchCanceledAndClosedOrders(SWAP, undefined, undefined, { trigger: true });
        expect(past.at(-1)).toMatchObject({ id, status: 'closed' });
        parts.trial.price(SWAP, '60000');
      });

      it('fails by item where a plan order is not there', async () => {
        const answer = await client().privateMixPostV2MixOrderCancelPlanOrder({
          symbol: 'BTCUSDT',
          productType: 'USDT-FUTURES',
          orderIdList: [{ clientOid: 'never' }],
        });
        expect(answer.data).toMatchObject({
          successList: [],
          failureList: [{ clientOid: 'never', errorCode: '43025' }],
        });
      });

      it('guards a whole position, and drops the guard with it', async () => {
        await client().createOrder(SWAP, 'market', 'buy', 0.02);
        const params = { stopLossPrice: 59_000, ...AT_LAST };
        await client().createOrder(SWAP, 'market', 'sell', 0.02, undefined, params);
        expect(await waiting(SWAP, { planType: 'profit_loss' })).toHaveLength(1);
        await client().closePosition(SWAP);
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        expect(await waiting(SWAP, { planType: 'profit_loss' })).toEqual([]);
      });

      it('trails by percent from a price on', async () => {
        await client().createOrder(SWAP, 'market', 'buy', 0.01);
        const params = { trailingPercent: '1', trailingTriggerPrice: 60_500, ...AT_LAST, ...REDUCE };
        await client().createOrder(SWAP, 'market', 'sell', 0.01, undefined, params);
        parts.trial.price(SWAP, '61000');
        expect(await client().fetchOpenOrders(SWAP, undefined, undefined, { trailing: true })).toHaveLength(1);
        parts.trial.price(SWAP, '60300');
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        parts.trial.price(SWAP, '60000');
      });

      it('brings the exits that are attached to an order', async () => {
        const exits = { stopLoss: { triggerPrice: 59_000 }, takeProfit: { triggerPrice: 61_000 } };
        await client().createOrder(SWAP, 'market', 'buy', 0.01, undefined, exits);
        expect(await waiting(SWAP, { planType: 'profit_loss' })).toHaveLength(2);
        parts.trial.price(SWAP, '61000');
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        expect(await waiting(SWAP, { planType: 'profit_loss' })).toEqual([]);
        parts.trial.price(SWAP, '60000');
      });

      it('keeps leverage, margin mode and, in hedge mode, both sides', async () => {
        await client().setMarginMode('isolated', SWAP);
        await client().setLeverage(20, SWAP);
        expect(await client().fetchLeverage(SWAP)).toMatchObject({ marginMode: 'isolated', longLeverage: 20 });
        await client().createOrder(SWAP, 'market', 'sell', 0.01, undefined, { marginMode: 'isolated' });
        const [position] = await client().fetchPositions([SWAP]);
        expect(position).toMatchObject({ side: 'short', contracts: 0.01, leverage: 20, marginMode: 'isolated' });
        expect(position.liquidationPrice).toBeGreaterThan(60_000);
        await client().closePosition(SWAP);
        await client().setPositionMode(true, SWAP);
        await expect(client().createOrder(SWAP, 'market', 'buy', 0.01)).rejects.toThrow('40774');
        await client().createOrder(SWAP, 'market', 'buy', 0.01, undefined, { hedged: true });
        await client().createOrder(SWAP, 'market', 'sell', 0.02, undefined, { hedged: true });
        expect(await client().fetchPositions([SWAP])).toMatchObject([{ side: 'long' }, { side: 'short' }]);
        const closing = { hedged: true, ...REDUCE };
        const { id } = await client().createOrder(SWAP, 'market', 'sell', 0.01, undefined, closing);
        expect(await client().fetchOrder(id, SWAP)).toMatchObject({ side: 'sell', status: 'closed' });
        await client().createOrder(SWAP, 'market', 'buy', 0.02, undefined, closing);
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        await client().setPositionMode(false, SWAP);
      });

      it('answers each order of a batch by itself', async () => {
        const order = { symbol: SWAP, type: 'limit', side: 'buy', amount: 0.01, price: 50_000 };
        const placed = await client().createOrders([order, { ...order, amount: 9_000 }]);
        // The client leaves out of its answer what was refused.
        expect(placed).toHaveLength(1);
        await client().cancelOrders([placed[0].id], SWAP);
        expect(await client().fetchOpenOrders(SWAP)).toEqual([]);
      });
    });
  },
);
