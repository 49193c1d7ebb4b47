/** What every secret box promises, one test for each promise. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { secret } from '#domain/secret.ts';
import type { SecretBox, SecretPlace } from './secret-box.ts';

export interface SecretBoxBench {
  readonly box: SecretBox;
  /** The box as another process opens it. */
  again(): SecretBox;
  /** A box that has another key and not this one. */
  stranger(): SecretBox;
  dispose(): void;
}

const PLACE: SecretPlace = { account: 'main', field: 'secret' };
const VALUE = 'Zq7-kept-from-everybody-中文-\n-----END-----';

/** Runs every promise of the port against the boxes that `open` makes. */
export function describeSecretBox(name: string, open: () => SecretBoxBench): void {
  const bench = (): SecretBoxBench => {
    const made = open();
    onTestFinished(() => made.dispose());
    return made;
  };
  const sealed = async (box: SecretBox, value = VALUE, place = PLACE): Promise<string> => {
    const sealing = await box.seal(secret(value), place);
    if (sealing.kind === 'failed') throw new Error(sealing.reason.code);
    return sealing.envelope;
  };
  const opened = async (box: SecretBox, envelope: string, place = PLACE): Promise<string> => {
    const opening = await box.open(envelope, place);
    return opening.kind === 'opened' ? opening.secret.reveal() : opening.reason.code;
  };

  describe(`${name}: the promises of a secret box`, () => {
    it.each([VALUE, '', 'a', 'x'.repeat(4_000)])(
      'gives back what was sealed, in another process too',
      async (value) => {
        const { box, again } = bench();
        const envelope = await sealed(box, value);
        expect(await opened(box, envelope)).toBe(value);
        expect(await opened(again(), envelope)).toBe(value);
      },
    );

    it('stores nothing of the value, and never the same text twice', async () => {
      const { box } = bench();
      const [first, second] = [await sealed(box), await sealed(box)];
      expect(first).not.toBe(second);
      for (const form of [VALUE, Buffer.from(VALUE).toString('base64url').slice(0, 16)])
        expect(first).not.toContain(form);
    });

    it.each<SecretPlace>([
      { account: 'other', field: 'secret' },
      { account: 'main', field: 'apiKey' },
      { account: 'mainsecret', field: '' },
    ])('does not open what was sealed for another account or field: %o', async (place) => {
      const { box } = bench();
      expect(await opened(box, await sealed(box), place)).toBe('ACCOUNT_CREDENTIALS_UNREADABLE');
    });

    it('does not open a text of which one character was changed, wherever it is', async () => {
      const { box } = bench();
      const envelope = await sealed(box, 'short');
      for (let at = 0; at < envelope.length; at += 1) {
        const other = envelope[at] === 'A' ? 'B' : 'A';
        const damaged = `${envelope.slice(0, at)}${other}${envelope.slice(at + 1)}`;
        expect(['ACCOUNT_CREDENTIALS_UNREADABLE', 'SECRET_KEY_MISSING']).toContain(await opened(box, damaged));
      }
    });

    it.each(['', 'x', 'a.b', 'a.b.c', '....', 'sbx1..'])('calls %j damaged', async (envelope) => {
      const { box } = bench();
      await sealed(box);
      expect(['ACCOUNT_CREDENTIALS_UNREADABLE', 'SECRET_KEY_MISSING']).toContain(await opened(box, envelope));
    });

    it('knows what it would seal with the same key', async () => {
      const { box, again, stranger } = bench();
      const envelope = await sealed(box);
      expect([await box.isCurrent(envelope), await again().isCurrent(envelope)]).toEqual([true, true]);
      const other = stranger();
      await sealed(other);
      expect(await other.isCurrent(envelope)).toBe(false);
    });

    it('names the key that is missing when it has another one', async () => {
      const { box, stranger } = bench();
      const envelope = await sealed(box);
      const other = stranger();
      await sealed(other);
      const opening = await other.open(envelope, PLACE);
      expect(opening).toMatchObject({ kind: 'failed', reason: { code: 'SECRET_KEY_MISSING' } });
    });
  });
}
