import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GRAMMAR_NAMES } from '#domain/signal.ts';
import { inWords } from './reader-trial.ts';

/** The rows of the table of formats: the name, and the message with the lines of a several-line one joined. */
function rowsOf(language: string): readonly (readonly [string, string])[] {
  const path = new URL(`../../../../docs/guides/alerts${language}.md`, import.meta.url);
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(' | '))
    .filter((cells) => cells.length === 3 && cells[0]?.startsWith('| `') === true)
    .map(([name = '', message = '']) => {
      const lines = [...message.matchAll(/`([^`]*)`/g)].map((match) => match[1] ?? '');
      return [name.slice(3, -1), lines.join('\n')];
    });
}

describe.each(['', '.zh-CN'])('the guide docs/guides/alerts%s.md', (language) => {
  const rows = rowsOf(language);

  it('has one message of every format', () => {
    expect(rows.map(([name]) => name).toSorted()).toEqual([...GRAMMAR_NAMES].toSorted());
  });

  it.each(rows)('%s: the message is read in that format', (name, message) => {
    expect(inWords(message)).toMatch(new RegExp(`^${name} \\| `));
  });
});
