/** Counting what passed and failed. A suite that broke down counts as failed even when none of its tests did. */

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0 };

export const add = (left: Tally, right: Tally): Tally => ({
  passed: left.passed + right.passed,
  failed: left.failed + right.failed,
});

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    /** Its path, absolute. */
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface FailedTest {
  /** Its path, absolute. */
  readonly file: string;
  readonly test: string;
}

/** The tests that failed, by the JSON report of a vitest run; empty without a report or where a file could not be read. */
export function failedTests(report: string | undefined): readonly FailedTest[] {
  if (report === undefined) return [];
  const { testResults } = JSON.parse(report) as VitestReport;
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => ({ file: name, test: fullName })),
  );
}

/**
 * The tally of a vitest run from its JSON report and its exit code. A file that could not be read counts as one
 * failure, so does a run without a report and a run that ended badly for any other reason.
 */
export function countVitest(report: string | undefined, exitCode: number | null): Tally {
  if (report === undefined) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(report) as VitestReport;
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = numFailedTests + broken.length;
  if (numPendingTests > 0) console.log(`${numPendingTests} tests did not run`);
  return { passed: numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/** The numbers of the last line `N passed, N failed` in a program's output, if it has one. */
export function readTally(output: string): Tally | undefined {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return match === undefined ? undefined : { passed: Number(match[1]), failed: Number(match[2]) };
}

/** A program's own numbers, or one test by its exit code; a bad exit code is a failure whatever it says. */
export function countOutcome(said: Tally | undefined, exitCode: number | null): Tally {
  if (said === undefined) return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return said.failed === 0 && exitCode !== 0 ? { ...said, failed: 1 } : said;
}
