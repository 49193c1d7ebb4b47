/** Secrets sealed with a key of a file or of the environment. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secret } from '#domain/secret.ts';
import { describeSecretBox } from '#ports/secret-box.conformance.ts';
import type { SecretBox } from '#ports/secret-box.ts';
import { createSecretBox } from './secret-box.ts';

const directory = (): string => mkdtempSync(join(tmpdir(), 'signalbox-secret-'));
const newKey = (): string => randomBytes(32).toString('base64');
const PLACE = { account: 'main', field: 'secret' };

describeSecretBox('a key in a file', () => {
  const [own, other] = [directory(), directory()];
  const boxOf = (path: string): SecretBox => createSecretBox({ file: join(path, 'secret.key') });
  return {
    box: boxOf(own),
    again: () => boxOf(own),
    stranger: () => boxOf(other),
    dispose: () => [own, other].forEach((path) => rmSync(path, { recursive: true })),
  };
});

describeSecretBox('a key in the environment', () => {
  const own = directory();
  const [environment, other] = [newKey(), newKey()];
  const boxOf = (key: string): SecretBox => createSecretBox({ file: join(own, 'secret.key'), environment: key });
  return {
    box: boxOf(environment),
    again: () => boxOf(environment),
    stranger: () => boxOf(other),
    dispose: () => rmSync(own, { recursive: true }),
  };
});

function bench() {
  const path = directory();
  onTestFinished(() => rmSync(path, { recursive: true }));
  const file = join(path, 'secret.key');
  const sealWith = async (box: SecretBox): Promise<string> => {
    const sealing = await box.seal(secret('value'), PLACE);
    return sealing.kind === 'sealed' ? sealing.envelope : sealing.reason.code;
  };
  const openWith = async (box: SecretBox, envelope: string): Promise<string> => {
    const opening = await box.open(envelope, PLACE);
    return opening.kind === 'opened' ? opening.secret.reveal() : opening.reason.code;
  };
  return { file, box: createSecretBox({ file }), sealWith, openWith };
}

describe('the key of a secret box', () => {
  it('is made when something is sealed, not when something is opened, and for its owner alone', async () => {
    const { file, box, sealWith, openWith } = bench();
    expect(await openWith(box, `sbx1.0123456789ab.${randomBytes(40).toString('base64url')}`)).toBe(
      'SECRET_KEY_MISSING',
    );
    expect(existsSync(file)).toBe(false);
    await sealWith(box);
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64')).toHaveLength(32);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not made anew over one that was lost and came back: what it sealed can be opened again', async () => {
    const { file, box, sealWith, openWith } = bench();
    const envelope = await sealWith(box);
    const key = readFileSync(file);
    rmSync(file);
    expect(await openWith(box, envelope)).toBe('SECRET_KEY_MISSING');
    writeFileSync(file, key);
    expect(await openWith(box, envelope)).toBe('value');
  });

  it('may be followed by older ones, which open and do not seal', async () => {
    const { file, box, sealWith, openWith } = bench();
    const old = await sealWith(box);
    writeFileSync(file, `${newKey()}\n${readFileSync(file, 'utf8')}`);
    const fresh = await sealWith(box);
    expect([await openWith(box, old), await openWith(box, fresh)]).toEqual(['value', 'value']);
    expect(fresh.split('.')[1]).not.toBe(old.split('.')[1]);
    expect([await box.isCurrent(old), await box.isCurrent(fresh)]).toEqual([false, true]);
    const environment = newKey();
    const both = createSecretBox({ file, environment });
    expect([await openWith(both, old), (await sealWith(both)).split('.')[1] === fresh.split('.')[1]]).toEqual([
      'value',
      false,
    ]);
  });

  it.each(['short', 'x'.repeat(44), Buffer.alloc(31).toString('base64'), `${newKey()} rest`])(
    'that is none (%j) is named and never shown',
    async (written) => {
      const { file, box, openWith } = bench();
      writeFileSync(file, written);
      for (const made of [box, createSecretBox({ file: `${file}.none`, environment: written })]) {
        const sealing = await made.seal(secret('value'), PLACE);
        expect(sealing).toMatchObject({ kind: 'failed', reason: { code: 'SECRET_KEY_INVALID' } });
        expect(JSON.stringify(sealing)).not.toContain(written.split(' ')[0]);
        expect(await openWith(made, `sbx1.0123456789ab.${randomBytes(40).toString('base64url')}`)).toBe(
          'SECRET_KEY_INVALID',
        );
      }
    },
  );

  it('that can be neither read nor made is named with the system’s own code', async () => {
    const { file, sealWith } = bench();
    expect(await sealWith(createSecretBox({ file: join(file, 'nowhere', 'secret.key') }))).toBe('SECRET_KEY_INVALID');
    if (process.getuid?.() === 0) return;
    writeFileSync(file, newKey());
    chmodSync(file, 0);
    expect(await sealWith(createSecretBox({ file }))).toBe('SECRET_KEY_INVALID');
  });
});
