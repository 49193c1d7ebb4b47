/** Which code it was: a seed means something only together with its commit. */
import { spawnSync } from 'node:child_process';

const ROOT = new URL('../../../', import.meta.url);

/** `abc1234`, or `abc1234 with changes`; `no commit` outside a repository. */
export function commitName(): string {
  const commit = git(['rev-parse', '--short', 'HEAD']);
  if (commit === undefined) return 'no commit';
  const changes = git(['status', '--porcelain', '--untracked-files=no']);
  return changes === '' ? commit : `${commit} with changes`;
}

function git(args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
