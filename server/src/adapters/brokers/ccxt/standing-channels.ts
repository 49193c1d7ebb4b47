/**
 * Which subscriptions of one socket stand: those that the exchange has confirmed and has not ended since. One that was asked
 * for and is not confirmed does not stand, however lively the socket is otherwise.
 */
import { type ChannelNews, LINE } from './stream-talk.ts';

export class StandingChannels {
  /** Asked for and not confirmed, with the moment. */
  readonly #waiting = new Map<string, number>();
  readonly #standing = new Set<string>();

  /** Something stands, and nothing is waited for. */
  get areAll(): boolean {
    return this.#waiting.size === 0 && this.#standing.size > 0;
  }

  get waiting(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  asked(names: readonly string[], at: number): void {
    for (const name of names) if (!this.#standing.has(name)) this.#waiting.set(name, at);
  }

  /** What has ended of what was asked for. */
  heard({ stands = [], ended = [] }: ChannelNews): readonly string[] {
    for (const name of stands) if (this.#waiting.delete(name)) this.#standing.add(name);
    return ended.filter((name) => name === LINE || this.#waiting.has(name) || this.#standing.has(name));
  }

  /** Those that were asked for before this moment and are not confirmed yet. */
  overdue(before: number): readonly string[] {
    return [...this.#waiting].flatMap(([name, at]) => (at < before ? [name] : []));
  }
}
