/** How the venue comes back: the newest snapshot of this version, then every record after it. */
import { apply, createVenueState, type VenueState } from '#matching/venue-state.ts';
import { restoreVenueState } from '#matching/venue-snapshot.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { Journal } from '#ports/journal.ts';
import { decodeEvent, decodeImage, SNAPSHOT_VERSION, type StreamMark } from './venue-codec.ts';
import { extendMarks } from './stream-marks.ts';

export interface RecoveryOptions {
  readonly journal: Journal;
  readonly stream: string;
  readonly initialBalance: Decimal;
  readonly closedMax: number;
}

export interface Recovered {
  readonly state: VenueState;
  /** The last sequence of the stream. */
  readonly sequence: number;
  /** The sequence the snapshot was taken at; 0 without one. */
  readonly snapshotSequence: number;
  readonly marks: StreamMark[];
}

const PAGE_RECORDS = 1_000;

/** Throws when the journal can't be read or the stream is damaged: then there is no truth to start from. */
export async function recoverVenue(options: RecoveryOptions): Promise<Recovered> {
  const { journal, stream } = options;
  const { state, marks, snapshotSequence } = await loadImage(options);
  let sequence = snapshotSequence;
  for (;;) {
    const records = await journal.read(stream, sequence, PAGE_RECORDS);
    for (const record of records) {
      if (record.sequence !== sequence + 1) throw new Error(`${stream} has a gap after ${sequence}`);
      apply(state, decodeEvent(record));
      sequence = record.sequence;
      extendMarks(marks, sequence, record.time);
    }
    if (records.length < PAGE_RECORDS) return { state, sequence, snapshotSequence, marks };
  }
}

async function loadImage(options: RecoveryOptions): Promise<Omit<Recovered, 'sequence'>> {
  const { journal, stream, initialBalance, closedMax } = options;
  const snapshot = await journal.loadSnapshot(stream, SNAPSHOT_VERSION);
  if (snapshot === undefined) {
    return { state: createVenueState({ initialBalance, closedMax }), marks: [], snapshotSequence: 0 };
  }
  const image = decodeImage(snapshot.body);
  const state = restoreVenueState(image.venue, closedMax);
  return { state, marks: [...image.marks], snapshotSequence: snapshot.sequence };
}
