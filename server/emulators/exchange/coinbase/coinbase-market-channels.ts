/** Coinbase's public channels: the first data comes with the subscription, then every change of the price. */
import { ZERO } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { type CoinbaseContext, nativeId, show, timeText } from './coinbase-context.ts';
import { candleBody, tradeBody } from './coinbase-products.ts';

export interface Hearing {
  readonly context: CoinbaseContext;
  readonly market: ExchangeMarket;
  readonly price: MarketPrice;
  /** The price told before; absent: this is the first. */
  readonly before: MarketPrice | undefined;
}

export interface MarketChannel {
  /** What messages call it. */
  readonly name: string;
  readonly event: (hearing: Hearing) => object;
}

const CANDLE_MS = 5 * 60_000;
const BOOK = 50;

const kindOf = ({ before }: Hearing) => ({ type: before === undefined ? 'snapshot' : 'update' });

function ticker({ market, price }: Hearing) {
  const { bids, asks } = ladderOf(market, price, 1);
  return {
    type: 'ticker',
    product_id: nativeId(market),
    price: show(price.last),
    volume_24_h: show(price.volume),
    low_24_h: show(price.low),
    high_24_h: show(price.high),
    low_52_w: show(price.low),
    high_52_w: show(price.high),
    price_percent_chg_24_h: '0',
    best_bid: show(price.bid),
    best_bid_quantity: show(bids[0]?.quantity ?? ZERO),
    best_ask: show(price.ask),
    best_ask_quantity: show(asks[0]?.quantity ?? ZERO),
  };
}

/** The whole book first, then what changed: new levels, and zeros for those that are gone. */
function book(hearing: Hearing) {
  const { market, price, before } = hearing;
  const now = ladderOf(market, price, BOOK);
  const then = before === undefined ? undefined : ladderOf(market, before, BOOK);
  const side = (name: 'bid' | 'offer', levels: readonly LadderLevel[], old: readonly LadderLevel[] = []) => {
    const left = new Set(levels.map((level) => level.price));
    const gone = old.filter((level) => !left.has(level.price)).map((level) => ({ ...level, quantity: ZERO }));
    return [...gone, ...levels].map((level) => ({
      side: name,
      event_time: timeText(price.time),
      price_level: show(level.price),
      new_quantity: show(level.quantity),
    }));
  };
  const updates = [...side('bid', now.bids, then?.bids), ...side('offer', now.asks, then?.asks)];
  return { ...kindOf(hearing), product_id: nativeId(market), updates };
}

function candles(hearing: Hearing) {
  const { context, market, price } = hearing;
  const asked = { intervalMs: CANDLE_MS, until: context.world.clock.now(), limit: 1 };
  const newest = candlesOf(market, price, asked).map((candle) => ({
    ...candleBody(candle),
    product_id: nativeId(market),
  }));
  return { ...kindOf(hearing), candles: newest };
}

const tickers = (hearing: Hearing) => ({ ...kindOf(hearing), tickers: [ticker(hearing)] });

/** By the name that subscriptions use. */
export const MARKET_CHANNELS: Readonly<Record<string, MarketChannel>> = {
  ticker: { name: 'ticker', event: tickers },
  ticker_batch: { name: 'ticker_batch', event: tickers },
  market_trades: {
    name: 'market_trades',
    event: (hearing) => ({ ...kindOf(hearing), trades: [tradeBody(hearing.market, hearing.price)] }),
  },
  level2: { name: 'l2_data', event: book },
  candles: { name: 'candles', event: candles },
};
