/** The list of checks and the scripts of package.json must name the same things, or a check is silently left out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from './check.ts';

describe('the checks', () => {
  it.each(CHECKS)('%s is a script that can be run alone', (name) => {
    const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    expect(scripts[name]).toMatch(/\S/);
  });

  it('include what guards the walls and the house rules', () => {
    expect(CHECKS).toEqual(expect.arrayContaining(['types', 'lint', 'walls', 'tidy', 'architecture:check', 'format']));
  });
});
