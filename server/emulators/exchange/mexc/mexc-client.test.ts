import { describe, expect, it } from 'vitest';
import { describeClientFlow } from '../test/client-flow.ts';
import { createMexc } from './mexc-dialect.ts';

const SPOT = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';

describeClientFlow(
  {
    create: () => createMexc(),
    amounts: { spot: 0.01, swap: 50 },
    clientOrderId: (kind, number) => `own-${kind}_${number}`,
    orderParams: (kind) => (kind === 'swap' ? { leverage: 5 } : {}),
    settings: { options: { fetchMarkets: { types: { spot: true, swap: { linear: true, inverse: false } } } } },
    // The client has no lookup of a contract's order by our id, and does not read it where it stands.
    lookup: async (client, symbol, clientOrderId) => {
      if (symbol === SPOT) return await client.fetchOrder(undefined, symbol, { clientOrderId });
      const asked = { symbol: 'BTC_USDT', external_oid: clientOrderId };
      const { data } = await client.contractPrivateGetOrderExternalSymbolExternalOid(asked);
      return { ...client.parseOrder(data, client.market(symbol)), clientOrderId: data.externalOid };
    },
  },
  (parts) => {
    const client = () => parts.client;

    describe('spot', () => {
      it('buys and sells by cost, and ends what can not be', async () => {
        const { id } = await client().createMarketBuyOrderWithCost(SPOT, 120);
        expect((await client().fetchOrder(id, SPOT)).cost).toBeGreaterThan(119);
        for (const [params, price] of [
          [{ timeInForce: 'IOC' }, 50_000],
          [{ timeInForce: 'FOK' }, 50_000],
          [{ postOnly: true }, 61_000],
        ] as const) {
          const order = await client().createOrder(SPOT, 'limit', 'buy', 0.01, price, params);
          expect(await client().fetchOrder(order.id, SPOT)).toMatchObject({ status: 'canceled', filled: 0 });
        }
      });

      it('answers each order of a batch by itself, and cancels by our id', async () => {
        const order = { symbol: SPOT, type: 'limit', side: 'buy', amount: 0.01, price: 50_000 };
        const placed = await client().createOrders([
          { ...order, params: { clientOrderId: 'batched' } },
          { ...order, amount: 500 },
        ]);
        expect(placed.map(({ status }: { status?: string }) => status)).toContain('rejected');
        await client().cancelOrder(undefined, SPOT, { clientOrderId: 'batched' });
        expect(await client().fetchOpenOrders(SPOT)).toEqual([]);
      });

      it('refuses a stop that the client would send as a plain order', async () => {
        const order = client().createOrder(SPOT, 'limit', 'sell', 0.01, 58_000, { triggerPrice: 59_000 });
        await expect(order).rejects.toThrow('700008');
      });

      it('refuses with its codes', async () => {
        await expect(client().fetchOrder('999', SPOT)).rejects.toThrow('-2013');
        await expect(client().cancelOrder('999', SPOT)).rejects.toThrow('-2011');
        const asked = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '0.001', price: '50000' };
        for (const [fields, code] of [
          [{ symbol: 'NONEUSDT' }, '-1121'],
          [{ quantity: '' }, '700004'],
          [{ quantity: '0.0000151' }, '400'],
          [{ price: '50000.001' }, '400'],
          [{ quantity: '0.00002' }, '30002'],
          [{ quantity: '500' }, '30004'],
        ] as const) {
          await expect(client().spotPrivatePostOrder({ ...asked, ...fields })).rejects.toThrow(`"code":${code}`);
        }
        const named = { ...asked, newClientOrderId: 'twice' };
        await client().spotPrivatePostOrder(named);
        await expect(client().spotPrivatePostOrder(named)).rejects.toThrow('30013');
        await client().cancelAllOrders(SPOT);
      });
    });

    describe('contracts', () => {
      it('keeps leverage, margin mode and, in hedge mode, both sides', async () => {
        const isolated = { marginMode: 'isolated', leverage: 10 };
        await client().createOrder(SWAP, 'market', 'sell', 20, undefined, isolated);
        const [position] = await client().fetchPositions([SWAP]);
        expect(position).toMatchObject({ side: 'short', contracts: 20, leverage: 10 });
        expect(position.liquidationPrice).toBeGreaterThan(60_000);
        await client().createOrder(SWAP, 'market', 'buy', 20, undefined, { ...isolated, reduceOnly: true });
        await client().setLeverage(7, SWAP, { openType: 1, positionType: 1 });
        expect(await client().fetchLeverage(SWAP)).toMatchObject({ longLeverage: 7, marginMode: 'isolated' });
        await client().setPositionMode(true);
        expect((await client().fetchPositionMode()).hedged).toBe(true);
        await client().createOrder(SWAP, 'market', 'buy', 20, undefined, { leverage: 5, hedged: true });
        await client().createOrder(SWAP, 'market', 'sell', 10, undefined, { leverage: 5, hedged: true });
        expect(await client().fetchPositions([SWAP])).toHaveLength(2);
        const close = { symbol: 'BTC_USDT', type: 5, openType: 2, positionMode: 1 };
        await client().contractPrivatePostOrderCreate({ ...close, side: 4, vol: 20 });
        await client().contractPrivatePostOrderCreate({ ...close, side: 2, vol: 10 });
        expect(await client().fetchPositions([SWAP])).toEqual([]);
        await client().setPositionMode(false);
      });

      it('cancels by our id, and refuses with its codes', async () => {
        const order = { symbol: 'BTC_USDT', side: 1, type: 1, openType: 2, vol: 10, price: 50_000, leverage: 5 };
        const place = async (fields: object) => await client().contractPrivatePostOrderCreate({ ...order, ...fields });
        await place({ externalOid: 'twice' });
        await expect(place({ externalOid: 'twice' })).rejects.toThrow('2039');
        const named = { symbol: 'BTC_USDT', externalOid: 'twice' };
        await client().contractPrivatePostOrderCancelWithExternal(named);
        await expect(client().contractPrivatePostOrderCancelWithExternal(named)).rejects.toThrow('2041');
        for (const [fields, code] of [
          [{ symbol: 'NONE_USDT' }, '1001'],
          [{ vol: 1.5 }, '2011'],
          [{ price: 50_000.01 }, '2015'],
          [{ vol: 900_000 }, '2005'],
          [{ side: 4 }, '2009'],
          [{ leverage: 500 }, '2001'],
          [{ triggerPrice: 49_000 }, '600'],
        ] as const) {
          await expect(place(fields)).rejects.toThrow(`"code":${code}`);
        }
      });
    });

    it.each([
      ['secret', '700002', '602'],
      ['apiKey', '10072', '402'],
    ])('refuses a client whose %s is wrong', async (name, spot, contract) => {
      const wrong = await parts.trial.client({ [name]: 'wrong', has: { fetchCurrencies: false } });
      await expect(wrong.spotPrivateGetAccount()).rejects.toThrow(spot);
      await expect(wrong.contractPrivateGetAccountAssets()).rejects.toThrow(contract);
    });
  },
);
