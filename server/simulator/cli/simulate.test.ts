/** The command with real workers, over a simulator that is known by heart. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';
import {
  ALWAYS_FAILS,
  DIFFERS,
  ENDS_PROCESS,
  LOOPS,
  NEVER_ENDS,
  REJECTS_UNHEARD,
  THROWS,
} from './test/stub-run-seed.ts';
import { WorkerPool } from './worker-pool.ts';

const STUB = new URL('./test/stub-run-seed.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'signalbox-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(command: string): Promise<{ exitCode: number; output: string }> {
  let output = '';
  const bench = {
    out: { write: (text: string) => (output += text) },
    now: () => performance.now(),
    commit: () => 'abc1234 with changes',
    module: STUB,
    failuresFolder: folder,
  };
  const exitCode = await simulate(command.split(' '), bench);
  return { exitCode, output };
}

describe('runs', () => {
  it('sums up what went well', async () => {
    const { exitCode, output } = await run('--runs 60 --world raw --without request_lost');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^runs +60$/m);
    expect(output).toMatch(/^raw +60$/m);
    expect(output).toMatch(/^violations +0$/m);
    expect(output).toMatch(/^request_lost +F07 +0$/m);
  });

  it('shows which faults met which orders when it is asked to', async () => {
    const { output } = await run('--runs 60 --world raw --without request_lost --coverage');
    expect(output).toMatch(/^reply_lost +\d+ +\. .*\d/m);
    expect(output).toMatch(/^never struck: crash_before_commit, .*request_lost/m);
  });

  it('tells of a failure its seed, its commit and how to see it, and writes it down with the fewest faults', async () => {
    const { exitCode, output } = await run('--runs 80 --world gateway');
    expect(exitCode).toBe(1);
    const seeds = [...output.matchAll(/VIOLATION {2}seed (\d+) {2}commit abc1234 with changes/g)].map(
      ([, seed]) => seed,
    );
    expect(seeds.length).toBeGreaterThan(1);
    for (const seed of seeds) {
      expect(output.indexOf(`met in seed ${seed}: I-`)).toBeLessThan(output.indexOf('VIOLATION'));
      expect(output).toContain(`met in seed ${seed}: I-`);
    }
    expect(output).toContain('I-01: two orders were accepted');
    expect(output).toContain(`npm run simulate -- --replay ${seeds[0]} --world gateway\n`);
    expect(output).toContain('2 faults are enough');
    expect(readdirSync(folder)).toContain(`gateway-${seeds[0]}.txt`);
    const text = readFileSync(join(folder, `gateway-${seeds[0]}.txt`), 'utf8');
    expect(text).toMatch(/^ {2}\d\.\d{3} s {2}request_lost#\d+$/m);
    expect(text).toContain(`a signal of seed ${seeds[0]}`.slice(0, 20));
    const again = /still fail.*\n {2}npm run simulate -- (.*)\n/.exec(text)?.[1] ?? '';
    const replayed = await run(again);
    expect(replayed.exitCode).toBe(1);
    expect(replayed.output).toContain('I-01: two orders were accepted');
    expect(replayed.output.match(/!! fault:/g)).toHaveLength(2);
  });

  it('sees that a seed does not run the same twice', async () => {
    const { output, exitCode } = await run(`--runs 3 --seed ${DIFFERS - 1} --faults none --twice`);
    expect(exitCode).toBe(1);
    expect(output).toMatch(new RegExp(`seed ${DIFFERS} [^]*I-28: the same seed gave the trace`));
    expect((await run('--runs 3 --faults none --twice')).exitCode).toBe(0);
  });

  it('says what a simulator that can not be loaded complains of', async () => {
    let output = '';
    const bench = { out: { write: (text: string) => (output += text) }, now: () => 0, commit: () => '' };
    expect(await simulate(['--runs', '1'], { ...bench, module: `${STUB}-nowhere.ts` })).toBe(1);
    expect(output).toMatch(/could not be loaded[^]*nowhere\.ts/);
  });
});

describe('a run that goes wrong', () => {
  const pools: WorkerPool[] = [];
  afterEach(() => pools.splice(0).forEach((pool) => pool.close()));

  function pool(hangMs = 20_000): WorkerPool {
    const created = new WorkerPool({ workers: 1, module: STUB, hangMs });
    pools.push(created);
    return created;
  }
  const only = { faults: { only: [] } };
  const chunk = (seed: number) => ({
    runs: [
      { seed: 1, ...only },
      { seed, ...only },
    ],
    isTwice: false,
  });

  it.each([NEVER_ENDS, LOOPS])(
    'is a failure when it never ends (%i), and the next run is made all the same',
    async (seed) => {
      const workers = pool(3_000);
      const { failures } = await workers.run(chunk(seed));
      expect(failures).toMatchObject([
        { options: { seed }, violations: [expect.stringMatching(/^I-29: .* did not end/)] },
      ]);
      expect((await workers.run(chunk(2))).totals.runs).toBe(2);
    },
  );

  it('is a failure when it ends the process', async () => {
    const workers = pool();
    const { failures } = await workers.run(chunk(ENDS_PROCESS));
    expect(failures).toMatchObject([
      { options: { seed: ENDS_PROCESS }, violations: [expect.stringMatching(/exit code 3/)] },
    ]);
    expect((await workers.run(chunk(2))).failures).toEqual([]);
  });

  it('is a failure when it throws, or when a promise of it rejects unheard', async () => {
    const workers = pool();
    expect((await workers.run(chunk(THROWS))).failures).toMatchObject([
      { violations: [expect.stringMatching(/the world broke/)] },
    ]);
    expect((await workers.run(chunk(REJECTS_UNHEARD))).failures).toMatchObject([
      { options: { seed: REJECTS_UNHEARD }, violations: [expect.stringMatching(/nobody listens/)] },
    ]);
    expect((await workers.run(chunk(2))).failures).toEqual([]);
  });
});

describe('mutants', () => {
  it('are killed by what they break, and the table says where', async () => {
    const { exitCode, output } = await run('--mutants decided-by-signal-alone --runs 100');
    expect(output).toMatch(/decided-by-signal-alone +.* +1 +I-05 /);
    expect(output).toContain('1/1 killed');
    expect(exitCode).toBe(0);
  });

  it('survive what does not look at them, and seeds that fail without them do not count', async () => {
    const only = `--seed ${ALWAYS_FAILS} --runs 1`;
    const { exitCode, output } = await run(`--mutants newest-signal-not-remembered ${only}`);
    expect(output).toMatch(/newest-signal-not-remembered +.* +survived /);
    expect(output).toContain('0/1 killed');
    expect(exitCode).toBe(1);
  });

  it('get no verdict from a simulator that never loads what they change', async () => {
    const { exitCode, output } = await run('--mutants misses-need-no-distance --runs 1');
    expect(output).toMatch(/no verdict: .*never loads engine\/unknown\.ts/s);
    expect(exitCode).toBe(1);
  });

  it('must exist', async () => {
    const { exitCode, output } = await run('--mutants nobody');
    expect([exitCode, output]).toEqual([64, expect.stringMatching(/no mutant nobody; there are/)]);
  });
});

it('explains itself', async () => {
  const { exitCode, output } = await run('--help');
  expect(exitCode).toBe(0);
  expect(output).toMatch(/--replay SEED/);
  expect((await run('--wat')).exitCode).toBe(64);
});
