/**
 * What an unmodified client must be told of markets over its public streams at every emulated exchange that has them, said
 * once: prices, trades and candles of both kinds of market as they change, and books where the client keeps them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dialect } from '../door/dialect.ts';
import type { CcxtClient } from './ccxt-client.ts';
import type { Kind, Told } from './client-flow.ts';
import { type ExchangeTrial, startTrial, type TrialOptions } from './exchange-trial.ts';

export interface MarketFlow {
  readonly create: () => Dialect;
  readonly trial?: TrialOptions;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly symbols?: Readonly<Record<Kind, string>>;
  /** What its client can't follow. */
  readonly lacks?: readonly ('trades' | 'candles' | 'book')[];
  /** How long a candle is that is followed. */
  readonly timeframe?: string;
}

const SYMBOLS = { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' } as const;
const PRICES = [60_000, 60_500, 59_500] as const;

/** Each thing that can be followed: how, and the price that what was told speaks of. */
interface Followed {
  readonly watch: (client: CcxtClient, symbol: string, timeframe: string) => Promise<unknown>;
  readonly priceIn: (told: unknown) => unknown;
}

const FOLLOWED: Readonly<Record<'prices' | 'trades' | 'candles' | 'book', Followed>> = {
  prices: {
    watch: async (client, symbol) => await client.watchTicker(symbol),
    // Some tell the best prices alone.
    priceIn: (told) => (told as Told)['last'] ?? (told as Told)['bid'],
  },
  trades: {
    watch: async (client, symbol) => await client.watchTrades(symbol),
    priceIn: (told) => (told as Told[]).at(-1)?.['price'],
  },
  candles: {
    watch: async (client, symbol, timeframe) => await client.watchOHLCV(symbol, timeframe),
    priceIn: (told) => (told as number[][]).at(-1)?.[4],
  },
  book: { watch: async (client, symbol) => await client.watchOrderBook(symbol), priceIn: bestBid },
};

/** The best bid of a book in which all is in its order; else what is wrong. */
function bestBid(told: unknown): unknown {
  const { bids, asks } = told as { readonly bids: number[][]; readonly asks: number[][] };
  const all = [...bids.map(([price]) => price ?? 0).toReversed(), ...asks.map(([price]) => price ?? 0)];
  const isOrdered = all.every((price, at) => at === 0 || price > (all[at - 1] ?? 0));
  return isOrdered ? bids[0]?.[0] : all.slice(bids.length - 3, bids.length + 3);
}

/** Runs the flow for both kinds of market, each with a client of its own. */
export function describeMarketFlow(flow: MarketFlow): void {
  let trial: ExchangeTrial;
  beforeAll(async () => {
    trial = await startTrial(flow.create(), flow.trial);
    trial.server.limiter.isOn = false;
  });
  afterAll(async () => await trial.close());

  describe.each(['spot', 'swap'] as const)('an unmodified client that watches a %s market', (kind) => {
    const symbol = (flow.symbols ?? SYMBOLS)[kind];
    let client: CcxtClient;
    beforeAll(async () => {
      client = await trial.client({ newUpdates: true, ...flow.settings });
      await client.loadMarkets();
    }, 30_000);

    const all = Object.entries(FOLLOWED).filter(([what]) => !flow.lacks?.some((lacking) => lacking === what));
    it.each(all)('is told its %s at once and with each change', async (_what, { watch, priceIn }) => {
      trial.price(symbol, String(PRICES[0]));
      const heard: unknown[] = [];
      let isOver = false;
      const watching = (async () => {
        while (!isOver) heard.push(priceIn(await watch(client, symbol, flow.timeframe ?? '1m')));
      })();
      for (const price of PRICES) {
        if (price !== PRICES[0]) trial.price(symbol, String(price));
        await expect.poll(() => heard.at(-1), { timeout: 5_000 }).toBe(price);
      }
      isOver = true;
      trial.price(symbol, String(PRICES[0]));
      await watching;
    });
  });
}
