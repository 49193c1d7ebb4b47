/** The help of every command, in the language of the terminal from its first line to its last. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './main.ts';
import { useLocale } from './test/terminal-locale.ts';

const CHINESE = /\p{Script=Han}/u;
/** Two English words in a row are a sentence; one alone is a name: Webhook, JSON, API. */
const ENGLISH = /[a-z]{2,} +[a-z]{2,}|\([a-z]+:/i;

const withAllBelow = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withAllBelow)];

/** One line each, however long it is: a sentence that goes on in a second line is still one. */
const linesOf = (command: Command): readonly string[] =>
  command
    .configureOutput({ getOutHelpWidth: () => 1_000 })
    .helpInformation()
    .split('\n')
    .filter((line) => line !== '');

/** What a line says: behind the name of the command or option, without options that it names and the order it shows. */
const saidIn = (line: string): string =>
  line.replace(/^ {2}\S.*? {2,}/, '').replaceAll(/--[a-z]+ [a-z]+|：buy [\d.]+ \w+/g, '');

describe('in a terminal of Chinese', () => {
  useLocale('zh_CN.UTF-8');

  it('every line says it in Chinese', () => {
    const commands = withAllBelow(createProgram());
    expect(commands.length).toBeGreaterThan(40);
    const left = commands.flatMap((command) =>
      linesOf(command)
        .filter((line) => !CHINESE.test(line) || (!line.startsWith('用法：') && ENGLISH.test(saidIn(line))))
        .map((line) => `${command.name()}: ${line.trim()}`),
    );
    expect(left).toEqual([]);
  });
});

describe('in any other terminal', () => {
  useLocale('C.UTF-8');

  it('no line says anything in Chinese', () => {
    expect(
      withAllBelow(createProgram())
        .flatMap(linesOf)
        .filter((line) => CHINESE.test(line)),
    ).toEqual([]);
  });
});
