/** The feeds of emulated exchanges keep the promises of the port, and the exchange is asked once for all who follow. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import { CANDLE_INTERVALS_MS } from '#domain/market.ts';
import { describeMarketFeed } from '#ports/market-feed.conformance.ts';
import type { MarketSubject, MarketUpdate } from '#ports/market-feed.ts';
import type { ExchangeName } from './exchange-name.ts';
import { createSystemClock } from '../../system/system-clock.ts';
import { CcxtMarketData } from './market-data.ts';
import { SharedVenue } from './shared-venue.ts';
import { createLines, type EmulatedAccount, pause } from './test/emulated-account.ts';
import { openedAccount } from './test/started-account.ts';

/** Faster than for people, so that a test waits for nobody. */
const LIVE = { pollMs: 60, quietMs: 500, quotesQuietMs: 100, quotesCheckMs: 50, lingerMs: 100, quotesLingerMs: 100 };

const opened = async (exchange: ExchangeName = 'binance'): Promise<EmulatedAccount> =>
  await openedAccount({ exchange, request: { live: LIVE } });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 500 && !(await holds()); waited += 1) await pause(10);
  expect(await holds()).toBe(true);
}

const PLACES = [
  ['binance', 'BTCUSDT', 'BTC/USDT'],
  ['binance', 'BTCUSDT.P', 'BTC/USDT:USDT'],
  ['okx', 'BTCUSDT.P', 'BTC/USDT:USDT'],
  ['bybit', 'BTCUSDT', 'BTC/USDT'],
  ['kucoin', 'BTCUSDT', 'BTC/USDT'],
  ['htx', 'BTCUSDT', 'BTC/USDT'],
  ['htx', 'BTCUSDT.P', 'BTC/USDT:USDT'],
  ['bitget', 'BTCUSDT.P', 'BTC/USDT:USDT'],
  ['coinbase', 'BTCUSDC', 'BTC/USDC'],
] as const;

for (const [exchange, instrumentId, symbol] of PLACES) {
  describeMarketFeed(`emulated ${exchange}, ${instrumentId}`, async () => {
    const desk = await opened(exchange);
    const { market } = desk.exchange;
    let price = 60_000;
    return {
      marketData: market,
      instrumentId,
      refresh: async () => {
        price += 1;
        // Until the markets are known nothing can be asked.
        await until(async () => (await market.feed.book(instrumentId, 1)).kind === 'answer');
        await desk.admin('prices', { symbol, bid: `${price}`, ask: `${price + 1}`, last: `${price}` });
      },
    };
  });
}

const ANY: unknown = expect.any(BigInt);
const MINUTE_MS = CANDLE_INTERVALS_MS['1m'];

/** The messages over sockets that name all of these words. */
async function told(desk: EmulatedAccount, ...words: readonly string[]): Promise<number> {
  const sent = (await desk.requests()).filter(({ method }) => method === 'WS').map((one) => JSON.stringify(one));
  return sent.filter((text) => words.every((word) => text.includes(`"${word}"`))).length;
}

describe('following at emulated Binance', () => {
  const SUBJECTS: readonly (readonly [MarketSubject, string])[] = [
    [{ channel: 'trades', instrumentId: 'BTCUSDT' }, 'btcusdt@trade'],
    [{ channel: 'candles', instrumentId: 'BTCUSDT', interval: '5m' }, 'btcusdt@kline_5m'],
    [{ channel: 'ticker', instrumentId: 'BTCUSDT' }, 'btcusdt@miniTicker'],
    [{ channel: 'book', instrumentId: 'BTCUSDT' }, 'btcusdt@bookTicker'],
  ];

  it.each(SUBJECTS)('%o is one subscription however many follow, and none when nobody does', async (subject, name) => {
    const desk = await opened();
    const { feed } = desk.exchange.market;
    await desk.exchange.market.start();
    const heard = Array.from({ length: 20 }, (): MarketUpdate[] => []);
    const leave = heard.map((list) =>
      feed.follow(subject, { onUpdate: (update) => list.push(update), onEnd: () => {} }),
    );
    await until(() => heard.every((list) => list.length > 0));
    await until(async () => (await told(desk, 'SUBSCRIBE', name)) > 0);
    await until(async () => {
      await desk.admin('prices', { symbol: 'BTC/USDT', bid: '51000', ask: '51001' });
      await desk.admin('prices', { symbol: 'BTC/USDT', bid: '52000', ask: '52001' });
      return heard.every((list) => list.length > 2);
    });
    for (const end of leave.slice(1)) end();
    await pause(4 * LIVE.lingerMs);
    expect([await told(desk, 'SUBSCRIBE', name), await told(desk, 'UNSUBSCRIBE', name)]).toEqual([1, 0]);
    leave[0]?.();
    await until(async () => (await told(desk, 'UNSUBSCRIBE', name)) === 1);
    expect(await told(desk, 'SUBSCRIBE', name)).toBe(1);
  });

  it('begins when the markets are known, and asks for candles once for all who ask at the same time', async () => {
    const desk = await opened();
    const { market } = desk.exchange;
    const heard: MarketUpdate[] = [];
    const subject = { channel: 'candles', instrumentId: 'BTCUSDT', interval: '1m' } as const;
    market.feed.follow(subject, { onUpdate: (update) => heard.push(update), onEnd: () => {} });
    const early = await market.feed.ticker('BTCUSDT');
    expect(early).toMatchObject({ kind: 'unavailable', reason: { code: 'MARKET_DATA_UNAVAILABLE' } });
    await market.start();
    await until(() => heard.length > 0);
    const ask = () => market.feed.candles({ instrumentId: 'ETHUSDT', interval: '1h', limit: 3 });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers[0]).toMatchObject({ value: { candles: [{}, {}, {}] } });
    const asked = (await desk.requests()).filter(({ query }) => query['symbol'] === 'ETHUSDT');
    expect(asked).toHaveLength(1);
  });

  it('goes on by asking when there are no streams, and says so', async () => {
    const desk = await opened();
    const { market } = desk.exchange;
    await desk.fault({ kind: 'refuse_sockets', on: true });
    await market.start();
    const heard: MarketUpdate[] = [];
    const subject = { channel: 'trades', instrumentId: 'BTCUSDT' } as const;
    for (let count = 0; count < 5; count += 1)
      market.feed.follow(subject, { onUpdate: (update) => heard.push(update), onEnd: () => {} });
    await until(() => heard.length > 0);
    await desk.admin('prices', { symbol: 'BTC/USDT', bid: '41000', ask: '41001', last: '41000' });
    const prices = () => heard.flatMap((one) => (one.channel === 'trades' ? one.trades.map(({ price }) => price) : []));
    await until(() => prices().at(-1) === decimal('41000'));
    await expect.poll(() => market.feed.delivery('trades'), { timeout: 5_000 }).toBe('poll');
    expect(market.feed.delivery('candles')).toBe('poll');
  });

  it.each([
    ['cut', { kind: 'drop_sockets' }],
    ['silent', { kind: 'silent_sockets', on: true }],
  ])('goes on after its sockets were %s, and tells of no trade twice', async (_how, fault) => {
    const desk = await opened();
    const { market } = desk.exchange;
    await market.start();
    const prices: string[] = [];
    const ids: string[] = [];
    market.feed.follow(
      { channel: 'trades', instrumentId: 'BTCUSDT' },
      {
        onUpdate(update) {
          if (update.channel !== 'trades') return;
          prices.push(...update.trades.map(({ price }) => formatDecimal(price)));
          ids.push(...update.trades.map(({ id }) => id));
        },
        onEnd: () => {},
      },
    );
    await until(async () => (await told(desk, 'SUBSCRIBE', 'btcusdt@trade')) > 0);
    await until(() => market.feed.delivery('trades') === 'stream' && prices.length > 0);
    await desk.fault(fault);
    const isTold = async () => {
      await desk.admin('prices', { symbol: 'BTC/USDT', bid: '43000', ask: '43001', last: '43000' });
      return prices.includes('43000');
    };
    await expect.poll(isTold, { timeout: 8_000, interval: 200 }).toBe(true);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('keeps what is followed, once, when the exchange lists its markets anew', async () => {
    const desk = await opened();
    const venue = await SharedVenue.open({
      place: { exchange: 'binance', environment: 'emulated', endpoint: desk.emulator.origin },
      clock: createSystemClock(),
      logger: createLines(),
      live: LIVE,
    });
    const market = new CcxtMarketData(venue);
    onTestFinished(async () => {
      await market.stop();
      await venue.close();
    });
    await market.start();
    const heard: MarketUpdate[] = [];
    const follow = (instrumentId: string) =>
      market.feed.follow(
        { channel: 'trades', instrumentId },
        { onUpdate: (update) => void heard.push(update), onEnd: () => {} },
      );
    follow('BTCUSDT');
    await until(() => heard.length > 0);
    await venue.markets.load(true);
    follow('ETHUSDT');
    await until(async () => (await told(desk, 'SUBSCRIBE', 'ethusdt@trade')) > 0);
    const before = heard.length;
    await desk.admin('prices', { symbol: 'BTC/USDT', bid: '43000', ask: '43001', last: '43000' });
    await until(() => heard.length > before);
    expect(await told(desk, 'SUBSCRIBE', 'btcusdt@trade')).toBe(1);
  });

  it('keeps every digit of what comes over a stream', async () => {
    const desk = await opened();
    const { market } = desk.exchange;
    await market.start();
    const heard: MarketUpdate[] = [];
    const subject = { channel: 'candles', instrumentId: 'BTCUSDT', interval: '1m' } as const;
    market.feed.follow(subject, { onUpdate: (update) => heard.push(update), onEnd: () => {} });
    await until(async () => (await told(desk, 'SUBSCRIBE', 'btcusdt@kline_1m')) > 0);
    // From the first message of the stream on nothing is asked any more.
    const before = heard.length;
    await until(async () => {
      await desk.admin('walk', { steps: 1 });
      return heard.length > before + 2;
    });
    const close = '12345678901.12345678';
    const isTold = async () => {
      await desk.admin('prices', { symbol: 'BTC/USDT', bid: close, ask: '12345678902', last: close });
      return heard.some((one) => one.channel === 'candles' && formatDecimal(one.candles.at(-1)!.close) === close);
    };
    await expect.poll(isTold, { timeout: 5_000 }).toBe(true);
  });

  it('refuses a length of candles that the exchange does not have', async () => {
    const desk = await opened('kucoin');
    await desk.exchange.market.start();
    await until(() => desk.exchange.market.feed.intervals().length > 0);
    expect(
      await desk.exchange.market.feed.candles({ instrumentId: 'BTCUSDT', interval: '3m', limit: 1 }),
    ).toMatchObject({
      reason: { code: 'CANDLE_INTERVAL_UNSUPPORTED', values: { interval: '3m' } },
    });
  });
});

describe('prices of emulated MEXC', () => {
  it('come by its streams, of both markets', async () => {
    const live = { ...LIVE, quotesQuietMs: 60_000 };
    const desk = await openedAccount({ exchange: 'mexc', request: { live } });
    const { market } = desk.exchange;
    await market.start();
    for (const [instrumentId, symbol] of [
      ['BTCUSDT', 'BTC/USDT'],
      ['BTCUSDT.P', 'BTC/USDT:USDT'],
    ] as const) {
      market.watch(instrumentId);
      await until(() => market.quote(instrumentId) !== undefined);
      await until(async () => (await told(desk, instrumentId.endsWith('.P') ? 'sub.ticker' : 'SUBSCRIPTION')) > 0);
      await desk.admin('prices', { symbol, bid: '43210', ask: '43211', last: '43210' });
      await until(() => market.quote(instrumentId)?.bid === decimal('43210'));
      expect(market.quote(instrumentId)?.ask).toBe(decimal('43211'));
    }
  });

  it('are asked for where a whole ticker of coins is wanted: its stream tells no last price', async () => {
    const desk = await opened('mexc');
    const { feed } = desk.exchange.market;
    await desk.exchange.market.start();
    const heard: MarketUpdate[] = [];
    const subject = { channel: 'ticker', instrumentId: 'BTCUSDT' } as const;
    feed.follow(subject, { onUpdate: (update) => heard.push(update), onEnd: () => {} });
    await until(() => heard.length > 0);
    for (const price of ['43210', '43211']) {
      await desk.admin('prices', { symbol: 'BTC/USDT', bid: price, ask: '43212', last: price });
      await until(() => heard.some((update) => update.channel === 'ticker' && update.ticker.last === decimal(price)));
    }
    expect(feed.delivery('ticker')).toBe('poll');
  });
});

describe('following where no public stream comes up', () => {
  it.each([
    ['htx', 'BTCUSDT.P', 'BTC/USDT:USDT'],
    ['bitget', 'BTCUSDT', 'BTC/USDT'],
    ['mexc', 'BTCUSDT.P', 'BTC/USDT:USDT'],
    ['coinbase', 'BTCUSDC', 'BTC/USDC'],
  ] as const)('is one asker for all at emulated %s', async (exchange, instrumentId, symbol) => {
    const desk = await opened(exchange);
    const { feed } = desk.exchange.market;
    await desk.fault({ kind: 'refuse_sockets', on: true });
    await desk.exchange.market.start();
    await until(() => feed.intervals().length > 0);
    await fetch(`${desk.emulator.origin}/_emulator/requests`, { method: 'DELETE' });
    const begun = Date.now();
    const heard: string[][] = [];
    const follow = (subject: MarketSubject) => {
      const own: string[] = [];
      heard.push(own);
      const onUpdate = (update: MarketUpdate) => void own.push(lastPriceOf(update));
      feed.follow(subject, { onUpdate, onEnd: () => {} });
    };
    for (let count = 0; count < 8; count += 1) {
      follow({ channel: 'trades', instrumentId });
      follow({ channel: 'candles', instrumentId, interval: '1m' });
    }
    await desk.admin('prices', { symbol, bid: '43210', ask: '43211', last: '43210' });
    await until(() => heard.every((own) => own.includes('43210')));
    const asked = (await desk.requests()).filter(({ path }) => /trade|deals|fills|kline|candle|ticker/i.test(path));
    // Two channels, each asked again only a while after its answer.
    const most = 2 * (Math.ceil((Date.now() - begun) / LIVE.pollMs) + 1);
    expect(asked.length > 0 && asked.length <= most).toBe(true);
  });
});

function lastPriceOf(update: MarketUpdate): string {
  const price = update.channel === 'trades' ? update.trades.at(-1)?.price : undefined;
  const close = update.channel === 'candles' ? update.candles.at(-1)?.close : undefined;
  return formatDecimal(price ?? close ?? decimal('0'));
}

describe('questions', () => {
  it.each([
    ...(['binance', 'okx', 'bybit', 'kucoin', 'htx', 'bitget', 'mexc'] as const).map((name) => [name, 'USDT'] as const),
    ['coinbase', 'USDC'] as const,
  ])(
    'are answered by both markets of emulated %s, and candles are paged from a time long ago',
    async (exchange, quote) => {
      const desk = await opened(exchange);
      const { feed } = desk.exchange.market;
      await desk.exchange.market.start();
      await until(() => feed.intervals().length > 0);
      for (const instrumentId of [`BTC${quote}`, `BTC${quote}.P`]) {
        expect(await feed.ticker(instrumentId)).toMatchObject({ value: { last: ANY, bid: ANY, ask: ANY } });
        expect(await feed.book(instrumentId, 1)).toMatchObject({ value: { bids: [{ price: ANY, quantity: ANY }] } });
        expect(await feed.trades(instrumentId, 5)).toMatchObject({ value: [{ price: ANY, quantity: ANY }] });
        const since = Math.floor(Date.now() / MINUTE_MS - 50_000) * MINUTE_MS;
        const first = await feed.candles({ instrumentId, interval: '1m', since, limit: 250 });
        if (first.kind !== 'answer') throw new Error(`${instrumentId}: ${JSON.stringify(first.reason)}`);
        const { candles, next = 0 } = first.value;
        expect([candles.length > 50, candles[0]?.openTime]).toEqual([true, since]);
        expect(next).toBe((candles.at(-1)?.openTime ?? 0) + MINUTE_MS);
        const second = await feed.candles({ instrumentId, interval: '1m', since: next, limit: 2 });
        expect(second).toMatchObject({ value: { candles: [{ openTime: next }, { openTime: next + MINUTE_MS }] } });
        const before = await feed.candles({ instrumentId, interval: '1m', until: since, limit: 2 });
        expect(before).toMatchObject({ value: { candles: [{}, { openTime: since - MINUTE_MS }] } });
      }
    },
  );
});
