/** Secrets as they are typed, pasted and piped. */
import { describe, expect, it } from 'vitest';
import { HiddenLine, secretLines } from './hidden-input.ts';

const PEM = '-----BEGIN EC PRIVATE KEY-----\nabc\ndef\n-----END EC PRIVATE KEY-----';

const type = (...parts: readonly string[]) => {
  const line = new HiddenLine();
  return parts.map((part) => line.feed(part)).at(-1);
};

describe('a secret that is typed', () => {
  it('ends with Enter, and what follows belongs to the next', () => {
    expect(type('se', 'cret\rnext')).toEqual({ kind: 'done', text: 'secret', rest: 'next' });
  });

  it('can be corrected, and given up', () => {
    expect(type('sex\u007Fcr', '\b\bcret\n')).toEqual({ kind: 'done', text: 'secret', rest: '' });
    expect(type('secret\u0003')).toEqual({ kind: 'canceled' });
    expect(type('secret')).toEqual({ kind: 'more' });
  });

  it('may be a private key with its line breaks, however a terminal pastes it', () => {
    expect(type(`\u001B[200~${PEM.replaceAll('\n', '\r')}\u001B[201~`, '\r')).toEqual({
      kind: 'done',
      text: PEM,
      rest: '',
    });
  });
});

describe('secrets of a text', () => {
  it.each([
    ['secret', ['secret']],
    ['secret\n', ['secret']],
    ['secret\r\n\r\nphrase\r\n', ['secret', 'phrase']],
    [`${PEM}\nphrase`, [PEM, 'phrase']],
    ['', []],
    [' \n\n', []],
  ])('%j are one to a line', (text, expected) => {
    expect(secretLines(text)).toEqual(expected);
  });
});
