/**
 * The venue's facts as JSON and back. Decimals are written as plain decimal strings; which fields are decimals is said
 * once, here, by name. What can't be read back is a damaged or foreign record and throws: the venue must not start on it.
 */
import { type Decimal, decimal, formatDecimal } from '#domain/decimal.ts';
import { takeVenueSnapshot, type VenueSnapshot } from '#matching/venue-snapshot.ts';
import type { VenueState } from '#matching/venue-state.ts';
import type { VenueEvent } from '#matching/venue-event.ts';
import type { JournalRecord, NewRecord } from '#ports/journal.ts';

/** Of the snapshot's form; one of another version is not loaded, and the stream is replayed from its beginning. */
export const SNAPSHOT_VERSION = 'paper-2';

/** Where in the stream a moment is: no record after `sequence` is older than `time`. */
export interface StreamMark {
  readonly sequence: number;
  readonly time: number;
}

export interface VenueImage {
  readonly venue: VenueSnapshot;
  readonly marks: readonly StreamMark[];
}

const DECIMAL_FIELDS: ReadonlySet<string> = new Set([
  'quantity',
  'limitPrice',
  'stopPrice',
  'price',
  'fee',
  'contractSize',
  'rate',
  'feeAccrued',
  'filledQuantity',
  'filledValue',
  'fees',
  'averagePrice',
  'cost',
  'balance',
]);

const RECORDED_KINDS: ReadonlySet<string> = new Set<VenueEvent['kind']>([
  'accepted',
  'rejected',
  'triggered',
  'fill',
  'canceled',
  'expired',
  'amended',
]);

export function encodeEvent(event: VenueEvent): NewRecord {
  return { time: event.time, kind: event.kind, correlation: event.clientOrderId, body: write(event) };
}

/** Throws when the record is not one that {@link encodeEvent} made. */
export function decodeEvent(record: JournalRecord): VenueEvent {
  if (!RECORDED_KINDS.has(record.kind)) throw new Error(`record ${record.sequence} of ${record.stream} is foreign`);
  return read<VenueEvent>(record.body);
}

export function encodeImage(state: VenueState, marks: readonly StreamMark[]): string {
  return write({ venue: takeVenueSnapshot(state), marks });
}

export function decodeImage(text: string): VenueImage {
  return read<VenueImage>(text);
}

function write(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'bigint' ? formatDecimal(field as Decimal) : field,
  );
}

function read<T>(text: string): T {
  return JSON.parse(text, (key, field: unknown) =>
    typeof field === 'string' && DECIMAL_FIELDS.has(key) ? decimal(field) : field,
  ) as T;
}
