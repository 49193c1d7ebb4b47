import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../test/api/memory-store.ts';
import { createCountingIds, HandClock } from '../../../test/api/test-world.ts';
import { type AccessTokens, createAccessTokens, looksLikeToken } from './access-tokens.ts';
import { type ApiKey, type ApiKeyRegistry, createApiKeyRegistry } from './api-keys.ts';

const KEY = Buffer.alloc(32, 7);
const signedBy = (key: Uint8Array) => () => ({ kind: 'key', key }) as const;

let clock: HandClock;
let apiKeys: ApiKeyRegistry;
let tokens: AccessTokens;
let apiKey: ApiKey;
let token: string;

beforeEach(async () => {
  clock = new HandClock();
  apiKeys = await createApiKeyRegistry({ store: new MemoryStore(), ids: createCountingIds(), clock });
  tokens = createAccessTokens({ apiKeys, clock, signingKey: signedBy(KEY) });
  apiKey = (await apiKeys.create({ name: 'trader', scope: 'trade' })).key;
  const issue = tokens.issue(apiKey);
  token = issue.kind === 'issued' ? issue.token : '';
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined) => JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));

/** A token whose signature is right, whatever it says. */
function signed(header: unknown, claims: unknown, key: Uint8Array = KEY): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const HEADER = { alg: 'HS256', typ: 'JWT' };
const claims = () => decode(token.split('.')[1]);

describe('an access token', () => {
  it('is a JWT that names its key and stands for it', () => {
    expect(decode(token.split('.')[0])).toEqual(HEADER);
    const now = Math.floor(clock.now() / 1000);
    expect(claims()).toEqual({
      iss: 'signalbox',
      aud: 'trading-v2',
      sub: apiKey.id,
      scope: 'trade',
      iat: now,
      exp: now + 900,
    });
    expect(tokens.read(token)).toEqual({ kind: 'key', key: apiKey });
    expect(signed(HEADER, claims())).toBe(token);
  });

  it('ends after a quarter of an hour, and is known as one of ours then', () => {
    clock.advance(899_999);
    expect(tokens.read(token).kind).toBe('key');
    clock.advance(1);
    expect(tokens.read(token)).toEqual({ kind: 'expired' });
  });

  it('ends with its key', async () => {
    await apiKeys.revoke(apiKey.id);
    expect(tokens.read(token)).toEqual({ kind: 'invalid' });
    clock.advance(900_000);
    expect(tokens.read(token)).toEqual({ kind: 'invalid' });
  });

  it.each([
    ['an algorithm of its own', () => signed({ alg: 'none', typ: 'JWT' }, claims())],
    ['no signature', () => `${token.split('.').slice(0, 2).join('.')}.`],
    ['another key', () => signed(HEADER, claims(), Buffer.alloc(32, 8))],
    ['another issuer', () => signed(HEADER, { ...claims(), iss: 'someone' })],
    ['another audience', () => signed(HEADER, { ...claims(), aud: 'elsewhere' })],
    ['a key that never was', () => signed(HEADER, { ...claims(), sub: 'nobody' })],
    [
      'a longer life of its own',
      () => [token.split('.')[0], encode({ ...claims(), exp: 4e9 }), token.split('.')[2]].join('.'),
    ],
    ['too much in it', () => signed(HEADER, { ...claims(), more: 'x'.repeat(1000) })],
    ['nothing', () => ''],
  ])('with %s is none', (_what, forge) => {
    expect(tokens.read(forge())).toEqual({ kind: 'invalid' });
  });

  it('with any letter changed is none', () => {
    // The last letter has two bits that mean nothing.
    const place = fc.integer({ min: 0, max: token.length - 2 });
    fc.assert(
      fc.property(place, fc.constantFrom(...'ABCDxyz019-_.'), (at, letter) => {
        const forged = token.slice(0, at) + letter + token.slice(at + 1);
        expect(tokens.read(forged).kind).toBe(forged === token ? 'key' : 'invalid');
      }),
    );
  });

  it('has another form than an API key', async () => {
    const { token: secret } = await apiKeys.create({ name: 'other', scope: 'read' });
    expect(looksLikeToken(token)).toBe(true);
    expect(looksLikeToken(secret)).toBe(false);
  });

  it('is neither made nor read without what signs it', () => {
    const reason = { code: 'TOKEN_KEY_UNAVAILABLE', values: {} };
    const keyless = createAccessTokens({ apiKeys, clock, signingKey: () => ({ kind: 'unavailable', reason }) });
    expect(keyless.issue(apiKey)).toEqual({ kind: 'unavailable', reason });
    expect(keyless.read(token)).toEqual({ kind: 'unavailable', reason });
  });
});
