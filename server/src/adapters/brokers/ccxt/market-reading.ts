/**
 * What a client says of a market, read into our words. What is missing or no number stays absent; a trade or a candle that
 * lacks a part is left out, and a book's level without a price too.
 */
import { type Decimal, ZERO } from '#domain/decimal.ts';
import type { BookLevel, BookTop, Candle, Funding, PublicTrade, Ticker } from '#domain/market.ts';
import { fieldsOf, numberOf, textOf } from './client-values.ts';

/** Reads a ticker; undefined when it has no price at all. */
export function readTicker(answer: unknown, now: number): Ticker | undefined {
  const ticker = fieldsOf(answer);
  const last = above(ticker.last) ?? above(ticker.close);
  if (last === undefined) return undefined;
  const optional = {
    bid: above(ticker.bid),
    ask: above(ticker.ask),
    open: above(ticker.open),
    high: above(ticker.high),
    low: above(ticker.low),
    volume: numberOf(ticker.baseVolume),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { last, ...given, time: timeOf(ticker.timestamp) ?? now };
}

/** Reads a book; undefined when one of its sides is empty. */
export function readBook(answer: unknown, depth: number, now: number): BookTop | undefined {
  const book = fieldsOf(answer);
  const [bids, asks] = [levelsOf(book.bids, depth), levelsOf(book.asks, depth)];
  if (bids.length === 0 || asks.length === 0) return undefined;
  return { bids, asks, time: timeOf(book.timestamp) ?? now };
}

/** Reads trades, oldest first, each once. */
export function readPublicTrades(answer: unknown): readonly PublicTrade[] {
  const trades = new Map<string, PublicTrade>();
  for (const entry of listOf(answer)) {
    const trade = fieldsOf(entry);
    const [price, quantity, time] = [above(trade.price), above(trade.amount), timeOf(trade.timestamp)];
    if (price === undefined || quantity === undefined || time === undefined) continue;
    const side = trade.side === 'buy' || trade.side === 'sell' ? { side: trade.side } : {};
    const id = textOf(trade.id) ?? `${time}-${textOf(trade.price) ?? ''}-${textOf(trade.amount) ?? ''}`;
    trades.set(id, { id, time, price, quantity, ...side } as PublicTrade);
  }
  return [...trades.values()].toSorted((one, other) => one.time - other.time);
}

/** Reads candles, oldest first, one for each moment. */
export function readCandles(answer: unknown): readonly Candle[] {
  const candles = new Map<number, Candle>();
  for (const entry of listOf(answer)) {
    const [begin, ...numbers] = listOf(entry);
    const openTime = timeOf(begin);
    const [open, high, low, close, volume] = numbers.map((number) => numberOf(number));
    if (openTime === undefined || open === undefined || high === undefined) continue;
    if (low === undefined || close === undefined) continue;
    candles.set(openTime, { openTime, open, high, low, close, volume: volume ?? ZERO });
  }
  return [...candles.values()].toSorted((one, other) => one.openTime - other.openTime);
}

function levelsOf(side: unknown, depth: number): readonly BookLevel[] {
  const levels: BookLevel[] = [];
  for (const entry of listOf(side).slice(0, depth)) {
    const [first, second] = listOf(entry);
    const [price, quantity] = [above(first), above(second)];
    if (price !== undefined) levels.push({ price, ...(quantity === undefined ? {} : { quantity }) });
  }
  return levels;
}

function above(value: unknown): Decimal | undefined {
  const number = numberOf(value);
  return number !== undefined && number > ZERO ? number : undefined;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);

function timeOf(value: unknown): number | undefined {
  const time = Number(value);
  return value !== undefined && value !== null && Number.isSafeInteger(time) && time > 0 ? time : undefined;
}

/** Reads what is paid next; undefined without a rate. Of the moments it names the first is that of the rate. */
export function readFunding(answer: unknown): Funding | undefined {
  const { fundingRate, fundingTimestamp, nextFundingTimestamp } = fieldsOf(answer);
  return fundingOf(fundingRate, timeOf(fundingTimestamp) ?? timeOf(nextFundingTimestamp));
}

/** The same from Coinbase's description of a product. */
export function readProductFunding(answer: unknown): Funding | undefined {
  const { perpetual_details: details } = fieldsOf(fieldsOf(answer).future_product_details);
  const { funding_rate: rate, funding_time: time } = fieldsOf(details);
  return fundingOf(rate, typeof time === 'string' ? timeOf(Date.parse(time)) : undefined);
}

function fundingOf(rateText: unknown, nextTime: number | undefined): Funding | undefined {
  const rate = numberOf(rateText);
  return rate === undefined ? undefined : { rate, ...(nextTime === undefined ? {} : { nextTime }) };
}
