/** What every source of ids promises. The known answers may never be edited: ids of that form are in people's databases. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ids } from './ids.ts';

const FORM = /^[a-z2-7]{24}$/;

/** The suite of the ids port. */
export function describeIds(name: string, open: () => Ids): void {
  describe(`ids: ${name}`, () => {
    it.each([
      [[], 'j5j43immfovaya2uxnpzupwl'],
      [[''], 'avkttx2kboaeywgk6rwazuuu'],
      [['signal', 'hook:h1', 'k1', '1'], '546yruh6zx6nad76h5c2wqer'],
      [['信号', '😀', '"\\'], 'anvs4llztyky4x73awi33cgb'],
    ])('derives from %j what it always did', (parts, id) => {
      expect(open().derive(parts)).toBe(id);
    });

    it('derives the same id from the same parts and another from others, however the parts are cut', () => {
      const ids = open();
      fc.assert(
        fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
          const isSame = a.length === b.length && a.every((part, index) => part === b[index]);
          expect(ids.derive(a)).toMatch(FORM);
          expect(ids.derive(a) === ids.derive(b)).toBe(isSame);
        }),
        { numRuns: 500 },
      );
      expect(ids.derive(['ab', 'c'])).not.toBe(ids.derive(['a', 'bc']));
    });

    it('never gives the same random id or secret twice', () => {
      const ids = open();
      const random = new Set(Array.from({ length: 5_000 }, () => ids.random()));
      const secrets = new Set(Array.from({ length: 5_000 }, () => ids.secret()));
      expect(random.size).toBe(5_000);
      expect(secrets.size).toBe(5_000);
      expect([...random].filter((id) => !FORM.test(id))).toEqual([]);
      expect([...secrets].filter((secret) => Buffer.from(secret, 'base64url').length !== 32)).toEqual([]);
    });
  });
}
