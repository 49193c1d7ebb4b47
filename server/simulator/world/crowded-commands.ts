/**
 * Alerts of people who build one position out of several, each with protection of its own near the market, and take parts of
 * it off again: a world of its own, where stop-losses, take-profits and closes get in each other's way.
 */
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { Random } from '../kernel/random.ts';

type Common = Pick<SignalCommand, 'time' | 'comment'>;

/** All is about one instrument. */
export const CROWDED_SYMBOL = 'BTCUSDT';
/** How often somebody goes against the position that the others build. */
const CONTRARY = 0.15;

export class CrowdedCommands {
  readonly #random: Random;
  readonly #isLong: boolean;
  readonly #isLongOnly: boolean;

  constructor(random: Random, { isLongOnly = false } = {}) {
    this.#random = random;
    this.#isLongOnly = isLongOnly;
    this.#isLong = random.chance(0.5) || isLongOnly;
  }

  /** The next alert, by the market's price. */
  next(common: Common, quote: Quote): SignalCommand {
    const random = this.#random;
    const kind = random.next();
    if (kind < 0.3) return this.#trim(common, quote);
    if (kind < 0.36) return { ...common, symbol: CROWDED_SYMBOL, action: 'close' };
    const isLong = random.chance(CONTRARY) && !this.#isLongOnly ? !this.#isLong : this.#isLong;
    const quantity = decimal((random.int(20, 200) / 1_000).toFixed(3));
    const price = Number(formatDecimal(quote.bid));
    const away = (share: number) => decimal((price * (isLong ? 1 - share : 1 + share)).toFixed(1));
    const isResting = random.chance(0.2);
    return {
      ...common,
      symbol: CROWDED_SYMBOL,
      action: isLong ? 'buy' : 'sell',
      quantity,
      ...(isResting ? { orderType: 'limit', price: away(random.next() * 0.003) } : {}),
      ...(random.chance(0.75) ? { stopLoss: away(random.skewed(0.002, 0.02)) } : {}),
      ...(random.chance(0.5) ? { takeProfit: away(-random.skewed(0.001, 0.02)) } : {}),
    };
  }

  /** Part of the position, at the market or at a price that is a little better. */
  #trim(common: Common, { bid, ask }: Quote): SignalCommand {
    const random = this.#random;
    const share = random.skewed(0.0002, 0.004);
    const price = this.#isLong ? Number(formatDecimal(bid)) * (1 + share) : Number(formatDecimal(ask)) * (1 - share);
    return {
      ...common,
      symbol: CROWDED_SYMBOL,
      action: this.#isLong ? 'close_long' : 'close_short',
      quantity: decimal(String(random.int(15, 85))),
      quantityUnit: 'percent_position',
      ...(random.chance(0.35) ? { orderType: 'limit', price: decimal(price.toFixed(1)) } : {}),
    };
  }
}
