import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloudKey, createEdwardsKey } from '../test/coinbase-key.ts';
import { describeClientFlow, idsOf, type Told } from '../test/client-flow.ts';
import { type ExchangeTrial, startTrial, TRIAL_KEY } from '../test/exchange-trial.ts';
import { createCoinbase } from './coinbase-dialect.ts';
import { portfolioOf } from './coinbase-context.ts';

const SPOT = 'BTC/USDC';
const SWAP = 'BTC/USDC:USDC';
const key = createCloudKey();
const FUNDS = { spot: { USDC: '100000', USD: '100000', BTC: '1' }, swap: { USDC: '10000' } };
let portfolio = '';

describeClientFlow(
  {
    create: () => createCoinbase(),
    trial: { grant: key, ...FUNDS },
    settings: { ...key },
    spotSymbol: SPOT,
    swapSymbol: SWAP,
    amounts: { spot: 0.01, swap: 0.01 },
    clientOrderId: (kind, number) => `own-${kind}-${number}`,
    // Under its own name for the id the client would send one of its making.
    orderParams: (kind, client_order_id) => ({ client_order_id, ...(kind === 'swap' ? { leverage: '5' } : {}) }),
    buysByCost: true,
    lookup: async (client, symbol, clientOrderId) => {
      const orders = (await client.fetchOrders(symbol)) as Told[];
      const found = orders.find((order) => order['clientOrderId'] === clientOrderId);
      if (found === undefined) throw new Error(`no order ${clientOrderId}`);
      return found;
    },
    balanceParams: { spot: { v3: true }, swap: { v3: true } },
    positions: async (client) => await client.fetchPositions([SWAP], { portfolio }),
    cancelsAll: false,
  },
  (parts) => {
    const client = () => parts.client;
    beforeAll(() => {
      portfolio = portfolioOf(parts.trial.account);
    });

    describe('spot', () => {
      it('is listed in dollars and in two coins that stand for them', () => {
        for (const symbol of ['BTC/USD', 'BTC/USDC', 'BTC/USDT']) expect(client().market(symbol).active).toBe(true);
        expect(client().market(SWAP)).toMatchObject({ id: 'BTC-PERP-INTX', linear: true, contractSize: 1 });
      });

      it('buys by cost, and ends what can not be', async () => {
        const { id } = await client().createMarketBuyOrderWithCost('BTC/USD', 120);
        const order = await client().fetchOrder(id, 'BTC/USD');
        expect(order.cost).toBeGreaterThan(119);
        const [trade] = (await client().fetchMyTrades('BTC/USD')) as Told[];
        expect(trade?.['info']).toMatchObject({ size_in_quote: true });
        expect(trade?.['amount']).toBeCloseTo(order.filled, 8);
        for (const timeInForce of ['IOC', 'FOK']) {
          const ended = await client().createOrder(SPOT, 'limit', 'buy', 0.01, 50_000, { timeInForce });
          expect(await client().fetchOrder(ended.id, SPOT)).toMatchObject({ status: 'canceled', filled: 0 });
        }
        const crossing = client().createOrder(SPOT, 'limit', 'buy', 0.01, 61_000, { postOnly: true });
        await expect(crossing).rejects.toThrow('INVALID_LIMIT_PRICE_POST_ONLY');
      });

      it('holds a stop back until its price has come, and refuses one that has been passed', async () => {
        const stop = { stopLossPrice: 59_000, client_order_id: 'stop' };
        const { id } = await client().createOrder(SPOT, 'limit', 'sell', 0.01, 58_000, stop);
        expect(await client().fetchOrder(id, SPOT)).toMatchObject({
          status: 'open',
          triggerPrice: 59_000,
          price: 58_000,
        });
        parts.trial.price(SPOT, '58999');
        expect(await client().fetchOrder(id, SPOT)).toMatchObject({ status: 'closed', average: 58_999 });
        parts.trial.price(SPOT, '60000');
        const above = client().createOrder(SPOT, 'limit', 'sell', 0.01, 58_000, { stopLossPrice: 61_000 });
        await expect(above).rejects.toThrow('PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE');
        const below = client().createOrder(SPOT, 'limit', 'buy', 0.01, 62_000, { stopLossPrice: 59_000 });
        await expect(below).rejects.toThrow('PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE');
      });

      it.each([
        ['at its profit', '61000', 61_000],
        ['at its stop', '58900', 58_900],
      ])('closes a bracket %s', async (_title, price, average) => {
        const bracket = { base_size: '0.01', limit_price: '61000', stop_trigger_price: '59000' };
        const order = { order_configuration: { trigger_bracket_gtc: bracket } };
        const { id } = await client().createOrder(SPOT, 'limit', 'sell', 0.01, 61_000, order);
        expect((await client().fetchOrder(id, SPOT)).info).toMatchObject({ status: 'OPEN', order_type: 'BRACKET' });
        parts.trial.price(SPOT, price);
        expect(await client().fetchOrder(id, SPOT)).toMatchObject({ status: 'closed', average });
        parts.trial.price(SPOT, '60000');
      });

      it('hangs a bracket on an order, which comes when it has filled', async () => {
        const hung = { trigger_bracket_gtc: { limit_price: '62000', stop_trigger_price: '58000' } };
        const order = { timeInForce: 'IOC', attached_order_configuration: hung };
        const { id } = await client().createOrder(SPOT, 'limit', 'buy', 0.01, 61_000, order);
        const [bracket] = (await client().fetchOpenOrders(SPOT)) as Told[];
        expect(bracket?.['info']).toMatchObject({
          originating_order_id: id,
          side: 'SELL',
          order_configuration: {
            trigger_bracket_gtc: { base_size: '0.01', limit_price: '62000', stop_trigger_price: '58000' },
          },
        });
        await client().cancelOrder(bracket?.['id'], SPOT);
      });

      it('changes an order in place, and keeps its id', async () => {
        const { id } = await client().createOrder(SPOT, 'limit', 'buy', 0.01, 50_000);
        await client().editOrder(id, SPOT, 'limit', 'buy', 0.02, 50_100);
        expect(await client().fetchOrder(id, SPOT)).toMatchObject({ status: 'open', amount: 0.02, price: 50_100 });
        const many = await client().createOrder(SPOT, 'limit', 'buy', 0.01, 50_000);
        await client().cancelOrders([id, many.id], SPOT);
        expect(await client().fetchOpenOrders(SPOT)).toEqual([]);
        const { errors } = await client().v3PrivatePostBrokerageOrdersEdit({ order_id: id, size: '0.03' });
        expect(errors).toMatchObject([{ edit_failure_reason: 'INVALID_ORIGINAL_ORDER_STATUS' }]);
      });

      it('answers an id that it knows with the order that has it', async () => {
        const named = { client_order_id: 'twice' };
        const first = await client().createOrder(SPOT, 'limit', 'buy', 0.01, 50_000, named);
        const again = await client().createOrder(SPOT, 'limit', 'buy', 0.02, 50_000, named);
        expect(again.id).toBe(first.id);
        expect(idsOf(await client().fetchOpenOrders(SPOT))).toEqual([first.id]);
        await client().cancelOrder(first.id, SPOT);
      });

      it('tells what orders hold, which its older question does not', async () => {
        const { id } = await client().createOrder(SPOT, 'limit', 'buy', 0.01, 50_000);
        expect((await client().fetchBalance({ v3: true })).USDC.used).toBeCloseTo(500, 6);
        expect((await client().fetchBalance()).USDC.used).toBe(0);
        await client().cancelOrder(id, SPOT);
      });

      it('pages its lists', async () => {
        const all = idsOf(await client().fetchOrders(SPOT, undefined, 250));
        const pages: unknown[] = [];
        for (let cursor = ''; ; ) {
          const asked = { limit: 3, product_id: 'BTC-USDC', ...(cursor === '' ? {} : { cursor }) };
          const page = await client().v3PrivateGetBrokerageOrdersHistoricalBatch(asked);
          pages.push(...page.orders.map((order: Told) => order['order_id']));
          cursor = page.cursor;
          expect(page.has_next).toBe(cursor !== '');
          if (cursor === '') break;
        }
        expect(pages.toSorted()).toEqual(all.toSorted());
      });
    });

    describe('perpetuals', () => {
      it('keep leverage and margin mode of their orders, and close by one call', async () => {
        const isolated = { marginMode: 'isolated', leverage: '10' };
        await client().createOrder(SWAP, 'market', 'sell', 0.02, undefined, isolated);
        const [position] = await client().fetchPositions([SWAP], { portfolio });
        expect(position).toMatchObject({ side: 'short', leverage: 10, marginMode: 'isolated', contracts: -0.02 });
        expect(position.liquidationPrice).toBeGreaterThan(60_000);
        expect((await client().fetchPosition(SWAP, { portfolio })).symbol).toBe(SWAP);
        const cross = client().createOrder(SWAP, 'market', 'sell', 0.02, undefined, { marginMode: 'cross' });
        await expect(cross).rejects.toThrow('INVALID_REQUEST');
        const high = client().createOrder(SWAP, 'market', 'sell', 0.02, undefined, { leverage: '21' });
        await expect(high).rejects.toThrow('PREVIEW_INVALID_LEVERAGE');
        await client().closePosition(SWAP, undefined, { clientOrderId: 'close', size: '0.01' });
        await client().closePosition(SWAP, undefined, { clientOrderId: 'close-rest' });
        expect(await client().fetchPositions([SWAP], { portfolio })).toEqual([]);
        const none = client().closePosition(SWAP, undefined, { clientOrderId: 'close-none' });
        await expect(none).rejects.toThrow('no position to close');
      });

      it('are in the portfolio that the key is for', async () => {
        expect(await client().fetchPortfolios()).toMatchObject([{ id: portfolio, type: 'INTX' }]);
        expect(await client().v3PrivateGetBrokerageKeyPermissions()).toMatchObject({
          can_trade: true,
          can_transfer: false,
          portfolio_uuid: portfolio,
        });
        await expect(client().fetchPositions([SWAP], { portfolio: 'another' })).rejects.toThrow('portfolio not found');
      });
    });
  },
);

describe('other keys', () => {
  let trial: ExchangeTrial;
  beforeAll(async () => {
    trial = await startTrial(createCoinbase(), FUNDS);
  });
  afterAll(async () => await trial.close());

  it.each([
    ['of the newer kind', createEdwardsKey()],
    ['of the oldest kind', TRIAL_KEY],
  ])('%s are taken', async (_title, { apiKey, secret }) => {
    trial.world.grantKey(trial.account, { apiKey, secret });
    const client = await trial.client({ apiKey, secret });
    const { id } = await client.createOrder(SPOT, 'limit', 'buy', 0.01, 50_000);
    expect(await client.cancelOrder(id, SPOT)).toMatchObject({ id });
    expect((await client.fetchBalance()).USDC.total).toBe(110_000);
  });
});
