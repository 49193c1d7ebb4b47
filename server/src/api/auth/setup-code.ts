/**
 * The set-up code: printed on the console by a first start, traded once for an admin key, and worthless after a quarter
 * of an hour or a few wrong guesses. Only its hash is held, and nothing of it is ever stored.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '#ports/clock.ts';
import type { Ids } from '#ports/ids.ts';
import { matchesSecret } from './secret-check.ts';

export interface SetupCodeVerifier {
  /** Whether this is the code; a right one is used up by asking. */
  redeem(code: string): boolean;
}

export interface SetupCode extends SetupCodeVerifier {
  /** To be shown to whoever sits at the console; `ABCD-EFGH-JKLM`. */
  readonly code: string;
}

const LIFETIME_MS = 15 * 60_000;
const GUESSES_MAX = 10;
const GROUP_LENGTH = 4;
const CODE_LENGTH = 12;

/** A fresh code of 60 random bits, running from now. */
export function createSetupCode({
  ids,
  clock,
}: {
  readonly ids: Ids;
  readonly clock: Pick<Clock, 'monotonic'>;
}): SetupCode {
  const plain = ids.random().slice(0, CODE_LENGTH).toUpperCase();
  const hashes = [createHash('sha256').update(plain).digest('hex')];
  const bornAt = clock.monotonic();
  let guesses = 0;
  let used = false;
  return {
    code: (plain.match(new RegExp(`.{1,${GROUP_LENGTH}}`, 'g')) ?? []).join('-'),
    redeem(code) {
      guesses += 1;
      const matches = matchesSecret(hashes, code.replaceAll(/[\s-]/g, '').toUpperCase());
      if (!matches || used || guesses > GUESSES_MAX || clock.monotonic() - bornAt > LIFETIME_MS) return false;
      used = true;
      return true;
    },
  };
}

/** For a server that has keys already: no code is right. */
export const NO_SETUP_CODE: SetupCodeVerifier = { redeem: () => false };
