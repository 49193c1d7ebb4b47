/**
 * One life of a process: from its start to its end. What comes from outside reaches it only through here, so that a dead
 * process hears nothing, and one that is paused (a stalled event loop, a stopped process) hears everything late and in
 * order. What it holds of the outside goes through `lend`: once dead it can ask for nothing more.
 */
import type { Clock } from '#ports/clock.ts';
import type { Kernel } from './kernel.ts';

export class Life {
  readonly #kernel: Kernel;
  readonly #wallAtStartMs: () => number;
  readonly #dies: (life: Life) => boolean;
  #isOver = false;
  #pausedUntil = 0;
  #held: (() => void)[] = [];

  /**
   * `wallMs` is what the machine's wall clock shows now; it may jump. `dies` is asked around everything that is heard,
   * which is every point at which the process waits; when it answers true it has ended this life.
   */
  constructor(kernel: Kernel, wallMs: () => number, dies: (life: Life) => boolean = () => false) {
    this.#kernel = kernel;
    this.#dies = dies;
    this.#wallAtStartMs = wallMs;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isPaused(): boolean {
    return this.#kernel.now < this.#pausedUntil;
  }

  end(): void {
    this.#isOver = true;
    this.#held = [];
  }

  /** Nothing is heard until so much later. */
  pause(durationMs: number): void {
    if (this.#isOver) return;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#kernel.now + durationMs);
    this.#kernel.after(this.#pausedUntil - this.#kernel.now, () => this.#resume());
  }

  /** Hands something from outside to the process: now, late, or never. */
  deliver(run: () => void): void {
    if (this.#isOver) return;
    if (this.isPaused || this.#held.length > 0) this.#held.push(run);
    else this.#hear(run);
  }

  /** The process may die before it has heard, or when it has and what follows from it has not begun. */
  #hear(run: () => void): void {
    if (this.#dies(this)) return;
    run();
    if (!this.#isOver) this.#dies(this);
  }

  /** Each in a turn of its own, as an event loop would take them. */
  #resume(): void {
    if (this.#isOver || this.isPaused) return;
    const next = this.#held.shift();
    if (next === undefined) return;
    this.#hear(next);
    if (this.#held.length > 0) this.#kernel.after(0, () => this.#resume());
  }

  /** The clock as this process has it. */
  clock(): Clock {
    return {
      now: () => Math.floor(this.#wallAtStartMs()),
      monotonic: () => this.#kernel.now,
      after: (delayMs, callback) => {
        const timer = { canceled: false };
        const scheduled = this.#kernel.after(delayMs, () =>
          this.deliver(() => {
            if (!timer.canceled) callback();
          }),
        );
        return {
          cancel() {
            timer.canceled = true;
            scheduled.cancel();
          },
        };
      },
    };
  }

  /** A port as this process has it: a dead process asks and nobody hears. Synchronous answers must not be lent. */
  lend<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name, receiver) => {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return (...input: unknown[]): unknown =>
          this.#isOver ? new Promise(() => undefined) : Reflect.apply(member, target, input);
      },
    });
  }
}
