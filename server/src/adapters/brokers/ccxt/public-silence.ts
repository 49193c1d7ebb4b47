/**
 * The silence of a public channel. On a quiet market it means nothing; where an answer shows what the channel should have
 * told, twice and each time after its limit of silence, the channel is deaf. Its socket is cut then, so that whoever watches
 * over it subscribes anew; not more often than each minute, and less and less often while that changes nothing.
 */
import type { Clock } from '#ports/clock.ts';
import type { Attempt } from './attempt.ts';

const MISSES_MAX = 2;
const APART_MS = 60_000;
const APART_LONGEST_MS = 3_600_000;

export class PublicSilence {
  readonly #clock: Clock;
  readonly #quietMs: number;
  #attempt: Attempt | undefined;
  #since = 0;
  #misses = 0;
  #apartMs = APART_MS;
  #cutAt = Number.NEGATIVE_INFINITY;

  /** `quietMs`: the limit of silence. */
  constructor(clock: Clock, quietMs: number) {
    this.#clock = clock;
    this.#quietMs = quietMs;
  }

  /** The channel is waited for by this call; one that follows on a word of it goes on. */
  waits(attempt: Attempt): void {
    if (this.#attempt === undefined) this.#heard();
    this.#attempt = attempt;
  }

  /** The channel has spoken. */
  spoke(): void {
    this.#heard();
    if (this.#clock.monotonic() - this.#cutAt > APART_LONGEST_MS) this.#apartMs = APART_MS;
  }

  /** Nobody waits for it: its subscription has failed. */
  failed(): void {
    this.#attempt = undefined;
  }

  /** An answer has shown what the channel would have told. */
  missed(): void {
    const now = this.#clock.monotonic();
    const attempt = this.#attempt;
    if (attempt === undefined || now - this.#since < this.#quietMs) return;
    this.#misses += 1;
    if (this.#misses < MISSES_MAX || now - this.#cutAt < this.#apartMs) return;
    if (this.#cutAt > Number.NEGATIVE_INFINITY) this.#apartMs = Math.min(this.#apartMs * 2, APART_LONGEST_MS);
    this.#cutAt = now;
    this.#misses = 0;
    for (const socket of attempt.sockets) {
      if (!socket.isConnected) continue;
      socket.onError(new Error('a channel was silent while its market was not'));
      socket.close();
    }
  }

  #heard(): void {
    this.#since = this.#clock.monotonic();
    this.#misses = 0;
  }
}
