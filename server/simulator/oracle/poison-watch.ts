/**
 * Who kills the process, and what was known of it then: a signal that kills whoever looks at it may do so once in the
 * life in which it arrives, and with each count of a later life until it is set aside. Behind enough survivors of a
 * backlog nobody is counted any more, and it may kill once more in each such life. What a life has counted and decided is
 * read from the disk, not from the product.
 */
import type { Inbox } from '#ports/inbox.ts';
import type { DiskContents } from '../disk/disk-contents.ts';

/** How often one signal has killed the process. */
export interface Deaths {
  /** Counted in the life that it ended. */
  counted: number;
  /** Not counted, although nothing was said for it. */
  uncounted: number;
  /** Not counted, because so many of its backlog had been counted before it and were decided. */
  behindSurvivors: number;
}

/** Once so many of a backlog have been decided, the others are taken without a count. */
export const SURVIVORS = 20;

/** Two deaths are counted; the first one, in the life in which the signal arrives, is not. */
const COUNTED_MAX = 2;
const UNCOUNTED_MAX = 1;

export interface PoisonWatchOptions {
  readonly contents: DiskContents;
  /** Bodies of signals that kill. */
  readonly poison: ReadonlySet<string>;
  readonly deaths: Map<string, Deaths>;
}

interface Count {
  /** How often the signal was counted before that. */
  readonly before: number;
  /** The life knows that its count is durable. */
  readonly isKnown: boolean;
}

/** Watches one node, one life after the other. */
export class PoisonWatch {
  readonly #options: PoisonWatchOptions;
  /** What this life has counted; the newest comes last. */
  readonly #counted = new Map<string, Count>();
  #recordsBefore = 0;

  constructor(options: PoisonWatchOptions) {
    this.#options = options;
  }

  /** Another life begins. */
  begin(): void {
    this.#counted.clear();
    this.#recordsBefore = this.#options.contents.records.length;
  }

  /** The inbox as it is, with an ear for what is counted. */
  overheard(inbox: Inbox): Inbox {
    return {
      ...inbox,
      countAttempt: async (signalId) => {
        const before = this.#attemptsOf(signalId);
        this.#counted.delete(signalId);
        this.#counted.set(signalId, { before, isKnown: false });
        const attempts = await inbox.countAttempt(signalId);
        this.#counted.set(signalId, { before, isKnown: true });
        return attempts;
      },
      takeBackAttempt: async (signalId) => {
        await inbox.takeBackAttempt(signalId);
        this.#counted.delete(signalId);
      },
    };
  }

  /** Whether one of the ids is that of a signal that kills; it has, then. */
  kills(ids: readonly string[]): boolean {
    const { contents, poison, deaths } = this.#options;
    const signalId = ids.find((id) => poison.has(contents.signal(id)?.bodyHash ?? ''));
    if (signalId === undefined) return false;
    const known = this.#deathsOf(signalId);
    if (this.#counted.get(signalId)?.isKnown === true) known.counted += 1;
    else if (this.#survivors() >= SURVIVORS) known.behindSurvivors += 1;
    else known.uncounted += 1;
    deaths.set(signalId, known);
    return true;
  }

  /** A process that ends for another reason between the count of a signal and its decision makes it look like the cause. */
  suspectLastCounted(): void {
    const [signalId = '', count] = [...this.#counted].at(-1) ?? [];
    if (count === undefined || this.#options.contents.signal(signalId)?.status !== 'accepted') return;
    if (this.#attemptsOf(signalId) > count.before) this.#options.deaths.set(signalId, this.#deathsOf(signalId));
  }

  #deathsOf(signalId: string): Deaths {
    return this.#options.deaths.get(signalId) ?? { counted: 0, uncounted: 0, behindSurvivors: 0 };
  }

  #attemptsOf(signalId: string): number {
    return this.#options.contents.signal(signalId)?.attempts ?? 0;
  }

  /** How many that this life has counted it has also decided. */
  #survivors(): number {
    const decided = new Set<string>();
    for (const { kind, body } of this.#options.contents.records.slice(this.#recordsBefore)) {
      if (kind !== 'signal_decided') continue;
      const { signalId } = JSON.parse(body) as { readonly signalId: string };
      if (this.#counted.get(signalId)?.isKnown === true) decided.add(signalId);
    }
    return decided.size;
  }
}

/** I-05, poison: a signal that kills the process is set aside in time, and no other is. */
export function checkPoison({
  deaths,
  contents,
  say,
}: {
  readonly deaths: ReadonlyMap<string, Deaths>;
  readonly contents: DiskContents;
  readonly say: (sentence: string) => void;
}): void {
  for (const { counted, uncounted } of deaths.values()) {
    if (uncounted > UNCOUNTED_MAX) say(`I-05: one signal has killed the process ${uncounted} times without a count`);
    if (counted > COUNTED_MAX) say(`I-05: one signal has killed the process ${counted} times when it was counted`);
  }
  for (const { signalId, status, attempts } of contents.inbox) {
    if (status !== 'quarantined' || deaths.has(signalId)) continue;
    say(`I-05: signal ${signalId} was set aside after ${attempts} attempts and has never killed the process`);
  }
}
