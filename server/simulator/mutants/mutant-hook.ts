/**
 * Puts a mutant into this process: the text of its files is changed while Node loads them. The product has no switch
 * for this and no trace of it; only the simulator's own worker calls it, before it loads the product.
 */
import { registerHooks } from 'node:module';
import { changesOf, type Mutant, mutate } from './mutant.ts';

export interface InstalledMutant {
  /** The changed files that have not been loaded. */
  readonly missing: ReadonlySet<string>;
}

/** The folder that mutants name their files under. */
export const PRODUCT = new URL('../../src/', import.meta.url);

export function installMutant(mutant: Mutant, folder: URL = PRODUCT): InstalledMutant {
  const files = new Map(changesOf(mutant).map(({ file }) => [new URL(file, folder).href, file]));
  const missing = new Set(files.values());
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const file = files.get(url);
      if (file === undefined) return loaded;
      if (loaded.source === undefined || loaded.source === null) throw new Error(`${file} has no source`);
      const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      missing.delete(file);
      return { ...loaded, source: mutate(text, mutant, file) };
    },
  });
  return { missing };
}
