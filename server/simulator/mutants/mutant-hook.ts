/**
 * Puts a mutant into this process: the text of its one file is changed while Node loads it. The product has no switch
 * for this and no trace of it; only the simulator's own worker calls it, before it loads the product.
 */
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Mutant, mutate } from './mutant.ts';

export interface InstalledMutant {
  /** Whether the changed file has been loaded. */
  readonly isLoaded: boolean;
}

/** The folder that mutants name their files under. */
export const PRODUCT = new URL('../../src/', import.meta.url);

export function installMutant(mutant: Mutant, folder: URL = PRODUCT): InstalledMutant {
  const installed = { isLoaded: false };
  const target = fileURLToPath(new URL(mutant.file, folder));
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.startsWith('file:') || fileURLToPath(url) !== target) return loaded;
      if (loaded.source === undefined || loaded.source === null) throw new Error(`${mutant.file} has no source`);
      const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      installed.isLoaded = true;
      return { ...loaded, source: mutate(text, mutant) };
    },
  });
  return installed;
}
