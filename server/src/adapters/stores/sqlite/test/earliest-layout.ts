/** A database as the first builds made it: the same name and number of the first step, other tables. */
import { DatabaseSync } from 'node:sqlite';

const EARLIEST = `
  PRAGMA application_id = 0x53424f58;
  PRAGMA journal_mode = WAL;
  BEGIN IMMEDIATE;
  CREATE TABLE migration (step INTEGER PRIMARY KEY, name TEXT, time INTEGER) STRICT;
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    correlation TEXT,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (stream, sequence)
  ) STRICT;
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
    ordinal INTEGER NOT NULL,
    body_hash TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    text TEXT NOT NULL,
    detail TEXT NOT NULL,
    UNIQUE (source, key, ordinal)
  ) STRICT;
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
  INSERT INTO migration (step, name, time) VALUES (1, 'journal, inbox, documents', 1);
  INSERT INTO event (stream, sequence, time, kind, body, hash) VALUES ('account:paper', 1, 1, 'account_opened', '{}', 'x');
  COMMIT;
`;

/** Makes it at `path`; until it is closed, what was written is in its log only. */
export function writeEarliestLayout(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(EARLIEST);
  return database;
}
