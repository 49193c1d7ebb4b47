/**
 * When an account's state is written down whole, so that a start need not fold its events from the first on. A snapshot
 * only saves time: one that can't be written is missed by nobody.
 */
import { encodeState, SNAPSHOT_VERSION } from '#engine/snapshot.ts';
import type { AccountState } from '#engine/state.ts';
import type { Clock, Timer } from '#ports/clock.ts';
import type { Journal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';

export interface SnapshotKeeperOptions {
  readonly accountId: string;
  readonly stream: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The state as it is now; it may be ahead of what is durable. */
  readonly state: () => AccountState;
  /** The last sequence that is durable; undefined while the account stands still. */
  readonly durableSequence: () => number | undefined;
}

interface PendingSnapshot {
  readonly sequence: number;
  readonly body: string;
}

/** Events after which a snapshot is worth having. */
const WORTH_EVENTS = 50_000;
/** Events after which it is taken whatever goes on: a start would fold them for a second or two. */
const LATEST_EVENTS = 400_000;
/** Writing the state down takes a tenth of a second of the one thread: better when nothing has happened for so long. */
const QUIET_MS = 1_000;

export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions;
  /** The sequence of the newest snapshot that was taken. */
  #at = 0;
  #pending: PendingSnapshot | undefined;
  #quiet: Timer | undefined;

  constructor(options: SnapshotKeeperOptions) {
    this.#options = options;
  }

  /** The state begins at this snapshot (0: at none); one that was not written yet is void. */
  beginAt(sequence: number): void {
    this.#at = sequence;
    this.#pending = undefined;
    this.#stopWaiting();
  }

  /** Asked after each commit. */
  consider(): void {
    const since = this.#options.state().sequence - this.#at;
    if (this.#pending === undefined && since >= LATEST_EVENTS) this.#take();
    else if (this.#pending === undefined && since >= WORTH_EVENTS) this.#waitForQuiet();
    this.#saveWhenDurable();
  }

  /** Writes the last one down, if the state is what is durable and newer than the newest. */
  async end(): Promise<void> {
    this.#stopWaiting();
    const { sequence } = this.#options.state();
    if (this.#options.durableSequence() !== sequence || sequence === this.#at) return;
    this.#at = sequence;
    await this.#save({ sequence, body: encodeState(this.#options.state()) });
  }

  #waitForQuiet(): void {
    if (this.#quiet !== undefined) return;
    const { clock, state } = this.#options;
    const seen = state().sequence;
    this.#quiet = clock.after(QUIET_MS, () => {
      this.#quiet = undefined;
      if (this.#options.durableSequence() === undefined) return;
      if (state().sequence === seen) this.#take();
      else this.#waitForQuiet();
      this.#saveWhenDurable();
    });
  }

  #stopWaiting(): void {
    this.#quiet?.cancel();
    this.#quiet = undefined;
  }

  #take(): void {
    const state = this.#options.state();
    this.#at = state.sequence;
    this.#pending = { sequence: state.sequence, body: encodeState(state) };
  }

  /** The state may be ahead of what is durable; its snapshot is kept back until the journal has caught up with it. */
  #saveWhenDurable(): void {
    const pending = this.#pending;
    if (pending === undefined || (this.#options.durableSequence() ?? 0) < pending.sequence) return;
    this.#pending = undefined;
    void this.#save(pending);
  }

  async #save({ sequence, body }: PendingSnapshot): Promise<void> {
    const { journal, stream, accountId, logger } = this.#options;
    await journal
      .saveSnapshot({ stream, sequence, version: SNAPSHOT_VERSION, body })
      .catch((error: unknown) =>
        logger.warn({ account: accountId, error: String(error) }, 'no snapshot could be saved'),
      );
  }
}
