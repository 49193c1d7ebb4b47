/**
 * How plain values are written down: JSON with decimals as plain strings. Which strings are decimals is said by the
 * name of their field, so a name that means a decimal here may mean nothing else anywhere in the journal. What stands
 * under `values` is text for people and stays text.
 */
import { type Decimal, decimal, formatDecimal } from '#domain/decimal.ts';
import type { CheckResult } from './order-events.ts';

const DECIMAL_FIELDS: ReadonlySet<string> = new Set([
  'quantity',
  'price',
  'limitPrice',
  'stopPrice',
  'stopLoss',
  'fee',
  'fees',
  'baseFee',
  'reservation',
  'reserved',
  'referencePrice',
  'contractSize',
  'conversionRate',
  'portion',
  'initialBalance',
  'filledQuantity',
  'averagePrice',
  'cost',
  'realizedPnl',
  'balance',
  'filled',
  'closedByLeg',
  'leverage',
  'before',
  'after',
  'difference',
  'adjusted',
  'fundingReceived',
  'trailDistance',
  'activationPrice',
  'visibleQuantity',
  'shares',
  'bestPrice',
  'triggerPrice',
]);

/** Text that needs no escaping in JSON. */
const PLAIN_TEXT = /^[\w .:/@~+-]*$/;

/** JSON of any plain value; bigints become decimal strings, Maps lists of pairs, Sets lists. */
export function encodePlain(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return decimalText(value as Decimal);
    case 'string':
      return quoted(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : encodeObject(value);
    default:
      throw new TypeError(`a ${typeof value} can't be journaled`);
  }
}

/** The text as JSON has it. */
export function quoted(text: string): string {
  return PLAIN_TEXT.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Limits, steps and prices come again and again: their texts are remembered, a bounded number of them. */
const texts = new Map<Decimal, string>();
const TEXTS_MAX = 2_000;

/** The decimal as JSON has it: in quotes. */
export function decimalText(value: Decimal): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = `"${formatDecimal(value)}"`;
  if (texts.size >= TEXTS_MAX) texts.clear();
  texts.set(value, text);
  return text;
}

function encodeObject(value: object): string {
  if (Array.isArray(value)) return encodeList(value);
  if (value instanceof Map || value instanceof Set) return encodeList([...value]);
  let text = '';
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    const written = key === 'checks' ? encodeChecks(member as readonly CheckResult[]) : encodePlain(member);
    text += `${text === '' ? '{"' : ',"'}${key}":${written}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

function encodeList(list: readonly unknown[]): string {
  let text = '[';
  for (const member of list) text += text.length === 1 ? encodePlain(member) : `,${encodePlain(member)}`;
  return `${text}]`;
}

/**
 * The checks of an order, most of which it passes: one that passed is its name, with the numbers it compared if there are
 * any. They are most of what an order writes down.
 */
export function encodeChecks(checks: readonly CheckResult[]): string {
  let text = '[';
  for (const result of checks) {
    const written = result.passed ? encodePassed(result) : encodePlain(result);
    text += text.length === 1 ? written : `,${written}`;
  }
  return `${text}]`;
}

function encodePassed({ check, values }: CheckResult): string {
  const numbers = encodePlain(values);
  return numbers === '{}' ? `"${check}"` : `{"${check}":${numbers}}`;
}

/** A check as {@link encodeChecks} wrote it. */
type WrittenCheck = string | CheckResult | { readonly [check: string]: CheckResult['values'] };

/** The checks that {@link encodeChecks} wrote, read as JSON. What they compared stays text. */
export function decodeChecks(written: readonly unknown[]): readonly CheckResult[] {
  return (written as readonly WrittenCheck[]).map(decodeCheck);
}

function decodeCheck(written: WrittenCheck): CheckResult {
  if (typeof written === 'string') return { check: written, passed: true, values: {} };
  if ('check' in written) return written as CheckResult;
  const [check = '', values = {}] = Object.entries(written)[0] ?? [];
  return { check, passed: true, values };
}

/** Reads what {@link encodePlain} wrote; `fields` names the decimals. Throws a SyntaxError or RangeError when it was not. */
export function decodePlain(text: string, fields: ReadonlySet<string> = DECIMAL_FIELDS): unknown {
  return revive(JSON.parse(text), undefined, fields);
}

function revive(value: unknown, field: string | undefined, fields: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return field !== undefined && fields.has(field) ? decimal(value) : value;
  if (typeof value !== 'object' || value === null || field === 'values') return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) value[index] = revive(value[index], field, fields);
    return value;
  }
  reviveFields(value as Record<string, unknown>, fields);
  return value;
}

/** Makes decimals, in place, of what {@link encodePlain} wrote and JSON has read. */
export function reviveFields(record: Record<string, unknown>, fields: ReadonlySet<string> = DECIMAL_FIELDS): void {
  for (const field in record) {
    const member = record[field];
    if (typeof member === 'number' || typeof member === 'boolean') continue;
    record[field] = field === 'checks' ? decodeChecks(member as unknown[]) : revive(member, field, fields);
  }
}
