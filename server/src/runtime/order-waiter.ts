/** Lets a caller wait until orders have come to rest: ended, held for a person, or resting at the venue. */
import { isTerminal } from '#domain/order.ts';
import type { ShownOrder } from '#domain/parent-order.ts';
import { shownOrder } from '#engine/algos/shown-orders.ts';
import type { Clock } from '#ports/clock.ts';
import type { AccountRunner } from './account-runner.ts';
import type { SignalFollowers } from './signal-followers.ts';

/** Orders of one signal at one account. */
export interface AwaitedOrders {
  readonly runner: Pick<AccountRunner, 'state'>;
  readonly signalId: string;
  readonly orderIds: readonly string[];
}

export class OrderWaiter {
  readonly #clock: Clock;
  readonly #followers: SignalFollowers;

  constructor(clock: Clock, followers: SignalFollowers) {
    this.#clock = clock;
    this.#followers = followers;
  }

  /** Resolves true when all have come to rest, false when `waitMs` has passed before. */
  wait(awaited: AwaitedOrders, waitMs: number): Promise<boolean> {
    if (areAtRest(awaited)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (settled: boolean): void => {
        timer.cancel();
        unfollow();
        resolve(settled);
      };
      const timer = this.#clock.after(waitMs, () => finish(false));
      const unfollow = this.#followers.follow(awaited.signalId, () => {
        if (areAtRest(awaited)) finish(true);
      });
    });
  }
}

function areAtRest({ runner, orderIds }: AwaitedOrders): boolean {
  return orderIds.every((id) => isAtRest(shownOrder(runner.state, id)));
}

/** An order that left memory was terminal. A market order that the venue has only acknowledged is still on its way. */
function isAtRest(order: ShownOrder | undefined): boolean {
  if (order === undefined || isTerminal(order.status) || order.status === 'held') return true;
  // It rests here, whatever its children are about.
  if (order.emulated !== undefined) return true;
  if (order.status !== 'accepted' && order.status !== 'partially_filled') return false;
  const { type, timeInForce } = order.request;
  return type !== 'market' && timeInForce !== 'ioc' && timeInForce !== 'fok';
}
