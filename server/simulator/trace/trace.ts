/**
 * The trace of a run: every step that can be seen from outside, in order. Its hash is what "the same seed gives the same
 * run" is measured by; its lines are the timeline that a person reads when a run has failed.
 */
import { mix } from '../kernel/random.ts';

export type Lane = 'signal' | 'decision' | 'attempt' | 'wire' | 'venue' | 'disk' | 'node' | 'fault' | 'check';

export interface TraceLine {
  readonly atMs: number;
  readonly lane: Lane;
  readonly text: string;
}

export class Trace {
  readonly #now: () => number;
  readonly #lines: TraceLine[] | undefined;
  #hash = 0x811c9dc5;
  #count = 0;

  /** Lines are kept only when they will be read: the hash is always made. */
  constructor(now: () => number, keepsLines: boolean) {
    this.#now = now;
    this.#lines = keepsLines ? [] : undefined;
  }

  say(lane: Lane, text: string): void {
    const atMs = this.#now();
    this.#count += 1;
    let hash = mix(this.#hash ^ Math.floor(atMs * 1_000));
    for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    this.#hash = hash >>> 0;
    this.#lines?.push({ atMs, lane, text });
  }

  get lines(): readonly TraceLine[] {
    return this.#lines ?? [];
  }

  /** 8 hexadecimal digits over all lines and how many there were. */
  get hash(): string {
    return mix(this.#hash ^ this.#count)
      .toString(16)
      .padStart(8, '0');
  }
}
