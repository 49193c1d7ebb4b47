import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJsonText, safeText } from './log-text.ts';

/** Neither a letter nor a secret: a text that begins with it is never taken for plain. */
const MARK = '·';
const WORDS = [
  'secret',
  'tokens',
  'Password',
  'passwd',
  'PASSPHRASE',
  'api_key',
  'apikey',
  'api-key',
  'signature',
].concat(
  ['credential', 'private_key', 'Bearer', 'basic', 'digest', 'hook', 'order', 'BTCUSDT', 'hunter2', 'abcdef123456'],
  [':', ' ', '.', ',', ';', '+', '-', '_', '=', '/', '"'],
);
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 10 }).map((words) => words.join(''));

describe('a text in the log', () => {
  it('loses the same secrets whether or not it looks harmless at first sight', () => {
    fc.assert(
      fc.property(text, (sample) => {
        expect(`${MARK}${safeText(sample)}`).toBe(safeText(`${MARK}${sample}`));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same as JSON', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary', maxLength: 30 })), (sample) => {
        expect(safeJsonText(sample)).toBe(JSON.stringify(safeText(sample)));
      }),
    );
  });

  it('keeps the ids of our own sources as they are', () => {
    expect(safeText('hook:vcg5cg2yc4pjicijpr4zb232')).toBe('hook:vcg5cg2yc4pjicijpr4zb232');
    expect(safeText('token:vcg5cg2yc4pjicijpr4zb232')).toBe('token:***');
  });
});
