import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from './json-text.ts';

describe('a text as JSON', () => {
  it('is what the writer of the language makes of it', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc
        .array(fc.constantFrom('"', '\\', '\n', '\u007f', '\u001f', ' ', '~', 'a', '中', '\ud800'))
        .map((chars) => chars.join('')),
    );
    fc.assert(
      fc.property(text, (sample) => {
        expect(jsonText(sample)).toBe(JSON.stringify(sample));
      }),
    );
  });
});
