/**
 * How records lie in the file: those of one append that belong together (one correlation, one after the other) share a
 * row, because a row costs more than what is in it: a statement, a hash, an entry in each index. The row's text is a
 * line of JSON that names each record's kind, time and length, and then the bodies as they came, so that a person with
 * nothing but SQLite can read it.
 */
import type { Draft } from '#domain/draft.ts';
import type { JournalRecord, NewRecord } from '#ports/journal.ts';

export type PackInput = readonly [records: number, correlation: string | null, body: string];

/** `sequence` and `position` are those of its last record. */
export type PackRow = readonly [
  position: number,
  stream: string,
  sequence: number,
  records: number,
  correlation: string | null,
  body: string,
];

/** A row is read whole: with more in it, whoever asks for one record would pay for many. */
const RECORDS_MAX = 64;

/** The packs for these records, in their order. */
export function packRecords(records: readonly NewRecord[]): readonly PackInput[] {
  const packs: PackInput[] = [];
  for (let from = 0; from < records.length; ) {
    const correlation = records[from]?.correlation;
    let to = from + 1;
    while (to < records.length && to - from < RECORDS_MAX && records[to]?.correlation === correlation) to += 1;
    packs.push([to - from, correlation ?? null, packBody(records, from, to)]);
    from = to;
  }
  return packs;
}

function packBody(records: readonly NewRecord[], from: number, to: number): string {
  const heading: (string | number)[] = [];
  let bodies = '';
  for (let index = from; index < to; index += 1) {
    const record = records[index];
    if (record === undefined) continue;
    heading.push(record.kind, record.time, record.body.length);
    bodies += record.body;
  }
  return `${JSON.stringify(heading)}\n${bodies}`;
}

const FIELDS = 3;

/** The records of one row, in their order. */
export function unpackRecords(row: PackRow): readonly JournalRecord[] {
  const [lastPosition, stream, lastSequence, records, correlation, body] = row;
  const headingEnd = body.indexOf('\n');
  const heading = JSON.parse(body.slice(0, headingEnd)) as readonly (string | number)[];
  const unpacked: JournalRecord[] = [];
  let from = headingEnd + 1;
  for (let index = 0; index < records; index += 1) {
    const at = index * FIELDS;
    const length = heading[at + 2] as number;
    const before = records - 1 - index;
    const record: Draft<JournalRecord> = {
      sequence: lastSequence - before,
      position: lastPosition - before,
      stream,
      time: heading[at + 1] as number,
      kind: heading[at] as string,
      body: body.slice(from, from + length),
    };
    if (correlation !== null) record.correlation = correlation;
    unpacked.push(record);
    from += length;
  }
  return unpacked;
}
