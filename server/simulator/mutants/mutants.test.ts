/** The mutants against the product as it is today: a refactoring must not disarm one silently. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../faults/fault-kinds.ts';
import { GATE_MUTANTS } from './gate-mutants.ts';
import { type Change, changesOf, type Mutant, mutate } from './mutant.ts';
import { PRODUCT } from './mutant-hook.ts';
import { MUTANTS, mutantNamed } from './mutants.ts';

const sources = new Map<string, string>();
function sourceOf(file: string): string {
  const text = sources.get(file) ?? readFileSync(new URL(file, PRODUCT), 'utf8');
  sources.set(file, text);
  return text;
}

const LANGUAGE = new Set(
  'as async await case catch const continue else false for if import from in let new null of return this throw true try typeof undefined void string number Math'.split(
    ' ',
  ),
);

/** Names that a change brings into a file which has them neither by itself nor from another change; not its own words. */
function strangersIn({ file, find, replace }: Change, mutant: Mutant): readonly string[] {
  const others = changesOf(mutant).filter((change) => change.file === file && change.find !== find);
  const known = namesIn([mutate(sourceOf(file), { ...mutant, find, replace: ' ', also: [] }, file), find].join('\n'));
  for (const name of others.flatMap((change) => [...namesIn(change.replace)])) known.add(name);
  for (const [, constant, parameter] of replace.matchAll(/\bconst (\w+)|\b(\w+)(?=\) =>)/g)) {
    known.add(constant ?? parameter ?? '');
  }
  const isImport = replace.startsWith('import ');
  return [...namesIn(replace)].filter((name) => !isImport && !known.has(name) && !LANGUAGE.has(name));
}

/** The words of a text that are neither in quotes nor the names of properties. */
function namesIn(text: string): Set<string> {
  const bare = text
    .replaceAll(/'[^'\n]*'|"[^"\n]*"/g, '')
    .replaceAll(/\.\w+|\b\w+(?=\s*:)/g, '')
    .replaceAll(/\b\d\w*/g, '');
  return new Set(bare.match(/[A-Za-z_]\w*/g));
}

describe('the mutants', () => {
  it.each(MUTANTS)('$name finds its places in the product, and what it makes of them can be read', (mutant) => {
    for (const { file } of changesOf(mutant)) {
      const changed = mutate(sourceOf(file), mutant, file);
      expect(changed).not.toBe(sourceOf(file));
      expect(stripTypeScriptTypes(changed)).not.toBe('');
    }
  });

  it.each(MUTANTS)(
    '$name uses only names that its files know: another error than its own would be no find',
    (mutant) => {
      expect(changesOf(mutant).flatMap((change) => strangersIn(change, mutant))).toEqual([]);
    },
  );

  it('are many, each with a name and a deed of its own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(36);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(new Set(MUTANTS.map(({ breaks }) => breaks)).size).toBe(MUTANTS.length);
    const faults = new Set<string>(FAULT_KINDS.map(({ name }) => name));
    expect(MUTANTS.flatMap(({ kinds = [] }) => kinds).filter((name) => !faults.has(name))).toEqual([]);
  });

  it('of the gate are among them, six', () => {
    expect(GATE_MUTANTS).toHaveLength(6);
    expect(GATE_MUTANTS.filter((name) => mutantNamed(name) === undefined)).toEqual([]);
  });
});

describe('a mutant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-mutant-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const add: Mutant = {
    name: 'minus',
    file: 'sum.ts',
    find: 'left + right',
    replace: 'left - right',
    breaks: 'sums',
  };

  it('must find its place, and find it once', () => {
    expect(mutate('left + right;', add, 'sum.ts')).toBe('left - right;');
    expect(mutate('left + right;', add, 'other.ts')).toBe('left + right;');
    expect(() => mutate('right + left;', add, 'sum.ts')).toThrow(/occurs 0 times in sum\.ts/);
    expect(() => mutate('left + right; left + right;', add, 'sum.ts')).toThrow(/occurs 2 times/);
  });

  function runWith(mutant: Mutant): string {
    writeFileSync(
      join(folder, 'sum.ts'),
      'export const sum = (left: number, right: number): number => left + right;\n',
    );
    writeFileSync(join(folder, 'other.ts'), 'export const other = (left: number, right: number) => left + right;\n');
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { installMutant } from ${JSON.stringify(new URL('./mutant-hook.ts', import.meta.url).href)};
       const installed = installMutant(${JSON.stringify(mutant)}, new URL('./', import.meta.url));
       const { sum } = await import('./sum.ts');
       const { other } = await import('./other.ts');
       console.log(sum(5, 3), other(5, 3), [...installed.missing].join());\n`,
    );
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'main.mjs')], { encoding: 'utf8' });
    return stdout + stderr;
  }

  it('changes its own file while it is loaded and no other', () => {
    expect(runWith(add)).toBe('2 8 \n');
    expect(readFileSync(join(folder, 'sum.ts'), 'utf8')).toContain('left + right');
  });

  it('tells which of its files were never loaded', () => {
    expect(runWith({ ...add, also: [{ file: 'never.ts', find: 'a', replace: 'b' }] })).toBe('2 8 never.ts\n');
  });

  it('that can not be read is noticed', () => {
    expect(() =>
      stripTypeScriptTypes(mutate('const a = left + right;', { ...add, replace: 'left + ' }, 'sum.ts')),
    ).toThrow();
  });

  it('ends the process when it does not find its place', () => {
    expect(runWith({ ...add, find: 'left * right' })).toMatch(/occurs 0 times in sum\.ts/);
  });
});
