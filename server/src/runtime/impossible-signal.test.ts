/** What is refused at the door because no account can ever carry it out, and in which words. */
import { describe, expect, it } from 'vitest';
import type { Reason } from '#domain/order.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC } from '#engine/test/engine-harness.ts';
import type { AccountRunner } from './account-runner.ts';
import type { SignalSubmission } from './desk.ts';
import { directRoute } from './signal-detail.ts';
import { SignalDesk, type SignalDeskOptions } from './signal-desk.ts';

interface Account {
  readonly knows?: boolean;
  readonly isCompared?: boolean;
  readonly problem?: string;
}

function refusalAt({ knows = true, isCompared = false, problem }: Account, symbol = 'BTCUSDT'): Reason | undefined {
  const directory = createInstrumentDirectory(knows ? [BTC] : []);
  const venueProblem = problem === undefined ? undefined : { code: problem, values: { account: 'main' } };
  const runner = { state: { volatile: { settings: { directory } } }, isCompared, venueProblem };
  const runners = new Map([['main', runner as unknown as AccountRunner]]);
  const desk = new SignalDesk({ runners } as unknown as SignalDeskOptions);
  const parsed = { format: 'signalbox', commands: [{ action: 'buy', symbol }], ignoredFields: [] };
  return desk.impossible({ parsed, route: directRoute('main', 60_000) } as unknown as SignalSubmission);
}

describe('a signal to an account at an exchange', () => {
  it('is taken while the account is up, and while it may still come up', () => {
    expect(refusalAt({ isCompared: true })).toBeUndefined();
    expect(refusalAt({ problem: 'VENUE_UNREACHABLE' })).toBeUndefined();
  });

  it('is refused with what keeps the account down, where that is nothing to wait for', () => {
    for (const problem of ['ACCOUNT_CREDENTIALS_REFUSED', 'ACCOUNT_KEY_CAN_WITHDRAW', 'ACCOUNT_POSITION_MODE_DIFFERS'])
      expect(refusalAt({ problem })).toEqual({ code: problem, values: { account: 'main' } });
  });

  it('is left to the risk gate where the account has been up', () => {
    expect(refusalAt({ isCompared: true, problem: 'ACCOUNT_CREDENTIALS_REFUSED' })).toBeUndefined();
  });

  it('is not told that its symbol is unknown while the venue could not be asked for any', () => {
    expect(refusalAt({ knows: false, problem: 'VENUE_UNREACHABLE' })?.code).toBe('VENUE_UNREACHABLE');
    expect(refusalAt({ knows: false })?.code).toBe('SYMBOL_UNKNOWN');
    expect(refusalAt({ problem: 'VENUE_UNREACHABLE' }, 'NOPE')?.code).toBe('SYMBOL_UNKNOWN');
  });
});
