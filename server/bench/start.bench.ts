/**
 * How long a start takes, from the process to its ready line: in an empty directory, and over a journal of a million events,
 * with the snapshots a running server leaves and, at worst, with none.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '#adapters/stores/sqlite/sqlite-store.ts';
import { createSystemIds } from '#adapters/system/system-ids.ts';
import { decimal, ZERO } from '#domain/decimal.ts';
import { encodeEvent } from '#engine/codec.ts';
import { encodeState, SNAPSHOT_VERSION } from '#engine/snapshot.ts';
import { buy, clientIdOf, EngineBench, sell } from '#engine/test/engine-harness.ts';
import type { NewRecord } from '#ports/journal.ts';
import { percentile, residentMegabytes, startChild } from './child-server.ts';
import type { BenchResult } from './engine.bench.ts';

const EVENTS = 1_000_000;
const APPEND = 2_000;
const FRESH_STARTS = 5;
const STREAM = 'account:paper';
const BIN = join(import.meta.dirname, '..', 'bin', 'signalbox.mjs');

/** One round of an account's life: a market order that fills and a resting one that is canceled. */
function round(bench: EngineBench, index: number): void {
  bench.now += 10;
  bench.quote('BTCUSDT', '60000', '60010');
  const side = index % 2 === 0 ? buy : sell;
  const [market] = bench.execute(side('0.01'), { signalId: `m${index}` });
  if (market !== undefined) {
    bench.accept(market);
    bench.fill(market, { price: '60005', tradeId: `t${index}` });
  }
  const [resting] = bench.execute(buy('0.01', { orderType: 'limit', price: decimal('59000') }), {
    signalId: `l${index}`,
  });
  if (resting === undefined) return;
  bench.accept(resting);
  bench.send({ kind: 'cancel', orderId: resting.id, actor: 'bench' });
  bench.report({ kind: 'canceled', clientOrderId: clientIdOf(resting), filledQuantity: ZERO, time: bench.now });
}

async function writeJournal(path: string): Promise<void> {
  const store = await openSqliteStore({ path, clock: { now: () => Date.now() } });
  const ids = createSystemIds();
  const bench = new EngineBench();
  bench.state.volatile.settings = { ...bench.state.volatile.settings, deriveId: (parts) => ids.derive(parts) };
  let written = 0;
  let records: NewRecord[] = [];
  for (let index = 0; written < EVENTS; index += 1) {
    round(bench, index);
    for (const event of bench.events) records.push({ time: event.time, kind: event.kind, body: encodeEvent(event) });
    bench.events.length = 0;
    bench.effects.length = 0;
    if (records.length < APPEND) continue;
    await store.journal.append({ stream: STREAM, expectedSequence: written, records });
    written += records.length;
    records = [];
    if (written % 50_000 < APPEND && written < EVENTS - APPEND) {
      await store.journal.saveSnapshot({
        stream: STREAM,
        sequence: written,
        version: SNAPSHOT_VERSION,
        body: encodeState(bench.state),
      });
    }
  }
  await store.close();
}

interface Start {
  readonly ms: number;
  readonly resident: number;
}

async function startOnce(data: string, environment: Readonly<Record<string, string>> = {}): Promise<Start> {
  const server = await startChild(BIN, ['start', '--data', data, '--port', '0', '--json'], environment);
  const resident = await residentMegabytes(server.child);
  await server.stop();
  return { ms: server.startMs, resident };
}

async function timeStart(data: string, name: string, note: string): Promise<BenchResult> {
  const { ms, resident } = await startOnce(data);
  return { name, value: Math.round(ms), unit: 'ms', note: `${note}; ${resident} MB resident` };
}

/** Starts in one empty directory after the other. */
async function timeFresh(folder: string, name: string, environment: Readonly<Record<string, string>> = {}) {
  const starts: Start[] = [];
  for (let start = 0; start < FRESH_STARTS; start += 1)
    starts.push(await startOnce(mkdtempSync(join(folder, 'fresh-')), environment));
  const times = starts.map(({ ms }) => Math.round(ms)).toSorted((left, right) => left - right);
  const resident = percentile(
    starts.map((start) => start.resident),
    0.5,
  );
  const note = `target ≤ 1,000; ${times[0]} to ${times.at(-1)} in ${FRESH_STARTS}; ${resident} MB resident`;
  return { name, value: percentile(times, 0.5), unit: 'ms', note } satisfies BenchResult;
}

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  try {
    const results: BenchResult[] = [];
    // Leaves the compiled code that an installation leaves.
    await startOnce(join(folder, 'warm'));
    results.push(await timeFresh(folder, 'fresh start'));
    const nothing = { NODE_DISABLE_COMPILE_CACHE: '1' };
    results.push(await timeFresh(folder, 'fresh start, nothing compiled ahead', nothing));
    const data = join(folder, 'million');
    await startOnce(data);
    rmSync(join(data, 'signalbox.db'));
    const path = join(data, 'signalbox.db');
    await writeJournal(path);
    results.push(await timeStart(data, 'start over 1,000,000 events', 'with snapshots; target ≤ 5,000'));
    const database = new DatabaseSync(path);
    database.exec('DELETE FROM snapshot');
    database.close();
    results.push(await timeStart(data, 'start over 1,000,000 events, no snapshot', 'the worst case'));
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.table(await run());
