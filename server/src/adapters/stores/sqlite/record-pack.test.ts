import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewRecord } from '#ports/journal.ts';
import { packRecords, unpackRecords } from './record-pack.ts';

const ROW_RECORDS_MAX = 64;

const record = fc.record(
  {
    time: fc.integer({ min: 0 }),
    kind: fc.string({ unit: 'grapheme' }),
    correlation: fc.constantFrom('s1', 's2'),
    body: fc.json(),
  },
  { requiredKeys: ['time', 'kind', 'body'] },
);

/** What a reader of the stream gets back. */
function writtenAndRead(records: readonly NewRecord[]): unknown[] {
  let sequence = 0;
  return packRecords(records).flatMap(([count, correlation, body]) => {
    sequence += count;
    return unpackRecords([100 + sequence, 'a', sequence, count, correlation, body]);
  });
}

describe('records that share a row', () => {
  it('come back as they were, in their order, each with its own sequence and position', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (records) => {
        const expected = records.map((given, index) => ({
          ...given,
          stream: 'a',
          sequence: index + 1,
          position: 101 + index,
        }));
        expect(writtenAndRead(records)).toEqual(expected);
      }),
    );
  });

  it('are those of one correlation, and never so many that reading one costs much', () => {
    const records = Array.from({ length: 150 }, () => ({ time: 1, kind: 'k', body: '{}', correlation: 's1' }));
    const sizes = packRecords([...records, { time: 1, kind: 'k', body: '{}' }]).map(([count]) => count);
    expect(sizes.reduce((sum, count) => sum + count, 0)).toBe(151);
    expect(Math.max(...sizes)).toBe(ROW_RECORDS_MAX);
    expect(sizes.at(-1)).toBe(1);
  });
});
