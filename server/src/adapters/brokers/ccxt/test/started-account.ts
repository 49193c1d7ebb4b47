/** Accounts at emulated exchanges that belong to one test and are closed with it. */
import { onTestFinished } from 'vitest';
import { EmulatedAccount, type EmulatedOptions } from './emulated-account.ts';

/** Until the streams of the slowest exchange are up. */
const CONNECTED_MS = 15_000;

/** The exchange runs and has the account; its broker has not begun. */
export async function openedAccount(options: EmulatedOptions): Promise<EmulatedAccount> {
  const desk = await EmulatedAccount.open(options);
  onTestFinished(async () => await desk.close());
  return desk;
}

/** Begins, and waits until the broker says that it is connected. */
export async function connected(desk: EmulatedAccount): Promise<EmulatedAccount> {
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'), CONNECTED_MS);
  return desk;
}

/** The exchange runs, and the broker of the account is connected to it. */
export const startedAccount = async (options: EmulatedOptions): Promise<EmulatedAccount> =>
  await connected(await openedAccount(options));
