/**
 * Gathers requests while the storage thread is busy and sends what has gathered as one batch when it is idle: one fsync
 * for all of them. The queue is bounded in number and in size; beyond its bound a request is refused at once. The inbox
 * may fill only half of it, so that a storm of signals can't keep the journal of running orders from being written.
 */
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import type { BatchReply, Input, OperationName, Output, Reply, Request } from './operations.ts';

export interface GroupCommitLimits {
  readonly batchRequestsMax: number;
  /** UTF-16 units of text in one batch. */
  readonly batchTextMax: number;
  readonly queueRequestsMax: number;
  readonly queueTextMax: number;
}

export const DEFAULT_LIMITS: GroupCommitLimits = {
  batchRequestsMax: 2_000,
  batchTextMax: 4_000_000,
  queueRequestsMax: 20_000,
  queueTextMax: 16_000_000,
};

export interface GroupCommitStats {
  readonly batches: number;
  readonly requests: number;
  readonly refused: number;
  readonly largestBatch: number;
}

interface Waiting {
  readonly request: Request;
  readonly text: number;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Beside its text, what a request costs to hold. */
const REQUEST_COST = 64;

export class GroupCommit {
  readonly #send: (requests: readonly Request[]) => void;
  readonly #limits: GroupCommitLimits;
  #queue: Waiting[] = [];
  #queuedText = 0;
  #inFlight: readonly Waiting[] | undefined;
  #flushIsDue = false;
  #refusal: string | undefined;
  #whenIdle: (() => void)[] = [];
  #stats = { batches: 0, requests: 0, refused: 0, largestBatch: 0 };

  constructor(send: (requests: readonly Request[]) => void, limits: GroupCommitLimits = DEFAULT_LIMITS) {
    this.#send = send;
    this.#limits = limits;
  }

  /** Requests not answered yet, those with the storage thread included. */
  get backlog(): number {
    return this.#queue.length + (this.#inFlight?.length ?? 0);
  }

  get stats(): GroupCommitStats {
    return { ...this.#stats };
  }

  /** Resolves with the output once it is durable. Rejects with StoreUnavailableError when nothing was done. */
  submit<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> {
    const text = textIn(input);
    const refusal = this.#refusal ?? this.#overflow(name, text);
    if (refusal !== undefined) {
      this.#stats.refused += 1;
      return Promise.reject(new StoreUnavailableError(refusal));
    }
    return new Promise<Output<N>>((resolve, reject) => {
      const request = [name, input] as unknown as Request;
      this.#queue.push({ request, text, resolve: resolve as (output: unknown) => void, reject });
      this.#queuedText += text;
      this.#scheduleFlush();
    });
  }

  /** Takes the storage thread's answer to the batch it has. */
  settle(reply: Extract<BatchReply, readonly ['answered', unknown]>): void {
    const batch = this.#inFlight ?? [];
    this.#inFlight = undefined;
    for (const [index, waiting] of batch.entries()) settleOne(waiting, reply[1][index]);
    this.#scheduleFlush();
    if (this.backlog === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** From now on, and for all who wait, everything is unavailable. */
  fail(detail: string): void {
    this.#refusal ??= detail;
    const waiting = [...(this.#inFlight ?? []), ...this.#queue];
    this.#inFlight = undefined;
    this.#queue = [];
    this.#queuedText = 0;
    for (const { reject } of waiting) reject(new StoreUnavailableError(detail));
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Refuses what is new and resolves when all that was accepted before has its answer. */
  drain(): Promise<void> {
    this.#refusal ??= 'the store is closed';
    return this.backlog === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #overflow(name: OperationName, text: number): string | undefined {
    const share = name === 'receive' ? 0.5 : 1;
    const isFull = this.#queue.length >= this.#limits.queueRequestsMax * share;
    const isLarge = this.#queuedText + text > this.#limits.queueTextMax * share;
    return isFull || isLarge ? 'the queue of the store is full' : undefined;
  }

  /**
   * At the end of the turn: those whose bytes have come in by then go together, and nobody waits for a timer. Waiting a
   * millisecond for more company was tried: it saved a third of the processor time and doubled the time to the broker.
   */
  #scheduleFlush(): void {
    if (this.#flushIsDue || this.#inFlight !== undefined || this.#queue.length === 0) return;
    this.#flushIsDue = true;
    setImmediate(() => {
      this.#flushIsDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#inFlight !== undefined || this.#queue.length === 0) return;
    const batch = this.#takeBatch();
    this.#inFlight = batch;
    this.#stats.batches += 1;
    this.#stats.requests += batch.length;
    this.#stats.largestBatch = Math.max(this.#stats.largestBatch, batch.length);
    try {
      this.#send(batch.map(({ request }) => request));
    } catch (error) {
      // Something that can't be copied to another thread was passed as a text: the mistake of a caller.
      const cause = error instanceof Error ? error : new Error(String(error));
      this.settle(['answered', batch.map(() => ['mistake', cause.message] as const)]);
    }
  }

  #takeBatch(): readonly Waiting[] {
    const { batchRequestsMax, batchTextMax } = this.#limits;
    let text = 0;
    let count = 0;
    for (const waiting of this.#queue) {
      if (count === batchRequestsMax || (count > 0 && text + waiting.text > batchTextMax)) break;
      text += waiting.text;
      count += 1;
    }
    this.#queuedText -= text;
    return this.#queue.splice(0, count);
  }
}

function settleOne(waiting: Waiting, reply: Reply | undefined): void {
  const [kind, value] = reply ?? ['mistake', 'no answer'];
  if (kind === 'done') waiting.resolve(value);
  else if (kind === 'unavailable') waiting.reject(new StoreUnavailableError(value));
  else waiting.reject(new TypeError(value));
}

function textIn(input: unknown): number {
  if (typeof input === 'string') return input.length;
  if (!Array.isArray(input)) return 0;
  let text = REQUEST_COST;
  for (const part of input) text += textIn(part);
  return text;
}
