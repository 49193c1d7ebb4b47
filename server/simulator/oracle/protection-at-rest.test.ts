import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#domain/decimal.ts';
import { checkProtection, type ProtectedWorld } from './protection-at-rest.ts';
import { createFacts, type OrderFacts } from './journal-facts.ts';

interface Resting {
  readonly role: string;
  readonly quantity: string;
  readonly filled?: string;
  readonly group?: string;
}

const group = (id: string, filled: string, more: object = {}) => ({
  id,
  instrumentId: 'X',
  side: 'buy',
  filled: decimal(filled),
  closedByLeg: [] as Decimal[],
  stopLoss: decimal('90'),
  takeProfits: [] as object[],
  tries: [] as object[],
  ...more,
});

function said(
  groups: readonly ReturnType<typeof group>[],
  resting: readonly Resting[],
  of: {
    readonly position?: string;
    readonly venueReduces?: boolean;
    readonly known?: Partial<OrderFacts>;
    /** The venue's price, where what rests ties up what it sells. */
    readonly tiedAt?: string;
  } = {},
): readonly string[] {
  const { position = '10', venueReduces = true, known, tiedAt } = of;
  const tied = tiedAt === undefined ? {} : { tiesUp: ['crypto_spot'] };
  const quotes = new Map(tiedAt === undefined ? [] : [['X', { bid: decimal(tiedAt), ask: decimal(tiedAt) }]]);
  const sentences: string[] = [];
  const facts = createFacts();
  const request = { role: 'stop_loss', instrumentId: 'X', ocoGroup: 'a.0' };
  if (known !== undefined) facts.orders.set('s', { id: 's', request, ...known } as OrderFacts);
  const world = {
    state: {
      groups: new Map(groups.map((one) => [one.id, one])),
      volatile: { quotes, settings: { traits: { reduceOnly: venueReduces, ...tied } } },
    },
    truth: {
      position: () => decimal(position),
      accepted: resting.map(({ role, quantity, filled = '0', group = 'a' }) => ({
        status: 'open',
        orderId: 's',
        quantity: decimal(quantity),
        fills: [{ quantity: decimal(filled) }],
        request: { role, instrumentId: 'X', ...(role === 'close' ? {} : { ocoGroup: `${group}.0` }) },
      })),
    },
    facts,
    say: (sentence: string) => void sentences.push(sentence),
  };
  checkProtection(world as unknown as ProtectedWorld);
  return sentences;
}

const stop = (quantity: string, more: Partial<Resting> = {}): Resting => ({ role: 'stop_loss', quantity, ...more });

describe('protection at rest', () => {
  it('is as large as what its entry has filled and nothing has closed', () => {
    expect(said([group('a', '10')], [stop('10')])).toEqual([]);
    expect(said([group('a', '12', { closedByLeg: [decimal('2')] })], [stop('12', { filled: '2' })])).toEqual([]);
    expect(said([group('a', '10')], [stop('10', { filled: '2' })])).toEqual([
      expect.stringContaining('closes 8, and is'),
    ]);
    expect(said([group('a', '10')], [stop('11')])).toEqual([expect.stringContaining('I-05: the stop_loss of group a')]);
  });

  it('is missed, where something is left to protect', () => {
    expect(said([group('a', '10')], [])).toEqual(['I-05: the position of group a stands without its stop']);
    expect(said([group('a', '10', { closedByLeg: [decimal('10')] })], [])).toEqual([]);
    expect(said([group('a', '10', { side: 'sell' })], [])).toEqual([]);
    expect(said([group('a', '10', { takeProfits: [{}] })], [stop('10')])).toEqual([
      expect.stringContaining('take_profit'),
    ]);
  });

  it('of several groups is no more together than there is', () => {
    const both = [group('a', '6'), group('b', '6')];
    expect(said(both, [stop('6'), stop('4', { group: 'b' })])).toEqual([]);
    expect(said(both, [stop('6'), stop('6', { group: 'b' })])).toHaveLength(1);
  });

  it('of a group that is to have one is not less for another that is to have none', () => {
    const none = group('a', '6', { stopLoss: undefined });
    expect(said([none, group('b', '6')], [stop('6', { group: 'b' })])).toEqual([]);
    expect(said([none, group('b', '6')], [stop('4', { group: 'b' })])).toHaveLength(1);
  });

  it('leaves room for a close that rests where the venue does not know reduce-only', () => {
    const close = { role: 'close', quantity: '3' };
    expect(said([group('a', '10')], [stop('7'), close], { venueReduces: false })).toEqual([]);
    expect(said([group('a', '10')], [stop('10'), close], { venueReduces: false })).toHaveLength(1);
    expect(said([group('a', '10')], [stop('10'), close])).toEqual([]);
  });

  it.each([
    [{ ended: 'order_rejected' }, 0],
    [{ ended: 'order_rejected', endedBecause: 'VENUE_RATE_LIMITED' }, 1],
    [{ ended: 'order_denied', endedBecause: 'SYMBOL_NOT_ALLOWED' }, 0],
    [{ ended: 'order_denied', endedBecause: 'TRADING_HALTED' }, 1],
    [{ ended: 'order_canceled' }, 1],
    [{ ended: undefined, isAmendRefused: true }, 0],
  ])('that ended as %o is missed %i times', (known, count) => {
    expect(said([group('a', '10')], [], { known })).toHaveLength(count);
  });

  it('is a stop-loss alone, where it ties up what a take-profit would sell, unless the price has come to that', () => {
    const target = group('a', '10', { takeProfits: [{ price: decimal('110') }] });
    expect(said([target], [stop('10')], { tiedAt: '109' })).toEqual([]);
    expect(said([target], [stop('10')], { tiedAt: '110' })).toEqual([expect.stringContaining('were not taken')]);
    const tried = { ...target, tries: [{ leg: 0, vain: 6 }] };
    expect(said([tried], [stop('10')], { tiedAt: '110' })).toEqual([]);
    const both = [stop('10'), { role: 'take_profit', quantity: '10' }];
    expect(said([target], both, { tiedAt: '109' })).toEqual([
      expect.stringContaining('take_profit of group a closes 10'),
    ]);
    const bare = group('a', '10', { takeProfits: [{ price: decimal('110') }], stopLoss: undefined });
    expect(said([bare], [{ role: 'take_profit', quantity: '10' }], { tiedAt: '109' })).toEqual([]);
  });

  it('does not outlive its position', () => {
    expect(said([], [stop('1')], { position: '0' })).toEqual([expect.stringContaining('I-23: stop_loss s rests')]);
  });
});
