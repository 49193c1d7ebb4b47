/** What was typed, as the one thing to do. A word that is not understood is a problem to be told, never a guess. */
import { parseArgs } from 'node:util';
import { FAULT_KINDS, type FaultName } from '../faults/fault-kinds.ts';
import type { FaultChoice } from '../faults/fault-plan.ts';
import { NAMED_WORLDS, type RunOptions, type WorldName } from '../world/run-seed-types.ts';

export interface RunsPlan {
  readonly seed: number;
  readonly runs: number;
  readonly seconds: number | undefined;
  readonly isTwice: boolean;
  /** Which faults met which orders is shown. */
  readonly showsCoverage: boolean;
  /** Of each run, but for its seed. */
  readonly options: Omit<RunOptions, 'seed'>;
}

interface Shared {
  readonly workers: number;
  readonly mutant: string | undefined;
}

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'problem'; readonly text: string }
  | ({ readonly kind: 'runs'; readonly plan: RunsPlan } & Shared)
  | ({ readonly kind: 'replay'; readonly options: RunOptions } & Shared)
  | ({ readonly kind: 'corpus' } & Shared)
  | ({
      readonly kind: 'gate';
      readonly seed: number;
      readonly runs: number;
      readonly mutants: readonly string[];
    } & Shared)
  | {
      readonly kind: 'mutants';
      readonly names: readonly string[];
      readonly seed: number;
      readonly runs: number;
      readonly workers: number;
    };

const DEFAULT_SEED = 1;
const DEFAULT_RUNS = 1_000;
/** As many runs as a mutant may survive, and as the gate makes. */
const MANY_RUNS = 20_000;
const DEFAULT_WORKERS = 2;
const TWO_TO_32 = 4_294_967_296;

export const HELP = `npm run simulate -- [what] [with what]

  (nothing)             runs seeds, one after the other, and says what they found
  --replay SEED         one run, with its timeline
  --corpus              the seeds that once found something, each twice
  --mutants [a,b]       how soon each deliberate bug is found (all of them, or those named)
  --gate                what a build machine runs: corpus, determinism, some mutants, ${MANY_RUNS} runs

  --runs N              how many runs (${DEFAULT_RUNS}; --gate and each of --mutants: ${MANY_RUNS})
  --seed S              the first seed (${DEFAULT_SEED})
  --seconds T           no new run begins after so long
  --world W             ${NAMED_WORLDS.join(', ')}; without it the seed draws one
  --faults a,b          only these faults, or none; without it the seed draws them
  --without a,b         never these faults
  --skip a#3,b#1        these faults do not happen at their third and first opportunity
  --until MS            no fault happens after so much virtual time
  --twice               each seed runs twice, and its traces must be the same
  --coverage            which faults met orders in which states, and which never struck
  --mutant NAME         the product with this deliberate bug in it
  --workers N           processes (${DEFAULT_WORKERS})

Exit code: 0 when nothing is wrong, 1 for a violation, 64 for a mistake in the command.

Faults: ${FAULT_KINDS.map(({ name }) => name).join(', ')}
`;

class Problem extends Error {}

/** Reads the arguments after the program's name. */
export function readCommandLine(argv: readonly string[]): Command {
  try {
    return readWords(argv);
  } catch (error) {
    return { kind: 'problem', text: error instanceof Error ? error.message : String(error) };
  }
}

function readWords(argv: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      replay: { type: 'string' },
      corpus: { type: 'boolean' },
      mutants: { type: 'boolean' },
      gate: { type: 'boolean' },
      runs: { type: 'string' },
      seed: { type: 'string' },
      seconds: { type: 'string' },
      world: { type: 'string' },
      faults: { type: 'string' },
      without: { type: 'string' },
      skip: { type: 'string' },
      until: { type: 'string' },
      twice: { type: 'boolean' },
      coverage: { type: 'boolean' },
      mutant: { type: 'string' },
      workers: { type: 'string' },
    },
  });
  if (values.help === true) return { kind: 'help' };
  if (positionals.length > 0 && values.mutants !== true) throw new Problem(`what is "${positionals[0]}"? See --help`);
  const names = positionals.flatMap(listOf);
  const seed = whole('seed', values.seed, { least: 0, most: TWO_TO_32 - 1 }) ?? DEFAULT_SEED;
  const runs = whole('runs', values.runs, { least: 1, most: TWO_TO_32 });
  const workers = whole('workers', values.workers, { least: 1, most: 256 }) ?? DEFAULT_WORKERS;
  const shared = { workers, mutant: values.mutant };
  const options = optionsOf(values);
  const replayed = whole('replay', values.replay, { least: 0, most: TWO_TO_32 - 1 });
  if (replayed !== undefined) return { kind: 'replay', options: { seed: replayed, ...options }, ...shared };
  if (values.gate === true) return { kind: 'gate', seed, runs: runs ?? MANY_RUNS, mutants: names, ...shared };
  if (values.mutants === true) return { kind: 'mutants', names, seed, runs: runs ?? MANY_RUNS, workers };
  if (values.corpus === true) return { kind: 'corpus', ...shared };
  const seconds = whole('seconds', values.seconds, { least: 1, most: TWO_TO_32 });
  const plan = {
    seed,
    runs: runs ?? (seconds === undefined ? DEFAULT_RUNS : TWO_TO_32),
    seconds,
    isTwice: values.twice === true,
    showsCoverage: values.coverage === true,
    options,
  };
  return { kind: 'runs', plan, ...shared };
}

interface Words {
  readonly world?: string | undefined;
  readonly faults?: string | undefined;
  readonly without?: string | undefined;
  readonly skip?: string | undefined;
  readonly until?: string | undefined;
}

function optionsOf(words: Words): Omit<RunOptions, 'seed'> {
  const untilMs = words.until === undefined ? undefined : Number(words.until);
  if (untilMs !== undefined && !Number.isFinite(untilMs)) throw new Problem(`--until: "${words.until}" is no number`);
  const faults: FaultChoice = {
    ...(words.faults === undefined
      ? {}
      : { only: words.faults === 'none' ? [] : listOf(words.faults).map(faultNamed) }),
    ...(words.without === undefined ? {} : { without: listOf(words.without).map(faultNamed) }),
    ...(words.skip === undefined ? {} : { skip: new Set(listOf(words.skip).map(opportunity)) }),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
  return {
    ...(words.world === undefined ? {} : { world: worldNamed(words.world) }),
    ...(Object.keys(faults).length === 0 ? {} : { faults }),
  };
}

const listOf = (text: string): string[] => text.split(',').filter((word) => word !== '');

function faultNamed(name: string): FaultName {
  const kind = FAULT_KINDS.find((candidate) => candidate.name === name);
  if (kind === undefined) throw new Problem(`there is no fault "${name}"; --help lists them`);
  return kind.name;
}

function worldNamed(name: string): WorldName {
  const world = NAMED_WORLDS.find((candidate) => candidate === name);
  if (world === undefined) throw new Problem(`there is no world "${name}"; there are ${NAMED_WORLDS.join(', ')}`);
  return world;
}

function opportunity(text: string): string {
  const match = /^([a-z0-9_]+)#([1-9]\d*)$/.exec(text);
  if (match === null) throw new Problem(`--skip: "${text}" is not a fault and its number, like request_lost#2`);
  return `${faultNamed(match[1] ?? '')}#${match[2]}`;
}

function whole(
  name: string,
  text: string | undefined,
  { least, most }: { least: number; most: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new Problem(`--${name}: a whole number from ${least} to ${most}`);
  return value;
}
