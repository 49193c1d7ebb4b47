/** Market data of an account's venue: what it costs now, who trades it, and how it went. */
import { z } from 'zod';
import {
  candleInterval,
  decimalText,
  identifier,
  isoTime,
  marketChannel,
  marketDataSource,
  side,
  symbolText,
} from '../scalars.ts';
import { defineOperations } from './operation.ts';

const LEVELS_DEFAULT = 1;
const LEVELS_MAX = 20;
const TRADES_MAX = 100;
const CANDLES_DEFAULT = 100;
const CANDLES_MAX = 500;

/** A moment in a query: ISO 8601, or ms since 1970. */
const moment = z
  .union([z.iso.datetime({ offset: true }), z.string().regex(/^\d{1,15}$/)])
  .meta({ description: 'ISO 8601, or milliseconds since 1970.', examples: ['2026-03-01T09:30:00Z'] });

const subject = {
  account: identifier.optional().meta({ description: 'Absent: the default account.' }),
  symbol: symbolText,
};
/** Of what is shown, and whether it is real. */
const shown = {
  account: z.string(),
  symbol: z.string(),
  source: marketDataSource,
  simulated: z.boolean().meta({ description: 'True when the prices shown are simulated.' }),
};

export const ticker = z.object({
  last: decimalText,
  bid: decimalText.optional(),
  ask: decimalText.optional(),
  open: decimalText.optional().meta({ description: 'Of the day, as the venue counts it; so are the next ones.' }),
  high: decimalText.optional(),
  low: decimalText.optional(),
  volume: decimalText.optional(),
  time: isoTime,
});
const level = z.object({
  price: decimalText,
  quantity: decimalText.optional().meta({ description: "In the instrument's `unit`; absent: not told." }),
});
export const bookTop = z.object({
  bids: z.array(level).meta({ description: 'Best first.' }),
  asks: z.array(level).meta({ description: 'Best first.' }),
  time: isoTime,
});
export const publicTrade = z
  .object({
    id: z.string().meta({ description: "The venue's own." }),
    time: isoTime,
    price: decimalText,
    quantity: decimalText,
    side: side.optional().meta({ description: 'Of whoever took.' }),
  })
  .meta({ id: 'PublicTrade' });
export const candle = z
  .object({
    time: isoTime.meta({ description: 'When it begins.' }),
    open: decimalText,
    high: decimalText,
    low: decimalText,
    close: decimalText,
    volume: decimalText.meta({ description: 'As the venue counts it.' }),
  })
  .meta({ id: 'Candle' });

export const marketTicker = z.object({ ...shown, ...ticker.shape }).meta({ id: 'MarketTicker' });
export const marketBook = z.object({ ...shown, ...bookTop.shape }).meta({ id: 'MarketBook' });
export const marketTrades = z.object({ ...shown, trades: z.array(publicTrade) }).meta({ id: 'MarketTrades' });
export const marketCandles = z
  .object({
    ...shown,
    interval: candleInterval,
    candles: z.array(candle).meta({ description: 'Oldest first. A time without a trade may have none.' }),
    next: isoTime.optional().meta({ description: 'Ask on with this as `since`; absent: there is nothing newer.' }),
    previous: isoTime
      .optional()
      .meta({ description: 'Ask for older ones with this as `until`; absent: none are kept.' }),
  })
  .meta({ id: 'MarketCandles' });
export const delivery = z.enum(['stream', 'poll']).meta({
  description: 'stream: the venue tells each change. poll: it is asked every few seconds.',
});
export const market = z
  .object({
    account: z.string(),
    source: marketDataSource,
    simulated: z.boolean(),
    intervals: z.array(candleInterval).meta({ description: 'The lengths of candles it has; empty while it is down.' }),
    channels: z.record(marketChannel, delivery),
  })
  .meta({ id: 'Market' });

const errors = ['ACCOUNT_UNKNOWN', 'SYMBOL_UNKNOWN', 'SYMBOL_AMBIGUOUS', 'MARKET_DATA_UNAVAILABLE'] as const;

export const marketOperations = defineOperations({
  getMarket: {
    method: 'GET',
    path: '/api/v1/market',
    access: 'read',
    tag: 'market',
    summary: "What market data an account's venue has, and how it comes",
    query: z.strictObject({ account: identifier.optional() }),
    responses: { 200: { description: 'The lengths of candles and the channels.', schema: market } },
    errors: ['ACCOUNT_UNKNOWN', 'MARKET_DATA_UNAVAILABLE'],
    showsMarket: true,
  },
  getTicker: {
    method: 'GET',
    path: '/api/v1/market/ticker',
    access: 'read',
    tag: 'market',
    summary: "The newest price and the day's figures",
    query: z.strictObject(subject),
    responses: { 200: { description: 'The ticker.', schema: marketTicker } },
    errors,
    showsMarket: true,
  },
  getBook: {
    method: 'GET',
    path: '/api/v1/market/book',
    access: 'read',
    tag: 'market',
    summary: 'The top of the order book',
    query: z.strictObject({
      ...subject,
      levels: z.coerce.number().int().min(1).max(LEVELS_MAX).default(LEVELS_DEFAULT),
    }),
    responses: { 200: { description: 'At most so many levels of each side.', schema: marketBook } },
    errors,
    showsMarket: true,
  },
  listMarketTrades: {
    method: 'GET',
    path: '/api/v1/market/trades',
    access: 'read',
    tag: 'market',
    summary: 'The newest trades of anybody, oldest first',
    query: z.strictObject({ ...subject, limit: z.coerce.number().int().min(1).max(TRADES_MAX).default(TRADES_MAX) }),
    responses: { 200: { description: 'The trades.', schema: marketTrades } },
    errors,
    showsMarket: true,
  },
  listCandles: {
    method: 'GET',
    path: '/api/v1/market/candles',
    access: 'read',
    tag: 'market',
    summary: 'Candles, oldest first, a page at a time',
    description:
      'Without `since` and `until` the newest ones. A venue may give fewer than `limit` at a time: go on while there is `next`.',
    query: z.strictObject({
      ...subject,
      interval: candleInterval,
      since: moment.optional().meta({ description: 'Candles that begin at or after it.' }),
      until: moment.optional().meta({ description: 'Candles that begin before it.' }),
      limit: z.coerce.number().int().min(1).max(CANDLES_MAX).default(CANDLES_DEFAULT),
    }),
    responses: { 200: { description: 'A page of candles.', schema: marketCandles } },
    errors: [...errors, 'CANDLE_INTERVAL_UNSUPPORTED'],
    showsMarket: true,
  },
});
