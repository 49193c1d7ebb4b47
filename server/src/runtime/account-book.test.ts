/** Accounts that can not be brought up at once: tried again until they can, and no longer than they are wanted. */
import { describe, expect, it } from 'vitest';
import type { Account } from '#domain/account.ts';
import { decimal } from '#domain/decimal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC } from '#engine/test/engine-harness.ts';
import type { Logger } from '#ports/logger.ts';
import { MemoryStore } from '../../test/api/memory-store.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import { AccountBook, type OpenedAccount } from './account-book.ts';
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

function trial(opened?: object) {
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
      if (opened !== undefined) return Promise.resolve(opened as unknown as OpenedAccount);
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

describe('the market of an account whose venue never answered', () => {
  const venueProblem = { code: 'VENUE_UNREACHABLE', values: { account: 'main', detail: 'refused' } };

  async function reasonFor(known: boolean, symbol: string): Promise<string> {
    const directory = createInstrumentDirectory(known ? [BTC] : []);
    const state = { volatile: { settings: { directory } } };
    const runner = { state, venueProblem, start: () => Promise.resolve(), stop: () => Promise.resolve() };
    const { book } = trial({ runner, market: { subscribe: () => () => undefined } });
    await book.open(ACCOUNT);
    const place = book.placeOf({ account: 'main', symbol });
    return place.kind === 'ok' ? 'ok' : place.reason.code;
  }

  it('is told to be out of reach, and not that a name is none', async () => {
    expect(await reasonFor(false, 'BTCUSDT')).toBe('VENUE_UNREACHABLE');
  });

  it('is asked for by its names, once they are known', async () => {
    expect(await reasonFor(true, 'BTCUSDT')).toBe('ok');
    expect(await reasonFor(true, 'NOPE')).toBe('SYMBOL_UNKNOWN');
  });
});
