/**
 * Readers of single values: each takes what was written (a text, a number's text, a variable's text, a flag) and gives
 * the value, or says in both languages what it expected. They are zod schemas, so that a whole file is checked at once.
 * Numbers are read from their text: nothing here passes through a binary float on its way to a Decimal.
 */
import { type Decimal, decimal, formatDecimal, parseDecimal } from '#domain/decimal.ts';
import { z } from 'zod';
import { type Bilingual, bilingual } from './bilingual.ts';
import { NumberText, VariableText } from './settings-tree.ts';

/** What a refused value was expected to be; carried by the zod issue as its `params`. */
export interface Refusal {
  readonly expected: Bilingual;
  /** Whether the value says in some way that there shall be no limit. */
  readonly unlimited: boolean;
}

export type Reader<T> = z.ZodType<T, unknown>;

interface ReaderOptions<T> {
  readonly expected: Bilingual;
  /** The value, or undefined when it is refused. */
  readonly read: (written: unknown) => T | undefined;
  readonly isLimit?: boolean;
}

/** A reader of one value. A missing value comes as undefined and is refused, unless the schema gives a default. */
export function reader<T>({ expected, read, isLimit = false }: ReaderOptions<T>): Reader<T> {
  return z.unknown().transform((written, context) => {
    const value = written === undefined ? undefined : read(written);
    if (value !== undefined) return value;
    const refusal: Refusal = { expected, unlimited: isLimit && soundsUnlimited(written) };
    context.addIssue({ code: 'custom', message: expected.en, params: { refusal } });
    return z.NEVER;
  });
}

const UNLIMITED = /^(unlimited|unbounded|none|no|off|inf|infinity|max|nan|false|∞|无限|无限制|不限|不限制|无|-1)$/i;

function soundsUnlimited(written: unknown): boolean {
  if (written === null || written === false) return true;
  const text = textOf(written);
  return text !== undefined && UNLIMITED.test(text.replace(/^[+.]+/, ''));
}

/** The text of a scalar, whatever it looked like to YAML. */
export function textOf(written: unknown): string | undefined {
  if (typeof written === 'string') return written;
  return written instanceof NumberText || written instanceof VariableText ? written.text.trim() : undefined;
}

interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly unit?: Bilingual;
  readonly isLimit?: boolean;
}

/** A whole number within its bounds, both included. */
export function wholeNumber({ min, max, unit, isLimit = false }: NumberBounds): Reader<number> {
  const suffix = unit === undefined ? bilingual('', '') : bilingual(` (${unit.en})`, `（${unit.zh}）`);
  return reader({
    expected: bilingual(`a whole number from ${min} to ${max}${suffix.en}`, ` ${min} 到 ${max} 之间的整数${suffix.zh}`),
    isLimit,
    read(written) {
      const text = textOf(written);
      if (text === undefined || !/^[+-]?\d{1,15}$/.test(text)) return undefined;
      const value = Number.parseInt(text, 10);
      return value >= min && value <= max ? value : undefined;
    },
  });
}

interface DecimalBounds {
  readonly unit?: Bilingual;
  /** Included; absent: only the 18 places and 64 characters of a Decimal bound it. */
  readonly max?: string;
}

/** A positive decimal limit. Zero is refused: who wants no trading halts the account. */
export function positiveDecimal({ unit, max }: DecimalBounds = {}): Reader<Decimal> {
  const most = max === undefined ? undefined : decimal(max);
  const upTo =
    most === undefined
      ? bilingual('', '')
      : bilingual(` and at most ${formatDecimal(most)}`, `且不超过 ${formatDecimal(most)} `);
  const suffix = unit === undefined ? bilingual('', '') : bilingual(` (${unit.en})`, `（${unit.zh}）`);
  return reader({
    expected: bilingual(
      `a number above 0${upTo.en}, with at most 18 decimals${suffix.en}`,
      `大于 0 ${upTo.zh}的数字，最多 18 位小数${suffix.zh}`,
    ),
    isLimit: true,
    read(written) {
      const value = parseDecimal(textOf(written) ?? '');
      if (value === undefined || value <= 0n) return undefined;
      return most === undefined || value <= most ? value : undefined;
    },
  });
}

/** true or false; a variable may write them in any case. */
export function flag(): Reader<boolean> {
  return reader({
    expected: bilingual('true or false', ' true 或 false'),
    read(written) {
      if (typeof written === 'boolean') return written;
      if (!(written instanceof VariableText)) return undefined;
      const text = written.text.trim().toLowerCase();
      return text === 'true' || text === 'false' ? text === 'true' : undefined;
    },
  });
}

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]): Reader<T> {
  return reader({
    expected: bilingual(`one of ${words.join(', ')}`, `以下之一：${words.join('、')}`),
    read(written) {
      if (typeof written === 'boolean') return words.find((word) => word === (written ? 'on' : 'off'));
      const text = textOf(written);
      return words.find((word) => word === text);
    },
  });
}

interface TextOptions {
  readonly expected: Bilingual;
  readonly pattern: RegExp;
}

/** A text that matches the pattern. */
export function textLike({ expected, pattern }: TextOptions): Reader<string> {
  return reader({
    expected,
    read(written) {
      const text = textOf(written);
      return text !== undefined && pattern.test(text) ? text : undefined;
    },
  });
}
