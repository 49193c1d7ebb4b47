/**
 * What the venue's answers must lead to within seconds, and its silence too, whatever its stream says or loses: the trades
 * that an answer carries are booked; an order is asked for whose cancel was refused because it had ended, that has filled
 * whole without an end, or whose fate is unknown, again where that question found no answer; and an order that was sent
 * does not wait for ever. The comparison on a cycle would find all of it a minute later and hide that nobody listened. Looked
 * at only where nothing that struck explains a delay.
 */
import type { FaultName } from '../faults/fault-kinds.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { TrueAnswer, TrueQuestion, VenueTruth } from '../venue/venue-truth.ts';
import type { JournalFacts } from './journal-facts.ts';

export interface AnswerWatchOptions {
  readonly truth: Pick<VenueTruth, 'accepted'>;
  readonly heard: {
    readonly questions: readonly TrueQuestion[];
    readonly answers: readonly TrueAnswer[];
    /** Questions to which no answer came: when that was known. */
    readonly unanswered: readonly TrueQuestion[];
  };
  readonly facts: JournalFacts;
  readonly faults: Pick<FaultPlan, 'injections'>;
  readonly now: () => number;
  /** The life that has the account now and hears; undefined while none does. */
  readonly life: () => number | undefined;
  /** Whether that one trades, and has the order in its books: else another wrote of it, that has died or lost the account. */
  readonly knows: (orderId: string) => boolean;
  readonly say: (sentence: string) => void;
}

/** What is to be looked at after a while, if the same life has the account then and nothing has struck. */
interface Later {
  readonly life: number | undefined;
  readonly atMs: number;
  readonly check: () => void;
}

/** What answers lead to is durable by then, when the disk is as it should be. */
const SOON_MS = 5_000;
/** An answer is waited for no longer than this. */
const AT_LAST_MS = 20_000;
/** How often a question that found no answer is repeated soon; after that it is at leisure. */
const REPEATED_SOON = 3;
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
  readonly #soon: Later[] = [];
  readonly #atLast: Later[] = [];
  #questionsSeen = 0;
  #answersSeen = 0;
  #unansweredSeen = 0;

  constructor(options: AnswerWatchOptions) {
    this.#options = options;
  }

  /** The journal says that the venue has refused to cancel the order. */
  cancelRefused(orderId: string): void {
    if (!this.#options.knows(orderId)) return;
    this.#after(this.#soon, (sinceMs) => this.#checkRefused(orderId, sinceMs));
  }

  /** The journal says that nobody knows what has become of the order. */
  doubted(orderId: string): void {
    if (!this.#options.knows(orderId)) return;
    this.#after(this.#soon, (sinceMs) => {
      if (this.#isInDoubt(orderId) && !this.#isAsked(orderId, sinceMs))
        this.#options.say(`I-29: nobody knows what has become of order ${orderId}, and nobody asks`);
    });
  }

  /** The journal has a trade of the order: one that fills it whole while it is to become larger may be its end or not. */
  filled(orderId: string): void {
    const isWhole = (): boolean => {
      const order = this.#options.facts.orders.get(orderId);
      if (order?.amendTo === undefined || order.ended !== undefined) return false;
      return order.filled >= order.quantity && order.filled < order.amendTo;
    };
    if (!isWhole() || this.#timesAsked(orderId) > REPEATED_SOON) return;
    this.#after(this.#soon, (sinceMs) => {
      if (isWhole() && !this.#isAsked(orderId, sinceMs))
        this.#options.say(`I-29: order ${orderId} has filled whole while it was to grow, and nobody has asked for it`);
    });
  }

  /** The journal says that the order is about to be sent. */
  submitted(orderId: string): void {
    const { facts, knows, say } = this.#options;
    if (!knows(orderId)) return;
    const attempts = facts.orders.get(orderId)?.submissions.length;
    this.#after(this.#atLast, () => {
      const order = facts.orders.get(orderId);
      if (order === undefined || order.submissions.length !== attempts || order.ended !== undefined) return;
      if (!order.isSeen && !order.isUnknown)
        say(`I-29: order ${orderId} was sent, and its answer is waited for for ever`);
    });
  }

  look(): void {
    const { heard, now } = this.#options;
    const { questions, answers, unanswered } = heard;
    for (; this.#questionsSeen < questions.length; this.#questionsSeen += 1)
      this.#watchQuestion(questions[this.#questionsSeen]);
    for (; this.#answersSeen < answers.length; this.#answersSeen += 1) this.#watchAnswer(answers[this.#answersSeen]);
    for (; this.#unansweredSeen < unanswered.length; this.#unansweredSeen += 1)
      this.#watchUnanswered(unanswered[this.#unansweredSeen]);
    this.#lookAtThose(this.#soon, now() - SOON_MS);
    this.#lookAtThose(this.#atLast, now() - AT_LAST_MS);
  }

  #after(list: Later[], check: (sinceMs: number) => void): void {
    const { life, now } = this.#options;
    const atMs = now();
    list.push({ life: life(), atMs, check: () => check(atMs) });
  }

  #lookAtThose(list: Later[], dueMs: number): void {
    while ((list[0]?.atMs ?? Infinity) < dueMs) {
      const later = list.shift();
      if (later !== undefined && !this.#isExcused(later)) later.check();
    }
  }

  #watchAnswer(answer: TrueAnswer | undefined): void {
    const { facts, say } = this.#options;
    if (answer === undefined) return;
    const check = (): void => {
      const order = facts.orders.get(facts.orderOfClientId.get(answer.clientOrderId) ?? '');
      // Of an attempt that was given up nothing is taken in any more.
      if (order?.submissions.at(-1)?.clientOrderId !== answer.clientOrderId) return;
      const missing = answer.tradeIds.find((id) => !facts.trades.has(id));
      if (missing !== undefined)
        say(`I-09: an answer has told of trade ${missing} of order ${order.id}, which is not booked`);
    };
    this.#soon.push({ ...answer, check });
  }

  /** One that is never answered in any way is given up, and the order is asked for again. */
  #watchQuestion(question: TrueQuestion | undefined): void {
    if (question === undefined) return;
    const { clientOrderId, atMs } = question;
    const check = (): void => {
      if (question.isAnswered !== true) this.#checkAskedAgain(clientOrderId, atMs);
    };
    this.#atLast.push({ ...question, check });
  }

  #watchUnanswered(asked: TrueQuestion | undefined): void {
    if (asked === undefined) return;
    const { clientOrderId, atMs } = asked;
    this.#soon.push({ ...asked, check: () => this.#checkAskedAgain(clientOrderId, atMs) });
  }

  #checkAskedAgain(clientOrderId: string, sinceMs: number): void {
    const { facts } = this.#options;
    const orderId = facts.orderOfClientId.get(clientOrderId) ?? '';
    if (
      this.#timesAsked(orderId, sinceMs) > REPEATED_SOON ||
      !this.#isInDoubt(orderId) ||
      this.#isAsked(orderId, sinceMs + 1)
    )
      return;
    if (facts.orders.get(orderId)?.submissions.at(-1)?.clientOrderId === clientOrderId)
      this.#options.say(`I-29: the question about order ${orderId} found no answer, and nobody asks again`);
  }

  #checkRefused(orderId: string, sinceMs: number): void {
    const { facts, truth, say } = this.#options;
    const order = facts.orders.get(orderId);
    const clientOrderId = order?.submissions.at(-1)?.clientOrderId;
    if (order === undefined || order.ended !== undefined) return;
    const held = truth.accepted.findLast((one) => one.clientOrderId === clientOrderId);
    if (held === undefined || held.status === 'open' || held.status === 'forgotten') return;
    if (!this.#isAsked(orderId, sinceMs))
      say(`I-29: the cancel of order ${orderId} was refused, it has ended, and nobody has asked for it`);
  }

  #isInDoubt(orderId: string): boolean {
    const order = this.#options.facts.orders.get(orderId);
    return order?.isUnknown === true && order.ended === undefined;
  }

  #timesAsked(orderId: string, untilMs = Number.POSITIVE_INFINITY): number {
    const { facts, heard } = this.#options;
    const clientOrderId = facts.orders.get(orderId)?.submissions.at(-1)?.clientOrderId;
    return heard.questions.filter((one) => one.clientOrderId === clientOrderId && one.atMs <= untilMs).length;
  }

  #isAsked(orderId: string, sinceMs: number): boolean {
    const { facts, heard } = this.#options;
    const clientOrderId = facts.orders.get(orderId)?.submissions.at(-1)?.clientOrderId;
    return heard.questions.some((one) => one.clientOrderId === clientOrderId && one.atMs >= sinceMs);
  }

  /** Another life has it now, or a fault explains why it takes longer. */
  #isExcused({ life, atMs }: Later): boolean {
    const { faults, life: present } = this.#options;
    if (life === undefined || present() !== life) return true;
    return faults.injections.some((one) => DELAYS.has(one.name) && one.atMs >= atMs - LINGERS_MS);
  }
}
