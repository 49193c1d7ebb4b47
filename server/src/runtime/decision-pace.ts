/**
 * How much of the time may go to decisions. Answers come first: while senders stand in line, their signals are made durable
 * and they are answered, and decisions get a share; the inbox keeps what waits. With no line decisions go at once.
 */

export interface Pace {
  /** How long decisions may go on, ms. */
  readonly sliceMs: number;
  /** How long answers then have for themselves, ms. */
  readonly pauseMs: number;
}

/** So many senders waiting on average are a line. */
const LINE_LENGTH = 6;
/** The weight of the newest arrival in the average: a hiccup of a few alerts is no line. */
const WEIGHT = 0.02;
const AT_ONCE: Pace = { sliceMs: 4, pauseMs: 0 };
const SHARED: Pace = { sliceMs: 1, pauseMs: 12 };

export class DecisionPace {
  #waiting = 0;
  #line = 0;

  /** A sender has come and waits for its answer. */
  arrived(): void {
    this.#waiting += 1;
    this.#line += (this.#waiting - this.#line) * WEIGHT;
  }

  /** It has been answered. */
  answered(): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#line *= 1 - WEIGHT;
  }

  /** The pace for now. */
  now(): Pace {
    return this.#line > LINE_LENGTH && this.#waiting > 0 ? SHARED : AT_ONCE;
  }
}
