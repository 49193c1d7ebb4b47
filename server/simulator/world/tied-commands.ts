/**
 * Alerts of people who buy coins, each time with protection near the market, and sell parts of them again: a world of its own,
 * where a stop-loss has the coins that a take-profit is to sell.
 */
import { add, decimal, roundToStep, subtract } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { Random } from '../kernel/random.ts';
import { CrowdedCommands } from './crowded-commands.ts';

/** How often the profit is taken in two parts. */
const IN_PARTS = 0.35;
const HALF = decimal('0.5');
const TICK = decimal('0.1');

export class TiedCommands {
  readonly #random: Random;
  readonly #commands: CrowdedCommands;

  constructor(random: Random) {
    this.#random = random.fork('parts');
    this.#commands = new CrowdedCommands(random, { isLongOnly: true });
  }

  /** The next alert, by the market's price. */
  next(common: Pick<SignalCommand, 'time' | 'comment'>, quote: Quote): SignalCommand {
    const command = this.#commands.next(common, quote);
    const { takeProfit, ...rest } = command;
    if (takeProfit === undefined || !this.#random.chance(IN_PARTS)) return command;
    const further = add(takeProfit, roundToStep(subtract(takeProfit, quote.bid), TICK, 'up'));
    return { ...rest, takeProfits: [takeProfit, further].map((value) => ({ value, portion: HALF })) };
  }
}
