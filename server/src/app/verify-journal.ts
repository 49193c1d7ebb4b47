/**
 * Looking at the store of a stopped server: its hash chains, and the replay of each account through the engine, compared
 * with the snapshot the server would begin from. Nothing is written but what opening a store writes.
 */
import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { openSqliteStore, type SqliteStore } from '#adapters/stores/sqlite/sqlite-store.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import { createSystemIds } from '#adapters/system/system-ids.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { applyEvent } from '#engine/apply.ts';
import { decodeEvent } from '#engine/codec.ts';
import type { EngineEvent } from '#engine/events.ts';
import { encodeState, SNAPSHOT_VERSION } from '#engine/snapshot.ts';
import { type AccountState, createAccountState, type EngineSettings } from '#engine/state.ts';
import type { Journal, JournalRecord, Snapshot } from '#ports/journal.ts';
import { storeObstacle } from './store-obstacle.ts';

export interface StreamReport {
  readonly stream: string;
  /** Sound records from the beginning. */
  readonly records: number;
  /** What is wrong with the hash chain. */
  readonly fault?: string;
  /** Of account streams whose chain is whole. */
  readonly replay?: ReplayReport;
}

export interface ReplayReport {
  /** The last record that could be replayed. */
  readonly sequence: number;
  readonly fault?: string;
  readonly snapshot: 'none' | 'equal' | 'different';
  readonly snapshotSequence?: number;
  /** Where the snapshot differs first, as `positions[0].quantity`. */
  readonly difference?: string;
}

export interface JournalInspection {
  /** The streams with the number of their records. */
  streams(): Promise<readonly { readonly stream: string; readonly records: number }[]>;
  /** Checks one stream; `onProgress` is told how many records have been replayed. */
  inspect(stream: string, onProgress?: (records: number) => void): Promise<StreamReport>;
  close(): Promise<void>;
}

export type JournalOpening =
  | { readonly kind: 'opened'; readonly journal: JournalInspection }
  | { readonly kind: 'absent' }
  /** As a start would fail; the error has a code and values. */
  | { readonly kind: 'failed'; readonly error: unknown };

const ACCOUNT_PREFIX = 'account:';
const PAGE = 5_000;

/** Opens the store at `path` if there is one. */
export async function openJournalInspection(path: string): Promise<JournalOpening> {
  if (!existsSync(path)) return { kind: 'absent' };
  const obstacle = await storeObstacle(path);
  if (obstacle !== undefined) return { kind: 'failed', error: obstacle };
  let store: SqliteStore;
  try {
    store = await openSqliteStore({ path, clock: createSystemClock() });
  } catch (error) {
    return { kind: 'failed', error };
  }
  const { journal } = store;
  return {
    kind: 'opened',
    journal: {
      streams: () => countStreams(journal),
      inspect: (stream, onProgress) => inspectStream(journal, stream, onProgress),
      close: () => store.close(),
    },
  };
}

async function countStreams(journal: Journal) {
  const streams = await journal.streams();
  return Promise.all(streams.map(async (stream) => ({ stream, records: await journal.lastSequence(stream) })));
}

async function inspectStream(
  journal: Journal,
  stream: string,
  onProgress: (records: number) => void = () => undefined,
): Promise<StreamReport> {
  const chain = await journal.verify(stream);
  if (chain.fault !== undefined || !stream.startsWith(ACCOUNT_PREFIX)) return { stream, ...chain };
  const snapshot = await journal.loadSnapshot(stream, SNAPSHOT_VERSION);
  return { stream, ...chain, replay: await replay(journal, { stream, snapshot, onProgress }) };
}

interface Replay {
  readonly stream: string;
  readonly snapshot: Snapshot | undefined;
  readonly onProgress: (records: number) => void;
}

async function replay(journal: Journal, { stream, snapshot, onProgress }: Replay): Promise<ReplayReport> {
  const compare = createComparison(snapshot);
  let state: AccountState | undefined;
  for (;;) {
    const page = await journal.read(stream, state?.sequence ?? 0, PAGE);
    for (const record of page) {
      const outcome = fold(state, record);
      if ('fault' in outcome) return { sequence: record.sequence, fault: outcome.fault, ...compare.result() };
      state = outcome.state;
      compare.look(state);
    }
    onProgress(state?.sequence ?? 0);
    if (page.length < PAGE) return { sequence: state?.sequence ?? 0, ...compare.result() };
  }
}

function fold(
  state: AccountState | undefined,
  { body }: JournalRecord,
): { readonly state: AccountState } | { readonly fault: string } {
  try {
    const event = decodeEvent(body);
    const folded = state ?? beginning(event);
    applyEvent(folded, event);
    return { state: folded };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function beginning(event: EngineEvent): AccountState {
  if (event.kind !== 'account_opened') throw new Error(`the stream begins with ${event.kind}`);
  return createAccountState(event.account, FOLD_SETTINGS);
}

/** The fold reads nothing of the venue's traits nor of its instruments: events carry what they need. */
const FOLD_SETTINGS: EngineSettings = {
  directory: createInstrumentDirectory([]),
  traits: {
    orderTypes: [],
    timesInForce: [],
    postOnly: false,
    reduceOnly: false,
    amend: false,
    oneCancelsOther: false,
    requestDeadlineMs: 0,
  },
  deriveId: (parts) => createSystemIds().derive(parts),
};

type Comparison = Pick<ReplayReport, 'snapshot' | 'snapshotSequence' | 'difference'>;

/** Looks at the state when it has reached the snapshot's sequence. */
function createComparison(snapshot: Snapshot | undefined): {
  look(state: AccountState): void;
  result(): Comparison;
} {
  if (snapshot === undefined) return { look: () => undefined, result: () => ({ snapshot: 'none' }) };
  const snapshotSequence = snapshot.sequence;
  let result: Comparison = { snapshot: 'different', snapshotSequence, difference: 'sequence' };
  return {
    look(state) {
      if (state.sequence !== snapshotSequence) return;
      const difference = firstDifference(JSON.parse(encodeState(state)), JSON.parse(snapshot.body), '');
      result =
        difference === undefined
          ? { snapshot: 'equal', snapshotSequence }
          : { snapshot: 'different', snapshotSequence, difference };
    },
    result: () => result,
  };
}

/** The path of the first value that differs; the order of an object's keys means nothing. */
function firstDifference(left: unknown, right: unknown, path: string): string | undefined {
  if (isDeepStrictEqual(left, right)) return undefined;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return path;
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const name of names) {
    const inside = Array.isArray(left) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    const members = [left, right].map((side) => (side as Record<string, unknown>)[name]);
    const difference = firstDifference(members[0], members[1], inside);
    if (difference !== undefined) return difference;
  }
  return path;
}
