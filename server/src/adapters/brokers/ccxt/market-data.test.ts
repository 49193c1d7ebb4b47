/** Prices of an emulated exchange keep the promises of market data, and only what is watched is asked for. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { describeMarketData } from '#ports/market-data.conformance.ts';
import type { Quote } from '#domain/market.ts';
import { type EmulatedAccount, pause } from './test/emulated-account.ts';
import { openedAccount } from './test/started-account.ts';

const SYMBOLS = { 'BTCUSDT.P': 'BTC/USDT:USDT', BTCUSDT: 'BTC/USDT' } as const;

const opened = async (): Promise<EmulatedAccount> => await openedAccount({ exchange: 'binance' });

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 500 && !holds(); waited += 1) await pause(10);
  expect(holds()).toBe(true);
}

for (const instrumentId of ['BTCUSDT.P', 'BTCUSDT'] as const) {
  describeMarketData(`emulated Binance, ${instrumentId}`, async () => {
    const desk = await opened();
    const { market } = desk.exchange;
    market.watch(instrumentId);
    let price = 60_000;
    return {
      marketData: market,
      instrumentId,
      refresh: async () => {
        price += 1;
        const bid = `${price}`;
        // Until it comes: the first one only after the markets are known.
        await until(() => market.quote(instrumentId) !== undefined);
        await desk.admin('prices', { symbol: SYMBOLS[instrumentId], bid, ask: `${price + 1}` });
        await until(() => market.quote(instrumentId)?.bid === decimal(bid));
      },
    };
  });
}

describe('watching', () => {
  it('asks once upstream, however many watch, and for nothing that nobody watches', async () => {
    const desk = await opened();
    const { market } = desk.exchange;
    await market.start();
    const ends = [market.watch('BTCUSDT'), market.watch('BTCUSDT'), market.watch('BTCUSDT')];
    await until(() => market.quote('BTCUSDT') !== undefined);
    const before = market.quote('BTCUSDT');
    await desk.admin('prices', { symbol: 'BTC/USDT', bid: '50000', ask: '50001' });
    await until(() => market.quote('BTCUSDT') !== before);
    const tickers = (await desk.requests()).filter(({ path }) => path === '/api/v3/ticker/24hr');
    expect(tickers).toHaveLength(1);
    expect(market.quote('ETHUSDT')).toBeUndefined();
    for (const end of ends) end();
  });

  it('waits for markets that are not known yet', async () => {
    const desk = await opened();
    const { market } = desk.exchange;
    market.watch('BTCUSDT');
    expect(market.quote('BTCUSDT')).toBeUndefined();
    await market.start();
    await until(() => market.quote('BTCUSDT') !== undefined);
    expect(market.quote('BTCUSDT')?.source).toBe('venue');
  });

  it('goes on by asking when the streams are dead', async () => {
    const desk = await opened();
    const { market } = desk.exchange;
    const heard: Quote[] = [];
    market.subscribe((quote) => heard.push(quote));
    await desk.fault({ kind: 'refuse_sockets', on: true });
    market.watch('BTCUSDT');
    await market.start();
    await until(() => heard.length > 0);
    await desk.admin('prices', { symbol: 'BTC/USDT', bid: '41000', ask: '41001' });
    for (let waited = 0; waited < 80 && heard.at(-1)?.bid !== decimal('41000'); waited += 1) await pause(100);
    expect(heard.at(-1)?.bid).toBe(decimal('41000'));
  });

  it('converts by the prices it knows, and begins to watch the one that is missing', async () => {
    const desk = await opened();
    const { market } = desk.exchange;
    await market.start();
    await until(() => market.conversionRate('BTC', 'USDT') !== undefined);
    const rate = market.conversionRate('BTC', 'USDT') ?? 0n;
    const inverse = market.conversionRate('USDT', 'BTC') ?? 0n;
    expect(rate > decimal('1000')).toBe(true);
    expect(inverse > 0n && inverse < decimal('0.001')).toBe(true);
  });
});
