/**
 * What is said and kept of a failure: its seed, its commit, what is violated and the one command that makes it again; and
 * a file with the timeline and the smallest list of faults that still fails.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timelineOf } from '../trace/timeline.ts';
import type { RunOptions, RunResult } from '../world/run-seed-types.ts';
import { type Minimised, nameOf } from './minimise.ts';
import { replayCommand } from './replay-command.ts';
import type { Failure } from './run-messages.ts';

export interface FailureContext {
  readonly commit: string;
  readonly mutant?: string | undefined;
  /** Where the file goes; absent: beside the simulator. */
  readonly folder?: string;
}

const FAILURES = fileURLToPath(new URL('../failures/', import.meta.url));

/** What is said at once, when the failure is met. */
export function describeFailure({ options, violations }: Failure, { commit, mutant }: FailureContext): string {
  return [
    `VIOLATION  seed ${options.seed}  commit ${commit}`,
    ...violations.map((violation) => `  ${violation}`),
    `  ${replayCommand(options, mutant)}`,
    '',
  ].join('\n');
}

/** Writes the file. Answers its path, relative to where the command was started. */
export function writeFailure(minimised: Minimised, failing: RunOptions, context: FailureContext): string {
  const folder = context.folder ?? FAILURES;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${minimised.result.world}-${failing.seed}.txt`);
  writeFileSync(file, failureText(minimised, failing, context));
  return relative(process.cwd(), file);
}

/** The whole text of the file. */
export function failureText(minimised: Minimised, failing: RunOptions, { commit, mutant }: FailureContext): string {
  const { result, options, runs } = minimised;
  return [
    `seed ${failing.seed}, world ${result.world}, commit ${commit}`,
    '',
    'As it was found:',
    `  ${replayCommand(failing, mutant)}`,
    `With the fewest faults that still fail (after ${runs} runs), which is what the timeline shows:`,
    `  ${replayCommand(options, mutant)}`,
    '',
    ...endOf(result),
    '',
    timelineOf(result.trace),
  ].join('\n');
}

/** What was violated, and which faults it took. */
export function endOf({ violations, injections }: RunResult): string[] {
  return [
    'Violations:',
    ...(violations.length === 0 ? ['  none'] : violations.map((violation) => `  ${violation}`)),
    'Faults:',
    ...(injections.length === 0
      ? ['  none']
      : injections.map((one) => `  ${(one.atMs / 1_000).toFixed(3)} s  ${nameOf(one)}`)),
  ];
}
