/** What has stood still in one and the same process: a server that begins anew has its time anew as well. */
import type { AccountState } from '#engine/state.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { JournalFacts } from './journal-facts.ts';

/** What a watch over what stands still looks at. */
export interface StandstillOptions {
  readonly facts: JournalFacts;
  readonly faults: Pick<FaultPlan, 'injections'>;
  readonly now: () => number;
  /** Of the process that has the account and hears; each process has one of its own. */
  readonly state: () => AccountState | undefined;
  readonly say: (sentence: string) => void;
}

/** What has been so since then, in one and the same process. */
export interface Since {
  readonly atMs: number;
  readonly state: AccountState;
}

/** Since when it is so: since then where it is the same process, else since now. */
export const goOn = (since: Since | undefined, now: Since): Since => (since?.state === now.state ? since : now);
