/**
 * Writes one stream of the journal: what was queued during one append goes out with the next, in order, so that a burst
 * costs few commits. After a failure nothing more is written until the owner has started over from the journal.
 */
import type { AppendOutcome, DocumentWrite, Journal, NewRecord, SettledSignal } from '#ports/journal.ts';

export interface Batch {
  readonly records: readonly NewRecord[];
  readonly settledSignals: readonly SettledSignal[];
  /** Called with the position of the batch's first record once it is durable. */
  readonly onDurable: (position: number) => void;
  readonly onFailed: (outcome: Exclude<AppendOutcome, { kind: 'appended' }>) => void;
}

export interface StreamWriterOptions {
  readonly journal: Journal;
  readonly stream: string;
  readonly lastSequence: number;
  /** Read-model rows for everything written since they were last taken; asked once per append. */
  readonly takeDocuments: () => readonly DocumentWrite[];
}

export class StreamWriter {
  readonly #options: StreamWriterOptions;
  #sequence: number;
  #queue: Batch[] = [];
  #writing = false;
  #waiting: (() => void)[] = [];
  #failed: Exclude<AppendOutcome, { kind: 'appended' }> | undefined;

  constructor(options: StreamWriterOptions) {
    this.#options = options;
    this.#sequence = options.lastSequence;
  }

  /** The sequence of the last durable record. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Queues a batch; its callbacks run in the order of the queue. */
  write(batch: Batch): void {
    if (this.#failed !== undefined) {
      batch.onFailed(this.#failed);
      return;
    }
    this.#queue.push(batch);
    if (!this.#writing) void this.#drain();
  }

  /** Resolves when nothing that was queued is on its way any more. */
  idle(): Promise<void> {
    if (!this.#writing) return Promise.resolve();
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#queue.length > 0) {
      const batches = this.#queue;
      this.#queue = [];
      const outcome = await this.#append(batches);
      if (outcome.kind === 'appended') this.#succeed(batches, outcome.position);
      else this.#fail([...batches, ...this.#queue.splice(0)], outcome);
    }
    this.#writing = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #append(batches: readonly Batch[]): Promise<AppendOutcome> {
    const records = batches.flatMap((batch) => batch.records);
    const settledSignals = batches.flatMap((batch) => batch.settledSignals);
    const { journal, stream, takeDocuments } = this.#options;
    try {
      return await journal.append({
        stream,
        expectedSequence: this.#sequence,
        records,
        documents: takeDocuments(),
        settledSignals,
      });
    } catch (error) {
      return { kind: 'unavailable', detail: String(error) };
    }
  }

  #succeed(batches: readonly Batch[], firstPosition: number): void {
    let position = firstPosition;
    for (const batch of batches) {
      this.#sequence += batch.records.length;
      batch.onDurable(position);
      position += batch.records.length;
    }
  }

  #fail(batches: readonly Batch[], outcome: Exclude<AppendOutcome, { kind: 'appended' }>): void {
    this.#failed = outcome;
    for (const batch of batches) batch.onFailed(outcome);
  }
}
