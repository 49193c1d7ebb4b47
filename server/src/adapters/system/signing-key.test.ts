import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSigningKey } from './signing-key.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'signing-key-'));
  path = join(directory, 'access-token.key');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a key that signs', () => {
  it('is made when it is first asked for, for its owner alone, and nothing else is left', () => {
    const signingKey = createSigningKey(path);
    expect(readdirSync(directory)).toEqual([]);
    const made = signingKey();
    expect(made).toMatchObject({ kind: 'key', key: expect.objectContaining({ length: 32 }) });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['access-token.key']);
  });

  it('is the same for whoever asks, before and after a restart', () => {
    const [first, second] = [createSigningKey(path), createSigningKey(path)];
    expect(second()).toEqual(first());
    expect(createSigningKey(path)()).toEqual(first());
    expect(createSigningKey(join(directory, 'other.key'))()).not.toEqual(first());
  });

  it.each(['', 'not a key\n', `${Buffer.alloc(31).toString('base64')}\n`])(
    'is not made anew over a file that says "%s", and the file says so without what is in it',
    (text) => {
      writeFileSync(path, text);
      const reading = createSigningKey(path)();
      expect(reading).toMatchObject({
        kind: 'unavailable',
        reason: { code: 'TOKEN_KEY_UNAVAILABLE', values: { file: 'access-token.key' } },
      });
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );

  it('is looked for again after it could not be used', () => {
    mkdirSync(path);
    const signingKey = createSigningKey(path);
    expect(signingKey()).toMatchObject({ kind: 'unavailable', reason: { values: { detail: 'EISDIR' } } });
    rmSync(path, { recursive: true });
    expect(signingKey().kind).toBe('key');
  });

  it('that can not be made is told with the reason of the system', () => {
    chmodSync(directory, 0o500);
    const reading = createSigningKey(join(directory, 'missing', 'access-token.key'))();
    expect(reading).toMatchObject({ kind: 'unavailable', reason: { values: { detail: 'ENOENT' } } });
    chmodSync(directory, 0o700);
  });
});
