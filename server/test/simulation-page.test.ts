/** The page about the simulator says the same in both languages, and what it lists is what the simulator has. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../simulator/cli/command-line.ts';
import { FAULT_KINDS } from '../simulator/faults/fault-kinds.ts';
import { NAMED_WORLDS } from '../simulator/world/run-seed-types.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SIMULATOR = join(ROOT, 'server', 'simulator');
const ENGLISH = 'docs/internals/simulation.md';
const CHINESE = 'docs/internals/simulation.zh-CN.md';
const PAGES = [ENGLISH, CHINESE];
const LINKS = [
  ['README.md', ENGLISH],
  ['README.zh-CN.md', CHINESE],
  ['docs/README.md', 'internals/simulation.md'],
  ['docs/README.md', 'internals/simulation.zh-CN.md'],
] as const;

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The page up to the heading of its last section, whose figures and tables are those of one long run. */
function bodyOf(page: string): string {
  const text = read(page);
  return text.slice(0, text.lastIndexOf('\n## ') + '\n## '.length);
}

/** The rows of the page's tables whose first cell has this form, each as its cells. */
function rowsOf(page: string, first: RegExp): string[][] {
  return bodyOf(page)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
    .filter(([cell = '']) => first.test(cell));
}

const faultsOf = (page: string): string[][] => rowsOf(page, /^F\d+$/);
const invariantsOf = (page: string): string[] => rowsOf(page, /^I-\d+$/).map(([number = '']) => number);

/** The numbers that a violation can begin with. */
function reportedInvariants(): string[] {
  const files = readdirSync(SIMULATOR, { recursive: true, encoding: 'utf8' });
  const numbers = files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(SIMULATOR, file), 'utf8').matchAll(/\bI-\d{2}(?=: )/g)])
    .map(([number]) => number);
  return [...new Set(numbers)].toSorted();
}

/** What follows `npm run simulate --` in the lines to type. */
function callsOf(page: string): string[] {
  return [...bodyOf(page).matchAll(/^ {4}npm run simulate -- (.+)$/gm)].map(([, words = '']) => words);
}

describe('the page about the simulator', () => {
  it.each(PAGES)('%s lists every fault by its number and name, in order', (page) => {
    const listed = faultsOf(page).map(([number, name]) => `${number} ${name}`);
    expect(listed).toEqual(FAULT_KINDS.map(({ number, name }) => `${number} \`${name}\``));
  });

  it('says in English what each fault means in the words of the simulator, and in Chinese in Chinese', () => {
    expect(faultsOf(ENGLISH).map(([, , means]) => means)).toEqual(FAULT_KINDS.map(({ means }) => means));
    expect(faultsOf(CHINESE).filter(([, , means = '']) => !/\p{Script=Han}/u.test(means))).toEqual([]);
  });

  it.each(PAGES)('%s lists every invariant that a violation can name, once, in order', (page) => {
    expect(invariantsOf(page)).toEqual(reportedInvariants());
  });

  it.each(PAGES)('%s lists every world', (page) => {
    const worlds = rowsOf(page, /^`\w+`$/).map(([name]) => name);
    expect(worlds).toEqual(NAMED_WORLDS.map((name) => `\`${name}\``));
  });

  it('has the same sections and rows in both languages, but for the figures', () => {
    const shape = (page: string): string[] => bodyOf(page).match(/^(?:## |\| |- | {4}npm )/gm) ?? [];
    expect(shape(CHINESE)).toEqual(shape(ENGLISH));
  });

  it('gives commands that the simulator understands, the same in both languages', () => {
    const calls = callsOf(ENGLISH);
    expect(calls.length).toBeGreaterThan(0);
    expect(callsOf(CHINESE)).toEqual(calls);
    expect(calls.filter((call) => readCommandLine(call.split(' ')).kind === 'problem')).toEqual([]);
  });

  it.each(LINKS)('%s leads to %s', (page, target) => {
    expect(read(page)).toContain(`](${target})`);
  });
});
