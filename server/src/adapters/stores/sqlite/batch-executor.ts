/**
 * Carries out one batch as one transaction. Nothing in it is guarded by itself at first, because nothing is expected to
 * fail; if one request turns out to be impossible, the batch is begun again with a savepoint around each, and only the
 * impossible one is refused. A full disk or a busy database refuses every write of the batch and leaves the store
 * usable; a COMMIT that may or may not have happened ends it.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { createDocumentOperations } from './document-operations.ts';
import { createInboxOperations } from './inbox-operations.ts';
import { createJournalOperations } from './journal-operations.ts';
import { type BatchReply, type Handlers, isRead, type Reply, type Request } from './operations.ts';
import { commitFailureMeaning, failureDetail, failureMeaning } from './sqlite-failure.ts';
import { createStreamHeads, type StreamHeads } from './stream-heads.ts';

export class BatchExecutor {
  readonly #database: DatabaseSync;
  readonly #heads: StreamHeads;
  readonly #handlers: Handlers;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#heads = createStreamHeads(database);
    const documents = createDocumentOperations(database);
    const inbox = createInboxOperations(database);
    this.#handlers = {
      ...createJournalOperations(database, this.#heads, { putDocument: documents.putDocument, settle: inbox.settle }),
      ...inbox,
      ...documents,
      limitPages: ([pages]) => {
        database.exec(`PRAGMA max_page_count = ${Math.trunc(pages)}`);
        return null;
      },
    };
  }

  /** Answers every request of the batch in its order; when it answers `done`, what was written is durable. */
  execute(requests: readonly Request[]): BatchReply {
    try {
      if (requests.every(isRead)) return ['answered', requests.map((request) => this.#attempt(request))];
      return ['answered', this.#write(requests, false)];
    } catch (error) {
      return ['broken', failureDetail(error)];
    }
  }

  /** Throws when the store is broken. */
  #write(requests: readonly Request[], guarded: boolean): readonly Reply[] {
    let replies: readonly Reply[];
    try {
      this.#begin.run();
      replies = requests.map((request) => (guarded ? this.#guard(request) : this.#perform(request)));
    } catch (error) {
      this.#rollBack();
      const meaning = failureMeaning(error);
      if (meaning === 'broken') throw error;
      if (meaning === 'mistake' && !guarded) return this.#write(requests, true);
      return this.#refuse(requests, failureDetail(error));
    }
    try {
      this.#commit.run();
      return replies;
    } catch (error) {
      if (commitFailureMeaning(error) === 'broken') throw error;
      this.#rollBack();
      return this.#refuse(requests, failureDetail(error));
    }
  }

  /** The reads of a batch whose writes failed still have an answer: the database as it was. */
  #refuse(requests: readonly Request[], detail: string): readonly Reply[] {
    return requests.map((request) => (isRead(request) ? this.#attempt(request) : ['unavailable', detail]));
  }

  #guard(request: Request): Reply {
    this.#database.exec('SAVEPOINT request');
    try {
      const reply = this.#perform(request);
      this.#database.exec('RELEASE request');
      return reply;
    } catch (error) {
      if (failureMeaning(error) !== 'mistake') throw error;
      this.#heads.forget();
      this.#database.exec('ROLLBACK TO request; RELEASE request');
      return ['mistake', `${request[0]}: ${failureDetail(error)}`];
    }
  }

  /** A request outside of a transaction, which nothing else depends on. Throws when the store is broken. */
  #attempt(request: Request): Reply {
    try {
      return this.#perform(request);
    } catch (error) {
      const meaning = failureMeaning(error);
      if (meaning === 'broken') throw error;
      return [meaning, `${request[0]}: ${failureDetail(error)}`];
    }
  }

  #perform(request: Request): Reply {
    const handler = this.#handlers[request[0]] as (input: Request[1]) => unknown;
    return ['done', handler(request[1])];
  }

  #rollBack(): void {
    this.#heads.forget();
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }
}
