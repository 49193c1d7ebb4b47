/**
 * The other process of the tests here: opens the store, writes as told, and prints each signal's id once it is
 * acknowledged. Usage: store-writer.ts <path> open | then-die <count> | until-broken <bytes> | for-ever
 */
import { writeSync } from 'node:fs';
import type { InboxEntry } from '#ports/inbox.ts';
import { SqliteOpenError } from '../sqlite-open-error.ts';
import { type SqliteStore } from '../sqlite-store.ts';
import { behindItsBack, openAt } from './temporary-store.ts';

const STDOUT = 1;
const TEXT_LENGTH = 2_000;
const WRITERS = 8;

/** Straight to the descriptor: what is printed has left the process when the call returns. A full pipe fails the test. */
const print = (line: string): void => void writeSync(STDOUT, `${line}\n`);

const entry = (key: string, length = TEXT_LENGTH): InboxEntry => ({
  source: 'hook:h1',
  key: `${process.pid}-${key}`,
  bodyHash: 'hash',
  windowMs: 60_000,
  receivedAt: 1_000,
  status: 'accepted',
  text: 'x'.repeat(length),
  detail: '{}',
});

async function receive(store: SqliteStore, key: string, length?: number): Promise<boolean> {
  const outcome = await store.inbox.receive(entry(key, length));
  if (outcome.kind === 'received') print(`ack ${outcome.signalId}`);
  return outcome.kind === 'received';
}

async function writeThenDie(store: SqliteStore, path: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => store.inbox.receive(entry(String(index)))));
  behindItsBack(path, 'PRAGMA wal_checkpoint(PASSIVE)');
  // One more, which begins the log anew: until then its old pages would cover up what happens to the file.
  await store.inbox.receive(entry('last'));
  process.kill(process.pid, 'SIGKILL');
}

async function writeUntilBroken(store: SqliteStore, length: number): Promise<void> {
  for (let index = 0; await receive(store, String(index), length); index += 1);
  print(`after ${(await store.inbox.receive(entry('after'))).kind}`);
  process.exit(0);
}

/** Signals and appends side by side; the journal's acknowledged end is printed too. */
async function writeForEver(store: SqliteStore): Promise<void> {
  const stream = `stream-${process.pid}`;
  const journal = async (): Promise<void> => {
    for (let sequence = 0; ; sequence += 1) {
      const records = [{ time: 1, kind: 'k', body: `{"n":${sequence}}` }];
      const documents = [{ collection: stream, id: String(sequence + 1), time: 1, body: '{}' }];
      const outcome = await store.journal.append({ stream, expectedSequence: sequence, records, documents });
      if (outcome.kind === 'appended') print(`end ${stream} ${sequence + 1}`);
    }
  };
  const inbox = async (writer: number): Promise<void> => {
    for (let index = 0; ; index += 1) await receive(store, `${writer}-${index}`);
  };
  await Promise.all([journal(), ...Array.from({ length: WRITERS }, (_, writer) => inbox(writer))]);
}

const [path = '', what = '', value = '0'] = process.argv.slice(2);
try {
  const store = await openAt(path, { onFatal: (detail) => print(`fatal ${detail}`) });
  if (what === 'then-die') await writeThenDie(store, path, Number(value));
  else if (what === 'until-broken') await writeUntilBroken(store, Number(value));
  else if (what === 'for-ever') await writeForEver(store);
  else {
    print('opened');
    await store.close();
  }
} catch (error) {
  if (!(error instanceof SqliteOpenError)) throw error;
  print(error.code);
}
