/**
 * The one queue of the simulated disk. Requests of one instant go together; while they are under way later ones gather
 * and go together next. A batch is carried out in one instant and in its order, then answered; of a process that is dead
 * by then nothing is carried out.
 */
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import type { Kernel, Scheduled } from '../kernel/kernel.ts';
import type { Life } from '../kernel/life.ts';
import type { Random } from '../kernel/random.ts';
import type { Trace } from '../trace/trace.ts';
import { ANSWERED, type DiskTrouble, type Fate, LOST } from './disk-trouble.ts';

export interface Request<T> {
  readonly life: Life;
  /** What it is, for the trace; absent: it only reads. */
  readonly write?: string;
  readonly isAppend?: boolean;
  /** Carries it out on what is durable. */
  readonly perform: () => T;
  /** The answer that nothing was written; absent: a StoreUnavailableError. */
  readonly unavailable?: (detail: string) => T;
}

export interface CommitQueueOptions {
  readonly kernel: Kernel;
  readonly trouble: DiskTrouble;
  readonly trace: Trace;
  readonly random: Random;
  /** Ends the life before it returns. */
  readonly crash: (life: Life, why: string) => void;
  /** Called in the instant in which a batch has become durable, before anybody knows. */
  readonly onCommitted: () => void;
}

interface Waiting {
  readonly request: Request<unknown>;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
  output: unknown;
  error: Error | undefined;
}

type Span = readonly [leastMs: number, mostMs: number];
const READ_MS: Span = [0.05, 0.5];
const COMMIT_MS: Span = [0.3, 3];
const LONG_COMMIT_MS: Span = [3, 50];
const LONG_COMMITS = 0.03;

export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #batch: Waiting[] = [];
  #later: Waiting[] = [];
  #startedAt = -1;
  #writes = false;
  #scheduled: Scheduled | undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** Answers when the batch it goes with is durable; a dead process is never answered. */
  ask<T>(request: Request<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (request.life.isOver) return;
      this.#take({
        request,
        resolve: resolve as (output: unknown) => void,
        reject,
        output: undefined,
        error: undefined,
      });
    });
  }

  #take(waiting: Waiting): void {
    const isIdle = this.#scheduled === undefined;
    if (!isIdle && this.#startedAt !== this.#options.kernel.now) {
      this.#later.push(waiting);
      return;
    }
    this.#batch.push(waiting);
    const writes = waiting.request.write !== undefined;
    if (isIdle || (writes && !this.#writes)) this.#start(writes);
  }

  /** Begins the batch, or begins it again when a write joins those who only read. */
  #start(writes: boolean): void {
    const { kernel, random, trouble } = this.#options;
    this.#scheduled?.cancel();
    this.#writes = writes;
    this.#startedAt = kernel.now;
    const usualMs = writes ? (random.chance(LONG_COMMITS) ? LONG_COMMIT_MS : COMMIT_MS) : READ_MS;
    const delayMs = (writes ? trouble.slowness() : undefined) ?? random.skewed(...usualMs);
    this.#scheduled = kernel.after(delayMs, () => this.#commit());
  }

  #commit(): void {
    const batch = this.#batch;
    const fates = this.#writes ? this.#drawFates(batch) : new Map<Life, Fate>();
    this.#carryOut(batch, fates);
    for (const [life, { kind, why }] of fates) if (kind !== 'answered' && !life.isOver) this.#options.crash(life, why);
    this.#scheduled = undefined;
    this.#batch = this.#later.filter(({ request }) => !request.life.isOver);
    this.#later = [];
    if (this.#batch.length > 0) this.#start(this.#batch.some(({ request }) => request.write !== undefined));
    answer(batch);
  }

  /** One for each process that writes in this batch: what it writes is one transaction. */
  #drawFates(batch: readonly Waiting[]): Map<Life, Fate> {
    const { trouble } = this.#options;
    const fates = new Map<Life, Fate>();
    for (const { request } of batch) {
      if (request.write === undefined || request.life.isOver || fates.has(request.life)) continue;
      if (fates.size === 0) trouble.fill();
      fates.set(request.life, trouble.fate());
    }
    return fates;
  }

  #carryOut(batch: readonly Waiting[], fates: ReadonlyMap<Life, Fate>): void {
    let said = '';
    let isChanged = false;
    for (const waiting of batch) {
      const { request } = waiting;
      const { kind } = request.life.isOver ? LOST : (fates.get(request.life) ?? ANSWERED);
      const isLost = kind === 'lost';
      if (!isLost && this.#perform(waiting, kind === 'answered')) isChanged = true;
      if (request.write !== undefined) said += `${said === '' ? '' : '; '}${request.write}${endOf(waiting, isLost)}`;
    }
    if (isChanged) this.#options.onCommitted();
    if (said !== '') this.#options.trace.say('disk', said);
  }

  /** Whether it wrote. */
  #perform(waiting: Waiting, isAnswered: boolean): boolean {
    const { request } = waiting;
    if (request.write === undefined) {
      waiting.output = request.perform();
      return false;
    }
    const { trouble } = this.#options;
    const refusal = isAnswered ? trouble.refusal() : undefined;
    if (refusal !== undefined) {
      if (request.unavailable !== undefined) waiting.output = request.unavailable(refusal);
      else waiting.error = new StoreUnavailableError(refusal);
      return false;
    }
    waiting.output = request.perform();
    if (isAnswered && request.isAppend === true && kindOf(waiting.output) === 'appended' && trouble.losesAnswer()) {
      waiting.error = new Error('the answer of the commit was lost');
    }
    return true;
  }
}

/** All answers of a batch reach a process in one turn, as from the thread of the real store; a dead one hears nothing. */
function answer(batch: readonly Waiting[]): void {
  const lives = new Set<Life>();
  for (const { request } of batch) lives.add(request.life);
  for (const life of lives) {
    const own = lives.size === 1 ? batch : batch.filter(({ request }) => request.life === life);
    life.deliver(() => {
      for (const { error, reject, resolve, output } of own) {
        if (error === undefined) resolve(output);
        else reject(error);
      }
    });
  }
}

const kindOf = (output: unknown): string =>
  typeof output === 'object' && output !== null && 'kind' in output ? String(output.kind) : '';

/** How a write ended, as the trace says it. */
function endOf({ output, error }: Waiting, isLost: boolean): string {
  if (isLost) return ' lost';
  if (error instanceof StoreUnavailableError) return ' unavailable';
  const kind = kindOf(output);
  const end = kind === '' || kind === 'appended' ? '' : ` ${kind}`;
  return error === undefined ? end : `${end}, answer lost`;
}
