/**
 * Comparing a secret with what is kept of it. Only digests are compared, all of one length and in constant time, and a
 * door that is not there is compared with a dummy, so that neither the answer nor its delay tells what exists.
 */
import { hash, timingSafeEqual } from 'node:crypto';

const digests = new WeakMap<readonly string[], readonly Buffer[]>();
const DUMMY: readonly Buffer[] = [Buffer.alloc(32, 0xa5)];
const DUMMY_HASHES: readonly string[] = [];

/**
 * Whether the SHA-256 of `secret` is one of `hashes` (hex). Undefined hashes (an unknown door) cost the same and are
 * never matched.
 */
export function matchesSecret(hashes: readonly string[] | undefined, secret: string): boolean {
  // By way of a text: memory that the hash itself hands out costs more to give back than all the rest here.
  const digest = Buffer.from(hash('sha256', secret, 'binary'), 'latin1');
  let matched = false;
  for (const known of digestsOf(hashes ?? DUMMY_HASHES)) matched = timingSafeEqual(known, digest) || matched;
  return matched && hashes !== undefined && hashes.length > 0;
}

function digestsOf(hashes: readonly string[]): readonly Buffer[] {
  if (hashes.length === 0) return DUMMY;
  let known = digests.get(hashes);
  if (known === undefined) {
    known = hashes.map((hex) => Buffer.from(hex, 'hex')).filter((digest) => digest.length === 32);
    digests.set(hashes, known);
  }
  return known;
}
