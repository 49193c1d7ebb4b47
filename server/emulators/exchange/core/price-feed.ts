/**
 * What an emulated exchange trades at: the top of each book, set by a person or walked by a seed. Around the top a
 * shallow ladder is shown; orders trade at the top, for as much as it offers (absent: without limit).
 */
import { add, type Decimal, fromInteger, maximum, minimum, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import type { ExchangeClock } from './exchange-clock.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import { createRandom } from './seeded-random.ts';

export interface MarketPrice {
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  readonly mark: Decimal;
  /** What the top of the book offers; absent: without limit. */
  readonly bidQuantity?: Decimal;
  readonly askQuantity?: Decimal;
  /** Of the day: first price, highest, lowest, traded quantity. */
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly volume: Decimal;
  /** ms UTC, the exchange's clock. */
  readonly time: number;
  /** Grows by one with each change. */
  readonly version: number;
}

/** A new top of a book; what is absent follows from the rest. */
export interface PriceChange {
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last?: Decimal;
  readonly mark?: Decimal;
  readonly bidQuantity?: Decimal;
  readonly askQuantity?: Decimal;
}

export type PriceListener = (market: ExchangeMarket, price: MarketPrice) => void;

const VOLUME_PER_CHANGE = fromInteger(1);
const WALK_TICKS_MAX = 5;

export class PriceFeed {
  readonly #prices = new Map<string, MarketPrice>();
  readonly #listeners = new Set<PriceListener>();
  readonly #clock: ExchangeClock;
  readonly #random: () => number;

  constructor(markets: Iterable<ExchangeMarket>, clock: ExchangeClock, seed: number) {
    this.#clock = clock;
    this.#random = createRandom(seed);
    for (const market of markets) this.#prices.set(market.key, firstPrice(market, clock.now()));
  }

  /** The price of a market of this exchange. */
  of(market: ExchangeMarket): MarketPrice {
    const price = this.#prices.get(market.key);
    if (price === undefined) throw new Error(`no price of ${market.key}`);
    return price;
  }

  set(market: ExchangeMarket, change: PriceChange): void {
    const before = this.of(market);
    const last = change.last ?? maximum(minimum(before.last, change.ask), change.bid);
    const price: MarketPrice = {
      bid: change.bid,
      ask: change.ask,
      last,
      mark: change.mark ?? last,
      ...(change.bidQuantity === undefined ? {} : { bidQuantity: change.bidQuantity }),
      ...(change.askQuantity === undefined ? {} : { askQuantity: change.askQuantity }),
      open: before.open,
      high: maximum(before.high, last),
      low: minimum(before.low, last),
      volume: add(before.volume, VOLUME_PER_CHANGE),
      time: this.#clock.now(),
      version: before.version + 1,
    };
    this.#prices.set(market.key, price);
    for (const listener of this.#listeners) listener(market, price);
  }

  /** One step of the seeded walk: the book moves by a few ticks and stays one tick wide. */
  walk(market: ExchangeMarket): void {
    const { bid } = this.of(market);
    const ticks = Math.floor(this.#random() * (2 * WALK_TICKS_MAX + 1)) - WALK_TICKS_MAX;
    const moved = add(bid, multiplyRounded(market.tickSize, fromInteger(ticks), 'half_even'));
    const next = maximum(moved, market.tickSize);
    const ask = add(next, market.tickSize);
    this.set(market, { bid: next, ask, last: ticks > 0 ? ask : next });
  }

  /** Called with every change from now on; the answer ends that. */
  onChange(listener: PriceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function firstPrice(market: ExchangeMarket, time: number): MarketPrice {
  const bid = market.firstPrice;
  const last = bid;
  return {
    bid,
    ask: add(bid, market.tickSize),
    last,
    mark: last,
    open: subtract(last, ZERO),
    high: last,
    low: last,
    volume: fromInteger(1000),
    time,
    version: 1,
  };
}
