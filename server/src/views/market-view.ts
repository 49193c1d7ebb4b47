/** Market data as people and programs see it: decimals as strings, times in UTC. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { BookLevel, BookTop, Candle, PublicTrade, Ticker } from '#domain/market.ts';

export interface TickerView {
  readonly last: string;
  readonly bid?: string;
  readonly ask?: string;
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly volume?: string;
  readonly time: string;
}

export interface LevelView {
  readonly price: string;
  readonly quantity?: string;
}

export interface BookView {
  readonly bids: LevelView[];
  readonly asks: LevelView[];
  readonly time: string;
}

export interface TradeView {
  readonly id: string;
  readonly time: string;
  readonly price: string;
  readonly quantity: string;
  readonly side?: 'buy' | 'sell';
}

export interface CandleView {
  readonly time: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

export function tickerView({ last, time, bid, ask, open, high, low, volume }: Ticker): TickerView {
  const told = (name: string, value: Decimal | undefined) =>
    value === undefined ? {} : { [name]: formatDecimal(value) };
  return {
    last: formatDecimal(last),
    ...told('bid', bid),
    ...told('ask', ask),
    ...told('open', open),
    ...told('high', high),
    ...told('low', low),
    ...told('volume', volume),
    time: isoTime(time),
  };
}

export function bookView({ bids, asks, time }: BookTop): BookView {
  return { bids: bids.map(levelView), asks: asks.map(levelView), time: isoTime(time) };
}

function levelView({ price, quantity }: BookLevel): LevelView {
  return { price: formatDecimal(price), ...(quantity === undefined ? {} : { quantity: formatDecimal(quantity) }) };
}

export function tradeView({ id, time, price, quantity, side }: PublicTrade): TradeView {
  const taker = side === undefined ? {} : { side };
  return { id, time: isoTime(time), price: formatDecimal(price), quantity: formatDecimal(quantity), ...taker };
}

export function candleView({ openTime, open, high, low, close, volume }: Candle): CandleView {
  return {
    time: isoTime(openTime),
    open: formatDecimal(open),
    high: formatDecimal(high),
    low: formatDecimal(low),
    close: formatDecimal(close),
    volume: formatDecimal(volume),
  };
}
