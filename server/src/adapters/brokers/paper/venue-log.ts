/**
 * The writing end of the venue's stream. Appends are strictly one after the other; what arrives while one is under way
 * goes into the next. An entry is settled in the order of arrival and exactly once: durable, refused (nothing of it was
 * written, nor of anything after it) or unsure. After a refusal the log takes nothing until it is told where it stands.
 */
import type { AppendOutcome, Journal, NewRecord } from '#ports/journal.ts';

export type LogSettlement = 'durable' | 'refused' | 'unsure';

export interface LogEntry {
  /** May be empty: an answer that only must not overtake the facts before it. */
  readonly records: readonly NewRecord[];
  settle(settlement: LogSettlement): void;
}

export interface LogFailure {
  /** unavailable: nothing was written, a replay puts it right. lost: another writer owns the stream, or nobody knows. */
  readonly kind: 'unavailable' | 'lost';
  readonly detail: string;
}

export interface VenueLogOptions {
  readonly journal: Journal;
  readonly stream: string;
  /** Called once per failure, after everything that waited has been settled. */
  readonly onFailure: (failure: LogFailure) => void;
}

const BATCH_RECORDS_MAX = 2_000;

export class VenueLog {
  readonly #options: VenueLogOptions;
  #waiting: LogEntry[] = [];
  #isRunning = false;
  #isBroken = false;
  #durableSequence = 0;
  #pushedSequence = 0;

  constructor(options: VenueLogOptions) {
    this.#options = options;
  }

  /** The sequence that the last pushed record will have. */
  get pushedSequence(): number {
    return this.#pushedSequence;
  }

  /** Whether something that was pushed has been refused, so that the state which brought it is not the true one. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Takes up writing after `sequence`, the last one of the stream. */
  resumeAt(sequence: number): void {
    this.#durableSequence = sequence;
    this.#pushedSequence = sequence;
    this.#isBroken = false;
  }

  push(entry: LogEntry): void {
    if (this.#isBroken) {
      entry.settle('refused');
      return;
    }
    this.#pushedSequence += entry.records.length;
    this.#waiting.push(entry);
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  /** Resolves when everything pushed so far has been settled. */
  idle(): Promise<void> {
    if (!this.#isRunning) return Promise.resolve();
    return new Promise((resolve) => {
      this.push({ records: [], settle: () => resolve() });
    });
  }

  async #run(): Promise<void> {
    // One turn later: what comes in the same moment goes in the same append.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      const failure = await this.#append(batch);
      if (failure !== undefined) {
        this.#fail(batch, failure);
        break;
      }
      for (const entry of batch) entry.settle('durable');
    }
    this.#isRunning = false;
  }

  #nextBatch(): readonly LogEntry[] {
    let records = 0;
    let count = 0;
    for (const entry of this.#waiting) {
      if (count > 0 && records + entry.records.length > BATCH_RECORDS_MAX) break;
      records += entry.records.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #append(batch: readonly LogEntry[]): Promise<LogFailure | undefined> {
    const records = batch.flatMap((entry) => entry.records);
    if (records.length === 0) return undefined;
    const { journal, stream } = this.#options;
    let outcome: AppendOutcome;
    try {
      outcome = await journal.append({ stream, expectedSequence: this.#durableSequence, records });
    } catch (error) {
      return { kind: 'lost', detail: error instanceof Error ? error.message : 'the journal failed' };
    }
    if (outcome.kind === 'appended') {
      this.#durableSequence += records.length;
      return undefined;
    }
    if (outcome.kind === 'unavailable') return { kind: 'unavailable', detail: outcome.detail };
    return { kind: 'lost', detail: `another writer is at sequence ${outcome.actualSequence}` };
  }

  #fail(batch: readonly LogEntry[], failure: LogFailure): void {
    this.#isBroken = true;
    const settlement = failure.kind === 'unavailable' ? 'refused' : 'unsure';
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const entry of batch) entry.settle(settlement);
    // What was never handed to the journal can't be in it.
    for (const entry of waiting) entry.settle('refused');
    this.#options.onFailure(failure);
  }
}
