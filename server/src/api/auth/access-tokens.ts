/**
 * Access tokens: JWTs (HS256) that stand for an API key for a quarter of an hour. A token says which key it was made for
 * and nothing that counts: what it may do is asked of the key each time, so a revoked key ends its tokens at once. The
 * only header that is taken is the one that is written here, so nobody chooses how he is checked.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Reason } from '#domain/order.ts';
import type { Clock } from '#ports/clock.ts';
import type { ApiKey, ApiKeyRegistry } from './api-keys.ts';

/** The key that signs, or why there is none. Asked at each use: it is made at the first. */
export type SigningKey = () =>
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'unavailable'; readonly reason: Reason };

export type TokenReading =
  | { readonly kind: 'key'; readonly key: ApiKey }
  /** It was one of ours. */
  | { readonly kind: 'expired' }
  /** Not a token, not ours, or of a key that is gone. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'unavailable'; readonly reason: Reason };

export type TokenIssue =
  | { readonly kind: 'issued'; readonly token: string; readonly lifetimeSeconds: number }
  | { readonly kind: 'unavailable'; readonly reason: Reason };

export interface AccessTokens {
  issue(key: ApiKey): TokenIssue;
  read(token: string): TokenReading;
}

export interface AccessTokensOptions {
  readonly apiKeys: Pick<ApiKeyRegistry, 'get'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly signingKey: SigningKey;
}

const LIFETIME_SECONDS = 900;
const ISSUER = 'signalbox';
const AUDIENCE = 'trading-v2';
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });
const TOKEN_LENGTH_MAX = 1024;
const FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

/** Whether this looks like a token rather than an API key. */
export function looksLikeToken(text: string): boolean {
  return text.length <= TOKEN_LENGTH_MAX && FORM.test(text);
}

/** Tokens for the keys of the registry. */
export function createAccessTokens({ apiKeys, clock, signingKey }: AccessTokensOptions): AccessTokens {
  const nowSeconds = () => Math.floor(clock.now() / 1000);
  return {
    issue(apiKey) {
      const signing = signingKey();
      if (signing.kind === 'unavailable') return signing;
      const iat = nowSeconds();
      const claims = {
        iss: ISSUER,
        aud: AUDIENCE,
        sub: apiKey.id,
        scope: apiKey.scope,
        iat,
        exp: iat + LIFETIME_SECONDS,
      };
      const signed = `${HEADER}.${encode(claims)}`;
      const signature = signatureOf(signed, signing.key).toString('base64url');
      return { kind: 'issued', token: `${signed}.${signature}`, lifetimeSeconds: LIFETIME_SECONDS };
    },
    read(token) {
      const [, header, payload, signature] = (looksLikeToken(token) && FORM.exec(token)) || [];
      if (header !== HEADER || payload === undefined || signature === undefined) return { kind: 'invalid' };
      const signing = signingKey();
      if (signing.kind === 'unavailable') return signing;
      const given = Buffer.from(signature, 'base64url');
      const expected = signatureOf(`${header}.${payload}`, signing.key);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: 'invalid' };
      // What carries our signature was written by us, so its form is known.
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
      if (claims.iss !== ISSUER || claims.aud !== AUDIENCE) return { kind: 'invalid' };
      const apiKey = apiKeys.get(claims.sub);
      if (apiKey === undefined) return { kind: 'invalid' };
      return nowSeconds() < claims.exp ? { kind: 'key', key: apiKey } : { kind: 'expired' };
    },
  };
}

interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly exp: number;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signatureOf(signed: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(signed).digest();
}
