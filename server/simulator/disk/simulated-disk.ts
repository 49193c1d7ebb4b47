/**
 * The disk: the journal, the inbox, the store and the halt latch of every process of a world, over one set of tables.
 * What is committed stays; what is not is gone with the process that asked for it.
 */
import type { TradingState } from '#domain/account.ts';
import type { HaltLatch } from '#ports/halt-latch.ts';
import type { Inbox } from '#ports/inbox.ts';
import type { Append, AppendOutcome, Journal } from '#ports/journal.ts';
import type { Store } from '#ports/store.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Life } from '../kernel/life.ts';
import type { Random } from '../kernel/random.ts';
import type { Trace } from '../trace/trace.ts';
import { CommitQueue, type Request } from './commit-queue.ts';
import { type DiskContents, DiskTables } from './disk-contents.ts';
import { DiskTrouble } from './disk-trouble.ts';

export type { DiskContents } from './disk-contents.ts';

export interface DiskOptions {
  readonly kernel: Kernel;
  readonly faults: FaultPlan;
  readonly trace: Trace;
  readonly random: Random;
  /** Ends the life before it returns. Called in the middle of a commit: what it asks of the disk goes into the next. */
  readonly crash: (life: Life, why: string) => void;
  /** A process writes on in a stream after it was told that another one writes there. */
  readonly onTrespass?: (stream: string) => void;
}

export interface DiskPorts {
  readonly journal: Journal;
  readonly inbox: Inbox;
  readonly store: Store;
  readonly latch: HaltLatch;
}

type Ask = <T>(request: Omit<Request<T>, 'life'>) => Promise<T>;
type Write = (batch: Append) => AppendOutcome;

const unavailable = (detail: string) => ({ kind: 'unavailable', detail }) as const;

export class SimulatedDisk {
  readonly #tables = new DiskTables();
  readonly #trouble: DiskTrouble;
  readonly #queue: CommitQueue;
  readonly #trace: Trace;
  readonly #onTrespass: (stream: string) => void;
  /** Which streams each process was turned away from because another one writes there. */
  readonly #fenced = new WeakMap<Life, Set<string>>();

  constructor(options: DiskOptions) {
    const { kernel, faults, trace, random, crash } = options;
    this.#onTrespass = options.onTrespass ?? (() => undefined);
    this.#trace = trace;
    this.#trouble = new DiskTrouble(kernel, faults);
    const onCommitted = (): void => {
      this.#tables.revision += 1;
    };
    this.#queue = new CommitQueue({ kernel, trouble: this.#trouble, trace, random, crash, onCommitted });
  }

  get contents(): DiskContents {
    return this.#tables;
  }

  /** The ports of one process. They answer through its life, and never once it is over. */
  connect(life: Life): DiskPorts {
    const ask: Ask = (request) => this.#queue.ask({ ...request, life });
    return {
      journal: journalOver(this.#tables, ask, (batch) => this.#append(life, batch)),
      inbox: inboxOver(this.#tables, ask),
      store: storeOver(this.#tables, ask),
      latch: {
        read: () => this.#tables.tradingState,
        write: (state) => !life.isOver && this.#latch(state),
      },
    };
  }

  #append(life: Life, batch: Append): AppendOutcome {
    const outcome = this.#tables.append(batch);
    const streams = this.#fenced.get(life);
    if (outcome.kind === 'fenced') this.#fenced.set(life, new Set(streams).add(batch.stream));
    else if (streams?.has(batch.stream) === true) this.#onTrespass(batch.stream);
    return outcome;
  }

  #latch(state: TradingState): boolean {
    const isWritten = !this.#trouble.isLatchStuck;
    if (isWritten) {
      this.#tables.tradingState = state;
      this.#tables.revision += 1;
    }
    this.#trace.say('disk', `latch ${state}${isWritten ? '' : ' not written'}`);
    return isWritten;
  }
}

function journalOver({ journal }: DiskTables, ask: Ask, write: Write): Journal {
  return {
    append: (batch) =>
      ask({
        write: `append ${batch.stream}@${batch.expectedSequence}+${batch.records.length}`,
        isAppend: true,
        perform: () => write(batch),
        unavailable,
      }),
    read: (stream, after, limit) => ask({ perform: () => journal.read(stream, after, limit) }),
    readAll: (after, limit, prefix = '') => ask({ perform: () => journal.readAll(after, limit, prefix) }),
    trail: (correlation, limit) => ask({ perform: () => journal.trail(correlation, limit) }),
    lastSequence: (stream) => ask({ perform: () => journal.lastSequence(stream) }),
    lastPosition: () => ask({ perform: () => journal.records.length }),
    streams: () => ask({ perform: () => [...journal.streams.keys()].sort() }),
    saveSnapshot: (snapshot) =>
      ask({
        write: `snapshot ${snapshot.stream}@${snapshot.sequence}`,
        perform: () => journal.saveSnapshot(snapshot),
      }),
    loadSnapshot: (stream, version) => ask({ perform: () => journal.loadSnapshot(stream, version) }),
    verify: (stream) => ask({ perform: () => journal.verify(stream) }),
  };
}

function inboxOver({ signals }: DiskTables, ask: Ask): Inbox {
  return {
    receive: (entry) =>
      ask({ write: `receive ${entry.source} ${entry.key}`, perform: () => signals.receive(entry), unavailable }),
    find: (signalId) => ask({ perform: () => signals.find(signalId) }),
    pending: (after, limit) => ask({ perform: () => signals.pending(after, limit) }),
    pendingCount: () => ask({ perform: () => signals.pendingCount }),
    list: (query) => ask({ perform: () => signals.list(query) }),
    countAttempt: (signalId) => ask({ write: `attempt ${signalId}`, perform: () => signals.countAttempt(signalId) }),
    takeBackAttempt: (signalId) =>
      ask({ write: `take back ${signalId}`, perform: () => signals.takeBackAttempt(signalId) }),
    settle: (signalId, status) =>
      ask({ write: `settle ${signalId} ${status}`, perform: () => signals.settle({ signalId, status }) }),
  };
}

function storeOver({ store }: DiskTables, ask: Ask): Store {
  return {
    put: (document) => ask({ write: `put ${document.collection} ${document.id}`, perform: () => store.put(document) }),
    putIfAbsent: (document) =>
      ask({ write: `new ${document.collection} ${document.id}`, perform: () => store.putIfAbsent(document) }),
    get: (collection, id) => ask({ perform: () => store.get(collection, id) }),
    list: (query) => ask({ perform: () => store.list(query) }),
    delete: (collection, id) =>
      ask({ write: `delete ${collection} ${id}`, perform: () => store.delete(collection, id) }),
  };
}
