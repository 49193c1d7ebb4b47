/**
 * What an unmodified client must be told over its private streams at every emulated exchange that has them, said once: an
 * order from its acceptance to its end, each trade once, and nothing of another's.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Dialect } from '../door/dialect.ts';
import type { CcxtClient } from './ccxt-client.ts';
import type { Kind, Told } from './client-flow.ts';
import { type ExchangeTrial, startTrial, type TrialOptions } from './exchange-trial.ts';

export interface StreamFlow {
  readonly create: () => Dialect;
  readonly trial?: TrialOptions;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly symbols?: Readonly<Record<Kind, string>>;
  readonly amounts: Readonly<Record<Kind, number>>;
  /** What turns a watch to one kind of market. */
  readonly watchParams: (kind: Kind) => Readonly<Record<string, unknown>>;
  readonly orderParams?: (kind: Kind) => Readonly<Record<string, unknown>>;
  /** False where the exchange tells orders only. */
  readonly tellsTrades?: false;
}

const LOW = 50_000;
const SYMBOLS = { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' } as const;
const QUIET_MS = 100;

/** Runs the flow for both kinds of market, each with a client of its own. */
export function describeStreamFlow(flow: StreamFlow): void {
  let trial: ExchangeTrial;
  beforeAll(async () => {
    trial = await startTrial(flow.create(), flow.trial);
    trial.server.limiter.isOn = false;
  });
  afterAll(async () => await trial.close());

  describe.each(['spot', 'swap'] as const)('an unmodified client that watches its %s orders', (kind) => {
    const symbol = (flow.symbols ?? SYMBOLS)[kind];
    let client: CcxtClient;
    let heard: Heard;
    beforeAll(async () => {
      client = await trial.client({ newUpdates: true, ...flow.settings });
      await client.loadMarkets();
      heard = await listen(client, flow, kind);
    }, 30_000);

    const place = async (side: string, price?: number, more: object = {}): Promise<string> => {
      const params = { ...flow.orderParams?.(kind), ...more };
      const type = price === undefined ? 'market' : 'limit';
      const order: Told = await client.createOrder(symbol, type, side, flow.amounts[kind], price, params);
      return String(order['id']);
    };

    it('hears of one that rests and is canceled', async () => {
      const id = await place('buy', LOW);
      await expect.poll(() => heard.statuses(id)).toContain('open');
      await client.cancelOrder(id, symbol);
      await expect.poll(() => heard.statuses(id).at(-1)).toBe('canceled');
      expect(heard.trades(id)).toEqual([]);
    });

    it('hears of one that fills when its price comes, and of its trade', async () => {
      const id = await place('buy', LOW);
      trial.price(symbol, '49900');
      await expect.poll(() => heard.statuses(id).at(-1)).toBe('closed');
      trial.price(symbol, '60000');
      if (flow.tellsTrades === false) return;
      await expect.poll(() => heard.trades(id)).toHaveLength(1);
      expect(heard.trades(id)[0]).toMatchObject({ side: 'buy', price: LOW, amount: flow.amounts[kind], symbol });
    });

    it('hears of nothing that others do', async () => {
      const other = trial.world.openAccount('other');
      trial.world.deposit(other, { type: kind, currency: trial.market(symbol).settle, amount: decimal('1000000') });
      const before = heard.count();
      trial.world.place(other, {
        market: trial.market(symbol),
        clientOrderId: 'another',
        side: 'buy',
        type: 'market',
        quantity: decimal(String(flow.amounts[kind])),
        timeInForce: 'ioc',
        postOnly: false,
        reduceOnly: false,
        positionSide: 'both',
      });
      expect(trial.world.orders.list({ accountId: 'other' })).toHaveLength(kind === 'spot' ? 1 : 2);
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      expect(heard.count()).toBe(before);
    });
  });
}

interface Heard {
  statuses(id: string): readonly unknown[];
  trades(id: string): readonly Told[];
  count(): number;
}

/** Watches until the client is closed. Resolves once the exchange has heard of it. */
async function listen(client: CcxtClient, flow: StreamFlow, kind: Kind): Promise<Heard> {
  const orders: Told[] = [];
  const trades: Told[] = [];
  const watch = async (method: string, into: Told[]): Promise<void> => {
    try {
      for (;;) {
        const told = await client[method](undefined, undefined, undefined, flow.watchParams(kind));
        // The client changes an order that it told before.
        into.push(...(told as Told[]).map((one) => ({ ...one })));
      }
    } catch (error) {
      if ((error as Error).name !== 'ExchangeClosedByUser') into.push({ failed: String(error) });
    }
  };
  void watch('watchOrders', orders);
  if (flow.tellsTrades !== false) void watch('watchMyTrades', trades);
  await vi.waitFor(() => expect(Object.values(client.clients as object).some(isSubscribed)).toBe(true), 5_000);
  await new Promise((resolve) => setTimeout(resolve, 2 * QUIET_MS));
  return {
    statuses: (id) => orders.filter((order) => order['id'] === id).map((order) => order['status']),
    trades: (id) => trades.filter((trade) => trade['order'] === id),
    count: () => orders.length + trades.length,
  };
}

const isSubscribed = (socket: unknown): boolean =>
  Object.keys((socket as { readonly subscriptions: object }).subscriptions).length > 0;
