/** Runs the house rules over the tree and prints where they are broken, one finding a line. */
import { join } from 'node:path';
import { openTree } from './source-tree.ts';
import { type Finding, type TidyRule, tidyRules } from './tidy-rules.ts';

export interface BrokenRule {
  readonly rule: TidyRule;
  readonly findings: readonly Finding[];
}

/** The rules that the tree under `root` breaks, each with where. */
export function checkTidy(root: string): readonly BrokenRule[] {
  const tree = openTree(root);
  return tidyRules.map((rule) => ({ rule, findings: rule.check(tree) })).filter((broken) => broken.findings.length > 0);
}

function report(broken: readonly BrokenRule[]): number {
  for (const { rule, findings } of broken) {
    console.error(`${rule.name}: ${rule.why}`);
    for (const { file, line, message } of findings) {
      console.error(`    ${file}${line === undefined ? '' : `:${line}`} ${message}`);
    }
  }
  if (broken.length > 0) return 1;
  console.log(`tidy: ${tidyRules.length} house rules hold.`);
  return 0;
}

if (import.meta.main) process.exitCode = report(checkTidy(join(import.meta.dirname, '..')));
