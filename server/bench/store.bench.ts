/**
 * What the embedded store can do: signals and appends made durable per second by so many callers at once, and the
 * reading of a journal of a million events. Run it by itself with `node server/bench/store.bench.ts`; it prints one JSON
 * line for each number and a table. Everything is written to a temporary folder: name another with TMPDIR to measure
 * another disk, for fsync is most of what is measured here.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../src/adapters/stores/sqlite/sqlite-store.ts';
import { createSystemClock } from '../src/adapters/system/system-clock.ts';

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

const WARM_UP_MS = 500;
const MEASURE_MS = 2_000;
const EVENTS = 1_000_000;
const EVENTS_PER_APPEND = 500;
const PAGE = 1_000;
const MEGABYTE = 1_048_576;
const clock = createSystemClock();
const TEXT = JSON.stringify({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.01', comment: 'x'.repeat(120) });

/** The numbers, in a fresh database each run. */
export async function run(): Promise<BenchResult[]> {
  enableCompileCache(join(tmpdir(), 'signalbox-compile-cache'));
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const path = join(folder, 'signalbox.db');
  try {
    const results: BenchResult[] = [];
    const memoryBefore = process.memoryUsage.rss();
    let store = await openStore(path);
    for (const callers of [1, 32, 256]) results.push(...(await benchReceives(store, callers)));
    for (const callers of [1, 32]) results.push(...(await benchAppends(store, callers)));
    results.push(await writeMillion(store));
    await store.close();
    const openedAt = performance.now();
    store = await openStore(path);
    results.push({ name: 'open_million', value: performance.now() - openedAt, unit: 'ms', note: sizeOf(path) });
    results.push(...(await readMillion(store)));
    results.push(memoryUsed(memoryBefore));
    await store.close();
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openStore(path: string): Promise<SqliteStore> {
  return openSqliteStore({
    path,
    clock,
    onFatal: (detail) => {
      throw new Error(detail);
    },
  });
}

let keys = 0;

function benchReceives(store: SqliteStore, callers: number): Promise<BenchResult[]> {
  return measure({
    name: `receive_${callers}`,
    callers,
    store,
    once: async () => {
      keys += 1;
      const outcome = await store.inbox.receive({
        source: 'hook:h1',
        key: `0123456789abcdef0123456789abcdef${keys}`,
        bodyHash: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
        windowMs: 60_000,
        receivedAt: clock.now(),
        status: 'accepted',
        text: TEXT,
        detail: TEXT,
      });
      if (outcome.kind !== 'received') throw new Error(outcome.kind);
    },
  });
}

/** As an account writes: two events and the order's row in one commit, each caller on a stream of its own. */
function benchAppends(store: SqliteStore, callers: number): Promise<BenchResult[]> {
  const sequences = new Map<number, number>();
  return measure({
    name: `append_${callers}`,
    callers,
    store,
    once: async (caller) => {
      const expectedSequence = sequences.get(caller) ?? 0;
      const record = { time: clock.now(), kind: 'order_accepted', correlation: `sig${caller}`, body: TEXT };
      const id = `${callers}-${caller}-${expectedSequence % 500}`;
      const order = { collection: 'order', id, account: `a${caller}`, reference: `sig${caller}`, status: 'accepted' };
      const outcome = await store.journal.append({
        stream: `account:${callers}:${caller}`,
        expectedSequence,
        records: [record, record],
        documents: [{ ...order, time: record.time, body: TEXT }],
      });
      if (outcome.kind !== 'appended') throw new Error(outcome.kind);
      sequences.set(caller, expectedSequence + 2);
    },
  });
}

interface Load {
  readonly name: string;
  readonly callers: number;
  readonly store: SqliteStore;
  readonly once: (caller: number) => Promise<void>;
}

/** Callers in closed loops: each asks again when it has its answer. */
async function measure({ name, callers, store, once }: Load): Promise<BenchResult[]> {
  const latencies: number[] = [];
  const startAt = performance.now() + WARM_UP_MS;
  const endAt = startAt + MEASURE_MS;
  const caller = async (index: number): Promise<void> => {
    for (;;) {
      const askedAt = performance.now();
      if (askedAt >= endAt) return;
      await once(index);
      if (askedAt >= startAt) latencies.push(performance.now() - askedAt);
    }
  };
  const before = store.stats();
  await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
  const after = store.stats();
  const batch = (after.requests - before.requests) / (after.batches - before.batches);
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return [
    { name, value: latencies.length / (MEASURE_MS / 1_000), unit: '/s', note: `${batch.toFixed(1)} to a commit` },
    { name: `${name}_p50`, value: at(0.5), unit: 'ms' },
    { name: `${name}_p99`, value: at(0.99), unit: 'ms' },
  ];
}

async function writeMillion(store: SqliteStore): Promise<BenchResult> {
  const startedAt = performance.now();
  const records = Array.from({ length: EVENTS_PER_APPEND }, () => ({
    time: clock.now(),
    kind: 'order_accepted',
    body: TEXT,
  }));
  for (let expectedSequence = 0; expectedSequence < EVENTS; expectedSequence += EVENTS_PER_APPEND) {
    const outcome = await store.journal.append({ stream: 'million', expectedSequence, records });
    if (outcome.kind !== 'appended') throw new Error(outcome.kind);
  }
  const value = EVENTS / ((performance.now() - startedAt) / 1_000);
  return { name: 'append_events', value, unit: '/s', note: `${EVENTS_PER_APPEND} to an append, one caller` };
}

async function readMillion(store: SqliteStore): Promise<BenchResult[]> {
  const readAt = performance.now();
  let sequence = 0;
  for (;;) {
    const page = await store.journal.read('million', sequence, PAGE);
    const last = page.at(-1);
    if (last === undefined) break;
    sequence = last.sequence;
  }
  if (sequence !== EVENTS) throw new Error(`${sequence} events were read`);
  const readMs = performance.now() - readAt;
  const verifiedAt = performance.now();
  const { fault } = await store.journal.verify('million');
  if (fault !== undefined) throw new Error(fault);
  const verifiedMs = performance.now() - verifiedAt;
  const streamsAt = performance.now();
  await store.journal.streams();
  const streamsMs = performance.now() - streamsAt;
  return [
    { name: 'read_events', value: EVENTS / (readMs / 1_000), unit: '/s', note: `pages of ${PAGE}` },
    { name: 'verify_events', value: EVENTS / (verifiedMs / 1_000), unit: '/s' },
    { name: 'streams_of_million', value: streamsMs, unit: 'ms' },
  ];
}

function memoryUsed(before: number): BenchResult {
  const value = (process.memoryUsage.rss() - before) / MEGABYTE;
  return { name: 'memory_added', value, unit: 'MB', note: 'resident, both threads, the benchmark included' };
}

function sizeOf(path: string): string {
  return `a file of ${(statSync(path).size / MEGABYTE).toFixed(0)} MB`;
}

if (import.meta.main) {
  const results = await run();
  for (const result of results) console.log(JSON.stringify(result));
  console.table(results.map((result) => ({ ...result, value: Number(result.value.toPrecision(4)) })));
}
