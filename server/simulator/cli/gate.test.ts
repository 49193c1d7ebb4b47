/** The gate over simulators that are known by heart: what it counts, and what it does not let pass. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCorpus } from '../corpus/corpus.ts';
import { WORLDS } from '../world/run-seed-types.ts';
import { runGate } from './gate.ts';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-gate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function gate(
  stub: 'calm' | 'stub',
  { mutants, now = () => performance.now() }: { mutants: readonly string[]; now?: () => number },
) {
  let output = '';
  const passed = await runGate({
    seed: 1,
    runs: 300,
    workers: 2,
    mutants,
    bench: {
      out: { write: (text: string) => (output += text) },
      now,
      commit: () => 'abc1234',
      module: new URL(`./test/${stub}-run-seed.ts`, import.meta.url).href,
      failuresFolder: folder,
    },
  });
  return { passed, output };
}

const KILLED = 'decided-by-signal-alone';
const SURVIVES = 'newest-signal-not-remembered';

it('passes when every part does, and counts parts, not runs', async () => {
  const { passed, output } = await gate('calm', { mutants: [KILLED] });
  expect(passed).toBe(true);
  expect(output).toContain('determinism: 300 seeds twice, 0 failures\n');
  expect(output).toContain(`mutant ${KILLED}: killed at run 1 by I-05`);
  for (const world of WORLDS) expect(output).toMatch(new RegExp(`^${world} +60$`, 'm'));
  expect(output.trimEnd().split('\n').at(-1)).toBe(`${readCorpus().length + 1 + 1 + WORLDS.length} passed, 0 failed`);
});

it('fails for a mutant that survives', async () => {
  const { passed, output } = await gate('calm', { mutants: [KILLED, SURVIVES] });
  expect(passed).toBe(false);
  expect(output).toMatch(/SURVIVED/);
  expect(output.trimEnd()).toMatch(/ passed, 1 failed$/);
});

it('fails for each world in which a run fails', async () => {
  const { passed, output } = await gate('stub', { mutants: [] });
  expect(passed).toBe(false);
  expect(output).toContain('I-01: two orders were accepted');
  expect(Number(/(\d+) failed$/.exec(output.trimEnd())?.[1])).toBeGreaterThan(2);
});

it('does not pass a machine that made too few runs in its time', async () => {
  let time = 0;
  const { passed, output } = await gate('calm', { mutants: [KILLED], now: () => (time += 20_000) });
  expect(passed).toBe(false);
  expect(output).toMatch(/The time was over after \d+ of 300 runs\.\nThat is too few to say anything\./);
  expect(output.trimEnd()).toMatch(new RegExp(` passed, ${WORLDS.length} failed$`));
});
