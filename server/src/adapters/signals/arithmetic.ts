/**
 * The tiny arithmetic that alert templates leave behind: `3350.5 * 0.99`, `-2+3*4`, `(100 - 2) / 3`. Numbers, the four
 * operators with the usual precedence, a sign, and parentheses; no names, no functions. Sums are exact; a product or
 * quotient that needs more than 18 places is rounded half-even. Length, nesting and size are bounded; nothing throws.
 */
import type { Decimal } from '#domain/decimal.ts';
import { ZERO, absolute, add, divide, multiplyRounded, negate, parseDecimal, subtract } from '#domain/decimal.ts';

/** The longest expression that is read; templates leave a handful of terms. */
export const EXPRESSION_LENGTH_MAX = 256;
const NESTING_MAX = 16;
/** Intermediate results above 10^46 are nobody's price; the bound keeps every operation small. */
const MAGNITUDE_MAX = 10n ** 64n;
const NUMBER_TOKEN = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** `05` is a piece of a date (`2024-05-01`) sooner than a number; reading it as one would calculate with the date. */
const LEADING_ZERO = /^0\d/;
const CODE_OF_ZERO = 0x30;

interface Cursor {
  readonly text: string;
  position: number;
  nesting: number;
}

/**
 * The value of a number or of a plain arithmetic expression over numbers, blanks around it allowed. Undefined when the
 * text is anything else: another character, a missing operand, a division by zero, too long, too deep or too large.
 */
export function evaluateNumber(text: string): Decimal | undefined {
  return readPlainNumber(text) ?? readExpression(text);
}

/**
 * The quick way for a text that is one number without a sign, which nearly all are. Undefined is no verdict: what begins
 * with a zero before another digit may be a date, and everything else is for the long way to judge.
 */
function readPlainNumber(text: string): Decimal | undefined {
  const first = text.charCodeAt(0);
  if (!isDigit(first) || (first === CODE_OF_ZERO && isDigit(text.charCodeAt(1)))) return undefined;
  const value = parseDecimal(text);
  return value !== undefined && value <= MAGNITUDE_MAX ? value : undefined;
}

function isDigit(code: number): boolean {
  return code >= CODE_OF_ZERO && code <= CODE_OF_ZERO + 9;
}

function readExpression(text: string): Decimal | undefined {
  if (text.length > EXPRESSION_LENGTH_MAX) return undefined;
  const cursor: Cursor = { text, position: 0, nesting: 0 };
  const value = readSum(cursor);
  if (value === undefined) return undefined;
  return peek(cursor) === '' ? value : undefined;
}

/** The next character that is not a blank, without consuming it; empty at the end. */
function peek(cursor: Cursor): string {
  while (isBlank(cursor.text.charCodeAt(cursor.position))) cursor.position += 1;
  return cursor.text.charAt(cursor.position);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0x3000 || code === 0xa0;
}

function readSum(cursor: Cursor): Decimal | undefined {
  let total = readProduct(cursor);
  while (total !== undefined) {
    const operator = peek(cursor);
    if (operator !== '+' && operator !== '-') return total;
    cursor.position += 1;
    const right = readProduct(cursor);
    if (right === undefined) return undefined;
    total = bounded(operator === '+' ? add(total, right) : subtract(total, right));
  }
  return undefined;
}

function readProduct(cursor: Cursor): Decimal | undefined {
  let total = readFactor(cursor);
  while (total !== undefined) {
    const operator = peek(cursor);
    if (operator !== '*' && operator !== '/') return total;
    cursor.position += 1;
    const right = readFactor(cursor);
    if (right === undefined || (operator === '/' && right === ZERO)) return undefined;
    total = bounded(operator === '*' ? multiplyRounded(total, right, 'half_even') : divide(total, right, 'half_even'));
  }
  return undefined;
}

/** A number or a group in parentheses, each with at most one sign, so that `100 - -2` and `3 * -2` read as meant. */
function readFactor(cursor: Cursor): Decimal | undefined {
  const sign = peek(cursor);
  if (sign === '-' || sign === '+') {
    cursor.position += 1;
    const value = readOperand(cursor);
    return value === undefined || sign === '+' ? value : negate(value);
  }
  return readOperand(cursor);
}

function readOperand(cursor: Cursor): Decimal | undefined {
  if (peek(cursor) !== '(') return readLiteral(cursor);
  if (cursor.nesting >= NESTING_MAX) return undefined;
  cursor.position += 1;
  cursor.nesting += 1;
  const value = readSum(cursor);
  if (value === undefined || peek(cursor) !== ')') return undefined;
  cursor.position += 1;
  cursor.nesting -= 1;
  return value;
}

function readLiteral(cursor: Cursor): Decimal | undefined {
  NUMBER_TOKEN.lastIndex = cursor.position;
  const match = NUMBER_TOKEN.exec(cursor.text);
  if (match === null || LEADING_ZERO.test(match[0])) return undefined;
  cursor.position = NUMBER_TOKEN.lastIndex;
  const value = parseDecimal(match[0]);
  return value === undefined ? undefined : bounded(value);
}

function bounded(value: Decimal): Decimal | undefined {
  return absolute(value) > MAGNITUDE_MAX ? undefined : value;
}
