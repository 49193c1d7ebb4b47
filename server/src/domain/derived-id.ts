/**
 * The shape of ids that are derived from content: what exactly is hashed, and how the hash is written down. The hashing
 * itself is the caller's, because a pure room has no crypto. Neither may ever change: the same parts give the same id
 * after every upgrade, in every store.
 */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_BYTES = 15;

/** The text to be hashed with SHA-256: unambiguous, so that ['ab', 'c'] and ['a', 'bc'] give different ids. */
export function derivedIdSource(parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** 24 lower-case base32 characters (a–z, 2–7) of the first 15 bytes. Throws when there are fewer. */
export function idFromBytes(bytes: Uint8Array): string {
  if (bytes.length < ID_BYTES) throw new RangeError(`An id needs ${ID_BYTES} bytes, not ${bytes.length}.`);
  let id = '';
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes.subarray(0, ID_BYTES)) {
    bits = (bits << 8) | byte;
    bitCount += 8;
    while (bitCount >= 5) {
      bitCount -= 5;
      id += ALPHABET[(bits >> bitCount) & 31];
    }
    bits &= 31;
  }
  return id;
}

/** Characters of an id that say the time: 45 bits of milliseconds reach beyond the year 3000. */
const TIME_CHARACTERS = 9;

/** The id with the time (ms UTC) in front in place of its first characters; ids of one time then sort together. */
export function timedId(time: number, id: string): string {
  let rest = Math.max(0, Math.trunc(time));
  let prefix = '';
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    prefix = `${ALPHABET[rest % 32]}${prefix}`;
    rest = Math.floor(rest / 32);
  }
  return prefix + id.slice(TIME_CHARACTERS);
}

/** The id with the beginning of its neighbor's, so that both lie side by side in an index; `id` itself beside an odd one. */
export function idBeside(neighbor: string, id: string): string {
  return neighbor.length === id.length ? neighbor.slice(0, TIME_CHARACTERS) + id.slice(TIME_CHARACTERS) : id;
}
