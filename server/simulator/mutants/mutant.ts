/** What a mutant is: one deliberate bug, as changes of text that are made when the files are loaded. */
import type { FaultName } from '../faults/fault-kinds.ts';
import type { WorldName } from '../world/run-seed-types.ts';

export interface Change {
  /** Under server/src. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutant extends Change {
  readonly name: string;
  readonly breaks: string;
  /** Where one place alone breaks nothing, because another guards the same: the other places. */
  readonly also?: readonly Change[];
  /** Where it shows, when it shows in few worlds only. */
  readonly world?: WorldName;
  /** The only faults that are switched on to find it; absent: what the seeds draw. */
  readonly kinds?: readonly FaultName[];
}

/** All that is changed. */
export const changesOf = ({ file, find, replace, also = [] }: Mutant): readonly Change[] => [
  { file, find, replace },
  ...also,
];

/** The text of one of its files with the bug in it. Throws when a place is not there, or not the only one. */
export function mutate(text: string, mutant: Mutant, file: string): string {
  let changed = text;
  for (const { find, replace } of changesOf(mutant).filter((change) => change.file === file)) {
    const parts = changed.split(find);
    if (parts.length !== 2) {
      throw new Error(`mutant ${mutant.name}: what it replaces occurs ${parts.length - 1} times in ${file}, not once`);
    }
    changed = parts.join(replace);
  }
  return changed;
}
