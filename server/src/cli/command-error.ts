/**
 * The way a command ends early: a code for programs, a sentence for people, and the exit code. It is thrown inside the
 * command line only and caught in `main`, which prints it; it never leaves the process.
 */
import type { Bilingual } from '#app/config/bilingual.ts';
import type { ExitCode } from './exit-code.ts';

export interface CommandFailure {
  /** Stable, for programs: ours, or the one the server answered with. */
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly message: Bilingual;
}

export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly failure: CommandFailure;

  constructor(failure: CommandFailure) {
    super(failure.message.en);
    this.failure = failure;
  }
}
