/** What every market feed promises, one test for each promise. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { ZERO } from '#domain/decimal.ts';
import { CANDLE_INTERVALS_MS } from '#domain/market.ts';
import type { MarketData } from './market-data.ts';
import {
  type CandlePage,
  type FeedAnswer,
  MARKET_CHANNELS,
  type MarketFeed,
  type MarketSubject,
  type MarketUpdate,
} from './market-feed.ts';

export interface MarketFeedBench {
  readonly marketData: MarketData;
  /** An instrument the source has. */
  readonly instrumentId: string;
  /** Makes the source bring at least one fresh price of that instrument. */
  readonly refresh: () => Promise<void>;
}

interface Started extends MarketFeedBench {
  readonly feed: MarketFeed;
}

const PATIENCE = { timeout: 10_000, interval: 20 };
const BATCH = 5;

/** Runs every promise of the port against the source, not yet started, that `open` makes. */
export function describeMarketFeed(name: string, open: () => Promise<MarketFeedBench>): void {
  const started = async (): Promise<Started> => {
    const bench = await open();
    const { feed } = bench.marketData;
    if (feed === undefined) throw new Error('the source has no feed');
    await bench.marketData.start();
    onTestFinished(async () => await bench.marketData.stop());
    await bench.refresh();
    return { ...bench, feed };
  };
  const valueOf = <T>(answer: FeedAnswer<T>): T => {
    if (answer.kind !== 'answer') throw new Error(`unavailable: ${answer.reason.code}`);
    return answer.value;
  };
  const follow = (feed: MarketFeed, subject: MarketSubject) => {
    const heard: MarketUpdate[] = [];
    let ends = 0;
    const leave = feed.follow(subject, { onUpdate: (update) => void heard.push(update), onEnd: () => (ends += 1) });
    return { heard, leave, ends: () => ends };
  };
  const subjectOf = (channel: MarketSubject['channel'], instrumentId: string): MarketSubject =>
    channel === 'candles' ? { channel, instrumentId, interval: '1m' } : { channel, instrumentId };

  describe(`${name}: the promises of a market feed`, () => {
    it('has a ticker and a book that make sense', async () => {
      const { feed, instrumentId } = await started();
      const ticker = valueOf(await feed.ticker(instrumentId));
      expect(ticker.last > ZERO && ticker.time > 0).toBe(true);
      const { bids, asks } = valueOf(await feed.book(instrumentId, BATCH));
      expect([bids.length, asks.length].every((count) => count >= 1 && count <= BATCH)).toBe(true);
      expect((bids[0]?.price ?? ZERO) > ZERO && (bids[0]?.price ?? ZERO) <= (asks[0]?.price ?? ZERO)).toBe(true);
      expect(bids.toSorted((one, other) => (one.price < other.price ? 1 : -1))).toEqual(bids);
      expect(asks.toSorted((one, other) => (one.price > other.price ? 1 : -1))).toEqual(asks);
    });

    it('has the newest trades, oldest first, no more than asked for', async () => {
      const { feed, instrumentId } = await started();
      const trades = valueOf(await feed.trades(instrumentId, BATCH));
      expect(trades.length >= 1 && trades.length <= BATCH).toBe(true);
      expect(trades.every(({ id, price, quantity }) => id !== '' && price > ZERO && quantity > ZERO)).toBe(true);
      expect(trades.toSorted((one, other) => one.time - other.time)).toEqual(trades);
    });

    it('has candles of each length it names, oldest first, on their moments, no more than asked for', async () => {
      const { feed, instrumentId } = await started();
      expect(feed.intervals()).toContain('1m');
      for (const interval of feed.intervals()) {
        const { candles } = valueOf(await feed.candles({ instrumentId, interval, limit: BATCH }));
        expect(candles.length >= 1 && candles.length <= BATCH).toBe(true);
        for (const [index, candle] of candles.entries()) {
          expect(candle.openTime % CANDLE_INTERVALS_MS[interval]).toBe(0);
          expect(candle.openTime).toBeGreaterThan(candles[index - 1]?.openTime ?? 0);
          expect(candle.low <= candle.open && candle.high >= candle.close && candle.low > ZERO).toBe(true);
        }
      }
    });

    it('leads through its history both ways, without gap or repeat', async () => {
      const { feed, instrumentId } = await started();
      const query = { instrumentId, interval: '1m', limit: 2 } as const;
      const [newest] = valueOf(await feed.candles({ ...query, limit: 1 })).candles;
      const from = (newest?.openTime ?? 0) - 6 * CANDLE_INTERVALS_MS['1m'];
      const forward: number[] = [];
      let since: number | undefined = from;
      for (let pages = 0; since !== undefined && pages < 10; pages += 1) {
        const page: CandlePage = valueOf(await feed.candles({ ...query, since }));
        forward.push(...page.candles.map(({ openTime }) => openTime));
        since = page.next;
      }
      expect(since).toBeUndefined();
      expect(forward).toEqual([...new Set(forward)].toSorted((one, other) => one - other));
      expect(forward.at(-1)).toBeGreaterThanOrEqual(newest?.openTime ?? 0);
      const backward: number[] = [];
      let until: number | undefined = (newest?.openTime ?? 0) + 1;
      while (until !== undefined && until > from) {
        const page: CandlePage = valueOf(await feed.candles({ ...query, until }));
        backward.unshift(...page.candles.map(({ openTime }) => openTime));
        until = page.previous;
      }
      const both = (times: readonly number[]) =>
        times.filter((time) => time >= from && time <= (newest?.openTime ?? 0));
      expect(both(backward)).toEqual(both(forward));
    });

    it('has nothing of what nobody lists', async () => {
      const { feed } = await started();
      const answers = [
        await feed.ticker('NOSUCHTHING'),
        await feed.book('NOSUCHTHING', 1),
        await feed.trades('NOSUCHTHING', 1),
        await feed.candles({ instrumentId: 'NOSUCHTHING', interval: '1m', limit: 1 }),
      ];
      expect(answers.map(({ kind }) => kind)).toEqual(['unavailable', 'unavailable', 'unavailable', 'unavailable']);
    });

    it.each(MARKET_CHANNELS)('tells all who follow %s of what is new, and none who has left', async (channel) => {
      const { feed, instrumentId, refresh } = await started();
      const subject = subjectOf(channel, instrumentId);
      const [one, other] = [follow(feed, subject), follow(feed, subject)];
      await expect.poll(async () => (await refresh(), one.heard.length), PATIENCE).toBeGreaterThan(1);
      await expect.poll(() => other.heard.at(-1), PATIENCE).toEqual(one.heard.at(-1));
      expect(one.heard.every((update) => update.channel === channel)).toBe(true);
      one.leave();
      const [left, stayed] = [one.heard.length, other.heard.length];
      await expect.poll(async () => (await refresh(), other.heard.length), PATIENCE).toBeGreaterThan(stayed);
      expect(one.heard).toHaveLength(left);
    });

    it('tells of each trade once', async () => {
      const { feed, instrumentId, refresh } = await started();
      const { heard } = follow(feed, { channel: 'trades', instrumentId });
      await expect.poll(async () => (await refresh(), heard.length), PATIENCE).toBeGreaterThan(2);
      const ids = heard.flatMap((update) => (update.channel === 'trades' ? update.trades.map(({ id }) => id) : []));
      expect(ids).toEqual([...new Set(ids)]);
    });

    it('says so once to those who follow when it is stopped, and to those who come too late', async () => {
      const { feed, marketData, instrumentId } = await started();
      const follower = follow(feed, { channel: 'ticker', instrumentId });
      await marketData.stop();
      await expect.poll(() => follower.ends(), PATIENCE).toBe(1);
      const before = follower.heard.length;
      follower.leave();
      expect([follower.heard.length, follower.ends()]).toEqual([before, 1]);
      const late = follow(feed, { channel: 'ticker', instrumentId });
      await expect.poll(() => [late.heard.length, late.ends()], PATIENCE).toEqual([0, 1]);
    });
  });
}
