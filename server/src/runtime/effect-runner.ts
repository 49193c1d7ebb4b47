/**
 * Carries out effects, after their events are durable: the only place that calls a broker. One call for each effect, no
 * retry; what comes back, and what does not, goes into the engine as a report.
 */
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { Effect } from '#engine/effects.ts';
import type { EngineInput } from '#engine/inputs.ts';
import type { OrderReport } from '#domain/report.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Notice } from '#ports/notifier.ts';

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
}

/** How long a broker may take before its silence counts as ambiguous; late answers are still applied. */
const ANSWER_TIMEOUT_MS = 15_000;

export function createEffectRunner(options: EffectRunnerOptions): (effect: Effect) => void {
  const { broker, clock, feed } = options;

  const report = (clientOrderId: string, answer: Promise<OrderReport>): void => {
    let answered = false;
    const timer = clock.after(ANSWER_TIMEOUT_MS, () => {
      if (answered) return;
      feed({
        kind: 'report',
        report: { kind: 'ambiguous', clientOrderId, detail: 'no answer in time', time: clock.now() },
      });
    });
    const take = (outcome: OrderReport): void => {
      answered = true;
      timer.cancel();
      feed({ kind: 'report', report: outcome });
    };
    answer.then(take, (error: unknown) => {
      take({ kind: 'ambiguous', clientOrderId, detail: String(error), time: clock.now() });
    });
  };

  const place = (effect: Extract<Effect, { kind: 'place' }>): void => {
    const { clientOrderId } = effect.order;
    if (options.isKilled()) {
      const venueReason = 'KILL_SWITCH_BEFORE_SEND';
      feed({ kind: 'report', report: { kind: 'canceled', clientOrderId, venueReason, time: clock.now() } });
      return;
    }
    options.onPlace?.(effect.order);
    report(clientOrderId, broker.place(effect.order));
  };

  const query = (effect: Extract<Effect, { kind: 'query' }>): void => {
    const { orderId, clientOrderId } = effect;
    broker.query(effect).then(
      (answer) => feed({ kind: 'query_answer', orderId, clientOrderId, answer }),
      (error: unknown) =>
        feed({ kind: 'query_answer', orderId, clientOrderId, answer: { kind: 'unreachable', detail: String(error) } }),
    );
  };

  return (effect) => {
    switch (effect.kind) {
      case 'place':
        return place(effect);
      case 'cancel':
        return report(effect.clientOrderId, cancelOutcome(broker, effect));
      case 'amend':
        return report(effect.amend.clientOrderId, broker.amend(effect.amend));
      case 'query':
        return query(effect);
      case 'poll_after':
        clock.after(effect.delayMs, () => feed({ kind: 'poll', orderId: effect.orderId }));
        return undefined;
      case 'notify':
        options.notify({
          level: effect.level,
          code: effect.code,
          values: effect.values,
          accountId: options.accountId,
          time: clock.now(),
        });
        return undefined;
    }
  };
}

function cancelOutcome(broker: Broker, effect: Extract<Effect, { kind: 'cancel' }>): Promise<OrderReport> {
  return broker.cancel(effect);
}
