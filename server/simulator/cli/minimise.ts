/**
 * Makes a failure small: first whole kinds of faults are dropped, then everything after a moment, then single faults.
 * After each step the run is made again; a step stays only if the same invariant fails. Runs are counted: a failure that
 * is nearly minimal today is worth more than a minimal one tomorrow.
 */
import type { FaultChoice, Injection } from '../faults/fault-plan.ts';
import type { RunOptions, RunResult } from '../world/run-seed-types.ts';
import type { RunSeed } from './run-messages.ts';

export interface Minimised {
  readonly options: RunOptions;
  readonly result: RunResult;
  /** How many runs it took. */
  readonly runs: number;
}

const RUNS_MAX = 300;

/** The invariant that a violation names: `I-01`. The whole sentence when it names none. */
export const invariantOf = (violation: string): string => /^[A-Z]+-\d+/.exec(violation)?.[0] ?? violation;

/** The smallest failing choice of faults that was found; as it was when the failure does not come again. */
export async function minimise(runSeed: RunSeed, failing: RunOptions, runsMax = RUNS_MAX): Promise<Minimised> {
  const result = await runSeed(failing);
  const [violation] = result.violations;
  if (violation === undefined) return { options: failing, result, runs: 1 };
  const search = new Search(runSeed, { options: failing, result, invariant: invariantOf(violation), runsMax });
  await search.dropKinds();
  await search.shortenHorizon();
  await search.dropInjections();
  return { options: search.options, result: search.result, runs: search.runs + 1 };
}

class Search {
  readonly #runSeed: RunSeed;
  readonly #invariant: string;
  readonly #runsMax: number;
  options: RunOptions;
  result: RunResult;
  runs = 0;

  constructor(runSeed: RunSeed, start: { options: RunOptions; result: RunResult; invariant: string; runsMax: number }) {
    this.#runSeed = runSeed;
    this.options = start.options;
    this.result = start.result;
    this.#invariant = start.invariant;
    this.#runsMax = start.runsMax - 1;
  }

  async dropKinds(): Promise<void> {
    const { without: before = [] } = this.#faults;
    const { kinds } = this.result;
    const struck = new Set(this.result.injections.map(({ name }) => name));
    const idle = kinds.filter((kind) => !struck.has(kind));
    const dropped = (kept: readonly string[]): FaultChoice => ({
      ...this.#faults,
      without: [...before, ...kinds.filter((kind) => !kept.includes(kind))],
    });
    const candidates = idle.length > 0 && (await this.#stillFails(dropped([...struck]))) ? [...struck] : kinds;
    await reduceList(candidates, (kept) => this.#stillFails(dropped(kept)));
  }

  /** The earliest moment after which nothing more needs to happen. */
  async shortenHorizon(): Promise<void> {
    const times = [-1, ...new Set(this.result.injections.map(({ atMs }) => atMs))];
    let tooEarly = -1;
    let enough = times.length - 1;
    while (enough - tooEarly > 1) {
      const middle = Math.floor((tooEarly + enough) / 2);
      const untilMs = times[middle] ?? 0;
      if (await this.#stillFails({ ...this.#faults, untilMs })) enough = middle;
      else tooEarly = middle;
    }
  }

  /** Without one fault others may come that were not there before; they are then tried too. */
  async dropInjections(): Promise<void> {
    for (let before = Number.POSITIVE_INFINITY; this.result.injections.length < before; ) {
      before = this.result.injections.length;
      const { skip = new Set<string>() } = this.#faults;
      const names = this.result.injections.map(nameOf);
      await reduceList(names, (kept) => {
        const needed = new Set(kept);
        return this.#stillFails({
          ...this.#faults,
          skip: new Set([...skip, ...names.filter((name) => !needed.has(name))]),
        });
      });
    }
  }

  get #faults(): FaultChoice {
    return this.options.faults ?? {};
  }

  async #stillFails(faults: FaultChoice): Promise<boolean> {
    if (this.runs >= this.#runsMax) return false;
    this.runs += 1;
    const options = { ...this.options, faults };
    const result = await this.#runSeed(options);
    if (!result.violations.some((violation) => invariantOf(violation) === this.#invariant)) return false;
    this.options = options;
    this.result = result;
    return true;
  }
}

/** As a person gives it to `--skip`. */
export const nameOf = ({ name, ordinal }: Injection): string => `${name}#${ordinal}`;

/**
 * Delta debugging: leaves out ever smaller parts of the list for as long as what is kept still fails. Answers what is
 * kept; the list itself is known to fail.
 */
export async function reduceList<T>(
  list: readonly T[],
  stillFails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  if (list.length === 0) return list;
  if (await stillFails([])) return [];
  let kept = list;
  let parts = Math.min(2, kept.length);
  while (kept.length > 1) {
    const smaller = await withoutOnePart(kept, parts, stillFails);
    if (smaller !== undefined) {
      kept = smaller;
      parts = Math.max(2, Math.min(parts - 1, kept.length));
    } else if (parts >= kept.length) break;
    else parts = Math.min(kept.length, parts * 2);
  }
  return kept;
}

async function withoutOnePart<T>(
  list: readonly T[],
  parts: number,
  stillFails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | undefined> {
  const size = Math.ceil(list.length / parts);
  for (let from = 0; from < list.length; from += size) {
    const kept = [...list.slice(0, from), ...list.slice(from + size)];
    if (kept.length > 0 && (await stillFails(kept))) return kept;
  }
  return undefined;
}
