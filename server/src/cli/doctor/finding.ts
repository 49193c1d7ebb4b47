/** A finding of the doctor: what was looked at, how it is, and what to do when it is not well. */
import { type Bilingual, bilingual, fill } from '#app/config/bilingual.ts';

/** skip: not looked at, because something before it is wrong. */
export type Health = 'ok' | 'warn' | 'fail' | 'skip';

export interface Finding {
  /** Stable, for programs. */
  readonly check: string;
  readonly health: Health;
  readonly message: Bilingual;
  /** What to do; absent when all is well. */
  readonly advice?: Bilingual;
}

type Values = Readonly<Record<string, Bilingual | string>>;

/** All is well. */
export function ok(check: string, message: Bilingual, values: Values = {}): Finding {
  return { check, health: 'ok', message: fill(message, values) };
}

/** It works, but not as it should. */
export function warn(check: string, message: Bilingual, { advice, values = {} }: Problem): Finding {
  return { check, health: 'warn', message: fill(message, values), advice: fill(advice, values) };
}

/** It will not work, or can not be trusted. */
export function fail(check: string, message: Bilingual, { advice, values = {} }: Problem): Finding {
  return { check, health: 'fail', message: fill(message, values), advice: fill(advice, values) };
}

export interface Problem {
  readonly advice: Bilingual;
  readonly values?: Values;
}

/** A list in both languages. */
export function listed(items: readonly string[]): Bilingual {
  return bilingual(items.join(', '), items.join('、'));
}
