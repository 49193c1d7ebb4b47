/**
 * What `npm test` runs: the checks, the tests, and the longer suites that are programs of their own. Its last line is
 * always `N passed, N failed`; nothing that failed to start counts as passed. With arguments it hands them to vitest
 * and runs only that: `npm test -- engine/risk`.
 */
import { spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.ts';
import { add, countOutcome, countVitest, NOTHING, readTally, type Tally } from './tally.ts';

const ROOT = join(import.meta.dirname, '..');
const OUTPUT_TAIL_LENGTH = 10_000;

/** Programs that test what needs whole processes. A program may end with its own `N passed, N failed`. */
const LONG_SUITES = [
  { name: 'simulation', file: 'server/simulator/cli/simulate.ts', args: ['--gate'] },
  { name: 'kill -9', file: 'server/test/kill/run.ts', args: ['--rounds', '200'] },
] as const;

function runVitest(filters: readonly string[]): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-test-'));
  const report = join(folder, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  console.log(`\n▶ vitest ${filters.join(' ')}`);
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...filters], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  rmSync(folder, { recursive: true, force: true });
  return countVitest(text, status);
}

/** Shows what the program says while it says it, and keeps the end of it for the count. */
async function runLongSuite(suite: (typeof LONG_SUITES)[number]): Promise<Tally> {
  if (!existsSync(join(ROOT, suite.file))) return NOTHING;
  console.log(`\n▶ ${suite.name}: node ${suite.file} ${suite.args.join(' ')}`);
  const stdio: StdioOptions = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [suite.file, ...suite.args], { cwd: ROOT, stdio });
  let tail = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    tail = (tail + text).slice(-OUTPUT_TAIL_LENGTH);
  });
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  return countOutcome(readTally(tail), exitCode);
}

async function runEverything(): Promise<Tally> {
  const checks = runChecks().map(({ passed }): Tally => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 }));
  let total = [...checks, runVitest([])].reduce(add, NOTHING);
  for (const suite of LONG_SUITES) total = add(total, await runLongSuite(suite));
  return total;
}

const filters = process.argv.slice(2);
const total = filters.length > 0 ? runVitest(filters) : await runEverything();
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
