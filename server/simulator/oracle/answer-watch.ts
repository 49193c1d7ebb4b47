/**
 * What the venue's answers must lead to within seconds, whatever its stream says or loses: the trades that an answer
 * carries are booked, and an order whose cancel was refused because it had ended is asked for. The comparison on a cycle
 * would find both a minute later and hide that nobody listened. Looked at only where nothing that struck explains a delay.
 */
import type { FaultName } from '../faults/fault-kinds.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { TrueAnswer, TrueQuestion, VenueTruth } from '../venue/venue-truth.ts';
import type { JournalFacts } from './journal-facts.ts';

export interface AnswerWatchOptions {
  readonly truth: Pick<VenueTruth, 'accepted'>;
  readonly heard: { readonly questions: readonly TrueQuestion[]; readonly answers: readonly TrueAnswer[] };
  readonly facts: JournalFacts;
  readonly faults: Pick<FaultPlan, 'injections'>;
  readonly now: () => number;
  /** The life that has the account now and hears; undefined while none does. */
  readonly life: () => number | undefined;
  readonly say: (sentence: string) => void;
}

interface RefusedCancel {
  readonly orderId: string;
  readonly life: number | undefined;
  readonly atMs: number;
}

/** What answers lead to is durable by then, when the disk is as it should be. */
const WITHIN_MS = 5_000;
/** For so long a fault of this kind may still explain that something is late. */
export const LINGERS_MS = 45_000;
export const DELAYS: ReadonlySet<FaultName> = new Set<FaultName>([
  'disk_full',
  'disk_slow',
  'database_busy',
  'sync_failed',
  'commit_answer_lost',
  'stall',
  'over_fill',
  'absurd_report',
]);

export class AnswerWatch {
  readonly #options: AnswerWatchOptions;
  readonly #refused: RefusedCancel[] = [];
  #answersSeen = 0;
  #refusedSeen = 0;

  constructor(options: AnswerWatchOptions) {
    this.#options = options;
  }

  /** The journal says that the venue has refused to cancel the order. */
  cancelRefused(orderId: string): void {
    const { life, now } = this.#options;
    this.#refused.push({ orderId, life: life(), atMs: now() });
  }

  look(): void {
    const { heard, now } = this.#options;
    const dueMs = now() - WITHIN_MS;
    for (; (heard.answers[this.#answersSeen]?.atMs ?? Infinity) < dueMs; this.#answersSeen += 1)
      this.#checkAnswer(heard.answers[this.#answersSeen]);
    for (; (this.#refused[this.#refusedSeen]?.atMs ?? Infinity) < dueMs; this.#refusedSeen += 1)
      this.#checkRefused(this.#refused[this.#refusedSeen]);
  }

  #checkAnswer(answer: TrueAnswer | undefined): void {
    const { facts, say } = this.#options;
    if (answer === undefined || this.#isExcused(answer)) return;
    const order = facts.orders.get(facts.orderOfClientId.get(answer.clientOrderId) ?? '');
    // Of an attempt that was given up nothing is taken in any more.
    if (order?.submissions.at(-1)?.clientOrderId !== answer.clientOrderId) return;
    const missing = answer.tradeIds.find((id) => !facts.trades.has(id));
    if (missing !== undefined)
      say(`I-09: an answer has told of trade ${missing} of order ${order.id}, which is not booked`);
  }

  #checkRefused(refused: RefusedCancel | undefined): void {
    const { facts, truth, heard, say } = this.#options;
    if (refused === undefined || this.#isExcused(refused)) return;
    const { orderId, atMs } = refused;
    const order = facts.orders.get(orderId);
    const clientOrderId = order?.submissions.at(-1)?.clientOrderId;
    if (order === undefined || order.ended !== undefined) return;
    const held = truth.accepted.findLast((one) => one.clientOrderId === clientOrderId);
    if (held === undefined || held.status === 'open' || held.status === 'forgotten') return;
    const isAsked = heard.questions.some((one) => one.clientOrderId === clientOrderId && one.atMs >= atMs);
    if (!isAsked) say(`I-29: the cancel of order ${orderId} was refused, it has ended, and nobody has asked for it`);
  }

  /** Another life has it now, or a fault explains why it takes longer. */
  #isExcused({ life, atMs }: { readonly life: number | undefined; readonly atMs: number }): boolean {
    const { faults, life: present } = this.#options;
    if (life === undefined || present() !== life) return true;
    return faults.injections.some((one) => DELAYS.has(one.name) && one.atMs >= atMs - LINGERS_MS);
  }
}
