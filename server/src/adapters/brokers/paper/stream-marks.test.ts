/** The table of moments never points past a record that is asked for, and stays small. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendMarks, sequenceBefore } from './stream-marks.ts';
import type { StreamMark } from './venue-codec.ts';

describe('stream marks', () => {
  it('name a sequence before every record of that time or later', () => {
    const gaps = fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.nat({ max: 80 }), (steps, asked) => {
        const marks: StreamMark[] = [];
        let time = 0;
        const times = steps.map((step) => {
          time += step;
          return time;
        });
        times.forEach((moment, index) => extendMarks(marks, (index + 1) * 1_000, moment));
        const from = sequenceBefore(marks, asked);
        const firstWanted = times.findIndex((moment) => moment >= asked);
        expect(firstWanted === -1 || from < (firstWanted + 1) * 1_000).toBe(true);
      }),
    );
  });

  it('point close to what is asked for', () => {
    const marks: StreamMark[] = [];
    for (let sequence = 1; sequence <= 50_000; sequence += 1) extendMarks(marks, sequence, sequence * 10);
    expect(sequenceBefore(marks, 400_000)).toBe(39_000);
    expect(sequenceBefore(marks, 0)).toBe(0);
  });

  it('are bounded however long the stream is', () => {
    const marks: StreamMark[] = [];
    for (let thousand = 1; thousand <= 20_000; thousand += 1) extendMarks(marks, thousand * 1_000, thousand);
    expect(marks.length).toBeLessThan(2_000);
    expect(marks.at(-1)?.sequence).toBeGreaterThan(19_900_000);
    expect(sequenceBefore(marks, 10_000)).toBeGreaterThan(9_900_000);
  });
});
