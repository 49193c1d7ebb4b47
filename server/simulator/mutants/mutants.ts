/** All mutants, by name. */
import type { Mutant } from './mutant.ts';

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'misses-need-no-distance',
    file: 'engine/unknown.ts',
    find: 'const MISS_DISTANCE_MS = 1_000;',
    replace: 'const MISS_DISTANCE_MS = 0;',
    breaks: 'two questions in one instant count as two misses',
  },
  {
    name: 'decided-by-signal-alone',
    file: 'engine/decided-signals.ts',
    find: 'knownKey = `${signalId}/${command}`;',
    replace: 'knownKey = signalId;',
    breaks: 'the second command of a signal counts as decided with the first',
  },
];

export const mutantNamed = (name: string): Mutant | undefined => MUTANTS.find((mutant) => mutant.name === name);
