import { describe, expect, it } from 'vitest';
import { describeClientFlow } from '../test/client-flow.ts';
import { createHtx } from './htx-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';
const REDUCE = { reduceOnly: true } as const;

describeClientFlow(
  {
    create: () => createHtx(),
    amounts: { spot: 0.01, swap: 5 },
    clientOrderId: (kind, number) => (kind === 'spot' ? `own-${number}` : String(9_000_000_000_000 + number)),
    buysByCost: true,
    turnsFees: 'swap',
    settings: { options: { fetchMarkets: { types: { spot: true, linear: true, inverse: false } } } },
    balanceParams: { spot: {}, swap: { type: 'swap' } },
  },
  (parts) => {
    const { client } = { client: () => parts.client };
    describe('spot', () => {
      it('waits with a stop-limit order, which keeps its id, and refuses one that would trigger at once', async () => {
        const stop = { triggerPrice: 59_000, clientOrderId: 'stop' };
        const { id } = await client().createOrder(SPOT, 'limit', 'sell', 0.01, 58_000, stop);
        const waiting = await client().fetchOrder(undefined, SPOT, { clientOrderId: 'stop' });
        expect(waiting).toMatchObject({ id, status: 'open', triggerPrice: 59_000, info: { state: 'created' } });
        parts.trial.price(SPOT, '58900');
        expect(await client().fetchOrder(id, SPOT)).toMatchObject({ status: 'closed', average: 58_900 });
        const late = client().createOrder(SPOT, 'limit', 'sell', 0.01, 58_000, { triggerPrice: 59_000 });
        await expect(late).rejects.toThrow('order-stop-order-hit-trigger');
        parts.trial.price(SPOT, '60000');
      });

      it('tells by a state what a cancel by our own id did', async () => {
        const named = { clientOrderId: 'named' };
        await client().createOrder(SPOT, 'limit', 'buy', 0.01, 50_000, named);
        const cancel = async (id: string) =>
          (await client().spotPrivatePostV1OrderOrdersSubmitCancelClientOrder({ 'client-order-id': id })).data;
        expect(String(await cancel('named'))).toBe('10');
        expect(String(await cancel('named'))).toBe('7');
        expect(String(await cancel('never'))).toBe('0');
      });

      it('places and cancels in batches, and answers each order by itself', async () => {
        const order = { symbol: SPOT, type: 'limit', side: 'buy', amount: 0.01, price: 50_000 };
        const placed = await client().createOrders([order, { ...order, amount: 9_000 }]);
        expect(placed[0].id).toBeDefined();
        expect(placed[1]).toMatchObject({ status: 'rejected' });
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

    describe('swaps', () => {
      it('closes a position with its stop-loss, which brings an order', async () => {
        await client().createOrder(SWAP, 'market', 'buy', 3);
        const params = { stopLossPrice: 59_000, sl_type: 'market', position_side: 'both', clientOrderId: 77 };
        const { id } = await client().createOrder(SWAP, 'market', 'sell', 3, undefined, params);
        const asked = { stopLoss: true, clientOrderId: '77' };
        expect(await client().fetchOrder(undefined, SWAP, asked)).toMatchObject({
          id,
          stopLossPrice: 59_000,
          status: 'open',
        });
        expect(await client().fetchOpenOrders(SWAP, undefined, undefined, { stopLoss: true })).toHaveLength(1);
        parts.trial.price(SWAP, '58900');
        const fired = await client().fetchOrder(undefined, SWAP, asked);
        expect(fired.info.state).toBe('effective');
        expect(await client().fetchOrder(fired.info.order_id, SWAP)).toMatchObject({
          status: 'closed',
          average: 58_900,
        });
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        parts.trial.price(SWAP, '60000');
      });

      it('cancels a stop-loss by our own id', async () => {
        const params = { stopLossPrice: 59_000, sl_type: 'market', position_side: 'both', clientOrderId: 78 };
        await client().createOrder(SWAP, 'market', 'sell', 3, undefined, params);
        await client().cancelOrder(undefined, SWAP, { stopLoss: true, clientOrderId: '78' });
        expect(await client().fetchOpenOrders(SWAP, undefined, undefined, { stopLoss: true })).toEqual([]);
        const again = client().cancelOrder(undefined, SWAP, { stopLoss: true, clientOrderId: '78' });
        await expect(again).rejects.toMatchObject({ name: 'OrderNotFound' });
      });

      it('trails by percent from an activation price on', async () => {
        await client().createOrder(SWAP, 'market', 'buy', 3);
        const params = { trailingPercent: '1', trailingTriggerPrice: 60_500, ...REDUCE };
        await client().createOrder(SWAP, 'market', 'sell', 3, undefined, params);
        parts.trial.price(SWAP, '61000');
        expect(await client().fetchOpenOrders(SWAP, undefined, undefined, { trailing: true })).toHaveLength(1);
        parts.trial.price(SWAP, '60300');
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        parts.trial.price(SWAP, '60000');
      });

      it('refuses the trigger order whose type the client writes over', async () => {
        const order = client().createOrder(SWAP, 'market', 'sell', 3, undefined, { triggerPrice: 59_000 });
        await expect(order).rejects.toMatchObject({ name: 'InvalidOrder' });
      });

      it('brings the exits that are attached to an order, and the one ends the other', async () => {
        const exits = {
          stopLoss: { triggerPrice: 59_000, type: 'market' },
          takeProfit: { triggerPrice: 61_000, type: 'market' },
        };
        await client().createOrder(SWAP, 'market', 'buy', 3, undefined, exits);
        parts.trial.price(SWAP, '61000');
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        expect(await client().fetchOpenOrders(SWAP, undefined, undefined, { stopLoss: true })).toEqual([]);
        parts.trial.price(SWAP, '60000');
      });

      it('keeps leverage, margin mode and the sides of hedge mode', async () => {
        await client().setLeverage(10, SWAP);
        await client().createOrder(SWAP, 'market', 'sell', 2, undefined, { marginMode: 'isolated' });
        const [position] = await client().fetchPositions([SWAP]);
        expect(position).toMatchObject({ side: 'short', contracts: 2, leverage: 10, marginMode: 'isolated' });
        expect(position.liquidationPrice).toBeGreaterThan(60_000);
        await client().closePosition(SWAP, undefined, { marginMode: 'isolated' });
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        await client().setPositionMode(true);
        await expect(client().createOrder(SWAP, 'market', 'buy', 1)).rejects.toThrow('1036');
        await client().createOrder(SWAP, 'market', 'buy', 1, undefined, { position_side: 'long' });
        await client().createOrder(SWAP, 'market', 'sell', 2, undefined, { position_side: 'short' });
        const sides = (await client().fetchPositions([SWAP])).map(({ side }: { side: string }) => side);
        expect(sides).toEqual(['long', 'short']);
        await client().createOrder(SWAP, 'market', 'sell', 1, undefined, { position_side: 'long' });
        await client().createOrder(SWAP, 'market', 'buy', 2, undefined, { position_side: 'short' });
        await client().setPositionMode(false);
      });

      it('places a batch and cancels by both ids', async () => {
        const order = { symbol: SWAP, type: 'limit', side: 'buy', amount: 1, price: 50_000 };
        const placed = await client().createOrders([{ ...order, params: { clientOrderId: 5 } }, order]);
        await client().cancelOrder(undefined, SWAP, { clientOrderId: '5' });
        await client().cancelOrder(placed[1].id, SWAP);
        expect(await client().fetchOpenOrders(SWAP)).toEqual([]);
      });
    });
  },
);
