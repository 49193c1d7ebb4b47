/** The form of ids: by it our orders are told from those of others, here and at the venues. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OURS } from '#engine/own-id.ts';
import { idBeside, idFromBytes, isOwnId, timedId } from './derived-id.ts';

const bytes = fc.uint8Array({ minLength: 15, maxLength: 32 });

describe('the form of our ids', () => {
  it('is that of every id that is made, with a time in front or without', () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), (some, others, time) => {
        const id = idFromBytes(some);
        const made = [id, timedId(time, id), idBeside(idFromBytes(others), id)];
        expect(made.filter((each) => !isOwnId(each))).toEqual([]);
      }),
    );
  });

  it.each(['', 'web', 'abcdefghijklmnopqrstuvw', 'abcdefghijklmnopqrstuvwxy', 'ABCDEFGHIJKLMNOPQRSTUVWX'])(
    'is not that of %j',
    (id) => expect(isOwnId(id)).toBe(false),
  );

  it('is the same for the engine and for the venues, whatever the id', () => {
    const alike = fc.stringMatching(/^[a-z0-9A-Z]{23,25}$/);
    fc.assert(
      fc.property(fc.oneof(alike, bytes.map(idFromBytes), fc.string()), (id) => {
        expect(OURS.test(id)).toBe(isOwnId(id));
      }),
    );
  });
});
