/** Ids from the machine's randomness and from SHA-256. What is derived may never change: it is in people's databases. */
import { hash, randomBytes } from 'node:crypto';
import { derivedIdSource, idFromBinary, idFromBytes } from '#domain/derived-id.ts';
import type { Ids } from '#ports/ids.ts';

const ID_BYTES = 15;
const SECRET_BYTES = 32;

/** The real source of ids. */
export function createSystemIds(): Ids {
  return {
    derive: (parts) => idFromBinary(hash('sha256', derivedIdSource(parts), 'binary')),
    random: () => idFromBytes(randomBytes(ID_BYTES)),
    secret: () => randomBytes(SECRET_BYTES).toString('base64url'),
  };
}
