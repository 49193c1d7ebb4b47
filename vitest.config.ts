/**
 * How the tests run: beside the code, in forked processes (worker threads share too much with the storage thread), once.
 * Three at a time on the two cores of a small machine, because journeys and exchanges mostly wait. A test that is slow for
 * a reason gives its own time-out and says why. What keeps no state of its own between tests shares its processes: a new one
 * for each file costs a third of a second.
 */
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';

const PROPERTIES = join(import.meta.dirname, 'scripts/seeded-properties.ts');

/** Tests that import fast-check get it with the seed of this run. */
const seededProperties: Plugin = {
  name: 'seeded-properties',
  enforce: 'pre',
  resolveId: (id, importer) => (id === 'fast-check' && importer !== PROPERTIES ? PROPERTIES : undefined),
};

/** Rooms whose modules hold no state, or only what a test makes and throws away. */
const SHARING = [
  'contract/**/*.test.ts',
  'server/src/{domain,engine,ledger,matching,views}/**/*.test.ts',
  'server/src/adapters/brokers/**/*.test.ts',
  // That one names fields of its own, which must come before the first object that is read.
  'server/src/adapters/signals/**/!(field-reader).test.ts',
  'server/emulators/**/*.test.ts',
  'server/src/runtime/**/*.test.ts',
  'server/simulator/{corpus,disk,failures,faults,kernel,oracle,trace,venue,world}/**/*.test.ts',
];

const ALONE = [
  'server/src/**/*.test.ts',
  'server/test/**/*.test.ts',
  'server/simulator/**/*.test.ts',
  'server/bench/**/*.test.ts',
  'scripts/**/*.test.ts',
];

const NEVER = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  plugins: [seededProperties],
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE, exclude: [...NEVER, ...SHARING] } },
      { extends: true, test: { name: 'sharing', include: SHARING, exclude: NEVER, isolate: false } },
    ],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    watch: false,
    pool: 'forks',
    maxWorkers: 3,
    maxConcurrency: 12,
    passWithNoTests: true,
  },
});
