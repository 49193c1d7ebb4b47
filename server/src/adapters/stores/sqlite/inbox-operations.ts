/**
 * The inbox inside the storage thread. Whether a signal is new is decided in the transaction that writes it, so two
 * deliveries of one signal can't both be new. A row is settled once: only an accepted one changes its status.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { derivedIdSource, idFromBinary, timedId } from '#domain/derived-id.ts';
import type { InboxStatus } from '#ports/inbox.ts';
import type { Handlers, SignalRow } from './operations.ts';

type InboxHandlers = Pick<
  Handlers,
  | 'receive'
  | 'findSignal'
  | 'pendingSignals'
  | 'pendingCount'
  | 'listSignals'
  | 'countAttempt'
  | 'takeBackAttempt'
  | 'settle'
>;

const COLUMNS = 'signal_id, position, source, key, body_hash, received_at, status, attempts, text, detail';
/** Two keys would have to share half a SHA-256 to be taken for one. */
const IDENTITY_BYTES = 16;
const STATUSES: readonly InboxStatus[] = ['accepted', 'done', 'refused', 'rehearsed', 'quarantined'];

/** Prepares the statements of the inbox. */
export function createInboxOperations(database: DatabaseSync): InboxHandlers {
  const select = arrays(database.prepare(`SELECT ${COLUMNS} FROM inbox WHERE signal_id = ?`));
  const pending = arrays(
    database.prepare(
      `SELECT ${COLUMNS} FROM inbox WHERE status = 'accepted' AND position > ? ORDER BY position LIMIT ?`,
    ),
  );
  const count = database.prepare(`SELECT count(*) AS count FROM inbox WHERE status = 'accepted'`);
  const attempt = database.prepare('UPDATE inbox SET attempts = attempts + 1 WHERE signal_id = ? RETURNING attempts');
  const takeBack = database.prepare('UPDATE inbox SET attempts = attempts - 1 WHERE signal_id = ? AND attempts > 0');
  const settle = database.prepare(`UPDATE inbox SET status = ? WHERE signal_id = ? AND status = 'accepted'`);
  return {
    receive: createReceive(database),
    findSignal: ([signalId]) => (select.get(signalId) as unknown as SignalRow | undefined) ?? null,
    pendingSignals: (input) => pending.all(...input) as unknown as readonly SignalRow[],
    pendingCount: () => Number(count.get()?.['count']),
    listSignals: createListing(database),
    countAttempt: ([signalId]) => Number(attempt.get(signalId)?.['attempts'] ?? 0),
    takeBackAttempt: ([signalId]) => {
      takeBack.run(signalId);
      return null;
    },
    settle: ([signalId, status]) => {
      settle.run(status, signalId);
      return null;
    },
  };
}

function createReceive(database: DatabaseSync): InboxHandlers['receive'] {
  const newest = database.prepare(
    'SELECT signal_id, body_hash, received_at, ordinal FROM inbox WHERE identity = ? ORDER BY ordinal DESC LIMIT 1',
  );
  const insert = database.prepare(`
    INSERT INTO inbox (signal_id, source, key, identity, ordinal, body_hash, received_at, status, text, detail)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  `);
  return ([source, key, bodyHash, windowMs, receivedAt, status, text, detail, inPlaceOf]) => {
    const identity = Buffer.from(sha256([source, key]).slice(0, IDENTITY_BYTES), 'latin1');
    const row = newest.get(identity);
    // Distance, not age: two deliveries may reach the store in the other order, or the clock may have been set back a little.
    const isOpen = row !== undefined && row['signal_id'] !== inPlaceOf;
    if (isOpen && Math.abs(receivedAt - Number(row['received_at'])) < windowMs) {
      return [row['body_hash'] === bodyHash ? 'duplicate' : 'conflict', String(row['signal_id'])];
    }
    const ordinal = Number(row?.['ordinal'] ?? 0) + 1;
    const signalId = timedId(receivedAt, idFromBinary(sha256(['signal', source, key, String(ordinal)])));
    const values = [signalId, source, key, identity, ordinal, bodyHash, receivedAt, status, text, detail];
    const { lastInsertRowid } = insert.run(...values);
    return ['received', signalId, Number(lastInsertRowid)];
  };
}

/** The digest as a text of bytes: memory that the hash itself hands out costs more to give back than to fill. */
const sha256 = (parts: readonly string[]): string => hash('sha256', derivedIdSource(parts), 'binary');

/** One statement for each combination of filters: the status is a literal, so that its partial index is found. */
function createListing(database: DatabaseSync): InboxHandlers['listSignals'] {
  const statements = new Map<string, StatementSync>();
  for (const status of [null, ...STATUSES]) {
    for (const bySource of [false, true]) {
      const terms = ['position < ?'];
      if (bySource) terms.push('source = ?');
      if (status !== null) terms.push(`status = '${status}'`);
      const sql = `SELECT ${COLUMNS} FROM inbox WHERE ${terms.join(' AND ')} ORDER BY position DESC LIMIT ?`;
      statements.set(`${String(status)} ${bySource}`, arrays(database.prepare(sql)));
    }
  }
  return ([source, status, beforePosition, limit]) => {
    const statement = statements.get(`${String(status)} ${source !== null}`);
    if (statement === undefined) throw new RangeError(`An inbox row is never ${String(status)}.`);
    const before = beforePosition ?? Number.MAX_SAFE_INTEGER;
    const values = source === null ? [before, limit] : [before, source, limit];
    return statement.all(...values) as unknown as readonly SignalRow[];
  };
}

function arrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}
