/** How candles are asked for at each exchange, and what of the answer is the page that was wanted. */
import { type Candle, CANDLE_INTERVALS_MS } from '#domain/market.ts';
import type { CandlePage, CandleQuery } from '#ports/market-feed.ts';
import type { CcxtClient } from './client-surface.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import { fieldsOf } from './client-values.ts';
import type { VenueMarket } from './profile.ts';
import type { QuestionProfile } from './question-profile.ts';

/** Every exchange gives so many at once. */
const LIMIT_DEFAULT = 100;

/** How many of the wanted candles one question can bring. */
export function candleLimit(client: CcxtClient, kind: ExchangeMarket, wanted: number): number {
  const features = fieldsOf(fieldsOf(client['features'])[kind]);
  const ofKind = kind === 'swap' ? fieldsOf(features.linear) : features;
  const { limit } = fieldsOf(ofKind.fetchOHLCV);
  return Math.min(wanted, typeof limit === 'number' ? limit : LIMIT_DEFAULT);
}

/** The arguments of the client's `fetchOHLCV`. */
export function candleCall(
  { candlesByEnd }: QuestionProfile,
  { symbol }: VenueMarket,
  query: CandleQuery,
): readonly unknown[] {
  const { interval, limit } = query;
  const since = beginOf(query);
  if (since === undefined) return [symbol, interval, undefined, limit];
  const end = since + limit * CANDLE_INTERVALS_MS[interval];
  return candlesByEnd === true
    ? [symbol, interval, since, undefined, { until: end - 1 }]
    : [symbol, interval, since, limit];
}

/** What of the answer was asked for, and where its neighbors begin. A time without trades may have no candle. */
export function candlePage(answer: readonly Candle[], query: CandleQuery, now: number): CandlePage {
  const { interval, until = Number.POSITIVE_INFINITY, limit } = query;
  const stepMs = CANDLE_INTERVALS_MS[interval];
  const begin = beginOf(query);
  const wanted = answer.filter(({ openTime }) => openTime >= (begin ?? 0) && openTime < until);
  const candles = begin === undefined ? wanted.slice(-limit) : wanted.slice(0, limit);
  const last = candles.at(-1)?.openTime;
  const next = last === undefined ? (begin ?? now) + limit * stepMs : last + stepMs;
  const previous = candles[0]?.openTime ?? begin;
  return {
    candles,
    ...(query.since === undefined || next > now || next >= until ? {} : { next }),
    ...(previous === undefined || previous <= 0 ? {} : { previous }),
  };
}

function beginOf({ interval, since, until, limit }: CandleQuery): number | undefined {
  const stepMs = CANDLE_INTERVALS_MS[interval];
  if (since !== undefined) return Math.ceil(since / stepMs) * stepMs;
  if (until === undefined) return undefined;
  return Math.max(0, Math.ceil(until / stepMs) * stepMs - limit * stepMs);
}
