/**
 * Those who wait for something about one signal, found by its id: a commit calls only those it concerns, and makes no view
 * for them. They look for themselves at what has become of it.
 */
import type { DurableEvent } from './account-runner.ts';

export class SignalFollowers {
  readonly #followers = new Map<string, Set<() => void>>();

  /**
   * Calls back after each durable change about the signal, or about the order when no signal caused it; and when an account
   * has come up again, because what changed meanwhile is told in no event. Returns the function that ends it.
   */
  follow(correlation: string, onChange: () => void): () => void {
    const known = this.#followers.get(correlation);
    const followers = known ?? new Set();
    if (known === undefined) this.#followers.set(correlation, followers);
    // One of its own, so that the same function may follow twice.
    const follower = (): void => onChange();
    followers.add(follower);
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#followers.get(correlation) === followers) this.#followers.delete(correlation);
    };
  }

  /** These have become durable. */
  tell(events: readonly DurableEvent[]): void {
    if (this.#followers.size === 0) return;
    for (const { correlation, event } of events) {
      if (event.kind === 'account_reconciled') this.#tellAll();
      else if (correlation !== undefined) callAll(this.#followers.get(correlation));
    }
  }

  #tellAll(): void {
    for (const followers of this.#followers.values()) callAll(followers);
  }
}

function callAll(followers: ReadonlySet<() => void> | undefined): void {
  if (followers !== undefined) for (const follower of followers) follower();
}
