/**
 * The corpus: seeds that once found something, one JSON object a line. A seed joins it with the commit that repairs what
 * it found, and stays: each is run twice by every gate.
 */
import { readFileSync } from 'node:fs';
import { FAULT_KINDS, type FaultName } from '../faults/fault-kinds.ts';
import { NAMED_WORLDS, type RunOptions, type WorldName } from '../world/run-seed-types.ts';

export interface CorpusSeed {
  readonly seed: number;
  readonly world: WorldName;
  /** The only faults switched on; absent: what the seed draws. */
  readonly faults?: readonly FaultName[];
  /** What it found, in one sentence. */
  readonly found: string;
  /** `I-01`. */
  readonly invariant: string;
}

const FILE = new URL('./seeds.jsonl', import.meta.url);
/** Seeds that still fail: what they found is known and not mended yet. The gate names them and counts them apart. */
const OPEN = new URL('./open.jsonl', import.meta.url);

export const readCorpus = (): readonly CorpusSeed[] => parseCorpus(readFileSync(FILE, 'utf8'));

export const readOpenSeeds = (): readonly CorpusSeed[] => parseCorpus(readFileSync(OPEN, 'utf8'));

/** Throws at a line that is not a seed: one that is passed over is one that is not run. */
export function parseCorpus(text: string): readonly CorpusSeed[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const seed = JSON.parse(line) as CorpusSeed;
    const mistake = mistakeIn(seed);
    if (mistake !== undefined) throw new Error(`seeds.jsonl:${index + 1}: ${mistake}`);
    return [seed];
  });
}

function mistakeIn({ seed, world, faults = [], found, invariant }: CorpusSeed): string | undefined {
  if (!Number.isInteger(seed) || seed < 0) return 'seed is a whole number';
  if (!NAMED_WORLDS.includes(world)) return `there is no world ${world}`;
  const unknown = faults.find((name) => FAULT_KINDS.every((kind) => kind.name !== name));
  if (unknown !== undefined) return `there is no fault ${unknown}`;
  if (typeof found !== 'string' || found === '') return 'found says in one sentence what it found';
  return /^I-\d\d$/.test(invariant) ? undefined : 'invariant is a name like I-01';
}

export const optionsOf = ({ seed, world, faults }: CorpusSeed): RunOptions => ({
  seed,
  world,
  ...(faults === undefined ? {} : { faults: { only: faults } }),
});
