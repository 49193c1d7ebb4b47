/**
 * Coinbase's check of a request: a token signed by the key's private half (ES256 or EdDSA) that names method, host and path and
 * is good for two minutes, or for old keys hex HMAC-SHA256 over seconds, method, path and body. The secret says which kind a key is.
 */
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import type { ApiKey } from '../core/exchange-account.ts';
import type { ExchangeWorld, KeyOwner } from '../core/exchange-world.ts';
import { type Fields, objectOf } from '../door/call-fields.ts';
import type { Access, Answer, AuthOutcome } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, refusedAnswer, UNAUTHORIZED, versionTwoRefusal } from './coinbase-errors.ts';

export const HOST = 'api.coinbase.com';

/** How long a token is good for, and how far clocks may be apart. */
const TOKEN_S = 120;
const SKEW_S = 30;
const SEED_BYTES = 32;
const ED25519_SECRET = /^[A-Za-z0-9+/]{86}==$/;
/** What stands before the 32 bytes of an Ed25519 key in its PKCS#8 form. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

export function authenticate(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const bearer = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
  const checked = bearer === undefined ? checkHmac(world, request) : checkToken(world, request, bearer);
  if (checked.kind === 'refused') return checked;
  const { key } = checked.owner;
  if (!key.ipAllowed) return { kind: 'refused', answer: UNAUTHORIZED, verdict: 'address' };
  if (access === 'public' || access === 'key' || key.permissions[access]) return checked;
  return { kind: 'refused', answer: refusedAnswer(ERRORS.permission, 403), verdict: 'no permission' };
}

function checkToken(world: ExchangeWorld, request: DoorRequest, token: string): AuthOutcome {
  const read = readToken(world, token);
  if ('verdict' in read) return refused(UNAUTHORIZED, read.verdict);
  return isOf(request, read.said) ? { kind: 'ok', owner: read.owner } : refused(UNAUTHORIZED, 'another request');
}

type TokenRead = { readonly owner: KeyOwner; readonly said: Fields } | { readonly verdict: string };

/** Whose token it is, and what it says; or what is wrong with it. */
function readToken(world: ExchangeWorld, token: string): TokenRead {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const [{ alg, kid }, said] = [partOf(head), partOf(claims)];
  const owner = typeof kid === 'string' ? world.ownerOf(kid) : undefined;
  if (owner === undefined) return { verdict: 'unknown key' };
  const signed = { alg, text: `${head}.${claims}`, signature: Buffer.from(signature, 'base64url') };
  if (!isSignedBy(owner.key, signed) || said['sub'] !== kid) return { verdict: 'bad signature' };
  const [begin, end, now] = [Number(said['nbf']), Number(said['exp']), world.clock.now() / 1000];
  const isInTime = end - begin <= TOKEN_S && begin <= now + SKEW_S && now < end;
  return isInTime ? { owner, said } : { verdict: 'timestamp' };
}

/** Who subscribes: by a token that names no request, or with an old key by a signature over time, channel and products. */
export function authenticateSocket(world: ExchangeWorld, message: Fields): KeyOwner | { readonly verdict: string } {
  const { jwt, api_key: apiKey, timestamp, signature, channel, product_ids: products } = message;
  if (typeof jwt === 'string') {
    const read = readToken(world, jwt);
    return 'verdict' in read ? read : read.owner;
  }
  const owner = typeof apiKey === 'string' ? world.ownerOf(apiKey) : undefined;
  if (owner === undefined) return { verdict: 'unknown key' };
  const isInTime = Math.abs(world.clock.now() / 1000 - Number(timestamp)) <= SKEW_S;
  if (!isInTime) return { verdict: 'timestamp' };
  const payload = `${String(timestamp)}${String(channel)}${Array.isArray(products) ? products.join(',') : ''}`;
  const isSigned = publicHalf(owner.key.secret) === undefined && isHmac(owner, String(signature), payload);
  return isSigned ? owner : { verdict: 'bad signature' };
}

interface Signed {
  readonly alg: unknown;
  readonly text: string;
  readonly signature: Buffer;
}

function isSignedBy({ secret }: ApiKey, { alg, text, signature }: Signed): boolean {
  const key = publicHalf(secret);
  const isEdwards = key?.asymmetricKeyType === 'ed25519';
  if (key === undefined || alg !== (isEdwards ? 'EdDSA' : 'ES256')) return false;
  const data = Buffer.from(text);
  return isEdwards
    ? verify(null, data, key, signature)
    : verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** Undefined for a secret that is no private key. */
function publicHalf(secret: string): KeyObject | undefined {
  try {
    if (secret.startsWith('-----BEGIN')) return createPublicKey(createPrivateKey(secret));
    if (!ED25519_SECRET.test(secret)) return undefined;
    return createPublicKey(createPrivateKey(edwardsKey(Buffer.from(secret, 'base64').subarray(0, SEED_BYTES))));
  } catch {
    return undefined;
  }
}

/** An Ed25519 key from its seed, as node takes it. */
export const edwardsKey = (seed: Buffer) =>
  ({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' }) as const;

function isOf({ method, path, wireHost }: DoorRequest, said: Readonly<Record<string, unknown>>): boolean {
  const named = [said['uri'], said['uris']].flat();
  return [HOST, wireHost].some((host) => named.includes(`${method} ${host}${path}`));
}

function partOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return {};
  }
}

/** Old keys. Only calls of the second version sign their query as well. */
function checkHmac(world: ExchangeWorld, request: DoorRequest): AuthOutcome {
  const { headers, method, path, rawQuery, rawBody } = request;
  const [apiKey, sign, time] = ['key', 'sign', 'timestamp'].map((name) => headers[`cb-access-${name}`]);
  const refuse = (message: string, verdict: string): AuthOutcome =>
    refused(versionTwoRefusal(401, 'authentication_error', message), verdict);
  if (apiKey === undefined || sign === undefined || time === undefined) return refused(UNAUTHORIZED, 'no key');
  const owner = world.ownerOf(apiKey);
  if (owner === undefined) return refuse('invalid api key', 'unknown key');
  const isInTime = /^\d{10}$/.test(time) && Math.abs(world.clock.now() / 1000 - Number(time)) <= SKEW_S;
  if (!isInTime) return refuse('request timestamp expired', 'timestamp');
  const query = path.startsWith('/v2/') && rawQuery !== '' ? `?${rawQuery}` : '';
  if (!isHmac(owner, sign, `${time}${method}${path}${query}${rawBody}`))
    return refuse('invalid signature', 'bad signature');
  return { kind: 'ok', owner };
}

function isHmac({ key }: KeyOwner, sign: string, payload: string): boolean {
  const expected = createHmac('sha256', key.secret).update(payload).digest();
  const given = Buffer.from(sign, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const refused = (answer: Answer, verdict: string): AuthOutcome => ({ kind: 'refused', answer, verdict });
