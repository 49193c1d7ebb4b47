/**
 * The entry of the storage thread, the only one that touches the database: it opens the file, then carries out one
 * batch per message and answers each once. Checkpoints are made after an answer, so that nobody waits for one who was
 * already served. It imports little, because its memory is counted twice.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { BatchExecutor } from './batch-executor.ts';
import { checkpoint, type OpenOptions, openDatabase } from './open-database.ts';
import { type BatchReply, isRead, type Request } from './operations.ts';
import { failureDetail } from './sqlite-failure.ts';
import { type OpenFailureCode, SqliteOpenError } from './sqlite-open-error.ts';

/** The first message of the thread. */
export type OpenReply =
  | readonly ['opened', integrity: 'clean' | 'checked' | 'due']
  | readonly ['failed', code: OpenFailureCode, values: Readonly<Record<string, string>>];

/** null asks for the end. */
export type ThreadMessage = readonly Request[] | null;

/** Written requests (a page or a few each) after which the log is moved into the file. */
const CHECKPOINT_DEBT_MAX = 1_000;
const BYTES_PER_DEBT = 4_096;

function serve(port: NonNullable<typeof parentPort>, options: OpenOptions): void {
  const { database, integrity, close } = openDatabase(options);
  const executor = new BatchExecutor(database);
  let debt = 0;
  const answer = (reply: BatchReply): void => port.postMessage(reply);
  port.on('message', (message: ThreadMessage) => {
    if (message === null) {
      close();
      port.close();
      return;
    }
    answer(executor.execute(message));
    debt += debtOf(message);
    if (debt < CHECKPOINT_DEBT_MAX) return;
    debt = 0;
    try {
      checkpoint(database);
    } catch (error) {
      answer(['broken', `checkpoint: ${failureDetail(error)}`]);
    }
  });
  port.postMessage(['opened', integrity] satisfies OpenReply);
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

if (parentPort !== null) {
  try {
    serve(parentPort, workerData as OpenOptions);
  } catch (error) {
    if (!(error instanceof SqliteOpenError)) throw error;
    parentPort.postMessage(['failed', error.code, error.values] satisfies OpenReply);
    parentPort.close();
  }
}
