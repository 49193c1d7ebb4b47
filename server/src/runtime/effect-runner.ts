/**
 * Carries out effects, after their events are durable: the only place that calls a broker. One call for each effect, no
 * retry; what comes back, and what does not, goes into the engine as a report.
 */
import { ZERO } from '#domain/decimal.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { Effect } from '#engine/effects.ts';
import type { EngineInput } from '#engine/inputs.ts';
import type { OrderReport, QueryAnswer } from '#domain/report.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Notice } from '#ports/notifier.ts';
import { ANSWER_TIMEOUT_MS, inTime } from './answer-time.ts';

type Unstamped<T> = T extends unknown ? Omit<T, 'now'> : never;
/** An input to which the runner adds the time. */
export type UnstampedInput = Unstamped<EngineInput>;

export interface EffectRunnerOptions {
  readonly accountId: string;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly feed: (input: UnstampedInput) => void;
  /** True from the moment the kill switch is pressed: nothing more is placed, whatever was approved. */
  readonly isKilled: () => boolean;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
  /** Called right before the one write to the broker. */
  readonly onPlace?: (order: ApprovedOrder) => void;
  /** Called when a cancel was answered, or its answer has not come in time, and that was taken in. */
  readonly onCancelAnswered?: (orderId: string) => void;
}

/** Carries out one effect after the other; answers come back through `feed`. */
export function createEffectRunner(options: EffectRunnerOptions): (effect: Effect) => void {
  const runner = new EffectRunner(options);
  return (effect) => runner.run(effect);
}

class EffectRunner {
  readonly #options: EffectRunnerOptions;

  constructor(options: EffectRunnerOptions) {
    this.#options = options;
  }

  run(effect: Effect): void {
    const { broker, clock, feed, notify, accountId, onCancelAnswered } = this.#options;
    switch (effect.kind) {
      case 'place':
        this.#place(effect.order);
        break;
      case 'cancel':
        this.#report(effect.clientOrderId, broker.cancel(effect), () => onCancelAnswered?.(effect.orderId));
        break;
      case 'amend':
        this.#report(effect.amend.clientOrderId, broker.amend(effect.amend));
        break;
      case 'query':
        this.#query(effect);
        break;
      case 'poll_after':
        clock.after(effect.delayMs, () => feed({ kind: 'poll', orderId: effect.orderId }));
        break;
      case 'notify':
        notify({ level: effect.level, code: effect.code, values: effect.values, accountId, time: clock.now() });
        break;
    }
  }

  #place(order: ApprovedOrder): void {
    const { broker, clock, feed, isKilled, onPlace } = this.#options;
    const { clientOrderId } = order;
    const late = clock.now() > order.deadlineAt;
    if (isKilled() || late) {
      const venueReason = late ? 'DEADLINE_BEFORE_SEND' : 'KILL_SWITCH_BEFORE_SEND';
      const report = { kind: 'canceled', clientOrderId, venueReason, filledQuantity: ZERO, time: clock.now() } as const;
      feed({ kind: 'report', report });
      return;
    }
    onPlace?.(order);
    this.#report(clientOrderId, broker.place(order));
  }

  /** One answer, or its absence, as an ambiguous report; a late answer is applied all the same. */
  #report(clientOrderId: string, answer: Promise<OrderReport>, onAnswered?: () => void): void {
    const { clock, feed } = this.#options;
    const ambiguous = (detail: string): OrderReport => ({
      kind: 'ambiguous',
      clientOrderId,
      detail,
      time: clock.now(),
    });
    const tell = (report: OrderReport): void => {
      feed({ kind: 'report', report });
      onAnswered?.();
    };
    const timer = clock.after(ANSWER_TIMEOUT_MS, () => tell(ambiguous('no answer in time')));
    const take = (report: OrderReport): void => {
      timer.cancel();
      tell(report);
    };
    answer.then(take, (error: unknown) => take(ambiguous(String(error))));
  }

  #query(effect: Extract<Effect, { kind: 'query' }>): void {
    const { broker, clock, feed } = this.#options;
    const { orderId, clientOrderId } = effect;
    const take = (answer: QueryAnswer): void => feed({ kind: 'query_answer', orderId, clientOrderId, answer });
    const answer = inTime(broker.query(effect), clock, ANSWER_TIMEOUT_MS);
    answer.then(take, (error: unknown) => take({ kind: 'unreachable', detail: String(error) }));
  }
}
