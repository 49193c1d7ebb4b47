/**
 * The embedded store: journal, inbox and documents in one SQLite file, owned by one thread. This side gathers requests
 * into batches and never touches the file; everything it answers as done is on disk. If the thread dies, or can't say
 * whether a commit happened, the store is broken for good: all is `unavailable`, `onFatal` is told once, and the
 * process should end, because a failed fsync can't be tried again.
 */
import { Worker } from 'node:worker_threads';
import type { Clock } from '#ports/clock.ts';
import type { Inbox } from '#ports/inbox.ts';
import type { Journal } from '#ports/journal.ts';
import type { Store } from '#ports/store.ts';
import { GroupCommit, type GroupCommitLimits, type GroupCommitStats } from './group-commit.ts';
import type { OpenOptions } from './open-database.ts';
import type { BatchReply } from './operations.ts';
import { createDocumentStore } from './sqlite-documents.ts';
import { createInbox } from './sqlite-inbox.ts';
import { createJournal } from './sqlite-journal.ts';
import { SqliteOpenError } from './sqlite-open-error.ts';
import type { OpenReply, ThreadMessage } from './storage-thread.ts';
import { threadOptions } from './thread-options.ts';

export interface SqliteStoreOptions {
  /** Of the database file, in a folder that is there. Beside it: `-wal`, `-shm` and `.lock`. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Called once when the store is broken. */
  readonly onFatal?: (detail: string) => void;
  readonly limits?: GroupCommitLimits;
  /** Pages of 4 KiB the file may have; absent: as many as the disk holds. */
  readonly pagesMax?: number;
  /** Up to this size (bytes) a file that was not closed cleanly is checked before it is used. */
  readonly checkedBytesMax?: number;
}

export interface SqliteStoreStats extends GroupCommitStats {
  readonly backlog: number;
  /** What was found when it was opened. */
  readonly integrity: 'clean' | 'checked' | 'due';
}

export interface SqliteStore {
  readonly journal: Journal;
  readonly inbox: Inbox;
  readonly store: Store;
  /** Requests not answered yet. */
  backlog(): number;
  stats(): SqliteStoreStats;
  /** Reads the whole file in another thread; the first fault, or undefined. Takes seconds for each gigabyte. */
  checkIntegrity(): Promise<string | undefined>;
  /** Bounds the file to so many pages of 4 KiB; beyond it writes are `unavailable` until the bound is raised. */
  limitPages(pages: number): Promise<void>;
  /** Refuses what is new, finishes what was accepted, closes the file. May be called again. */
  close(): Promise<void>;
}

const CHECKED_BYTES_MAX = 67_108_864;

/** Opens or creates the database. Rejects with SqliteOpenError when it is in use, foreign, newer, damaged or out of reach. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const openOptions: OpenOptions = {
    path: options.path,
    pid: process.pid,
    time: options.clock.now(),
    checkedBytesMax: options.checkedBytesMax ?? CHECKED_BYTES_MAX,
    ...(options.pagesMax === undefined ? {} : { pagesMax: options.pagesMax }),
  };
  const worker = new Worker(new URL('./storage-thread.ts', import.meta.url), threadOptions('storage', openOptions));
  const integrity = await whenOpened(worker, options.path);
  const thread = connect(worker, options);
  const store = {
    journal: createJournal(thread.requests),
    inbox: createInbox(thread.requests),
    store: createDocumentStore(thread.requests),
    backlog: () => thread.requests.backlog,
    stats: () => ({ ...thread.requests.stats, backlog: thread.requests.backlog, integrity }),
    checkIntegrity: () => checkIntegrity(options.path),
    limitPages: async (pages: number) => {
      await thread.requests.submit('limitPages', [pages]);
    },
    close: () => thread.close(),
  };
  if (integrity === 'due') void checkInBackground(options.path, thread);
  return store;
}

function whenOpened(worker: Worker, path: string): Promise<'clean' | 'checked' | 'due'> {
  return new Promise((resolve, reject) => {
    const unopenable = (detail: string): void => reject(new SqliteOpenError('store_unopenable', { path, detail }));
    const failed = (error: unknown): void => unopenable(String(error));
    const ended = (code: number): void => unopenable(`its thread ended with ${code}`);
    worker.once('error', failed);
    worker.once('exit', ended);
    worker.once('message', (reply: OpenReply) => {
      worker.off('error', failed);
      worker.off('exit', ended);
      if (reply[0] === 'opened') resolve(reply[1]);
      else reject(new SqliteOpenError(reply[1], reply[2]));
    });
  });
}

interface ThreadConnection {
  readonly requests: GroupCommit;
  break(detail: string): void;
  close(): Promise<void>;
}

function connect(worker: Worker, { onFatal, limits }: SqliteStoreOptions): ThreadConnection {
  const post = (message: ThreadMessage): void => worker.postMessage(message);
  const requests = new GroupCommit(post, limits);
  let state: 'open' | 'closing' | 'broken' = 'open';
  let closed: Promise<void> | undefined;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const breakDown = (detail: string): void => {
    if (state !== 'open') return;
    state = 'broken';
    // First the one who ends the process, then those who would answer their callers.
    try {
      onFatal?.(detail);
    } finally {
      requests.fail(detail);
      void worker.terminate();
    }
  };
  worker.on('message', (reply: BatchReply) => {
    if (reply[0] === 'answered') requests.settle(reply);
    else breakDown(reply[1]);
  });
  worker.on('error', (error) => breakDown(`the storage thread failed: ${String(error)}`));
  worker.on('exit', () => breakDown('the storage thread ended'));
  const close = async (): Promise<void> => {
    await requests.drain();
    if (state === 'open') {
      state = 'closing';
      post(null);
    }
    await exited;
  };
  return { requests, break: breakDown, close: () => (closed ??= close()) };
}

async function checkInBackground(path: string, thread: ThreadConnection): Promise<void> {
  const fault = await checkIntegrity(path);
  if (fault !== undefined) thread.break(`${path} is damaged: ${fault}`);
}

function checkIntegrity(path: string): Promise<string | undefined> {
  const worker = new Worker(new URL('./integrity-thread.ts', import.meta.url), threadOptions('integrity', path));
  worker.unref();
  return new Promise((resolve) => {
    worker.once('message', (fault: string | undefined) => resolve(fault));
    worker.once('error', (error) => resolve(String(error)));
  });
}
