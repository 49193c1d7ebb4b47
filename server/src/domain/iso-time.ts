/**
 * Times as text. Events come many to the second, so the text of the second that was written last is kept: what is left to
 * write are its milliseconds.
 */
const SECOND_MS = 1_000;
/** How a text ends: `000Z` to `999Z`. */
const ENDINGS: readonly string[] = Array.from(
  { length: SECOND_MS },
  (_, milliseconds) => `${String(milliseconds).padStart(3, '0')}Z`,
);

let knownSecond = Number.NaN;
let knownStart = '';

/** ms since 1970 as ISO 8601 UTC: `2026-11-20T08:00:00.000Z`. Throws a RangeError for a time that is none. */
export function isoTime(timeMs: number): string {
  const second = Math.floor(timeMs / SECOND_MS);
  const ending = ENDINGS[timeMs - second * SECOND_MS];
  if (ending === undefined) return new Date(timeMs).toISOString();
  if (second !== knownSecond) {
    knownStart = new Date(timeMs).toISOString().slice(0, -ending.length);
    knownSecond = second;
  }
  return knownStart + ending;
}
