/**
 * The shape of ids that are derived from content: what exactly is hashed, and how the hash is written down. The hashing
 * itself is the caller's, because a pure room has no crypto. Neither may ever change: the same parts give the same id
 * after every upgrade, in every store.
 */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_BYTES = 15;
const ID_FORM = /^[a-z2-7]{24}$/;
const PAIRS: readonly string[] = Array.from(ALPHABET).flatMap((first) =>
  Array.from(ALPHABET, (second) => first + second),
);

/** The text to be hashed with SHA-256: unambiguous, so that ['ab', 'c'] and ['a', 'bc'] give different ids. */
export function derivedIdSource(parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** 24 lower-case base32 characters (a–z, 2–7) of the first 15 bytes. Throws when there are fewer. */
export function idFromBytes(bytes: Uint8Array): string {
  return idFromBinary(String.fromCharCode(...bytes.subarray(0, ID_BYTES)));
}

/** As {@link idFromBytes}, of bytes that come as a text with one character for each: quicker to get than a buffer. */
export function idFromBinary(bytes: string): string {
  if (bytes.length < ID_BYTES) throw new RangeError(`An id needs ${ID_BYTES} bytes, not ${bytes.length}.`);
  let id = '';
  for (let at = 0; at < ID_BYTES; at += 5) {
    const middle = bytes.charCodeAt(at + 2);
    const high = (bytes.charCodeAt(at) << 12) | (bytes.charCodeAt(at + 1) << 4) | (middle >> 4);
    const low = ((middle & 15) << 16) | (bytes.charCodeAt(at + 3) << 8) | bytes.charCodeAt(at + 4);
    id += `${pairOf(high >> 10)}${pairOf(high & 1023)}${pairOf(low >> 10)}${pairOf(low & 1023)}`;
  }
  return id;
}

/** The two characters for ten bits. */
const pairOf = (bits: number): string => PAIRS[bits] ?? '';

/** Whether the id has the form of one that was made here: what has another one was made by somebody else. */
export const isOwnId = (id: string): boolean => ID_FORM.test(id);

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
