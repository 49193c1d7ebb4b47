/** What is paid for perpetuals at emulated exchanges: told for those that somebody holds, and asked for rarely. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Funding } from '#domain/market.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import { type EmulatedAccount, pause } from './test/emulated-account.ts';
import { openedAccount } from './test/started-account.ts';

const EIGHT_HOURS_MS = 8 * 3_600_000;
const PREMIUM = '/fapi/v1/premiumIndex';

async function opened(exchange: ExchangeName, fundingEveryMs?: number): Promise<EmulatedAccount> {
  const live = fundingEveryMs === undefined ? {} : { fundingEveryMs };
  return await openedAccount({ exchange, request: { live } });
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 800 && !holds(); waited += 1) await pause(10);
  expect(holds()).toBe(true);
}

async function rateAt(exchange: ExchangeName): Promise<Funding | undefined> {
  const desk = await opened(exchange);
  const { market } = desk.exchange;
  const quote = exchange === 'coinbase' ? 'USDC' : 'USDT';
  await desk.admin('funding', { symbol: `BTC/${quote}:${quote}`, rate: '-0.000025', pay: false });
  market.watchFunding(`BTC${quote}.P`);
  await market.start();
  await until(() => market.funding(`BTC${quote}.P`) !== undefined);
  return market.funding(`BTC${quote}.P`);
}

const asked = async (desk: EmulatedAccount, path = PREMIUM): Promise<number> =>
  (await desk.requests()).filter((request) => request.path === path).length;

describe('the funding of a perpetual', () => {
  it.each(EXCHANGE_NAMES)('is the rate and the moment that emulated %s names', async (exchange) => {
    const funding = await rateAt(exchange);
    expect(funding?.rate).toBe(decimal('-0.000025'));
    const next = funding?.nextTime ?? 0;
    expect([next % EIGHT_HOURS_MS, Math.ceil((next - Date.now()) / EIGHT_HOURS_MS)]).toEqual([0, 1]);
  });

  it('is asked for once a minute, however many hold it and however often they come and go', async () => {
    const desk = await opened('binance');
    const { market } = desk.exchange;
    await market.start();
    const ends = [market.watchFunding('BTCUSDT.P'), market.watchFunding('BTCUSDT.P')];
    await until(() => market.funding('BTCUSDT.P') !== undefined);
    for (const end of ends) end();
    market.watchFunding('BTCUSDT.P');
    await pause(200);
    expect(await asked(desk)).toBe(1);
  });

  it('is asked for again and again while it is held, and not any more afterwards', async () => {
    const desk = await opened('binance', 50);
    const { market } = desk.exchange;
    await market.start();
    const end = market.watchFunding('BTCUSDT.P');
    await until(() => market.funding('BTCUSDT.P')?.rate === decimal('0.0001'));
    await desk.admin('funding', { symbol: 'BTC/USDT:USDT', rate: '0.0003', pay: false });
    await until(() => market.funding('BTCUSDT.P')?.rate === decimal('0.0003'));
    end();
    await pause(150);
    const before = await asked(desk);
    await pause(200);
    expect(await asked(desk)).toBe(before);
    // What was told last is no news by now.
    expect(market.funding('BTCUSDT.P')).toBeUndefined();
  });

  it('is that of perpetuals alone: nothing is asked for a coin', async () => {
    const desk = await opened('binance');
    const { market } = desk.exchange;
    market.watchFunding('BTCUSDT');
    market.watch('BTCUSDT');
    await market.start();
    await until(() => market.quote('BTCUSDT') !== undefined);
    expect(await asked(desk)).toBe(0);
    expect(market.funding('BTCUSDT')).toBeUndefined();
  });

  it('is asked for again when the exchange gave no answer', async () => {
    const desk = await opened('binance', 50);
    const { market } = desk.exchange;
    await desk.fault({ kind: 'status', status: 500, body: '{}', match: { path: PREMIUM }, count: 2 });
    market.watchFunding('BTCUSDT.P');
    await market.start();
    await until(() => market.funding('BTCUSDT.P') !== undefined);
    expect(await asked(desk)).toBeGreaterThanOrEqual(3);
  });
});
