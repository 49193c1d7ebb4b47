import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './grammar-trial.ts';
import type { JsonValue } from './json-value.ts';
import { JsonNumber, isJsonArray, isJsonObject } from './json-value.ts';
import { JSON_DEPTH_MAX, readStrictJson } from './strict-json.ts';

/** The value as plain JSON with every number as `{ number: text }`, for comparison. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return { number: value.text };
  if (isJsonArray(value)) return value.map(plain);
  if (isJsonObject(value)) return Object.fromEntries([...value].map(([key, member]) => [key, plain(member)]));
  return value;
}

/** What the platform's reader makes of a text, in the same form. */
function platform(value: unknown): unknown {
  if (typeof value === 'number') return { number: JSON.stringify(value) };
  if (Array.isArray(value)) return value.map(platform);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, platform(member)]));
}

function accepted(text: string): unknown {
  const outcome = readStrictJson(text);
  if (outcome.kind === 'refused') throw new Error(`refused: ${JSON.stringify(outcome.error)}`);
  return plain(outcome.value);
}

function refusal(text: string): { code: string; values: Readonly<Record<string, string>> } {
  const outcome = readStrictJson(text);
  if (outcome.kind === 'json') throw new Error(`accepted: ${text}`);
  return outcome.error;
}

describe('what the strict reader accepts', () => {
  it.each([
    ['null', null],
    [' \uFEFF\r\n[true, false]\n\u3000', [true, false]],
    ['"a\\u0041\\n\\"\\/\\ud83d\\ude00"', 'aA\n"/😀'],
    ['{"a":{"b":[]},"":""}', { a: { b: [] }, '': '' }],
    ['[1.50, -0, 1e-8, 12345678901234567890.123]', ['1.50', '-0', '1e-8', '12345678901234567890.123'].map(number)],
    ['{"sl": 3350.5 * 0.99, "tp":(1+2)*3}', { sl: number('3316.995'), tp: number('9') }],
    ['[-2+3*4]', [number('10')]],
    ['{"a": 1,}', { a: number('1') }],
    ['[1, 2 , ]', [number('1'), number('2')]],
    ['7 * 6', number('42')],
  ])('%j', (text, expected) => {
    expect(accepted(text)).toEqual(expected);
  });

  it('reads a number in the quick way as in the long one, which a blank behind it takes', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'00123456789..eE+-*'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(soup, (text) => {
        const [quick, long] = [readStrictJson(`[${text}]`), readStrictJson(`[${text} ]`)];
        expect(quick).toEqual(long);
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with the platform reader on every JSON text it writes', () => {
    const safe = fc.jsonValue().filter((value) => !/__proto__|constructor|prototype/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(safe, (value) => {
        const text = JSON.stringify(value, undefined, 1);
        fc.pre(!/\\ud[89a-f]/i.test(text));
        expect(accepted(text)).toEqual(platform(JSON.parse(text)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what the strict reader refuses', () => {
  it.each([
    ['', '1:1', 'the end of the text'],
    ['{', '1:2', 'the end of the text'],
    ['{"a":1}x', '1:8', 'x'],
    ['{"a" 1}', '1:6', '1'],
    ['{\n "a": BTCUSDT\n}', '2:7', 'B'],
    ["{'a':1}", '1:2', "'"],
    ['{a:1}', '1:2', 'a'],
    ['[1,,2]', '1:4', ','],
    ['[,]', '1:2', ','],
    ['{,}', '1:2', ','],
    ['[1 2]', '1:2', '1'],
    ['[01]', '1:2', '0'],
    ['[.5]', '1:2', '.'],
    ['[5.]', '1:2', '5'],
    ['[+1]', '1:2', '+'],
    ['[1e]', '1:2', '1'],
    ['[NaN]', '1:2', 'N'],
    ['[-]', '1:2', '-'],
    ['[1/0]', '1:2', '1'],
    ['[2024-05-01]', '1:2', '2'],
    ['[0x10]', '1:3', 'x'],
    ['[tru]', '1:2', 't'],
    ['"a\nb"', '1:3', '\n'],
    ['"\\x"', '1:3', 'x'],
    ['"\\u00g0"', '1:3', 'u'],
    ['"\\ud800"', '1:1', 'a lone surrogate'],
    ['{"__proto__":1}', '1:2', '__proto__'],
    ['{"a":{"\\u0063onstructor":1}}', '1:7', 'constructor'],
    ['{"prototype":1}', '1:2', 'prototype'],
    ['// note\n1', '1:1', '/'],
  ])('%j at %s', (text, position, found) => {
    const error = refusal(text);
    expect(error.code).toBe('SIGNAL_JSON_INVALID');
    expect(error.values).toMatchObject({ position, found });
  });

  it('names a duplicate key and where it stands', () => {
    expect(refusal('{"qty":1,\n "qty":1}')).toEqual({
      code: 'SIGNAL_JSON_DUPLICATE_KEY',
      values: { key: 'qty', field: 'qty', line: '2', column: '2', position: '2:2' },
    });
  });

  it('sees through escapes when it compares keys', () => {
    expect(refusal('{"a":1,"\\u0061":2}').code).toBe('SIGNAL_JSON_DUPLICATE_KEY');
  });

  it('reads down to the depth limit and not below', () => {
    const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(readStrictJson(nest(JSON_DEPTH_MAX)).kind).toBe('json');
    expect(refusal(nest(JSON_DEPTH_MAX + 1)).code).toBe('SIGNAL_JSON_TOO_DEEP');
    expect(refusal('['.repeat(60_000)).code).toBe('SIGNAL_JSON_TOO_DEEP');
    expect(refusal('{"a":'.repeat(12_000)).code).toBe('SIGNAL_JSON_TOO_DEEP');
  });

  it('never throws, whatever the text', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'{}[]":,\\u01eE+-*/(). \ntruefalsn😀'), maxLength: 80 });
    fc.assert(
      fc.property(fc.oneof(soup, anyText(20)), (text) => {
        expect(['json', 'refused']).toContain(readStrictJson(text).kind);
      }),
      {
        numRuns: 1000,
      },
    );
  });
});

function number(text: string): { number: string } {
  return { number: text };
}
