/**
 * How the tests run: beside the code, in forked processes (worker threads share too much with the storage thread), two
 * at a time, once. A test that is slow for a reason gives its own time-out and says why.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'contract/**/*.test.ts',
      'server/src/**/*.test.ts',
      'server/test/**/*.test.ts',
      'server/simulator/**/*.test.ts',
      'server/emulators/**/*.test.ts',
      'server/bench/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    watch: false,
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
  },
});
