import { beforeEach, describe, expect, it } from 'vitest';
import { createAccountState, type AccountState, type EngineSettings } from '#engine/state.ts';
import type { Account } from '#domain/account.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import type { Journal, Snapshot } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';

const QUIET_MS = 1_000;
const WORTH = 50_000;
const LATEST = 400_000;

describe('when the state is written down', () => {
  let clock: ReturnType<typeof createManualClock>;
  let state: AccountState;
  let durable: number | undefined;
  let saved: Snapshot[];
  let keeper: SnapshotKeeper;

  beforeEach(() => {
    clock = createManualClock(1_000);
    state = createAccountState({} as Account, {} as EngineSettings);
    durable = 0;
    saved = [];
    keeper = new SnapshotKeeper({
      accountId: 'a',
      stream: 'account:a',
      journal: { saveSnapshot: async (snapshot: Snapshot) => void saved.push(snapshot) } as unknown as Journal,
      clock,
      logger: {} as Logger,
      state: () => state,
      durableSequence: () => durable,
    });
  });

  const reach = (sequence: number): void => {
    state.sequence = sequence;
    durable = sequence;
    keeper.consider();
  };

  it('is a moment of quiet after enough has happened', () => {
    reach(WORTH - 1);
    clock.pass(10 * QUIET_MS);
    expect(saved).toEqual([]);
    reach(WORTH);
    clock.pass(QUIET_MS / 2);
    reach(WORTH + 10);
    clock.pass(QUIET_MS / 2);
    expect(saved).toEqual([]);
    clock.pass(QUIET_MS);
    expect(saved.map(({ sequence }) => sequence)).toEqual([WORTH + 10]);
  });

  it('is not put off for ever, and waits for the journal', () => {
    for (let sequence = WORTH; sequence < LATEST; sequence += 10_000) {
      reach(sequence);
      clock.pass(QUIET_MS / 2);
    }
    expect(saved).toEqual([]);
    state.sequence = LATEST;
    keeper.consider();
    expect(saved).toEqual([]);
    durable = LATEST;
    state.sequence = LATEST + 5;
    keeper.consider();
    expect(saved.map(({ sequence }) => sequence)).toEqual([LATEST]);
  });

  it('is not while the account stands still, and begins anew with its next state', () => {
    reach(WORTH);
    durable = undefined;
    clock.pass(QUIET_MS);
    expect(saved).toEqual([]);
    keeper.beginAt(WORTH);
    reach(WORTH + 1);
    clock.pass(10 * QUIET_MS);
    expect(saved).toEqual([]);
  });

  it('is the end, if there is something new', async () => {
    reach(7);
    await keeper.end();
    await keeper.end();
    expect(saved.map(({ sequence }) => sequence)).toEqual([7]);
  });
});
