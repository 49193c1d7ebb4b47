import { ZERO } from '#domain/decimal.ts';
import { secret } from '#domain/secret.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permittedFields } from './log-fields.ts';
import { createTradeLine } from './trade-line.ts';

const TIME = Date.parse('2026-11-20T08:00:00.000Z');
const EXTRA = new Set(['moonPhase']);

const name = fc.constantFrom(
  'price',
  'reason',
  'source',
  'values',
  'tradeId',
  'moonPhase',
  'comment',
  'token',
  'na"me',
);
const word = fc.constantFrom(
  'token',
  'Bearer',
  'password',
  ':',
  '=',
  ' ',
  '"',
  '\n',
  '//',
  '@',
  'abcdefg',
  '密码',
  '，',
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(undefined, null, secret('canary'), ZERO, () => 'canary', Symbol('canary')),
  fc.array(text, { maxLength: 3 }),
  fc.record({ code: text, values: fc.dictionary(text, text, { maxKeys: 2 }), secret: fc.constant('canary') }),
);

describe('a line of the trade log', () => {
  it('says of any fields what the filter of permitted fields lets through, on one line', () => {
    const line = createTradeLine(EXTRA);
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true }), (fields) => {
        const entry = { account: 'paper', event: 'order_filled', orderId: 'o', ...fields, time: TIME };
        const { time, ...rest } = entry;
        const written = line(entry);
        expect(written.indexOf('\n')).toBe(written.length - 1);
        expect(written).not.toContain('canary');
        const expected = { time: new Date(time).toISOString(), ...permittedFields(rest, EXTRA) };
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
      { numRuns: 500 },
    );
  });
});
