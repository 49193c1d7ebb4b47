/**
 * A seeded random walk of one price. It runs on a whole number of ticks derived from a binary logarithm: the exactness
 * of money is not at stake, the same seed must only give the same prices. A weak pull keeps it near its start for weeks.
 */
import { type Decimal, fromInteger, multiply, roundToStep, toApproximateNumber } from '#domain/decimal.ts';
import type { SimulatedInstrument } from './simulated-instruments.ts';

export interface WalkStep {
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  readonly bidQuantity: Decimal;
  readonly askQuantity: Decimal;
}

export interface PriceWalk {
  /** Where the price is. */
  current(): WalkStep;
  /** Moves the price on by one tick of the market's clock. */
  advance(): WalkStep;
}

const YEAR_MS = 365.25 * 86_400_000;
/** The share of the distance to the start that one year's worth of pull takes away, as a rate: half is gone in a week. */
const PULL_PER_YEAR = 36;

/** The walk of `simulated`, a step of which stands for `stepMs`. */
export function createPriceWalk(simulated: SimulatedInstrument, seed: string, stepMs: number): PriceWalk {
  const { instrument, motion } = simulated;
  const random = createRandom(`${seed}/${instrument.id}`);
  const startTicks = toApproximateNumber(motion.startPrice) / toApproximateNumber(instrument.tickSize);
  const scale = motion.volatility * Math.sqrt(stepMs / YEAR_MS);
  const pull = PULL_PER_YEAR * (stepMs / YEAR_MS);
  let offset = 0;
  let step = quoteAt();

  function quantity(): Decimal {
    const steps = Math.max(1, Math.round(motion.depthSteps * (0.5 + random())));
    return multiply(fromInteger(steps), instrument.lotStep);
  }

  function quoteAt(): WalkStep {
    const middle = startTicks * Math.exp(offset);
    const bidTicks = Math.max(1, Math.round(middle - motion.spreadTicks / 2));
    const bid = multiply(fromInteger(bidTicks), instrument.tickSize);
    const ask = multiply(fromInteger(bidTicks + motion.spreadTicks), instrument.tickSize);
    return { bid, ask, last: random() < 0.5 ? bid : ask, bidQuantity: quantity(), askQuantity: quantity() };
  }

  return {
    current: () => step,
    advance() {
      offset += scale * bell(random) - pull * offset;
      step = quoteAt();
      return step;
    },
  };
}

/** The middle of bid and ask, on the tick below. */
export function middleOf({ bid, ask }: Pick<WalkStep, 'bid' | 'ask'>, tickSize: Decimal): Decimal {
  return roundToStep(((bid + ask) / 2n) as Decimal, tickSize, 'down');
}

/** Near enough to a normal deviate with mean 0 and variance 1: the sum of three uniform ones. */
function bell(random: () => number): number {
  return 2 * (random() + random() + random() - 1.5);
}

/** Numbers in [0, 1) that follow from the seed: a 32-bit xorshift-multiply counter. */
function createRandom(seed: string): () => number {
  let state = 2_166_136_261;
  for (let index = 0; index < seed.length; index += 1) {
    state = Math.imul(state ^ seed.charCodeAt(index), 16_777_619);
  }
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  };
}
