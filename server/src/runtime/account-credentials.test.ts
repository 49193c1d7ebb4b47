/** The keys of an account as they are kept: sealed, one document, and nothing in it that could be read. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSecretBox } from '#adapters/system/secret-box.ts';
import { secret } from '#domain/secret.ts';
import { MemoryStore } from '../../test/api/memory-store.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import { AccountCredentials } from './account-credentials.ts';

const KEYS = { apiKey: secret('api-key-0001-zyxw'), secret: secret('secret-0002'), passphrase: secret('phrase-0003') };

function trial() {
  const directory = mkdtempSync(join(tmpdir(), 'signalbox-keys-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'secret.key');
  const store = new MemoryStore();
  const kept = () =>
    new AccountCredentials({ store, clock: createManualClock(1), secretBox: createSecretBox({ file }) });
  const body = async (): Promise<string> => (await store.get('account_credentials', 'main'))?.body ?? '';
  return { file, kept, body, store };
}

async function opened(credentials: AccountCredentials, account = 'main'): Promise<readonly (string | undefined)[]> {
  const opening = await credentials.open(account);
  if (opening.kind === 'failed') return [opening.reason.code];
  const { apiKey, secret: key, passphrase } = opening.credentials;
  return [apiKey.reveal(), key.reveal(), passphrase?.reveal()];
}

describe('the keys of an account', () => {
  it('are opened as they were given, by another process too', async () => {
    const { kept } = trial();
    expect(await kept().save('main', KEYS)).toBeUndefined();
    expect(await opened(kept())).toEqual(['api-key-0001-zyxw', 'secret-0002', 'phrase-0003']);
  });

  it('are stored so that nothing but the end of the API key can be read', async () => {
    const { kept, body } = trial();
    await kept().save('main', KEYS);
    expect(await body()).not.toMatch(/000[123]/);
    const again = kept();
    expect(again.keyEnding('main')).toBeUndefined();
    await again.open('main');
    expect(again.keyEnding('main')).toBe('zyxw');
  });

  it('show nothing of an API key that is too short for it', async () => {
    const { kept, body } = trial();
    const credentials = kept();
    await credentials.save('main', { ...KEYS, apiKey: secret('short') });
    expect([credentials.keyEnding('main'), (await body()).includes('hort')]).toEqual([undefined, false]);
  });

  it('of one account can not be opened for another, nor a passphrase as a secret', async () => {
    const { kept, store, body } = trial();
    await kept().save('main', KEYS);
    const stolen = await body();
    await store.put({ collection: 'account_credentials', id: 'thief', time: 1, body: stolen });
    expect(await opened(kept(), 'thief')).toEqual(['ACCOUNT_CREDENTIALS_UNREADABLE']);
    const fields = JSON.parse(stolen) as Record<string, string>;
    const swapped = JSON.stringify({ ...fields, secret: fields['passphrase'], passphrase: fields['secret'] });
    await store.put({ collection: 'account_credentials', id: 'main', time: 1, body: swapped });
    expect(await opened(kept())).toEqual(['ACCOUNT_CREDENTIALS_UNREADABLE']);
  });

  it('that are not there are missing, as those that were forgotten', async () => {
    const { kept } = trial();
    expect(await opened(kept())).toEqual(['ACCOUNT_CREDENTIALS_MISSING']);
    await kept().save('main', KEYS);
    await kept().forget('main');
    expect(await opened(kept())).toEqual(['ACCOUNT_CREDENTIALS_MISSING']);
  });

  it('are sealed again with a newer key when they are opened, so that the old one can go', async () => {
    const { file, kept, body } = trial();
    await kept().save('main', KEYS);
    const [before, old] = [await body(), readFileSync(file, 'utf8')];
    const fresh = randomBytes(32).toString('base64');
    writeFileSync(file, `${fresh}\n${old}`);
    expect((await opened(kept()))[1]).toBe('secret-0002');
    expect(await body()).not.toBe(before);
    writeFileSync(file, fresh);
    expect(await opened(kept())).toEqual(['api-key-0001-zyxw', 'secret-0002', 'phrase-0003']);
  });
});
