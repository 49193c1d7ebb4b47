/** The beginning of an account's journal: whatever is asked of an account first, it is opened before. */
import { describe, expect, it } from 'vitest';
import type { Account } from '#domain/account.ts';
import { decimal } from '#domain/decimal.ts';
import { createAccountState } from './state.ts';
import { step } from './step.ts';
import { benchSettings } from './test/engine-harness.ts';

const ACCOUNT: Account = {
  id: 'new',
  name: 'New',
  broker: 'paper',
  environment: 'paper',
  currency: 'USD',
  positionMode: 'netting',
  initialBalance: decimal('5000'),
  createdAt: 1,
};
const OPEN = { kind: 'open_account', account: ACCOUNT, now: 3 } as const;
const reason = { code: 'TRADING_STATE_SET', values: {} };
const HALT = { kind: 'set_trading_state', state: 'halted', reason, actor: 'me', now: 2 } as const;

describe('an account of which nothing has happened yet', () => {
  it('is opened with its money before it is armed, disarmed or halted, and once', () => {
    const state = createAccountState(ACCOUNT, benchSettings());
    const kinds = [HALT, OPEN].flatMap((input) => step(state, input).events.map(({ kind }) => kind));
    expect(kinds).toEqual(['account_opened', 'trading_state_changed']);
    expect([state.balance, state.tradingState]).toEqual([decimal('5000'), 'halted']);
  });

  it('is opened by nothing that leads to nothing', () => {
    const state = createAccountState(ACCOUNT, benchSettings());
    expect(step(state, { kind: 'conversion_rate', currency: 'USD', rate: decimal('1'), now: 1 }).events).toEqual([]);
    expect(step(state, OPEN).events.map(({ kind }) => kind)).toEqual(['account_opened']);
  });
});
