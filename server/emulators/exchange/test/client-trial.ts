/** The running emulator of a file that drives it with an unmodified client: without rate limits, its markets loaded. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dialect } from '../door/dialect.ts';
import type { CcxtClient } from './ccxt-client.ts';
import { type ExchangeTrial, startTrial, type TrialOptions } from './exchange-trial.ts';

export interface ClientTrial {
  readonly trial: ExchangeTrial;
  readonly client: CcxtClient;
}

export interface ClientTrialOptions {
  readonly trial?: TrialOptions;
  /** Settings of the client beside its keys. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What the tests of the file share; there once they run. */
export function openClientTrial(create: () => Dialect, { trial, settings }: ClientTrialOptions = {}): ClientTrial {
  const parts = {} as { trial: ExchangeTrial; client: CcxtClient };
  beforeAll(async () => {
    parts.trial = await startTrial(create(), trial);
    parts.trial.server.limiter.isOn = false;
    parts.client = await parts.trial.client(settings);
    await parts.client.loadMarkets();
  }, 30_000);
  afterAll(async () => await parts.trial.close());
  return parts;
}

/** The body the exchange saw last under that path, which it took. */
export function lastSent({ trial }: ClientTrial, path: string): Record<string, unknown> {
  const entry = trial.server.log.list().findLast((candidate) => candidate.path === path);
  if (entry === undefined) throw new Error(`nothing came to ${path}`);
  expect([entry.signature, entry.booked]).toEqual(['valid', true]);
  return (Array.isArray(entry.json) ? entry.json[0] : entry.json) as Record<string, unknown>;
}

/** Every way to ask for the prices of a market, those of the past by their time. */
export function readsEveryPrice(parts: ClientTrial, symbols: readonly string[]): void {
  it.each(symbols)('reads prices of %s', async (symbol) => {
    const { trial, client } = parts;
    trial.price(symbol, '61000');
    expect(await client.fetchTicker(symbol)).toMatchObject({ last: 61000, bid: 61000, symbol });
    expect(Object.keys(await client.fetchTickers([symbol]))).toEqual([symbol]);
    const book = await client.fetchOrderBook(symbol, 5);
    expect([book.bids.length, book.bids[0][0]]).toEqual([5, 61000]);
    const candles = await client.fetchOHLCV(symbol, '1m', undefined, 3);
    expect([candles.length, candles[2][4]]).toEqual([3, 61000]);
    const since = Date.now() - 20 * 60_000;
    const past = await client.fetchOHLCV(symbol, '1m', since, 5);
    expect([past.length, past[0][0]]).toEqual([5, Math.ceil(since / 60_000) * 60_000]);
    expect((await client.fetchTrades(symbol))[0].price).toBe(61000);
    trial.price(symbol, '60000');
  });
}
