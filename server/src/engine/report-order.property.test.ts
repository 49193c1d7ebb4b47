/**
 * The reports of one order's life in any order and any of them more than once, and then one look at the venue: the order,
 * the position and the money are what they are when each report comes once and in its turn.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absolute, add, type Decimal, decimal, subtract, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { costOf } from '#domain/position-accounting.ts';
import type { OrderReport, VenueOrder } from '#domain/report.ts';
import { BTC, buy, clientIdOf, EngineBench, sell, START } from './test/engine-harness.ts';

type End = 'filled' | 'canceled' | 'expired';

/** One order's life at the venue; quantities in hundredths. */
interface Life {
  readonly parts: readonly { readonly quantity: number; readonly price: number; readonly fee: number }[];
  /** What never fills; none of an order that fills whole. */
  readonly rest: number;
  readonly end: End;
  /** How much the venue says with the end that it had filled: a venue may learn of a trade later itself. */
  readonly saysFilled: 'all' | 'a part' | 'nothing';
  /** What it holds before, signed: the order may close it, in part or beyond. */
  readonly held: number;
  /** What was asked of the venue while it lived. */
  readonly asked: 'nothing' | 'cancel' | 'amend';
  /** No answer to the order came: it was unknown when the first report was heard. */
  readonly isUnknown: boolean;
}

const lives: fc.Arbitrary<Life> = fc.record({
  parts: fc.array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 40 }),
      price: fc.integer({ min: 59_000, max: 60_400 }),
      fee: fc.integer({ min: -5, max: 30 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  rest: fc.integer({ min: 1, max: 50 }),
  end: fc.constantFrom('filled', 'canceled', 'expired'),
  saysFilled: fc.constantFrom('all', 'a part', 'nothing'),
  held: fc.integer({ min: -100, max: 100 }),
  asked: fc.constantFrom('nothing', 'cancel', 'amend'),
  isUnknown: fc.boolean(),
});

/** When the venue carried out the first of two amends. */
const FIRST_AMEND_AT = START + 90_000;

const hundredths = (count: number): Decimal => decimal((count / 100).toFixed(2));
const sum = (life: Life): number => life.parts.reduce((total, { quantity }) => total + quantity, 0);
const quantityOf = (life: Life): number => sum(life) + (life.end === 'filled' ? 0 : life.rest);
/** What it was ordered with, and what the first of two amends made of it. */
const orderedOf = (life: Life): number => Math.ceil(quantityOf(life) / (life.asked === 'amend' ? 2 : 1));
const firstAmendOf = (life: Life): Decimal => hundredths(Math.ceil((quantityOf(life) * 3) / 4));

/** The order as it lies at the venue when the first of the shuffled reports is heard. */
function begun(life: Life): { bench: EngineBench; order: Order } {
  const bench = new EngineBench();
  if (life.held !== 0) {
    const quantity = (Math.abs(life.held) / 100).toFixed(2);
    const [before] = bench.execute(life.held > 0 ? buy(quantity) : sell(quantity)) as [Order];
    bench.fill(before, { price: '60005', tradeId: 'before' });
  }
  // Two amends have enlarged it, of which the first was answered: what fills in the end may be more than was ordered.
  const limit = { orderType: 'limit', price: decimal('60400') } as const;
  const [order] = bench.execute(buy((orderedOf(life) / 100).toFixed(2), limit)) as [Order];
  const clientOrderId = clientIdOf(order);
  if (life.asked !== 'nothing') {
    bench.accept(order);
    if (life.asked === 'cancel') bench.send({ kind: 'cancel', orderId: order.id, actor: 'me' });
    else {
      const quantity = firstAmendOf(life);
      bench.send({ kind: 'amend', orderId: order.id, quantity, actor: 'me' });
      bench.report({ kind: 'amended', clientOrderId, quantity, time: FIRST_AMEND_AT });
      bench.send({ kind: 'amend', orderId: order.id, quantity: hundredths(quantityOf(life)), actor: 'me' });
    }
  } else if (life.isUnknown) bench.report({ kind: 'ambiguous', clientOrderId, detail: 'silence', time: bench.now });
  return { bench, order };
}

/** All that the venue says of it, in its order. */
function reportsOf(life: Life, order: Order): OrderReport[] {
  const clientOrderId = clientIdOf(order);
  const { instrumentId, side } = order.request;
  const at = (minute: number) => ({ clientOrderId, time: START + minute * 60_000 });
  const quantity = hundredths(quantityOf(life));
  // Of an order that ended before its last amend was heard of nobody knows what a later trade leaves of it.
  const isPart = life.saysFilled === 'a part' && life.asked !== 'amend';
  const told = { filledQuantity: hundredths(isPart ? (life.parts[0]?.quantity ?? 0) : sum(life)) };
  return [
    { kind: 'accepted', venueOrderId: `v-${clientOrderId}`, ...at(1) },
    ...(life.asked === 'amend'
      ? [
          { kind: 'amended' as const, quantity: firstAmendOf(life), clientOrderId, time: FIRST_AMEND_AT },
          { kind: 'amended' as const, quantity, ...at(2) },
        ]
      : []),
    ...life.parts.map((part, index) => ({
      kind: 'fill' as const,
      tradeId: `t-${index}`,
      instrumentId,
      side,
      price: decimal(String(part.price)),
      quantity: hundredths(part.quantity),
      fee: hundredths(part.fee),
      liquidity: 'taker' as const,
      ...at(3 + index),
    })),
    ...(life.end === 'filled' ? [] : [{ kind: life.end, ...(life.saysFilled === 'nothing' ? {} : told), ...at(60) }]),
  ];
}

/** The venue is asked what became of it, and tells all it knows. */
function lookUp(life: Life, bench: EngineBench, order: Order): void {
  const reports = reportsOf(life, order);
  const { instrumentId, side, type } = order.request;
  const clientOrderId = clientIdOf(order);
  const held: VenueOrder = {
    clientOrderId,
    venueOrderId: `v-${clientOrderId}`,
    instrumentId,
    side,
    type,
    quantity: hundredths(quantityOf(life)),
    limitPrice: decimal('60400'),
    filledQuantity: hundredths(sum(life)),
    averagePrice: ZERO,
    status: life.end,
    updatedAt: START + 3_600_000,
  };
  const answer = { kind: 'found' as const, order: held, fills: reports.filter((report) => report.kind === 'fill') };
  bench.send({ kind: 'query_answer', orderId: order.id, clientOrderId, answer });
}

function lived(life: Life, order: (reports: OrderReport[]) => OrderReport[]) {
  const { bench, order: one } = begun(life);
  for (const report of order(reportsOf(life, one))) {
    bench.now += 3;
    bench.report(report);
  }
  lookUp(life, bench, one);
  const { state } = bench;
  const cost = [...state.positions.values()].reduce<Decimal>(
    (total, position) => add(total, costOf(position, BTC.contractSize)),
    ZERO,
  );
  return {
    exact: {
      status: one.status,
      filled: one.filledQuantity,
      fees: one.fees,
      trades: new Set(one.tradeIds),
      held: [...state.positions.values()].map(({ id, quantity }) => [id, quantity]),
      reserved: state.reserved,
      openCount: state.openCount,
      tradingState: state.tradingState,
      frozen: [...state.frozen.keys()],
      placed: bench.effectsOf('place').length,
      quarantined: bench.events.filter(({ kind }) => kind === 'report_quarantined').length,
    },
    // Averages are rounded with each trade, so that the last of 18 places may differ.
    rounded: { averagePrice: one.averagePrice, money: subtract(state.balance, cost) },
  };
}

const ROUNDING = 10n;

describe('the reports of an order', () => {
  it('in any order, and any of them more than once, lead to the same order, position and money', () => {
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat(1_000_000)), (life, dice) => {
        const straight = lived(life, (reports) => reports);
        const shuffled = lived(life, (reports) => shuffledWithCopies(reports, () => dice.next().value ?? 0));
        expect(shuffled.exact).toEqual(straight.exact);
        expect(straight.exact.status).toBe(life.end);
        for (const name of ['averagePrice', 'money'] as const) {
          const gap = absolute(subtract(shuffled.rounded[name], straight.rounded[name]));
          expect(gap <= ROUNDING, `${name} differs by ${gap}`).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});

/** Each report once to three times, all in an order of chance. */
function shuffledWithCopies(reports: readonly OrderReport[], roll: () => number): OrderReport[] {
  const rest = reports.flatMap((report) => Array.from({ length: 1 + (roll() % 3) }, () => report));
  const shuffled: OrderReport[] = [];
  while (rest.length > 0) shuffled.push(...rest.splice(roll() % rest.length, 1));
  return shuffled;
}
