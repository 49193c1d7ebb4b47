/**
 * When an account's state is written down whole, so that a start need not fold its events from the first on. A snapshot
 * only saves time: one that can't be written is missed by nobody.
 */
import { encodeState, SNAPSHOT_VERSION } from '#engine/snapshot.ts';
import type { AccountState } from '#engine/state.ts';
import type { Journal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';

export interface SnapshotKeeperOptions {
  readonly accountId: string;
  readonly stream: string;
  readonly journal: Journal;
  readonly logger: Logger;
}

interface PendingSnapshot {
  readonly sequence: number;
  readonly body: string;
}

const SNAPSHOT_EVERY = 50_000;

export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions;
  /** The sequence of the newest snapshot that was taken. */
  #at = 0;
  #pending: PendingSnapshot | undefined;

  constructor(options: SnapshotKeeperOptions) {
    this.#options = options;
  }

  /** The state begins at this snapshot (0: at none); one that was not written yet is void. */
  beginAt(sequence: number): void {
    this.#at = sequence;
    this.#pending = undefined;
  }

  /** The state may be ahead of what is durable; its snapshot is kept back until the journal has caught up with it. */
  consider(state: AccountState, durableSequence: number): void {
    const { sequence } = state;
    if (this.#pending === undefined && sequence - this.#at >= SNAPSHOT_EVERY) {
      this.#at = sequence;
      this.#pending = { sequence, body: encodeState(state) };
    }
    const pending = this.#pending;
    if (pending === undefined || durableSequence < pending.sequence) return;
    this.#pending = undefined;
    void this.#save(pending);
  }

  /** Writes the last one down, if the state is what is durable and newer than the newest. */
  async end(state: AccountState, durableSequence: number | undefined): Promise<void> {
    const { sequence } = state;
    if (durableSequence !== sequence || sequence === this.#at) return;
    await this.#save({ sequence, body: encodeState(state) });
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
