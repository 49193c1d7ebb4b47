/**
 * The entry of the storage thread, the only one that touches the database: it opens the file, then carries out one
 * batch per message and answers each once. It imports little, because its memory is counted twice.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { BatchExecutor } from './batch-executor.ts';
import { createCheckpointer } from './checkpointer.ts';
import { type OpenOptions, openDatabase } from './open-database.ts';
import type { BatchReply, Request } from './operations.ts';
import { type OpenFailureCode, SqliteOpenError } from './sqlite-open-error.ts';

/** The first message of the thread. */
export type OpenReply =
  | readonly ['opened', integrity: 'clean' | 'checked' | 'due']
  | readonly ['failed', code: OpenFailureCode, values: Readonly<Record<string, string>>];

/** null asks for the end. */
export type ThreadMessage = readonly Request[] | null;

function serve(port: NonNullable<typeof parentPort>, options: OpenOptions): void {
  const { database, integrity, close } = openDatabase(options);
  const executor = new BatchExecutor(database);
  const answer = (reply: BatchReply): void => port.postMessage(reply);
  const checkpointer = createCheckpointer(database, options.path, (detail) => answer(['broken', detail]));
  const end = async (): Promise<void> => {
    await checkpointer.close();
    close();
    port.close();
  };
  port.on('message', (message: ThreadMessage) => {
    if (message === null) {
      void end();
      return;
    }
    answer(executor.execute(message));
    checkpointer.wrote(message);
  });
  port.postMessage(['opened', integrity] satisfies OpenReply);
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
