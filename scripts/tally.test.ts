/** The count must never say that all is well when something broke down. */
import { describe, expect, it } from 'vitest';
import { countOutcome, countVitest, failedTests, readTally } from './tally.ts';

const report = (numPassedTests: number, numFailedTests: number, testResults: readonly unknown[] = []): string =>
  JSON.stringify({ numPassedTests, numFailedTests, numPendingTests: 0, testResults });

describe('the tally', () => {
  it('takes the numbers of the report', () => {
    expect(countVitest(report(7, 2, [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]), 1)).toEqual({
      passed: 7,
      failed: 2,
    });
  });

  it('counts a test file that could not be loaded', () => {
    expect(countVitest(report(7, 0, [{ status: 'failed', assertionResults: [] }]), 1)).toEqual({
      passed: 7,
      failed: 1,
    });
  });

  it('counts a run that left no report, and one that ended badly after its tests', () => {
    expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1 });
    expect(countVitest(report(7, 0), 1)).toEqual({ passed: 7, failed: 1 });
    expect(countVitest(report(7, 0), null)).toEqual({ passed: 7, failed: 1 });
  });

  it('names the tests that failed, and none of a file that could not be loaded', () => {
    const read = {
      name: '/a.test.ts',
      status: 'failed',
      assertionResults: [
        { status: 'passed', fullName: 'one' },
        { status: 'failed', fullName: 'two' },
      ],
    };
    const broken = { name: '/b.test.ts', status: 'failed', assertionResults: [] };
    expect(failedTests(report(1, 1, [read, broken]))).toEqual([{ file: '/a.test.ts', test: 'two' }]);
    expect(failedTests(undefined)).toEqual([]);
  });

  it("reads a program's last word and distrusts it when the exit code is bad", () => {
    expect(readTally('1 passed, 0 failed\nmore\n200 passed, 3 failed\n')).toEqual({ passed: 200, failed: 3 });
    expect(readTally('nothing of the kind')).toBeUndefined();
    expect(countOutcome({ passed: 200, failed: 0 }, 137)).toEqual({ passed: 200, failed: 1 });
    expect(countOutcome(undefined, 0)).toEqual({ passed: 1, failed: 0 });
    expect(countOutcome(undefined, null)).toEqual({ passed: 0, failed: 1 });
  });
});
