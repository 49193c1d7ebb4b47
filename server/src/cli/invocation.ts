/** One call of a command: what was typed, and the terminal to answer on. Options are read here, with a sentence when wrong. */
import { resolve } from 'node:path';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import { fill } from '#app/config/bilingual.ts';
import { parseDecimal } from '#domain/decimal.ts';

export interface Invocation {
  readonly options: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
  readonly terminal: Terminal;
}

/** Runs a command; the exit code is its answer. Ends early with a CommandError. */
export type Run = (invocation: Invocation) => Promise<ExitCode>;

/** The text of an option, undefined when it was not given. */
export function optionText({ options }: Invocation, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a switch was given. */
export function optionGiven({ options }: Invocation, name: string): boolean {
  return options[name] === true;
}

/** A whole number between two bounds; ends the command when it is something else. */
export function optionNumber(
  invocation: Invocation,
  name: string,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): number | undefined {
  const text = optionText(invocation, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
  throw usageError(`--${name}: ${minimum}–${maximum}`);
}

const WAIT_SECONDS = { minimum: 0, maximum: 60 } as const;

/** `--wait` in milliseconds. */
export function waitMsOf(invocation: Invocation): number {
  return (optionNumber(invocation, 'wait', WAIT_SECONDS) ?? 0) * 1000;
}

/** A number as it was typed, to the last digit; ends the command when it is none. */
export function optionDecimal(invocation: Invocation, name: string): string | undefined {
  const text = optionText(invocation, name);
  if (text === undefined || parseDecimal(text) !== undefined) return text;
  throw usageError(fill(TEXTS.numberInvalid, { option: kebab(name), value: text })[invocation.terminal.language]);
}

/** `limitPrice` as it is typed: `limit-price`. */
const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** One of the names; ends the command when it is another. */
export function optionChoice<const Name extends string>(
  invocation: Invocation,
  name: string,
  names: readonly Name[],
): Name | undefined {
  const text = optionText(invocation, name);
  if (text === undefined) return undefined;
  const known = names.find((candidate) => candidate === text);
  if (known === undefined) throw usageError(`--${name}: ${names.join(', ')}`);
  return known;
}

/** The data directory, absolute. */
export function dataDirectoryOf(invocation: Invocation): string {
  return resolve(optionText(invocation, 'data') ?? 'data');
}

/** `--data DIR` as it has to be typed again, empty when it is the one every command takes. */
export function dataOptionOf(invocation: Invocation): string {
  const data = optionText(invocation, 'data') ?? './data';
  return data === './data' ? '' : ` --data ${data}`;
}

/** The end of a command that was typed wrongly. */
export function usageError(problem: string): CommandError {
  return new CommandError({
    code: 'USAGE',
    exitCode: EXIT.usage,
    message: fill(TEXTS.usage, { problem }),
  });
}
