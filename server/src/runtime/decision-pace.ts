/**
 * How much of the time may go to decisions. Answers come first: while senders stand in line, their signals are made durable
 * and they are answered, and decisions go on at a bounded rate; the inbox keeps what waits. With no line they go at once.
 */

export interface Pace {
  /** How long decisions may go on, ms. */
  readonly sliceMs: number;
  /** How many of them may be begun. */
  readonly countMax: number;
  /** How long answers then have for themselves, ms. */
  readonly pauseMs: number;
}

/** So many senders waiting on average are a line. */
const LINE_LENGTH = 14;
/** The weight of the newest arrival in the average: a hiccup of a few alerts is no line. */
const WEIGHT = 0.02;
/** A line of which nobody has come for so long is over, ms. */
const LINE_OVER_MS = 25;
const AT_ONCE: Pace = { sliceMs: 4, countMax: Number.POSITIVE_INFINITY, pauseMs: 0 };
/** Some 1,300 a second: more than come when a line of this length is a hiccup. */
const SHARED: Pace = { sliceMs: 1, countMax: 8, pauseMs: 5 };

export class DecisionPace {
  #waiting = 0;
  #line = 0;
  #lastArrival = Number.NEGATIVE_INFINITY;

  /** A sender has come, at this monotonic time (ms), and waits for its answer. */
  arrived(time: number): void {
    this.#waiting += 1;
    this.#line += (this.#waiting - this.#line) * WEIGHT;
    this.#lastArrival = time;
  }

  /** It has been answered. */
  answered(): void {
    this.#waiting -= 1;
  }

  /** The pace at this monotonic time, ms. */
  at(time: number): Pace {
    return this.#line > LINE_LENGTH && time - this.#lastArrival < LINE_OVER_MS ? SHARED : AT_ONCE;
  }
}
