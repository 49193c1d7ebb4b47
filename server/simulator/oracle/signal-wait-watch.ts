/**
 * Signals that grow too old to be acted on. One may wait for its account, which is being compared with its venue, for the
 * disk, for signals before it or for a person who is to say what has become of an order; but where nothing of that is so and
 * nothing has struck for long, and a process has the account and hears, none waits so long that it expires. A server that never trades again would decide every signal, and nobody would be told.
 */
import type { FaultPlan } from '../faults/fault-plan.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import type { Fact, JournalFacts } from './journal-facts.ts';

export interface SignalWaitOptions {
  readonly facts: Pick<JournalFacts, 'orders'>;
  readonly faults: Pick<FaultPlan, 'injections'>;
  readonly now: () => number;
  readonly isClockTrue: () => boolean;
  /** Since when the process that has the account lives and hears, virtual ms; undefined while none does. */
  readonly hearingSince: () => number | undefined;
  /** When the signal was kept, by the wall clock. */
  readonly receivedAt: (signalId: string) => number | undefined;
  readonly say: (sentence: string) => void;
}

/** For so long whatever has struck may still keep a signal waiting. */
const WAITS_MS = 45_000;
/** Keys that the venue refuses are refused for longer. */
const KEYS_WAIT_MS = 120_000;

export class SignalWaitWatch {
  readonly #options: SignalWaitOptions;
  /** When an order was last of unknown fate, virtual ms. */
  #doubtMs = 0;

  constructor(options: SignalWaitOptions) {
    this.#options = options;
  }

  /** Called with each record of the journal, once the facts have it. */
  take({ kind, reason, signalId = '' }: Fact): void {
    if (hasDoubt(this.#options.facts)) this.#doubtMs = this.#options.now();
    if (kind !== 'signal_decided' || reason?.code !== 'SIGNAL_EXPIRED') return;
    const { faults, now, isClockTrue, hearingSince, receivedAt, say } = this.#options;
    const heardMs = hearingSince();
    const keptAt = receivedAt(signalId);
    if (heardMs === undefined || keptAt === undefined || !isClockTrue()) return;
    const struckMs = faults.injections.at(-1)?.atMs ?? 0;
    const hasNoKeys = faults.injections.some(
      ({ name, atMs }) => name === 'credential_revoked' && now() - atMs < KEYS_WAIT_MS,
    );
    if (hasNoKeys) return;
    if (now() - Math.max(heardMs, keptAt - WALL_START_MS, struckMs, this.#doubtMs) > WAITS_MS)
      say(`I-29: signal ${signalId} grew too old, and nothing kept it waiting`);
  }
}

function hasDoubt({ orders }: Pick<JournalFacts, 'orders'>): boolean {
  for (const { isUnknown, ended } of orders.values()) if (isUnknown && ended === undefined) return true;
  return false;
}
