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
