/** Accounts that can not be brought up at once: tried again until they can, and no longer than they are wanted. */
import { describe, expect, it } from 'vitest';
import type { Account } from '#domain/account.ts';
import { decimal } from '#domain/decimal.ts';
import type { Logger } from '#ports/logger.ts';
import { MemoryStore } from '../../test/api/memory-store.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import { AccountBook } from './account-book.ts';
import type { AccountCredentials } from './account-credentials.ts';

const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};
const ACCOUNT: Account = {
  id: 'main',
  name: 'Main',
  broker: 'paper',
  environment: 'paper',
  currency: 'USD',
  positionMode: 'netting',
  initialBalance: decimal('1'),
  createdAt: 0,
};

function trial() {
  const clock = createManualClock(0);
  let attempts = 0;
  const book = new AccountBook({
    store: new MemoryStore(),
    clock,
    logger: SILENT,
    credentials: { keyEnding: () => undefined } as unknown as AccountCredentials,
    limitsFor: () => {
      throw new Error('not asked');
    },
    openAccount: () => {
      attempts += 1;
      return Promise.reject(new Error('the store can not be read'));
    },
    onEvents: () => undefined,
    isKilled: () => false,
    stops: () => ({ server: 'active', account: false }),
  });
  const pass = async (durationMs: number): Promise<number> => {
    for (let left = durationMs; left > 0; left -= 500) {
      clock.pass(500);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return attempts;
  };
  return { book, pass };
}

describe('an account that can not be brought up', () => {
  it('is tried again and again', async () => {
    const { book, pass } = trial();
    await book.reopen(ACCOUNT);
    expect(await pass(3_000)).toBeGreaterThan(2);
  });

  it.each(['drop', 'stop'] as const)('is not tried any more after a %s', async (end) => {
    const { book, pass } = trial();
    await book.reopen(ACCOUNT);
    await (end === 'drop' ? book.drop(ACCOUNT.id) : book.stop());
    expect(await pass(3_000)).toBe(1);
  });
});
