import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { createFacts, type Fact, type OrderFacts } from './journal-facts.ts';
import { SigningWatch } from './signing-watch.ts';

type Other = Partial<OrderFacts['request']> & Partial<Pick<OrderFacts, 'isSeen' | 'isUnknown' | 'ended'>>;

const orderOf = (id: string, { isSeen = true, isUnknown = false, ended, ...request }: Other) =>
  ({
    id,
    submissions: [],
    approvedVersion: 'v1',
    misses: 0,
    isSeen,
    isUnknown,
    ended,
    filled: decimal('0'),
    least: decimal(request.quantity ?? '1'),
    request: { instrumentId: 'X', side: 'sell', type: 'market', timeInForce: 'ioc', reduceOnly: true, ...request },
  }) as unknown as OrderFacts;

interface Watched {
  readonly watch: SigningWatch;
  readonly sentences: string[];
}

/** Ten are held, and others were signed already. */
function watched(
  others: readonly Other[],
  { venueReduces = false, isSpot = false }: { readonly venueReduces?: boolean; readonly isSpot?: boolean } = {},
): Watched & { sign: (order: OrderFacts) => void } {
  const sentences: string[] = [];
  const facts = createFacts();
  facts.positions.set('X', decimal('10'));
  const terms = { messageRate: { count: 40, windowMs: 1_000 }, quantityMax: decimal('20'), venueReduces, isSpot };
  const watch = new SigningWatch(facts, terms, (sentence) => void sentences.push(sentence));
  const sign = (order: OrderFacts): void => {
    facts.orders.set(order.id, order);
    watch.take({ kind: 'order_submitting', time: 1, clientOrderId: order.id } as Fact, order);
  };
  for (const [index, other] of others.entries()) {
    const order = orderOf(`o${index}`, { ...other, isSeen: false });
    sign(order);
    Object.assign(order, { isSeen: other.isSeen ?? true, isUnknown: other.isUnknown ?? false });
  }
  sentences.length = 0;
  return { watch, sentences, sign };
}

/** What is said of a close, a stop-loss or a take-profit of 6 out of 10, where others were signed before it. */
function said(role: string, others: readonly Other[], venueReduces = false): readonly string[] {
  const { sentences, sign } = watched(others, { venueReduces });
  sign(orderOf('mine', { role, quantity: '6', isSeen: false }));
  return sentences;
}

/** What is said of an order of 6 out of 10 coins. */
function saidOfCoins(role: string, others: readonly Other[]): readonly string[] {
  const { sentences, sign } = watched(others, { isSpot: true });
  sign(orderOf('mine', { role, quantity: '6', isSeen: false }));
  return sentences;
}

/** What is said of a change of a take-profit of 6 to so many. */
function saidOfAmend(quantity: string, actor: string, venueReduces = false): readonly string[] {
  const { watch, sentences } = watched([entry({ isUnknown: true })], { venueReduces });
  const order = { ...orderOf('mine', { role: 'take_profit', quantity: '6' }), largest: decimal('6') };
  watch.amend({ kind: 'order_amend_requested', time: 2, quantity, actor } as Fact, order);
  return sentences;
}

const close = (quantity: string, more: Other = {}): Other => ({ role: 'close', quantity, ...more });
const entry = (more: Other = {}): Other => ({ role: 'entry', reduceOnly: false, quantity: '5', ...more });

describe('what is signed to close', () => {
  it.each(['close', 'stop_loss', 'take_profit'])('as a %s leaves room for closes that are on their way', (role) => {
    expect(said(role, [close('4')])).toEqual([]);
    expect(said(role, [close('5')])).toEqual([expect.stringContaining(`I-23: ${role} mine`)]);
    expect(said(role, [close('5', { ended: 'order_canceled' })])).toEqual([]);
    expect(said(role, [close('5', { instrumentId: 'Y' })])).toEqual([]);
    expect(said(role, [close('5')], true)).toEqual([]);
  });

  it('as a close leaves room for an entry before it of which nobody knows what it has taken', () => {
    expect(said('close', [entry({ isUnknown: true })])).toHaveLength(1);
    expect(said('close', [entry({ isUnknown: true, side: 'buy' })])).toEqual([]);
    expect(said('close', [entry({ type: 'limit', timeInForce: 'gtc' })])).toEqual([]);
  });

  it('as a take-profit waits for an entry that may take the position; a stop-loss has no time', () => {
    for (const doubt of [entry(), entry({ isUnknown: true })]) {
      expect(said('take_profit', [doubt])).toEqual([expect.stringContaining('may take the position')]);
      expect(said('stop_loss', [doubt])).toEqual([]);
    }
  });

  it('as a take-profit is not made larger either; a person may, and a smaller one adds to nothing', () => {
    expect(saidOfAmend('7', 'engine')).toEqual([expect.stringContaining('made larger')]);
    expect(saidOfAmend('5', 'engine')).toEqual([]);
    expect(saidOfAmend('7', 'me')).toEqual([]);
    expect(saidOfAmend('7', 'engine', true)).toEqual([]);
  });
});

describe('what is signed to sell coins', () => {
  it.each(['stop_loss', 'take_profit', 'close', 'entry'])(
    'as a %s leaves what others that are out may sell',
    (role) => {
      for (const other of ['stop_loss', 'take_profit']) {
        expect(saidOfCoins(role, [{ role: other, quantity: '4' }])).toEqual([]);
        expect(saidOfCoins(role, [{ role: other, quantity: '5' }])).toEqual([
          expect.stringContaining('what others sell'),
        ]);
        expect(saidOfCoins(role, [{ role: other, quantity: '5', ended: 'order_canceled' }])).toEqual([]);
        expect(said(role, [{ role: other, quantity: '5' }])).toEqual([]);
      }
    },
  );
});

describe('the rate of what is signed', () => {
  /** What is said of stop-losses that are signed at these times, two of which may lie within a second. */
  function saidAt(...times: readonly number[]): readonly string[] {
    const sentences: string[] = [];
    const facts = createFacts();
    const terms = { messageRate: { count: 2, windowMs: 1_000 }, quantityMax: decimal('20'), venueReduces: true };
    const watch = new SigningWatch(facts, terms, (sentence) => void sentences.push(sentence));
    for (const [index, time] of times.entries()) {
      const order = orderOf(`o${index}`, { role: 'stop_loss', quantity: '1' });
      watch.take({ kind: 'order_submitting', time, clientOrderId: order.id } as Fact, order);
    }
    return sentences.filter((sentence) => sentence.startsWith('I-24'));
  }

  it('is looked at in every window', () => {
    expect(saidAt(1_000, 1_500, 2_000, 2_500)).toEqual([]);
    expect(saidAt(1_000, 1_500, 1_999)).toHaveLength(1);
  });

  it('does not count what was signed before the clock was set back', () => {
    expect(saidAt(1_000, 5_000, 1_500)).toEqual([]);
    expect(saidAt(5_000, 1_000, 1_500, 1_900)).toHaveLength(1);
  });
});

describe('the largest that one order may be', () => {
  it('holds for what is signed', () => {
    const { sentences, sign } = watched([], { venueReduces: true });
    sign(orderOf('fits', { role: 'entry', quantity: '20' }));
    sign(orderOf('large', { role: 'entry', quantity: '20.1' }));
    expect(sentences.filter((one) => one.startsWith('I-11'))).toEqual([expect.stringContaining('order large')]);
  });

  it('holds for what one is made, whatever has filled of it; not for what makes a larger one smaller', () => {
    expect(saidOfAmend('20.1', 'operator', true)).toEqual([expect.stringContaining('I-11: order mine')]);
    expect(saidOfAmend('20', 'operator', true)).toEqual([]);
    const { watch, sentences } = watched([], { venueReduces: true });
    const larger = { ...orderOf('mine', { role: 'entry', quantity: '30' }), largest: decimal('30') };
    watch.amend({ kind: 'order_amend_requested', time: 2, quantity: '25', actor: 'operator' } as Fact, larger);
    expect(sentences).toEqual([]);
  });
});
