/** What people have said, told as a journal would tell it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { ActsWatch } from './acts-watch.ts';
import { createFacts, type Fact, type JournalFacts, type OrderFacts } from './journal-facts.ts';

let said: string[];
let facts: JournalFacts;
let watch: ActsWatch;

beforeEach(() => {
  said = [];
  facts = createFacts();
  watch = new ActsWatch(facts, (sentence) => said.push(sentence));
});

const tell = (kind: string, more: object = {}): void => watch.take({ kind, time: 0, ...more } as Fact);
const arm = (state: string): void => tell('trading_state_changed', { scope: 'arming', state, actor: 'me' });
function sign(id: string, request: object = {}): void {
  const whole = { instrumentId: 'BTCUSDT', side: 'buy', quantity: '1', role: 'entry', reduceOnly: false, ...request };
  facts.orders.set(id, { id, request: whole } as unknown as OrderFacts);
  tell('order_submitting', { orderId: id });
}

describe('an account that is not armed', () => {
  it('opens nothing until it is armed again', () => {
    sign('a');
    arm('reducing');
    expect(said).toEqual([]);
    sign('b');
    expect(said).toEqual(['I-14: order b was signed while the account was not armed']);
    arm('active');
    sign('c');
    expect(said).toHaveLength(1);
  });

  it('closes, and protects', () => {
    facts.positions.set('BTCUSDT', decimal('2'));
    arm('reducing');
    sign('a', { role: 'close', side: 'sell', reduceOnly: true });
    sign('b', { role: 'stop_loss', side: 'sell', reduceOnly: true });
    sign('c', { side: 'sell' });
    expect(said).toEqual([]);
    sign('d', { side: 'sell', quantity: '3' });
    expect(said).toHaveLength(1);
  });

  it('is another thing than one that is stopped by itself', () => {
    tell('trading_state_changed', { state: 'reducing', actor: 'me' });
    sign('a');
    expect(said).toEqual([]);
  });
});

describe('what somebody asked for', () => {
  it('tells who', () => {
    tell('order_cancel_requested', { orderId: 'a', actor: 'engine' });
    tell('order_filled', { orderId: 'a' });
    expect(said).toEqual([]);
    tell('order_amend_requested', { orderId: 'a' });
    tell('trading_state_changed', { state: 'active', actor: '' });
    expect(said).toEqual([
      'I-26: order_amend_requested does not tell who asked for it',
      'I-26: trading_state_changed does not tell who asked for it',
    ]);
  });
});
