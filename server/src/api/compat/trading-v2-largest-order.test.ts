import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  type Decimal,
  decimal,
  formatDecimal,
  fromInteger,
  isMultipleOf,
  multiplyRounded,
  ZERO,
} from '#domain/decimal.ts';
import type { CheckView, DecisionView } from '#views/shapes.ts';
import { makeInstrument } from '../../../test/api/fake-desk.ts';
import { largestPassing } from './trading-v2-largest-order.ts';

const STEP = decimal('0.01');
const MARGIN_RATE = decimal('0.1');

interface Gate {
  readonly price: Decimal;
  /** What is held already, signed; the order buys. */
  readonly held: Decimal;
  readonly quantityMin: Decimal;
  readonly quantityMax: Decimal;
  readonly orderMax: Decimal;
  readonly positionMax: Decimal;
  readonly available: Decimal;
  /** What the venue says is free. */
  readonly free: Decimal;
}

/** A gate with the checks that a size can fail, in the order of the real one, which stops at the first denial. */
function askGate(gate: Gate, quantity: Decimal): DecisionView {
  const value = multiplyRounded(quantity, gate.price, 'up');
  const position = multiplyRounded(absolute(add(gate.held, quantity)), gate.price, 'up');
  const needed = multiplyRounded(value, MARGIN_RATE, 'up');
  const all: [string, boolean, string, Record<string, Decimal>][] = [
    ['quantity_step', isMultipleOf(quantity, STEP), 'QUANTITY_NOT_ON_STEP', { quantity, lotStep: STEP }],
    [
      'quantity_bounds',
      quantity >= gate.quantityMin,
      'QUANTITY_BELOW_MINIMUM',
      { quantity, maximum: gate.quantityMax },
    ],
    [
      'quantity_bounds',
      quantity <= gate.quantityMax,
      'QUANTITY_ABOVE_MAXIMUM',
      { quantity, maximum: gate.quantityMax },
    ],
    ['order_value', value <= gate.orderMax, 'ORDER_VALUE_ABOVE_MAXIMUM', { value, maximum: gate.orderMax }],
    [
      'position_value',
      position <= gate.positionMax,
      'POSITION_VALUE_ABOVE_MAXIMUM',
      { value: position, maximum: gate.positionMax },
    ],
    ['margin', needed <= gate.available, 'MARGIN_INSUFFICIENT', { needed, available: gate.available }],
  ];
  all.push(['venue_balance', needed <= gate.free, 'VENUE_BALANCE_INSUFFICIENT', { needed, free: gate.free }]);
  const checks: CheckView[] = [];
  for (const [check, passed, code, values] of all) {
    const text = Object.fromEntries(Object.entries(values).map(([name, number]) => [name, formatDecimal(number)]));
    checks.push({ check, passed, values: text, ...(passed ? {} : { code }) });
    if (!passed)
      return { account: 'a', command: 0, outcome: 'denied', orderIds: ['x'], reason: { code, values: {} }, checks };
  }
  return { account: 'a', command: 0, outcome: 'orders', orderIds: ['x'], checks };
}

const cents = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((whole) => multiplyRounded(fromInteger(whole), STEP, 'down'));
const gates = fc.record({
  price: cents(1, 10_000_000),
  held: cents(0, 100_000),
  quantityMin: cents(1, 10),
  quantityMax: cents(100, 1_000_000),
  orderMax: cents(1, 1_000_000_000),
  positionMax: cents(1, 1_000_000_000),
  available: cents(-1000, 1_000_000_000),
  free: cents(0, 1_000_000_000),
});

function find(gate: Gate, asked: Decimal) {
  let questions = 0;
  const rehearse = (quantity: Decimal) => {
    questions += 1;
    return askGate(gate, quantity);
  };
  const instrument = makeInstrument({ lotStep: '0.01', quantityMax: formatDecimal(gate.quantityMax) });
  const largest = largestPassing(rehearse, { quantity: asked, decision: rehearse(asked) }, instrument);
  return { largest, questions };
}

describe('the largest order that is let pass', () => {
  it('passes, one step more does not, and few questions lead there', () => {
    fc.assert(
      fc.property(gates, cents(1, 2_000_000), (gate, asked) => {
        const { largest, questions } = find(gate, asked);
        expect(questions).toBeLessThanOrEqual(9);
        if (largest > ZERO) expect(askGate(gate, largest).outcome).toBe('orders');
        // Where nothing passes, the least that the venue takes does not either.
        const next = largest === ZERO ? gate.quantityMin : add(largest, STEP);
        expect(askGate(gate, next).outcome).toBe('denied');
      }),
      { numRuns: 2000 },
    );
  });

  it('is found from an order that is too small or off the step', () => {
    const gate = {
      price: decimal('100'),
      held: ZERO,
      quantityMin: decimal('0.1'),
      quantityMax: decimal('1000'),
      orderMax: decimal('5000'),
      positionMax: decimal('10000'),
      available: decimal('300'),
      free: decimal('400'),
    };
    for (const asked of ['0.01', '0.123', '20', '30', '40', '70', '5000']) {
      expect(formatDecimal(find(gate, decimal(asked)).largest)).toBe('30');
    }
    const crowded = { ...gate, held: decimal('99'), available: decimal('1000'), free: decimal('1000') };
    expect(formatDecimal(find(crowded, decimal('50')).largest)).toBe('1');
  });

  it.each([
    ['SHORT_NOT_ALLOWED', 'short_permitted', '3'],
    ['REDUCE_ONLY_WOULD_INCREASE', 'reduce_only', '-3'],
  ])('is what is held where nothing else may be sold: %s', (code, check, position) => {
    const held = absolute(decimal(position));
    const rehearse = (quantity: Decimal): DecisionView => {
      const passed = quantity <= held;
      const values = { position, quantity: formatDecimal(quantity) };
      const checks = [{ check, passed, values, ...(passed ? {} : { code }) }];
      return { account: 'a', command: 0, outcome: passed ? 'orders' : 'denied', orderIds: ['x'], checks };
    };
    for (const asked of ['1', '3', '4']) {
      const first = { quantity: decimal(asked), decision: rehearse(decimal(asked)) };
      expect(largestPassing(rehearse, first, makeInstrument({ lotStep: '0.01', quantityMax: '9' }))).toBe(held);
    }
  });

  it('is nothing where the size is not what is wrong', () => {
    const halted = { check: 'trading_state', passed: false, code: 'TRADING_HALTED', values: {} };
    const decision: DecisionView = { account: 'a', command: 0, outcome: 'denied', orderIds: ['x'], checks: [halted] };
    const first = { quantity: decimal('1'), decision };
    const never = () => {
      throw new Error('asked for nothing');
    };
    expect(largestPassing(never, first, makeInstrument())).toBe(ZERO);
    expect(largestPassing(never, { ...first, decision: undefined }, makeInstrument())).toBe(ZERO);
  });
});
