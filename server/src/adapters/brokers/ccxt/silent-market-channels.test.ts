/** A market's channel that tells nothing while its socket lives is subscribed to anew; one on which nothing happens is not. */
import { expect, it } from 'vitest';
import type { MarketSubject, MarketUpdate } from '#ports/market-feed.ts';
import type { ExchangeName } from './exchange-name.ts';
import { type EmulatedAccount, pause } from './test/emulated-account.ts';
import { openedAccount } from './test/started-account.ts';

const LIVE = { pollMs: 60, quietMs: 250, quotesQuietMs: 250, quotesCheckMs: 50, retryFirstMs: 50 };

interface Followed {
  readonly desk: EmulatedAccount;
  readonly heard: MarketUpdate[];
  /** How often the exchange was asked to tell of the channel. */
  asked(): Promise<number>;
  price(bid: number): Promise<void>;
}

async function followed(exchange: ExchangeName, subject: MarketSubject, name: string): Promise<Followed> {
  const desk = await openedAccount({ exchange, request: { live: LIVE } });
  const { market } = desk.exchange;
  await market.start();
  const heard: MarketUpdate[] = [];
  market.feed.follow(subject, { onUpdate: (update) => heard.push(update), onEnd: () => {} });
  const asked = async (): Promise<number> => {
    const sent = (await desk.requests()).filter(({ method }) => method === 'WS').map((one) => JSON.stringify(one));
    return sent.filter((text) => text.includes('subscribe') && text.includes(name)).length;
  };
  await expect.poll(() => heard.length, { timeout: 5_000 }).toBeGreaterThan(0);
  await expect.poll(asked, { timeout: 5_000 }).toBe(1);
  const price = async (bid: number): Promise<void> => {
    const [symbol, ask, last] = ['BTC/USDT', String(bid + 1), String(bid)];
    await desk.admin('prices', { symbol, bid: String(bid), ask, last });
  };
  return { desk, heard, asked, price };
}

const instrumentId = 'BTCUSDT';

it.each([
  ['okx', { channel: 'ticker', instrumentId }, 'tickers'],
  ['okx', { channel: 'trades', instrumentId }, 'trades'],
  ['okx', { channel: 'book', instrumentId }, 'bbo-tbt'],
  ['bybit', { channel: 'ticker', instrumentId }, 'tickers.BTCUSDT'],
] as const)(
  '%s %j that tells nothing any more is subscribed to anew',
  async (exchange, subject, channel) => {
    const { desk, heard, asked, price } = await followed(exchange, subject, channel);
    await desk.fault({ kind: 'silent_channel', channel });
    let bid = 61_000;
    await expect
      .poll(
        async () => {
          bid += 10;
          await price(bid);
          await pause(50);
          return await asked();
        },
        { timeout: 8_000 },
      )
      .toBeGreaterThan(1);
    // What nobody streams was asked for all the while.
    expect(heard.length).toBeGreaterThan(1);
    await desk.clearFaults();
  },
  20_000,
);

it('is left alone when nothing happens', async () => {
  const { asked } = await followed('okx', { channel: 'ticker', instrumentId }, 'tickers');
  await pause(8 * LIVE.quietMs);
  expect(await asked()).toBe(1);
});
