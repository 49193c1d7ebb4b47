/**
 * How fast money is read, written and multiplied, and how that compares with decimal.js. Run it by itself with
 * `node server/bench/decimal.bench.ts`; the numbers are the best of several rounds, in one thread.
 */
import { Decimal as DecimalJs } from 'decimal.js';
import { add, decimal, divide, formatDecimal, multiplyRounded, parseDecimal } from '../src/domain/decimal.ts';

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

interface Contest {
  readonly name: string;
  readonly ours: (index: number) => unknown;
  readonly theirs: (index: number) => unknown;
}

const OPERATIONS = 300_000;
const ROUNDS = 7;
const PRECISION = 40;
/** Prices, quantities and amounts as they come over the wire. */
const TEXTS = [
  ['3350.5', '0.00012345', '67123.45', '1', '0.1', '100000', '12.5', '-0.25'],
  ['1.08253', '99999.99999999', '0.5', '250', '-1234.5678', '0.00000001', '3.14159265', '42'],
].flat();
const MASK = TEXTS.length - 1;

const Theirs = DecimalJs.clone({ precision: PRECISION });
const at = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index & MASK];
  if (item === undefined) throw new Error('the list is shorter than its mask');
  return item;
};
const ours = TEXTS.map(decimal);
const theirs = TEXTS.map((text) => new Theirs(text));

const CONTESTS: readonly Contest[] = [
  { name: 'parse', ours: (i) => parseDecimal(at(TEXTS, i)), theirs: (i) => new Theirs(at(TEXTS, i)) },
  { name: 'format', ours: (i) => formatDecimal(at(ours, i)), theirs: (i) => at(theirs, i).toFixed() },
  { name: 'add', ours: (i) => add(at(ours, i), at(ours, i + 3)), theirs: (i) => at(theirs, i).plus(at(theirs, i + 3)) },
  {
    name: 'multiply_rounded',
    ours: (i) => multiplyRounded(at(ours, i), at(ours, i + 3), 'half_even'),
    theirs: (i) => at(theirs, i).times(at(theirs, i + 3)),
  },
  {
    name: 'divide',
    ours: (i) => divide(at(ours, i), at(ours, i + 3), 'half_even'),
    theirs: (i) => at(theirs, i).dividedBy(at(theirs, i + 3)),
  },
];

/** Operations per second of each function, with decimal.js as the measure. */
export async function run(): Promise<BenchResult[]> {
  return CONTESTS.map(({ name, ours, theirs }) => {
    const value = operationsPerSecond(ours);
    const ratio = value / operationsPerSecond(theirs);
    return {
      name: `decimal_${name}`,
      value: Math.round(value),
      unit: 'operations/s',
      note: `${ratio.toFixed(1)} times decimal.js`,
    };
  });
}

let sink: unknown;

/** The best round, so that what else the machine does is not counted; the first round only warms up. */
function operationsPerSecond(operation: (index: number) => unknown): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const startMs = performance.now();
    for (let index = 0; index < OPERATIONS; index += 1) sink = operation(index);
    if (round > 0) bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  if (sink === null) throw new Error('nothing was calculated');
  return OPERATIONS / (bestMs / 1_000);
}

if (import.meta.main) {
  for (const result of await run()) {
    console.log(`${result.name}: ${result.value.toLocaleString('en-US')} ${result.unit}, ${result.note}`);
  }
}
