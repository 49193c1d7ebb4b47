/**
 * What an account's key may do, as far as its exchange tells: one that may withdraw is not used, nor one that may not trade. An
 * exchange that does not answer has told nothing: the account waits until it has.
 */
import { AccountNotUsable, VenueSaidNo } from './account-problems.ts';
import type { ClientCall, ExchangeProfile, KeyPermissions } from './profile.ts';
import type { Lane } from './rate-lanes.ts';

export interface KeyQuestion {
  readonly profile: ExchangeProfile;
  readonly apiKey: string;
  readonly read: (call: ClientCall, lane: Lane) => Promise<unknown>;
}

/**
 * Undefined where the exchange tells nothing. Rejects when it does not answer. Keys of sub-accounts may not ask the second
 * question: theirs are not told.
 */
export async function permissionsOf({ profile, apiKey, read }: KeyQuestion): Promise<KeyPermissions | undefined> {
  const { permissions } = profile;
  if (permissions === undefined) return undefined;
  const first = await ask(read, permissions.call);
  if (permissions.next === undefined) return permissions.read(first);
  const second = permissions.next(first, apiKey);
  try {
    return permissions.read(await ask(read, second));
  } catch (error) {
    if (error instanceof VenueSaidNo || error instanceof AccountNotUsable) return undefined;
    throw error;
  }
}

/** A body with nothing in it is not the exchange's. */
async function ask(read: KeyQuestion['read'], call: ClientCall): Promise<unknown> {
  const answer = await read(call, 'poll');
  const isEmpty = typeof answer !== 'object' || answer === null || Object.keys(answer).length === 0;
  if (isEmpty) throw new Error('what the key may do was answered with nothing');
  return answer;
}

/** Throws when the key must not be used. */
export function refuseUnfit({ withdraw, trade }: KeyPermissions): void {
  if (withdraw === true) {
    const text = 'the key may withdraw; make one that may only read and trade';
    throw new AccountNotUsable('ACCOUNT_KEY_CAN_WITHDRAW', text);
  }
  if (trade === false) throw new AccountNotUsable('ACCOUNT_CREDENTIALS_REFUSED', 'the key may not trade');
}
