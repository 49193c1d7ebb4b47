/**
 * A sparse table of where in the stream which moment is, so that a question about old fills does not read the stream
 * from its beginning. Bounded: when it is full, every other mark goes and the later ones stand as far apart.
 */
import type { StreamMark } from './venue-codec.ts';

const STRIDE_RECORDS = 1_000;
const MARKS_MAX = 2_000;

/** Adds a mark for the record `sequence` of `time` when the last mark is far enough behind. */
export function extendMarks(marks: StreamMark[], sequence: number, time: number): void {
  const last = marks.at(-1)?.sequence ?? 0;
  const stride = Math.max(STRIDE_RECORDS, Math.floor(last / Math.max(marks.length, 1)));
  if (sequence - last < stride) return;
  marks.push({ sequence, time });
  if (marks.length < MARKS_MAX) return;
  const kept = marks.filter((_mark, position) => position % 2 === 1);
  marks.splice(0, marks.length, ...kept);
}

/** A sequence before which no record is as new as `time`. */
export function sequenceBefore(marks: readonly StreamMark[], time: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((marks[middle]?.time ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return marks[low - 1]?.sequence ?? 0;
}
