/**
 * The window of the inbox that memory holds. The inbox is the queue: while more signals wait than the window takes, or
 * an earlier run has left some, new ones are left to the inbox too and read back from there in their turn.
 */
import type { Inbox, InboxRow } from '#ports/inbox.ts';
import type { Logger } from '#ports/logger.ts';
import type { SignalDetail } from './signal-detail.ts';

export interface QueuedSignal {
  readonly signalId: string;
  readonly position: number;
  readonly source: string;
  readonly receivedAt: number;
  readonly detail: SignalDetail;
}

export interface SignalWindowOptions {
  readonly inbox: Inbox;
  readonly logger: Logger;
  /** Marks the signal as taken up; false when it was already. */
  readonly takeUp: (signalId: string) => boolean;
  /** What a row holds; undefined when it can't be read and was set aside. Asked only for rows not taken up. */
  readonly read: (row: InboxRow) => QueuedSignal | undefined;
  readonly isTakenUp: (signalId: string) => boolean;
}

/** Signals kept in memory; beyond it they wait in the inbox. */
export const WINDOW = 1_000;
const PAGE = WINDOW / 5;

export class SignalWindow {
  readonly #options: SignalWindowOptions;
  #queue: QueuedSignal[] = [];
  #head = 0;
  /** True while rows wait in the inbox alone: those after `#cursor` that are not taken up. */
  #spilled = false;
  #cursor = 0;
  /** The lowest position left to the inbox since it was last asked. */
  #leftSince = Number.POSITIVE_INFINITY;
  #reading = false;

  constructor(options: SignalWindowOptions) {
    this.#options = options;
  }

  /** Whether signals wait in memory. */
  get isEmpty(): boolean {
    return this.#head >= this.#queue.length;
  }

  /** Whether signals wait in the inbox alone. */
  get isSpilled(): boolean {
    return this.#spilled;
  }

  /** From now on the inbox holds signals that memory does not know, from the first row on. */
  spill(): void {
    this.#spilled = true;
    this.#cursor = 0;
  }

  /** Rows up to this position have been taken up by somebody else, and are not read. */
  passOver(position: number): void {
    this.#cursor = Math.max(this.#cursor, position);
  }

  add(signal: QueuedSignal): void {
    if (this.#spilled || this.#queue.length - this.#head >= WINDOW) this.#leave(signal.position);
    else this.#take(signal);
  }

  /** The next signal in memory. */
  next(): QueuedSignal | undefined {
    const signal = this.#queue[this.#head];
    this.#head += 1;
    if (this.isEmpty) {
      this.#queue = [];
      this.#head = 0;
    }
    return signal;
  }

  /** Reads the next page of what waits in the inbox. */
  async refill(): Promise<'read' | 'under way' | 'unavailable'> {
    if (this.#reading) return 'under way';
    this.#reading = true;
    this.#leftSince = Number.POSITIVE_INFINITY;
    const rows = await this.#rows();
    this.#reading = false;
    if (rows === undefined) return 'unavailable';
    for (const row of rows) {
      const signal = this.#options.isTakenUp(row.signalId) ? undefined : this.#options.read(row);
      if (signal !== undefined) this.#take(signal);
    }
    const last = rows.at(-1);
    if (last !== undefined) this.#cursor = Math.min(last.position, this.#leftSince - 1);
    else if (this.#leftSince === Number.POSITIVE_INFINITY) this.#spilled = false;
    return 'read';
  }

  async #rows(): Promise<readonly InboxRow[] | undefined> {
    try {
      return await this.#options.inbox.pending(this.#cursor, PAGE);
    } catch (error) {
      this.#options.logger.warn({ error: String(error) }, 'waiting signals could not be read');
      return undefined;
    }
  }

  #take(signal: QueuedSignal): void {
    if (this.#options.takeUp(signal.signalId)) this.#queue.push(signal);
  }

  /** Positions need not be told of in their order: what is left behind is looked for from the lowest one on. */
  #leave(position: number): void {
    this.#cursor = this.#spilled ? Math.min(this.#cursor, position - 1) : position - 1;
    this.#leftSince = Math.min(this.#leftSince, position);
    this.#spilled = true;
  }
}
