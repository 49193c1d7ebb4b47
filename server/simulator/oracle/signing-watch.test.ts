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

/** What is said of a close, a stop-loss or a take-profit of 6 out of 10, where others were signed before it. */
function said(role: string, others: readonly Other[], venueReduces = false): readonly string[] {
  const sentences: string[] = [];
  const facts = createFacts();
  facts.positions.set('X', decimal('10'));
  const terms = { messageRate: { count: 40, windowMs: 1_000 }, venueReduces };
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
  sign(orderOf('mine', { role, quantity: '6', isSeen: false }));
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

  it('as a take-profit waits for an entry that is about to take the position; a stop-loss has no time', () => {
    expect(said('take_profit', [entry()])).toEqual([expect.stringContaining('about to take the position')]);
    expect(said('take_profit', [entry({ isUnknown: true })])).toEqual([]);
    expect(said('stop_loss', [entry()])).toEqual([]);
  });
});
