/**
 * Loads the simulator, and with it the product, into this process: after the mutant, if there is one, because a module
 * that is loaded already can't be changed. Nothing else in this folder imports the product's code.
 */
import { mutantNamed } from '../mutants/mutants.ts';
import { installMutant } from '../mutants/mutant-hook.ts';
import type { RunSeed } from './run-messages.ts';

export interface LoadOptions {
  /** Absent: the product as it is. */
  readonly mutant?: string | undefined;
  /** Another module that has a `runSeed`, for the tests of the command itself. */
  readonly module?: string | undefined;
}

const RUN_SEED = new URL('../world/run-seed.ts', import.meta.url).href;

/** Throws when there is no such mutant, or when the file it changes was never loaded: its runs would prove nothing. */
export async function loadRunSeed({ mutant: name, module = RUN_SEED }: LoadOptions): Promise<RunSeed> {
  const mutant = name === undefined ? undefined : mutantNamed(name);
  if (name !== undefined && mutant === undefined) throw new Error(`there is no mutant ${name}`);
  const installed = mutant === undefined ? undefined : installMutant(mutant);
  const { runSeed } = (await import(module)) as { readonly runSeed: RunSeed };
  const missing = [...(installed?.missing ?? [])];
  if (missing.length > 0) throw new Error(`mutant ${name}: the simulator never loads ${missing.join(', ')}`);
  return runSeed;
}
