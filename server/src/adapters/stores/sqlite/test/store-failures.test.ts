/**
 * Faults of the disk as they really come: a file at its bound, a database locked by another program, a write the
 * operating system refuses while committing. Nothing here is pretended.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboxEntry } from '#ports/inbox.ts';
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import { refuseUnreadableFile } from '../refuse-unreadable.ts';
import { SqliteOpenError } from '../sqlite-open-error.ts';
import { openSqliteStore, type SqliteStore } from '../sqlite-store.ts';
import { writeEarliestLayout } from './earliest-layout.ts';
import { behindItsBack, FIXED_CLOCK, openAt, type TemporaryFolder, temporaryDatabase } from './temporary-store.ts';

const LARGE_TEXT = 'x'.repeat(20_000);
const PAGES_OF_PLENTY = 1_000_000;

const entry = (key: string, text = 'buy'): InboxEntry => ({
  source: 'hook:h1',
  key,
  bodyHash: 'hash',
  windowMs: 60_000,
  receivedAt: 1_000,
  status: 'accepted',
  text,
  detail: '{}',
});

const append = (expectedSequence: number, body = '{}') => ({
  stream: 'a',
  expectedSequence,
  records: [{ time: 1, kind: 'k', body }],
});

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryDatabase();
});
afterEach(() => folder.remove());

/** Fills the store up to its bound; the number of signals it took. */
async function fill(store: SqliteStore): Promise<number> {
  for (let count = 0; ; count += 1) {
    const outcome = await store.inbox.receive(entry(`fill${count}`, LARGE_TEXT));
    if (outcome.kind === 'unavailable') return count;
    if (count > 1_000) throw new Error('the bound does not hold');
  }
}

describe('a full disk', () => {
  it('makes writes unavailable, keeps reads, writes nothing, and is over when there is room again', async () => {
    const store = await openAt(folder.path, { pagesMax: 120 });
    expect(await store.journal.append(append(0))).toEqual({ kind: 'appended', position: 1 });
    const taken = await fill(store);
    expect(taken).toBeGreaterThan(5);
    expect((await store.journal.append(append(1, LARGE_TEXT.repeat(2)))).kind).toBe('unavailable');
    const document = { collection: 'c', id: 'i', time: 1, body: LARGE_TEXT.repeat(2) };
    await expect(store.store.put(document)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await store.journal.lastSequence('a')).toBe(1);
    expect(await store.inbox.pendingCount()).toBe(taken);
    await store.limitPages(PAGES_OF_PLENTY);
    expect(await store.journal.append(append(1, LARGE_TEXT))).toEqual({ kind: 'appended', position: 2 });
    expect((await store.inbox.receive(entry('after', LARGE_TEXT))).kind).toBe('received');
    expect(await store.journal.verify('a')).toEqual({ records: 2 });
    await store.close();
  });

  it('refuses every write of the batch that met it, and answers the reads among them', async () => {
    const store = await openAt(folder.path, { pagesMax: 120 });
    const taken = await fill(store);
    const small = store.inbox.receive(entry('small'));
    const count = store.inbox.pendingCount();
    const large = store.inbox.receive(entry('large', LARGE_TEXT.repeat(2)));
    expect((await Promise.all([small, large])).map(({ kind }) => kind)).toEqual(['unavailable', 'unavailable']);
    expect(await count).toBe(taken);
    expect((await store.inbox.receive(entry('small'))).kind).toBe('received');
    await store.close();
  });
});

describe('a database locked by another program', () => {
  it('makes writes unavailable within the time-out, and is over when the lock is', async () => {
    const store = await openAt(folder.path);
    const other = new DatabaseSync(folder.path);
    other.exec('BEGIN IMMEDIATE');
    const outcome = await store.journal.append(append(0));
    expect(outcome.kind).toBe('unavailable');
    expect(await store.journal.lastSequence('a')).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    expect((await store.journal.append(append(0))).kind).toBe('appended');
    await store.close();
  });
});

describe('a record that another program has put into a stream', () => {
  it('fences the writer who does not know it', async () => {
    const store = await openAt(folder.path);
    await store.journal.append(append(0));
    behindItsBack(
      folder.path,
      `INSERT INTO event (stream, sequence, records, body, hash) VALUES (1, 2, 1, '["k",1,0]
', '')`,
    );
    expect(await store.journal.append(append(1))).toEqual({ kind: 'fenced', actualSequence: 2 });
    await store.close();
  });
});

describe('an impossible request', () => {
  it('is the failure of its caller only', async () => {
    const store = await openAt(folder.path);
    const good = [store.inbox.receive(entry('k1')), store.journal.append(append(0))];
    const bad = store.store.put({ collection: 'c', id: 'i', time: 1.5, body: '{}' });
    good.push(store.journal.append(append(1)), store.inbox.receive(entry('k2')));
    await expect(bad).rejects.toThrow(/putDocument/);
    expect((await Promise.all(good)).map(({ kind }) => kind)).toEqual(['received', 'appended', 'appended', 'received']);
    expect(await store.journal.verify('a')).toEqual({ records: 2 });
    await store.close();
  });
});

describe('a second store on the same file', () => {
  const failure = (path: string): Promise<unknown> =>
    openAt(path).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('is refused with the process id of the first, here and in another process, until the first is closed', async () => {
    const store = await openAt(folder.path);
    const error = await failure(folder.path);
    expect(error).toBeInstanceOf(SqliteOpenError);
    expect(error).toMatchObject({ code: 'store_in_use', values: { path: folder.path, pid: String(process.pid) } });
    expect(await openInChild(folder.path)).toBe('store_in_use');
    expect((await store.journal.append(append(0))).kind).toBe('appended');
    await store.close();
    expect(await openInChild(folder.path)).toBe('opened');
  });

  it('is not refused for a lock file that a power cut has torn', async () => {
    writeFileSync(`${folder.path}.lock`, Buffer.alloc(4_096));
    const store = await openAt(folder.path);
    expect(await openInChild(folder.path)).toBe('store_in_use');
    await store.close();
  });
});

describe('opening', () => {
  const codeOf = async (path: string): Promise<string> => {
    try {
      await (await openAt(path)).close();
      return 'opened';
    } catch (error) {
      return error instanceof SqliteOpenError ? error.code : String(error);
    }
  };

  it('makes a file that only its owner can read, and no folder', async () => {
    const { path } = folder;
    expect(await codeOf(path.replace('signalbox.db', 'new/signalbox.db'))).toBe('store_unopenable');
    const store = await openAt(path);
    await store.journal.append(append(0));
    if (process.platform !== 'win32') {
      for (const suffix of ['', '-wal', '-shm', '.lock']) expect(statSync(`${path}${suffix}`).mode & 0o077).toBe(0);
    }
    await store.close();
  });

  it('refuses the database of another program, one of a newer release, and what is no database', async () => {
    behindItsBack(folder.path, 'CREATE TABLE bookmark (id INTEGER PRIMARY KEY)');
    expect(await codeOf(folder.path)).toBe('store_foreign');
    const newer = folder.path.replace('.db', '-newer.db');
    expect(await codeOf(newer)).toBe('opened');
    behindItsBack(newer, `INSERT INTO migration (step, name, time) VALUES (999, 'later', 1)`);
    expect(await codeOf(newer)).toBe('store_newer');
    const text = folder.path.replace('.db', '.txt');
    writeFileSync(text, 'not a database at all, but long enough to be read as one'.repeat(100));
    expect(await codeOf(text)).toBe('store_corrupt');
    expect(readFileSync(text, 'utf8').startsWith('not a database')).toBe(true);
    expect(await codeOf('/dev/null/signalbox.db')).toBe('store_unopenable');
  });

  it('refuses a layout of before the first release, and changes nothing of it, closed or killed', async () => {
    const build = writeEarliestLayout(folder.path);
    const killed = folder.path.replace('.db', '-killed.db');
    for (const suffix of ['', '-wal']) copyFileSync(`${folder.path}${suffix}`, `${killed}${suffix}`);
    build.close();
    const bytes = (): readonly Buffer[] => [folder.path, killed, `${killed}-wal`].map((path) => readFileSync(path));
    const before = bytes();
    expect(statSync(killed).size).toBeLessThan(statSync(folder.path).size);
    for (const path of [folder.path, killed]) {
      expect(() => refuseUnreadableFile(path)).toThrow(expect.objectContaining({ code: 'store_earlier' }));
    }
    expect(bytes()).toEqual(before);
    expect(readdirSync(dirname(folder.path)).filter((name) => name.startsWith('signalbox.db'))).toEqual([
      'signalbox.db',
    ]);
    expect([await codeOf(folder.path), await codeOf(killed)]).toEqual(['store_earlier', 'store_earlier']);
  });

  it('looks at a file that it can read, or that is not there, without a word', async () => {
    expect(() => refuseUnreadableFile(folder.path)).not.toThrow();
    expect(existsSync(folder.path)).toBe(false);
    const store = await openAt(folder.path);
    expect(() => refuseUnreadableFile(folder.path)).not.toThrow();
    await store.close();
    expect(() => refuseUnreadableFile(folder.path)).not.toThrow();
  });

  it('checks a file that was not closed and refuses it when it is damaged', async () => {
    await writeThenDie(folder.path, 300);
    const store = await openAt(folder.path);
    expect(store.stats().integrity).toBe('checked');
    expect(await store.checkIntegrity()).toBeUndefined();
    await store.close();
    await writeThenDie(folder.path, 1);
    const { size } = statSync(folder.path);
    truncateSync(folder.path, Math.floor(size / 8_192) * 4_096);
    expect(await codeOf(folder.path)).toBe('store_corrupt');
  });

  it('checks a large file that was not closed while it is already in use, and breaks when it is damaged', async () => {
    await writeThenDie(folder.path, 300);
    let tell: (detail: string) => void = () => undefined;
    const broken = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const damaged = Buffer.from(readFileSync(folder.path));
    damaged.fill(0xff, 4_096 * 20, 4_096 * 40);
    writeFileSync(folder.path, damaged);
    const store = await openSqliteStore({ path: folder.path, clock: FIXED_CLOCK, onFatal: tell, checkedBytesMax: 0 });
    expect(store.stats().integrity).toBe('due');
    expect(await broken).toContain('damaged');
    expect((await store.journal.append(append(0))).kind).toBe('unavailable');
    await store.close();
  });
});

describe('a write that fails while committing', () => {
  it.runIf(process.platform === 'linux')('breaks the store for good: told once, then unavailable', async () => {
    // The shell bounds the size of files (in units of 512 bytes); beyond it the kernel refuses the write to the log.
    const { output } = await runWriter(folder.path, ['until-broken', '20000'], 'ulimit -f 800; ');
    const lines = output.trim().split('\n');
    expect(lines.filter((line) => line.startsWith('fatal '))).toHaveLength(1);
    expect(lines.at(-1)).toBe('after unavailable');
    const acknowledged = lines.filter((line) => line.startsWith('ack ')).map((line) => line.slice(4));
    expect(acknowledged.length).toBeGreaterThan(3);
    const store = await openAt(folder.path);
    for (const id of acknowledged) expect(await store.inbox.find(id)).toBeDefined();
    await store.close();
  });
});

describe('the log', () => {
  it('stays short however much is written without a pause', async () => {
    const store = await openAt(folder.path);
    let longest = 0;
    for (let wave = 0; wave < 400; wave += 1) {
      const entries = Array.from({ length: 100 }, (_, index) => entry(`${wave}-${index}`, 'x'.repeat(2_000)));
      await Promise.all(entries.map((each) => store.inbox.receive(each)));
      longest = Math.max(longest, statSync(`${folder.path}-wal`).size);
    }
    expect(longest).toBeGreaterThan(4_000_000);
    expect(longest).toBeLessThan(160_000_000);
    await store.close();
    expect(statSync(folder.path).size).toBeGreaterThan(60_000_000);
  });
});

describe('a closed store', () => {
  it('finishes what it accepted, then refuses at once, and closes twice without harm', async () => {
    const store = await openAt(folder.path);
    const accepted = Promise.all(Array.from({ length: 3_000 }, (_, index) => store.inbox.receive(entry(`k${index}`))));
    const closing = store.close();
    expect((await store.inbox.receive(entry('late'))).kind).toBe('unavailable');
    expect(new Set((await accepted).map(({ kind }) => kind))).toEqual(new Set(['received']));
    await closing;
    await store.close();
    await expect(store.inbox.pendingCount()).rejects.toBeInstanceOf(StoreUnavailableError);
    const again = await openAt(folder.path);
    expect(again.stats().integrity).toBe('clean');
    expect(await again.inbox.pendingCount()).toBe(3_000);
    await again.close();
  });
});

async function openInChild(path: string): Promise<string> {
  return (await runWriter(path, ['open'])).output.trim();
}

/** Leaves a file as a killed process does: written, checkpointed in part, not closed. */
async function writeThenDie(path: string, count: number): Promise<void> {
  const { signal } = await runWriter(path, ['then-die', String(count)]);
  expect(signal).toBe('SIGKILL');
}

async function runWriter(
  path: string,
  words: readonly string[],
  before = '',
): Promise<{ output: string; signal: NodeJS.Signals | null }> {
  const script = `${import.meta.dirname}/store-writer.ts`;
  const child = spawn('sh', ['-c', `${before}exec "$0" "$@"`, process.execPath, script, path, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { output, signal };
}
