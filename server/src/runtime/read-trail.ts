/** Trails: what the journal has about one signal, or about one order that no signal caused. */
import { decodeEvent } from '#engine/codec.ts';
import type { Journal, JournalRecord } from '#ports/journal.ts';
import type { PlacedEvent } from '#views/signal-view.ts';

/** A journal's records of one correlation, at most. */
const TRAIL_LIMIT = 2_000;

/** The events of a correlation, oldest first. */
export async function readTrail(journal: Journal, correlation: string): Promise<PlacedEvent[]> {
  const records = await journal.trail(correlation, TRAIL_LIMIT);
  return records.filter((record) => record.stream.startsWith('account:')).map(placed);
}

/** A record of an account's stream as a placed event. */
export function placed(record: JournalRecord): PlacedEvent {
  return {
    position: record.position,
    sequence: record.sequence,
    accountId: record.stream.slice('account:'.length),
    correlation: record.correlation,
    event: decodeEvent(record.body),
  };
}
