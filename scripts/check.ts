/**
 * Runs every check that is not a test, one after the other, to the end even when one fails: who repairs a tree wants
 * to see all of it. The commands are those of package.json, so that each can be run alone by its name.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Names of package.json scripts, the quick and the telling first. */
export const CHECKS = ['types', 'lint', 'walls', 'tidy', 'architecture:check', 'format'] as const;

export interface CheckOutcome {
  readonly name: string;
  readonly passed: boolean;
}

/** Runs all checks with their output shown; what became of each, in order. */
export function runChecks(): readonly CheckOutcome[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return CHECKS.map((name) => ({ name, passed: runCommand(name, scripts[name]) }));
}

function runCommand(name: string, command: string | undefined): boolean {
  if (command === undefined) throw new Error(`package.json has no script ${name}`);
  console.log(`\n▶ ${name}: ${command}`);
  const path = [join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const { status } = spawnSync(command, {
    cwd: ROOT,
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  console.log(status === 0 ? `✔ ${name}` : `✘ ${name} failed`);
  return status === 0;
}

if (import.meta.main) {
  const failed = runChecks().filter((outcome) => !outcome.passed);
  console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(({ name }) => name).join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
