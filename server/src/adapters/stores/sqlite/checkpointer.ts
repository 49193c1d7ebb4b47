/**
 * When the log is moved into the file. The work is done in a thread of its own that is started when there first is some.
 * While writes go on without a pause it never gets quite to the end, and only then could the log begin anew: when the log
 * has grown too long for that, the storage thread moves the little that is left itself.
 */
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { CheckpointMessage, CheckpointReply } from './checkpoint-thread.ts';
import { checkpoint } from './open-database.ts';
import { isRead, type Request } from './operations.ts';
import { failureDetail } from './sqlite-failure.ts';
import { threadOptions } from './thread-options.ts';

export interface Checkpointer {
  /** Says what has been written; may begin a checkpoint. */
  wrote(requests: readonly Request[]): void;
  /** Resolves when nothing of it holds the file any more. */
  close(): Promise<void>;
}

/** Rows written after which the log is moved into the file: a write that meets the disk at it waits for as long as it takes. */
const DEBT_MAX = 700;
const BYTES_PER_DEBT = 4_096;
/** Of 4 KiB each: a log longer than this is brought to its end at once. That takes milliseconds, so it should be rare. */
const LOG_PAGES_MAX = 16_384;

/** `onBroken` hears that the file can't be relied upon any more. */
export function createCheckpointer(
  database: DatabaseSync,
  path: string,
  onBroken: (detail: string) => void,
): Checkpointer {
  let debt = 0;
  let isUnderWay = false;
  let worker: Worker | undefined;
  const ask = (message: CheckpointMessage): void => (worker ??= start()).postMessage(message);
  const finish = (): void => {
    try {
      checkpoint(database);
    } catch (error) {
      onBroken(`checkpoint: ${failureDetail(error)}`);
    }
  };
  function start(): Worker {
    const thread = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), threadOptions('checkpoint', path));
    thread.on('message', (reply: CheckpointReply) => {
      isUnderWay = false;
      if (reply[0] === 'failed') onBroken(`checkpoint: ${reply[1]}`);
      else if (reply[1] > LOG_PAGES_MAX) finish();
    });
    // Without its thread the log is moved by the one who writes it.
    thread.on('error', () => {
      isUnderWay = false;
      finish();
    });
    return thread;
  }
  return {
    wrote(requests) {
      debt += debtOf(requests);
      if (debt < DEBT_MAX || isUnderWay) return;
      debt = 0;
      isUnderWay = true;
      ask(true);
    },
    async close() {
      const thread = worker;
      if (thread === undefined) return;
      const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
      ask(false);
      await ended;
    },
  };
}

function debtOf(requests: readonly Request[]): number {
  let debt = 0;
  for (const request of requests) {
    if (isRead(request)) continue;
    debt += 1;
    if (request[0] === 'append') debt += request[1][2].length + request[1][3].length;
    if (request[0] === 'receive') debt += request[1][6].length / BYTES_PER_DEBT;
  }
  return debt;
}
