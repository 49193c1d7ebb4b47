/** A clock that a test moves by hand, and ids that count, for tests of the doors. */
import { createHash } from 'node:crypto';
import type { Clock, Timer } from '#ports/clock.ts';
import type { Ids } from '#ports/ids.ts';

interface Alarm {
  readonly at: number;
  readonly callback: () => void;
}

export class HandClock implements Clock {
  #now: number;
  readonly #alarms = new Set<Alarm>();

  constructor(start = Date.UTC(2026, 2, 2, 9, 30)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): Timer {
    const alarm = { at: this.#now + delayMs, callback };
    this.#alarms.add(alarm);
    return { cancel: () => this.#alarms.delete(alarm) };
  }

  /** Moves the hands on and calls what is due, in order. */
  advance(ms: number): void {
    const target = this.#now + ms;
    for (;;) {
      const due = [...this.#alarms].filter((alarm) => alarm.at <= target).toSorted((left, right) => left.at - right.at);
      const next = due[0];
      if (next === undefined) break;
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = target;
  }
}

const hash = (text: string, encoding: 'hex' | 'base64url') => createHash('sha256').update(text).digest(encoding);

/** Ids that are the same in every run. */
export function createCountingIds(): Ids {
  let count = 0;
  const name = (text: string) =>
    hash(text, 'hex')
      .replaceAll(/[0189]/g, 'z')
      .slice(0, 24);
  return {
    derive: (parts) => name(JSON.stringify(parts)),
    random: () => name(`id ${++count}`),
    secret: () => hash(`secret ${++count}`, 'base64url'),
  };
}
