/**
 * What people are asked for and what they have said: whether an account is armed, and who did what. Looked at record by
 * record; the account of every world is armed when it is opened.
 */
import { type Fact, isAct, type JournalFacts } from './journal-facts.ts';
import { reduces } from './signing-watch.ts';

export class ActsWatch {
  readonly #facts: JournalFacts;
  readonly #say: (sentence: string) => void;
  #isArmed = true;

  constructor(facts: JournalFacts, say: (sentence: string) => void) {
    this.#facts = facts;
    this.#say = say;
  }

  /** Called with each record, once the facts have it. */
  take(fact: Fact): void {
    if (isAct(fact) && !fact.actor) this.#say(`I-26: ${fact.kind} does not tell who asked for it`);
    if (fact.kind === 'trading_state_changed' && fact.scope === 'arming')
      this.#isArmed = (fact.state as string) === 'active';
    if (fact.kind === 'order_submitting' && !this.#isArmed) this.#checkSigned(fact.orderId ?? '');
  }

  /** I-14: of an account that is not armed only what closes goes out. */
  #checkSigned(orderId: string): void {
    const order = this.#facts.orders.get(orderId);
    if (order === undefined || order.request.role !== 'entry' || order.request.reduceOnly) return;
    if (!reduces(this.#facts, order)) this.#say(`I-14: order ${orderId} was signed while the account was not armed`);
  }
}
