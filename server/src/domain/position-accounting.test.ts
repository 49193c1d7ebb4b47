import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absolute, add, type Decimal, decimal, formatDecimal, negate, ONE, subtract, ZERO } from './decimal.ts';
import {
  type AppliedFill,
  applyFill,
  costOf,
  type FillFacts,
  type Holding,
  unrealizedPnl,
  valueAt,
} from './position-accounting.ts';

const fillOf = (side: 'buy' | 'sell', quantity: string, price: string, contractSize = '1'): FillFacts => ({
  side,
  quantity: decimal(quantity),
  price: decimal(price),
  contractSize: decimal(contractSize),
});

function applyAll(fills: readonly FillFacts[]): { holding: AppliedFill | undefined; realized: Decimal } {
  let holding: AppliedFill | undefined;
  let realized = ZERO;
  for (const fill of fills) {
    holding = applyFill(holding, fill);
    realized = add(realized, holding.realizedQuote);
  }
  return { holding, realized };
}

const inWords = (applied: AppliedFill) => ({
  quantity: formatDecimal(applied.quantity),
  average: formatDecimal(applied.averagePrice),
  cost: formatDecimal(applied.cost),
  realized: formatDecimal(applied.realizedQuote),
  closed: formatDecimal(applied.closedQuantity),
  opened: formatDecimal(applied.openedQuantity),
});

describe('applyFill', () => {
  it('opens, averages and partly closes a long', () => {
    const first = applyFill(undefined, fillOf('buy', '1', '100'));
    const second = applyFill(first, fillOf('buy', '3', '104'));
    expect(inWords(second)).toMatchObject({ quantity: '4', average: '103', cost: '412', realized: '0', opened: '3' });
    const third = applyFill(second, fillOf('sell', '1', '110'));
    expect(inWords(third)).toEqual({
      quantity: '3',
      average: '103',
      cost: '309',
      realized: '7',
      closed: '1',
      opened: '0',
    });
  });

  it('counts a short the other way round', () => {
    const short = applyFill(undefined, fillOf('sell', '2', '50'));
    expect(inWords(short)).toMatchObject({ quantity: '-2', average: '50', cost: '-100' });
    expect(formatDecimal(unrealizedPnl(short, decimal('45'), ONE))).toBe('10');
    expect(inWords(applyFill(short, fillOf('buy', '2', '45')))).toEqual({
      quantity: '0',
      average: '0',
      cost: '0',
      realized: '10',
      closed: '2',
      opened: '0',
    });
  });

  it('splits a turn into closing the old and opening the new at the price of the fill', () => {
    const long = applyFill(undefined, fillOf('buy', '2', '100', '10'));
    expect(inWords(applyFill(long, fillOf('sell', '5', '90', '10')))).toEqual({
      quantity: '-3',
      average: '90',
      cost: '-2700',
      realized: '-200',
      closed: '2',
      opened: '3',
    });
  });

  it('counts the contract size once in the money and never in the average price', () => {
    const gold = applyFill(undefined, fillOf('buy', '0.1', '3350.5', '100'));
    expect(inWords(gold)).toMatchObject({ average: '3350.5', cost: '33505' });
    expect(formatDecimal(unrealizedPnl(gold, decimal('3351'), decimal('100')))).toBe('5');
  });

  it('keeps negative prices straight', () => {
    const oil = applyFill(undefined, fillOf('buy', '2', '-37.63', '1000'));
    expect(inWords(oil)).toMatchObject({ cost: '-75260' });
    expect(inWords(applyFill(oil, fillOf('sell', '2', '10', '1000')))).toMatchObject({ realized: '95260' });
  });

  it('takes a holding that knows only its average price', () => {
    const adopted: Holding = { quantity: decimal('-4'), averagePrice: decimal('25') };
    expect(formatDecimal(costOf(adopted, decimal('2')))).toBe('-200');
    expect(inWords(applyFill(adopted, fillOf('buy', '1', '20', '2')))).toMatchObject({
      quantity: '-3',
      realized: '10',
      cost: '-150',
    });
  });

  it('keeps the whole cost when a third of it can not be written down', () => {
    const bought = applyFill(undefined, fillOf('buy', '3', '33.333333333333333333'));
    const { realized } = applyAll([
      fillOf('buy', '3', '33.333333333333333333'),
      fillOf('sell', '1', '40'),
      fillOf('sell', '1', '40'),
      fillOf('sell', '1', '40'),
    ]);
    expect(realized).toBe(subtract(decimal('120'), bought.cost));
  });

  it('survives the smallest quantity there is', () => {
    const dust = { ...fillOf('buy', '0.000000000000000001', '2', '0.1') };
    const twice = applyFill(applyFill(undefined, dust), { ...dust, price: decimal('3') });
    expect(twice.quantity).toBe(decimal('0.000000000000000002'));
  });

  it.each([
    ['quantity', fillOf('buy', '0', '1')],
    ['quantity', fillOf('buy', '-1', '1')],
    ['contract size', fillOf('buy', '1', '1', '0')],
  ])('throws when the %s is not positive', (_name, fill) => {
    expect(() => applyFill(undefined, fill)).toThrow(RangeError);
  });
});

describe('accounting as a whole', () => {
  const quantity = fc.bigInt({ min: 1n, max: 10n ** 21n }).map((raw) => raw as Decimal);
  const price = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 23n }).map((raw) => raw as Decimal);
  const side = fc.constantFrom('buy' as const, 'sell' as const);
  const contractSize = fc.constantFrom('1', '100', '100000', '0.001', '0.3').map(decimal);
  const fills = contractSize.chain((size) =>
    fc.array(fc.record({ side, price, quantity, contractSize: fc.constant(size) }), { minLength: 1, maxLength: 30 }),
  );
  const signed = (fill: FillFacts): Decimal => (fill.side === 'buy' ? fill.quantity : negate(fill.quantity));

  it('realized plus unrealized is the sum of the cash flows, to the rounding of the flows themselves', () => {
    fc.assert(
      fc.property(fills, price, (all, mark) => {
        const size = all[0]!.contractSize;
        const { holding, realized } = applyAll(all);
        const flows = all.reduce((sum, fill) => subtract(sum, valueAt({ ...fill, quantity: signed(fill) })), ZERO);
        const worth = valueAt({ price: mark, quantity: holding!.quantity, contractSize: size });
        const gap = subtract(add(realized, unrealizedPnl(holding!, mark, size)), add(flows, worth));
        // A fill that turns the position is valued in two parts: each turn may differ by one unit of the last place.
        expect(absolute(gap) <= BigInt(all.length)).toBe(true);
      }),
    );
  });

  it('is exact to the last digit when prices and quantities leave room for their product', () => {
    const coarse = fc.array(
      fc.record({
        side,
        price: fc.bigInt({ min: 1n, max: 10n ** 14n }).map((n) => (n * 10n ** 10n) as Decimal),
        quantity: fc.bigInt({ min: 1n, max: 10n ** 12n }).map((n) => (n * 10n ** 10n) as Decimal),
        contractSize: fc.constant(ONE),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(coarse, (all) => {
        const mark = decimal('123.45');
        const { holding, realized } = applyAll(all);
        const flows = all.reduce((sum, fill) => subtract(sum, valueAt({ ...fill, quantity: signed(fill) })), ZERO);
        const worth = valueAt({ price: mark, quantity: holding!.quantity, contractSize: ONE });
        expect(add(realized, unrealizedPnl(holding!, mark, ONE))).toBe(add(flows, worth));
      }),
    );
  });

  it('ends at the sum of the signed quantities, and says how each fill was used up', () => {
    fc.assert(
      fc.property(fills, (all) => {
        let holding: AppliedFill | undefined;
        for (const fill of all) {
          const next = applyFill(holding, fill);
          expect(next.quantity).toBe(add(holding?.quantity ?? ZERO, signed(fill)));
          expect(add(next.closedQuantity, next.openedQuantity)).toBe(fill.quantity);
          expect(next.quantity !== ZERO || (next.cost === ZERO && next.averagePrice === ZERO)).toBe(true);
          holding = next;
        }
      }),
    );
  });

  it('does not care in which order fills of one side and price come', () => {
    const sameSide = fc.record({
      side,
      price,
      contractSize,
      quantities: fc.array(fc.bigInt({ min: 1n, max: 10n ** 21n }), { minLength: 2, maxLength: 10 }),
      start: fc.option(fc.record({ side, price, quantity }), { nil: undefined }),
    });
    fc.assert(
      fc.property(sameSide, ({ side, price, contractSize, quantities, start }) => {
        const order = (list: readonly bigint[]): FillFacts[] => [
          ...(start === undefined ? [] : [{ ...start, contractSize }]),
          ...list.map((raw) => ({ side, price, contractSize, quantity: raw as Decimal })),
        ];
        const there = applyAll(order(quantities));
        const back = applyAll(order(quantities.toReversed()));
        expect(there.holding!.quantity).toBe(back.holding!.quantity);
        // Each fill rounds its value, and each partial close its share of the cost: one unit of the last place each.
        const tolerance = BigInt(quantities.length * 4);
        expect(absolute(subtract(there.realized, back.realized)) <= tolerance).toBe(true);
        expect(absolute(subtract(there.holding!.cost, back.holding!.cost)) <= tolerance).toBe(true);
      }),
    );
  });

  it('keeps the average price between the best and the worst entry of a position that only grows', () => {
    const growing = fc.array(fc.record({ price, quantity }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(growing, side, (entries, side) => {
        const whole = entries.map(({ price, quantity }) => ({ price, quantity: (quantity * 10n ** 18n) as Decimal }));
        const { holding } = applyAll(whole.map((entry) => ({ ...entry, side, contractSize: ONE })));
        const prices = entries.map((entry) => entry.price).toSorted((a, b) => (a < b ? -1 : 1));
        expect(holding!.averagePrice >= prices[0]!).toBe(true);
        expect(holding!.averagePrice <= prices.at(-1)!).toBe(true);
      }),
    );
  });
});
