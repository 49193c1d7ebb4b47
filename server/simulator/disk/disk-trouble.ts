/** What may go wrong at a commit. Each question is an opportunity of its fault; a full disk leaves no room for others. */
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Kernel } from '../kernel/kernel.ts';

/**
 * answered: as it should be. kept: durable, and the process dies before it knows. lost: the process dies and nothing of
 * it is durable.
 */
export interface Fate {
  readonly kind: 'answered' | 'kept' | 'lost';
  /** Why the process dies. */
  readonly why: string;
}

export const ANSWERED: Fate = { kind: 'answered', why: '' };
export const LOST: Fate = { kind: 'lost', why: 'it is dead' };

const SLOW_MS = [1_000, 8_000] as const;
const FULL_MS = [1_000, 20_000] as const;

export class DiskTrouble {
  readonly #kernel: Kernel;
  readonly #faults: FaultPlan;
  #fullUntil = 0;
  #latchIsStuck = false;

  constructor(kernel: Kernel, faults: FaultPlan) {
    this.#kernel = kernel;
    this.#faults = faults;
  }

  /** A world that comes to rest has room on its disk again. */
  get isFull(): boolean {
    return this.#kernel.now < this.#fullUntil && !this.#faults.isOver;
  }

  /** The latch needs no new room: it fails in half of the times when the disk is full. */
  get isLatchStuck(): boolean {
    return this.#latchIsStuck && this.isFull;
  }

  /** How long this commit takes if it is one of the slow ones. */
  slowness(): number | undefined {
    return this.#faults.strikes('disk_slow') ? this.#faults.detail('disk_slow').skewed(...SLOW_MS) : undefined;
  }

  /** Asked once for each commit: the disk may be full from now on. */
  fill(): void {
    if (this.isFull || !this.#faults.strikes('disk_full')) return;
    const detail = this.#faults.detail('disk_full');
    this.#fullUntil = this.#kernel.now + detail.skewed(...FULL_MS);
    this.#latchIsStuck = detail.chance(0.5);
  }

  /** Asked once for each commit and each process that writes in it. */
  fate(): Fate {
    const faults = this.#faults;
    if (this.isFull) return ANSWERED;
    if (faults.strikes('crash_before_commit')) return { kind: 'lost', why: 'it dies before the commit' };
    if (faults.strikes('sync_failed')) {
      const isKept = faults.detail('sync_failed').chance(0.5);
      return { kind: isKept ? 'kept' : 'lost', why: 'the disk has not confirmed a write' };
    }
    if (faults.strikes('crash_before_answer')) return { kind: 'kept', why: 'it dies before the answer of a commit' };
    return ANSWERED;
  }

  /** Asked once for each write: why it is turned away. */
  refusal(): string | undefined {
    if (this.isFull) return 'database or disk is full';
    return this.#faults.strikes('database_busy') ? 'database is locked' : undefined;
  }

  /** Asked once for each append that was carried out. */
  losesAnswer(): boolean {
    return this.#faults.strikes('commit_answer_lost');
  }
}
