/**
 * The tables, as numbered steps that are applied once each and never edited afterwards. The step a file has reached is
 * in its `migration` table; a file that a newer release has written is refused rather than guessed at. So is one whose
 * tables are not those of its steps: before the first release the first step was rewritten under its number.
 */
import { DatabaseSync } from 'node:sqlite';

interface MigrationStep {
  readonly name: string;
  readonly sql: string;
}

/**
 * Secondary indexes end in the column that listings sort by, so that a page of a million rows is read without sorting.
 * `event.position` and `inbox.position` are the row ids: no row is ever deleted, so they only ascend. A row of `event`
 * holds one or more records, and its position and sequence are those of the last. `inbox.identity` stands for source and
 * key: 16 bytes instead of a hundred keep the index, whose entries come in no order, on few pages. Documents keep
 * their row ids too: WITHOUT ROWID makes the file a third smaller, but a write of a document of 700 characters a fifth
 * to three quarters dearer.
 */
const STEPS: readonly MigrationStep[] = [
  {
    name: 'journal, inbox, documents',
    sql: `
      CREATE TABLE stream (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
      ) STRICT;

      CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        stream INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        records INTEGER NOT NULL,
        correlation TEXT,
        body TEXT NOT NULL,
        hash TEXT NOT NULL,
        UNIQUE (stream, sequence)
      ) STRICT;
      CREATE INDEX event_correlation ON event (correlation) WHERE correlation IS NOT NULL;

      CREATE TABLE snapshot (
        stream TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        version TEXT NOT NULL,
        body TEXT NOT NULL
      ) STRICT;

      CREATE TABLE inbox (
        position INTEGER PRIMARY KEY,
        signal_id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        key TEXT NOT NULL,
        identity BLOB NOT NULL,
        ordinal INTEGER NOT NULL,
        body_hash TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        status TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        text TEXT NOT NULL,
        detail TEXT NOT NULL,
        UNIQUE (identity, ordinal)
      ) STRICT;
      CREATE INDEX inbox_pending ON inbox (position) WHERE status = 'accepted';
      CREATE INDEX inbox_source ON inbox (source);
      CREATE INDEX inbox_not_done ON inbox (status) WHERE
        status = 'refused' OR status = 'rehearsed' OR status = 'quarantined';

      CREATE TABLE document (
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        account TEXT,
        reference TEXT,
        status TEXT,
        time INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (collection, id)
      ) STRICT;
      CREATE INDEX document_time ON document (collection, time, id);
      CREATE INDEX document_account ON document (collection, account, time, id) WHERE account IS NOT NULL;
      CREATE INDEX document_reference ON document (collection, reference, time, id) WHERE reference IS NOT NULL;
      CREATE INDEX document_status ON document (collection, status, time, id) WHERE status IS NOT NULL;
    `,
  },
];

/** `SBOX` in ASCII, in the header of each file of ours. */
export const APPLICATION_ID = 0x53424f58;

/** The newest step this release knows. */
export const KNOWN_STEP = STEPS.length;

/** The step the file has reached, 0 for an empty one. */
export function reachedStep(database: DatabaseSync): number {
  const exists = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'`).get();
  if (exists === undefined) return 0;
  return Number(database.prepare('SELECT coalesce(max(step), 0) AS step FROM migration').get()?.['step']);
}

/** Whether the file has every column that the steps it has reached make, as this release knows them. */
export function hasKnownLayout(database: DatabaseSync): boolean {
  const reached = reachedStep(database);
  if (reached === 0) return false;
  const model = new DatabaseSync(':memory:');
  try {
    for (const { sql } of STEPS.slice(0, reached)) model.exec(sql);
    return columnsOf(model).isSubsetOf(columnsOf(database));
  } finally {
    model.close();
  }
}

function columnsOf(database: DatabaseSync): ReadonlySet<string> {
  const rows = database.prepare(
    `SELECT t.name || '.' || c.name || ' ' || c.type AS written
    FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table'`,
  );
  return new Set(rows.all().map((row) => String(row['written'])));
}

/** Brings the file to the newest step, each step in one transaction with its mark. */
export function migrate(database: DatabaseSync, time: number): void {
  for (let step = reachedStep(database) + 1; step <= KNOWN_STEP; step += 1) {
    const { name, sql } = STEPS[step - 1] as MigrationStep;
    database.exec('BEGIN IMMEDIATE');
    database.exec('CREATE TABLE IF NOT EXISTS migration (step INTEGER PRIMARY KEY, name TEXT, time INTEGER) STRICT');
    database.exec(sql);
    database.prepare('INSERT INTO migration (step, name, time) VALUES (?, ?, ?)').run(step, name, time);
    database.exec('COMMIT');
  }
}
