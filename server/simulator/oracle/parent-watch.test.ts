/** The watch over orders that are carried out by others, told what a journal would tell. */
import { beforeEach, describe, expect, it } from 'vitest';
import { FaultPlan } from '../faults/fault-plan.ts';
import { decimal } from '#domain/decimal.ts';
import type { Fact, OrderFacts } from './journal-facts.ts';
import { ParentWatch } from './parent-watch.ts';

let said: string[];
let watch: ParentWatch;
let orders: Map<string, OrderFacts>;

beforeEach(() => {
  said = [];
  const faults = new FaultPlan(1, { only: [] }, { now: () => 0, onInjected: () => undefined });
  const truth = { accepted: [], position: () => 0n } as unknown as ConstructorParameters<
    typeof ParentWatch
  >[0]['truth'];
  orders = new Map();
  watch = new ParentWatch({ truth, facts: { orders }, faults, say: (sentence) => said.push(sentence) });
  tell('parent_created', 'p');
  for (const orderId of ['a', 'b']) {
    orders.set(orderId, { least: decimal('1'), filled: decimal('0') } as OrderFacts);
    tell('order_created', orderId, { parentOrderId: 'p' });
  }
});

function tell(kind: string, orderId: string, more: Partial<Fact> = {}): void {
  watch.take({ kind, orderId, time: 0, ...more });
}

describe('an order that is carried out by others', () => {
  it('sends its children one after the other', () => {
    tell('order_submitting', 'a', { attempt: 1 });
    tell('order_unknown', 'a');
    tell('order_accepted', 'a');
    tell('order_submitting', 'b', { attempt: 1 });
    expect(said).toEqual([]);
  });

  it('sends nothing new while the fate of a child is open, but may send that one again', () => {
    tell('order_submitting', 'a', { attempt: 1 });
    tell('order_unknown', 'a');
    tell('order_submitting', 'a', { attempt: 2 });
    expect(said).toEqual([]);
    tell('order_submitting', 'b', { attempt: 1 });
    expect(said).toEqual(['I-31: order b was signed for p while the fate of a was open']);
  });

  it('sends nothing when it is to end, neither for the first time nor again', () => {
    tell('order_submitting', 'a', { attempt: 1 });
    tell('parent_cancel_asked', 'p');
    tell('order_submitting', 'a', { attempt: 2 });
    expect(said).toEqual(['I-32: order a was signed for p, which is to end']);
  });

  it.each(['done', 'canceled', 'failed'] as const)('is not %s while a child may still fill', (state) => {
    Object.assign(orders.get('a') as OrderFacts, { ended: 'order_canceled' });
    tell('parent_moved', 'p', { state: 'canceling' });
    expect(said).toEqual([]);
    tell('parent_moved', 'p', { state });
    expect(said).toEqual([`I-32: p is ${state} while its child b may still fill`]);
  });

  it('has ended when its children have, or have filled', () => {
    Object.assign(orders.get('a') as OrderFacts, { ended: 'order_canceled' });
    Object.assign(orders.get('b') as OrderFacts, { filled: decimal('1') });
    tell('parent_moved', 'p', { state: 'done' });
    expect(said).toEqual([]);
  });
});
