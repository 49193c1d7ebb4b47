/** What a mutant is: one deliberate bug, as a change of text that is made when the file is loaded. */
import type { FaultName } from '../faults/fault-kinds.ts';
import type { WorldName } from '../world/run-seed-types.ts';

export interface Mutant {
  readonly name: string;
  /** Under server/src. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  readonly breaks: string;
  /** Where it shows, when it shows in few worlds only. */
  readonly world?: WorldName;
  /** The only faults that are switched on to find it; absent: what the seeds draw. */
  readonly kinds?: readonly FaultName[];
}

/** The text with the bug in it. Throws when the place is not there, or not the only one. */
export function mutate(text: string, { name, file, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(`mutant ${name}: what it replaces occurs ${parts.length - 1} times in ${file}, not once`);
  return parts.join(replace);
}
