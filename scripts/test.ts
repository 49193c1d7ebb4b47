/**
 * What `npm test` runs: the checks, the tests, and the longer suites that are programs of their own. Its last line is
 * always `N passed, N failed`; nothing that failed to start counts as passed. With arguments it hands them to vitest
 * and runs only that: `npm test -- engine/risk`. The kill rounds run beside everything else, which waits a lot, at a lower
 * priority: they have all the time they need, and their output is shown when the tests have ended. The simulation begins then.
 * A few tests that failed run once more at the end, alone: on a machine that is shared, a real socket may be late. Those that
 * pass then count as passed and are named, as each is a defect that waits to be found.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runChecks } from './check.ts';
import {
  add,
  countOutcome,
  countVitest,
  type FailedTest,
  failedTests,
  NOTHING,
  readTally,
  type Tally,
} from './tally.ts';

const ROOT = join(import.meta.dirname, '..');
const OUTPUT_TAIL_LENGTH = 10_000;
/** Some hundred processes load the same modules: what one of them compiled, the next one finds, as the product's own starts do. */
process.env['NODE_COMPILE_CACHE'] ??= join(ROOT, 'node_modules', '.cache', 'signalbox');

interface Suite {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Yields to everything that runs beside it. */
  readonly yields?: boolean;
}

/** Programs that test what needs whole processes. A program may end with its own `N passed, N failed`. */
const SIMULATION: Suite = { name: 'simulation', file: 'server/simulator/cli/simulate.ts', args: ['--gate'] };
const KILLING: Suite = { name: 'kill -9', file: 'server/test/kill/run.ts', args: ['--rounds', '200'], yields: true };

interface Tested extends Tally {
  readonly failures: readonly FailedTest[];
}

/** More than these are no accident. */
const UNSTEADY_MAX = 3;

async function runVitest(filters: readonly string[]): Promise<Tested> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-test-'));
  const report = join(folder, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  console.log(`\n▶ vitest ${filters.join(' ')}`);
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...filters], { cwd: ROOT, stdio: 'inherit' });
  const status = await endOf(child);
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  rmSync(folder, { recursive: true, force: true });
  return { ...countVitest(text, status), failures: failedTests(text) };
}

/** The tally after those that failed have run again; as it was where there are too many, or something else broke. */
async function settled({ passed, failed, failures }: Tested): Promise<Tally> {
  if (failed === 0 || failed > UNSTEADY_MAX || failures.length !== failed) return { passed, failed };
  const files = [...new Set(failures.map(({ file }) => relative(ROOT, file)))];
  const again = await runVitest(files);
  if (again.failed > 0) return { passed, failed };
  console.log('\nUnsteady: failed beside everything else and passed alone. Find out why:');
  for (const { file, test } of failures) console.log(`  ${relative(ROOT, file)} > ${test}`);
  return { passed: passed + failed, failed: 0 };
}

interface RunningSuite {
  /** Shows what the program has said and says, until it ends. */
  follow(): Promise<Tally>;
}

/** Starts the program; what it says waits until somebody follows it. */
function startSuite({ name, file, args, yields = false }: Suite): RunningSuite {
  if (!existsSync(join(ROOT, file))) return { follow: async () => await Promise.resolve(NOTHING) };
  const child = spawn(process.execPath, [file, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  let isFollowed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (isFollowed) process.stdout.write(text);
  });
  if (yields && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const ended = endOf(child);
  return {
    async follow() {
      console.log(`\n▶ ${name}: node ${file} ${args.join(' ')}`);
      process.stdout.write(said);
      isFollowed = true;
      const exitCode = await ended;
      return countOutcome(readTally(said.slice(-OUTPUT_TAIL_LENGTH)), exitCode);
    },
  };
}

/** Its exit code; null when it did not start or was killed. */
async function endOf(child: ChildProcess): Promise<number | null> {
  return await new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
}

async function runEverything(): Promise<Tally> {
  const killing = startSuite(KILLING);
  const checks = runChecks().map(({ passed }): Tally => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 }));
  const tests = await runVitest([]);
  const simulating = startSuite(SIMULATION);
  const killed = await killing.follow();
  const simulated = await simulating.follow();
  return [...checks, await settled(tests), killed, simulated].reduce(add, NOTHING);
}

const filters = process.argv.slice(2);
const total = filters.length > 0 ? await runVitest(filters) : await runEverything();
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
