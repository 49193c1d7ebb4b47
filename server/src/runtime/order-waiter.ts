/** Lets a caller wait until orders have come to rest: ended, held for a person, or resting at the venue. */
import { type Order, isTerminal } from '#domain/order.ts';
import type { Clock } from '#ports/clock.ts';
import type { AccountRunner } from './account-runner.ts';

interface Waiter {
  readonly runner: AccountRunner;
  readonly orderIds: readonly string[];
  readonly resolve: (settled: boolean) => void;
}

export class OrderWaiter {
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves true when all have come to rest, false when `waitMs` has passed before. */
  wait(runner: AccountRunner, orderIds: readonly string[], waitMs: number): Promise<boolean> {
    if (orderIds.every((id) => isAtRest(runner.state.orders.get(id)))) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = this.#clock.after(waitMs, () => finish(false));
      const finish = (settled: boolean): void => {
        timer.cancel();
        this.#waiters.delete(waiter);
        resolve(settled);
      };
      const waiter: Waiter = { runner, orderIds, resolve: finish };
      this.#waiters.add(waiter);
    });
  }

  /** Looks again; call it after each durable change. */
  look(): void {
    for (const waiter of this.#waiters) {
      if (waiter.orderIds.every((id) => isAtRest(waiter.runner.state.orders.get(id)))) waiter.resolve(true);
    }
  }
}

/** An order that left memory was terminal. A market order that the venue has only acknowledged is still on its way. */
function isAtRest(order: Order | undefined): boolean {
  if (order === undefined || isTerminal(order.status) || order.status === 'held') return true;
  if (order.status !== 'accepted' && order.status !== 'partially_filled') return false;
  const { type, timeInForce } = order.request;
  return type !== 'market' && timeInForce !== 'ioc' && timeInForce !== 'fok';
}
