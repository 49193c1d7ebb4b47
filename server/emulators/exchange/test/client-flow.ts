/**
 * What an unmodified client must be able to do at every emulated exchange, said once: markets, prices, balances, orders from
 * their acceptance to their end, lists, trades, positions. A dialect says in what its exchange differs.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { Dialect } from '../door/dialect.ts';
import type { CcxtClient } from './ccxt-client.ts';
import { type ClientTrial, type ClientTrialOptions, openClientTrial } from './client-trial.ts';

export interface ClientFlow extends ClientTrialOptions {
  readonly create: () => Dialect;
  readonly spotSymbol?: string;
  readonly swapSymbol?: string;
  /** A small amount of each market that is worth enough, in its own unit. */
  readonly amounts: { readonly spot: number; readonly swap: number };
  /** Our name for an order, as the exchange takes it. */
  readonly clientOrderId: (market: Kind, number: number) => string;
  /** What a client needs besides to place an order of that name. */
  readonly orderParams?: (market: Kind, clientOrderId: string) => Readonly<Record<string, unknown>>;
  /** Whether a market buy has to be given as a cost. */
  readonly buysByCost?: boolean;
  /** How one order is asked for by our name; absent: by `clientOrderId`. */
  readonly lookup?: (client: CcxtClient, symbol: string, clientOrderId: string) => Promise<Told>;
  readonly balanceParams?: { readonly spot: object; readonly swap: object };
  readonly positions?: (client: CcxtClient) => Promise<readonly Told[]>;
  /** Where the client turns the sign of what it is told to have paid. */
  readonly turnsFees?: Kind;
  /** Whether all orders of a market can be canceled by one call; true when absent. */
  readonly cancelsAll?: boolean;
}

export type Kind = 'spot' | 'swap';

// biome-ignore lint/suspicious/noExplicitAny: what a client tells has no types of ours.
export type Told = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- the client has no types of ours

const LOW = 50_000;
const FIRST_PRICE = '60000';

/** Runs the flow and hands the parts to the dialect's own tests, which run within the same trial. */
export function describeClientFlow(flow: ClientFlow, more: (parts: ClientTrial) => void = () => undefined): void {
  const parts = openClientTrial(flow.create, flow);
  const tools = toolsOf(flow, parts);
  afterEach(async () => await parts.trial.admin('DELETE', '/faults'));

  describe('an unmodified client', () => {
    readsPrices(flow, tools);
    ordersAtRest(flow, tools);
    ordersThatFill(flow, tools);
  });
  more(parts);
}

const KINDS = ['spot', 'swap'] as const;

interface FlowTools {
  readonly parts: ClientTrial;
  readonly symbols: Readonly<Record<Kind, string>>;
  readonly place: (kind: Kind, terms: Terms) => Promise<{ readonly id: string; readonly clientOrderId: string }>;
  readonly found: (kind: Kind, clientOrderId: string) => Promise<Told>;
  readonly held: () => Promise<readonly Told[]>;
}

function toolsOf(flow: ClientFlow, parts: ClientTrial): FlowTools {
  const symbols = { spot: flow.spotSymbol ?? 'BTC/USDT', swap: flow.swapSymbol ?? 'BTC/USDT:USDT' } as const;
  let number = 0;
  return {
    parts,
    symbols,
    place: async (kind, { side = 'buy', price, params = {}, amount = flow.amounts[kind] }) => {
      number += 1;
      const clientOrderId = flow.clientOrderId(kind, number);
      const type = price === undefined ? 'market' : 'limit';
      const isByCost = flow.buysByCost === true && kind === 'spot' && type === 'market' && side === 'buy';
      const cost = isByCost ? { cost: amount * Number(FIRST_PRICE) } : {};
      const sent = { clientOrderId, ...flow.orderParams?.(kind, clientOrderId), ...cost, ...params };
      const answer: Told = await parts.client.createOrder(symbols[kind], type, side, amount, price, sent);
      return { id: String(answer['id']), clientOrderId };
    },
    found: async (kind, clientOrderId) =>
      flow.lookup === undefined
        ? await parts.client.fetchOrder('', symbols[kind], { clientOrderId })
        : await flow.lookup(parts.client, symbols[kind], clientOrderId),
    held: async () => {
      const all = await (flow.positions?.(parts.client) ?? parts.client.fetchPositions([symbols.swap]));
      return (all as Told[]).filter((position) => position['contracts'] > 0);
    },
  };
}

function readsPrices(flow: ClientFlow, { parts, symbols }: FlowTools): void {
  it.each(KINDS)('knows the steps and prices of %s markets', async (kind) => {
    const market = parts.client.market(symbols[kind]);
    expect(market.active).toBe(true);
    expect(market.precision.price).toBeGreaterThan(0);
    expect(market.precision.amount).toBeGreaterThan(0);
    const ticker = await parts.client.fetchTicker(symbols[kind]);
    expect(ticker.last).toBe(60_000);
    expect(ticker.bid).toBeLessThanOrEqual(ticker.ask);
    const book = await parts.client.fetchOrderBook(symbols[kind]);
    expect(book.bids[0][0]).toBe(60_000);
    expect(book.asks[0][0]).toBeGreaterThan(60_000);
    // The price belongs to the minute in which it came.
    parts.trial.price(symbols[kind], FIRST_PRICE);
    const candles = await parts.client.fetchOHLCV(symbols[kind], '1m', undefined, 5);
    expect(candles.map((candle: readonly number[]) => candle[4])).toContain(60_000);
  });

  it('knows the time and its balances', async () => {
    if (parts.client.has.fetchTime === true) {
      expect(Math.abs((await parts.client.fetchTime()) - Date.now())).toBeLessThan(5_000);
    }
    const spot = await parts.client.fetchBalance(flow.balanceParams?.spot ?? {});
    expect(spot['BTC']).toMatchObject({ free: 1, used: 0 });
    const swap = await parts.client.fetchBalance(flow.balanceParams?.swap ?? { type: 'swap' });
    expect(Number(swap[parts.client.market(symbols.swap).settle].total)).toBeGreaterThan(9_999);
  });
}

function ordersAtRest(flow: ClientFlow, { parts, symbols, place, found }: FlowTools): void {
  it.each(KINDS)('places, finds, lists and cancels a limit order on %s', async (kind) => {
    const { id, clientOrderId } = await place(kind, { price: LOW });
    const order = await found(kind, clientOrderId);
    expect(order).toMatchObject({ id, clientOrderId, status: 'open', side: 'buy', price: LOW, filled: 0 });
    expect(order['amount']).toBeCloseTo(flow.amounts[kind], 8);
    expect(await parts.client.fetchOrder(id, symbols[kind])).toMatchObject({ id, status: 'open' });
    expect(idsOf(await parts.client.fetchOpenOrders(symbols[kind]))).toEqual([id]);
    await parts.client.cancelOrder(id, symbols[kind]);
    expect((await found(kind, clientOrderId))['status']).toBe('canceled');
    expect(await parts.client.fetchOpenOrders(symbols[kind])).toEqual([]);
    await expect(parts.client.cancelOrder(id, symbols[kind])).rejects.toThrow();
  });

  it.runIf(flow.cancelsAll !== false).each(KINDS)('cancels all orders of %s', async (kind) => {
    await place(kind, { price: LOW });
    await place(kind, { price: LOW });
    expect(await parts.client.fetchOpenOrders(symbols[kind])).toHaveLength(2);
    await parts.client.cancelAllOrders(symbols[kind]);
    expect(await parts.client.fetchOpenOrders(symbols[kind])).toEqual([]);
  });

  it('is refused what it can not pay, as a lack of funds', async () => {
    const order = place('spot', { side: 'sell', price: 70_000, amount: 500 });
    await expect(order).rejects.toMatchObject({ name: 'InsufficientFunds' });
  });
}

function ordersThatFill(flow: ClientFlow, { parts, symbols, place, held }: FlowTools): void {
  it.each(KINDS)('fills a market order on %s, tells its trades and what is held', async (kind) => {
    const { id } = await place(kind, {});
    const order = await parts.client.fetchOrder(id, symbols[kind]);
    expect(order).toMatchObject({ status: 'closed', side: 'buy' });
    expect(order.filled).toBeCloseTo(flow.amounts[kind], 3);
    expect(order.average).toBeGreaterThanOrEqual(60_000);
    const trades = (await parts.client.fetchMyTrades(symbols[kind])) as Told[];
    const own = trades.filter((trade) => trade['order'] === id);
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ side: 'buy', takerOrMaker: 'taker', symbol: symbols[kind] });
    expect(own[0]?.['fee'].cost * (flow.turnsFees === kind ? -1 : 1)).toBeGreaterThan(0);
    if (kind === 'spot') return;
    const positions = await held();
    expect(positions).toMatchObject([{ symbol: symbols.swap, side: 'long', contracts: flow.amounts.swap }]);
    expect(positions[0]?.['entryPrice']).toBeGreaterThanOrEqual(60_000);
    await place(kind, { side: 'sell', params: { reduceOnly: true } });
    expect(await held()).toEqual([]);
  });

  it.each(KINDS)('fills a resting order on %s when the price comes to it', async (kind) => {
    const { id } = await place(kind, { price: LOW });
    parts.trial.price(symbols[kind], '49900');
    expect(await parts.client.fetchOrder(id, symbols[kind])).toMatchObject({ status: 'closed', average: LOW });
    parts.trial.price(symbols[kind], FIRST_PRICE);
    if (kind === 'swap') await place(kind, { side: 'sell', params: { reduceOnly: true } });
  });
}

interface Terms {
  readonly side?: 'buy' | 'sell';
  /** Absent: at the market. */
  readonly price?: number;
  readonly amount?: number;
  readonly params?: Readonly<Record<string, unknown>>;
}

export const idsOf = (orders: readonly Told[]): readonly unknown[] => orders.map((order) => order['id']);
