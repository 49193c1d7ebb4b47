/**
 * Probation: what an earlier run left undone may be what ended it. After a start the first such signals are tried one at
 * a time, each counted durably right before the engine looks at it: who ends the process each time is known by its count
 * and set aside. A signal that waits for its lane, its account or the venue is not looked at, and not counted; nor is one
 * that has grown too old. Nobody counts who may have lost the account to another process without knowing it.
 *
 * A signal kills twice with a count, and once without in the life in which it came. Behind twenty of a backlog that were
 * counted and decided it is taken without a count, and may kill once more: so it is in each such life, and each leaves at
 * least twenty fewer. To count all of them would have every signal of a long backlog wait for two commits of its own.
 *
 * While one is on trial, which is until it has ended or waits, nothing else is decided: nobody else's end is put down to
 * it. What comes up meanwhile keeps its place in its lane.
 */
import { ALL } from './lanes.ts';

/** A command that has come to the head of its lane. */
export interface Candidate {
  readonly signalId: string;
  readonly account: string;
  /** Its lane, and whether it must see there the outcome of everything before it. */
  readonly key: string;
  readonly waits: boolean;
  /** Whether an earlier run left it and the engine would look at it now. */
  readonly isSuspect: () => boolean;
  readonly pass: () => void;
  /** It can't be decided now, or never. */
  readonly refuse: (detail: string) => void;
  /** Goes into its lane once more, behind what waits there. */
  readonly enter: () => void;
}

/** The signal that is tried. */
interface Trial {
  readonly signalId: string;
  isCounting: boolean;
  /** It waits elsewhere: its trial ends as soon as it has passed. */
  isShort: boolean;
}

const SET_ASIDE = 'the signal is set aside';

/** Once so many signals of earlier runs have been decided, the others are taken without a count. */
const SUSPECTS = 20;

/** How often a signal was looked at, durably; both may reject. */
export interface Counts {
  /** Notes that the signal is about to be looked at; false when it is set aside instead. */
  readonly countAttempt: (signalId: string) => Promise<boolean>;
  /** That look was none, because it ended nothing. */
  readonly takeBackAttempt: (signalId: string) => Promise<void>;
}

export class SignalProbation {
  readonly #counts: Counts;
  readonly #counted = new Set<string>();
  readonly #setAside = new Set<string>();
  readonly #survivors = new Set<string>();
  #trial: Trial | undefined;
  #held: Candidate[] = [];

  constructor(counts: Counts) {
    this.#counts = counts;
  }

  /** Candidates that wait for the end of a trial. */
  get held(): number {
    return this.#held.length;
  }

  /** Whether the signal was set aside in this run. */
  isSetAside(signalId: string): boolean {
    return this.#setAside.has(signalId);
  }

  /** The signal is decided, can't be decided now, or waits in a lane: the others go on. */
  leave(signalId: string): void {
    if (this.#trial?.signalId !== signalId) return;
    if (this.#trial.isCounting) this.#trial.isShort = true;
    else this.#end();
  }

  /** A decision about the signal is durable. */
  survived(signalId: string): void {
    if (this.#counted.has(signalId)) this.#survivors.add(signalId);
  }

  /**
   * The signal was looked at, and what was decided could not be written: the process has survived that, and whatever ends
   * it before the signal is looked at again is somebody else. Where this can't be written either, the count stays, and the
   * signal is not counted again in this life.
   */
  async endured(signalId: string): Promise<void> {
    if (!this.#counted.has(signalId)) return;
    const isWritten = await this.#counts.takeBackAttempt(signalId).then(
      () => true,
      () => false,
    );
    if (isWritten) this.#counted.delete(signalId);
  }

  /** Lets the candidate pass, at once unless another one is on trial or it is to be counted. */
  admit(candidate: Candidate): void {
    const { signalId } = candidate;
    const trial = this.#trial;
    if (trial !== undefined && (trial.isCounting || trial.signalId !== signalId)) this.#held.push(candidate);
    else if (this.#setAside.has(signalId)) candidate.refuse(SET_ASIDE);
    else if (trial !== undefined || this.#survivors.size >= SUSPECTS || !candidate.isSuspect()) candidate.pass();
    else void this.#try(candidate);
  }

  async #try(candidate: Candidate): Promise<void> {
    const { signalId } = candidate;
    const isCounted = this.#counted.has(signalId);
    const trial = { signalId, isCounting: !isCounted, isShort: false };
    this.#trial = trial;
    if (isCounted) return candidate.pass();
    const verdict = await this.#counts.countAttempt(signalId).catch((error: unknown) => String(error));
    trial.isCounting = false;
    if (verdict === true) {
      this.#counted.add(signalId);
      candidate.pass();
      this.#release();
      if (trial.isShort) this.#end();
      return;
    }
    if (verdict === false) this.#setAside.add(signalId);
    candidate.refuse(verdict === false ? SET_ASIDE : verdict);
    this.#end();
  }

  #end(): void {
    this.#trial = undefined;
    this.#release();
  }

  /**
   * In their order. Who must see the outcome of what has just passed goes back to its lane before anybody else is there,
   * and so does who came later in that lane.
   */
  #release(): void {
    const held = this.#held;
    this.#held = [];
    const lanes = new Set<string>();
    for (const candidate of held) {
      const { account, key } = candidate;
      const isBehind = lanes.has(`${account}/${key}`) || lanes.has(`${account}/${ALL}`);
      if (candidate.waits || isBehind) {
        lanes.add(`${account}/${key}`);
        candidate.enter();
      } else this.admit(candidate);
    }
  }
}
