/** OKX's check of a request: key, passphrase and time in headers, base64 HMAC-SHA256 over time, method, path and body. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ExchangeWorld, KeyOwner } from '../core/exchange-world.ts';
import type { Access, AuthOutcome } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, type NativeError, refusedAnswer } from './okx-errors.ts';

/** How far a timestamp may be from the exchange's clock. */
const WINDOW_MS = 30_000;
const HTTP_UNAUTHORIZED = 401;
const ISO_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function authenticateRest(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const { headers, method, path, rawQuery, rawBody } = request;
  const apiKey = headers['ok-access-key'];
  const passphrase = headers['ok-access-passphrase'];
  const sign = headers['ok-access-sign'];
  const time = headers['ok-access-timestamp'];
  if (!apiKey) return refused(ERRORS.keyEmpty, 'no key');
  if (!passphrase) return refused(ERRORS.passphraseEmpty, 'no passphrase');
  if (!sign) return refused(ERRORS.signatureEmpty, 'no signature');
  if (!time) return refused(ERRORS.timestampEmpty, 'no timestamp');
  if (!ISO_MS.test(time)) return refused(ERRORS.timestampForm, 'timestamp');
  if (Math.abs(world.clock.now() - Date.parse(time)) > WINDOW_MS) return refused(ERRORS.timestampOld, 'timestamp');
  const owner = world.ownerOf(apiKey);
  if (owner === undefined) return refused(ERRORS.keyUnknown, 'unknown key');
  if (!owner.key.ipAllowed) return refused(ERRORS.address, 'address');
  if (owner.key.passphrase !== passphrase) return refused(ERRORS.passphrase, 'passphrase');
  const payload = `${time}${method}${path}${rawQuery === '' ? '' : `?${rawQuery}`}${rawBody}`;
  if (!isSignature(sign, owner.key.secret, payload)) return refused(ERRORS.signature, 'bad signature');
  return mayDo(owner, access) ? { kind: 'ok', owner } : refused(ERRORS.permission, 'no permission');
}

/** What a socket's login says. */
export interface Login {
  readonly apiKey: string;
  readonly passphrase: string;
  /** Seconds. */
  readonly timestamp: string;
  readonly sign: string;
}

const LOGIN_PAYLOAD = 'GET/users/self/verify';

/** Whose socket it is from now on, or why not. */
export function authenticateSocket(world: ExchangeWorld, login: Login): KeyOwner | NativeError {
  const { apiKey, passphrase, timestamp, sign } = login;
  if (!/^\d{10}(\.\d+)?$/.test(timestamp)) return { code: '60004', msg: 'Invalid timestamp' };
  if (Math.abs(world.clock.now() - Number(timestamp) * 1000) > WINDOW_MS) {
    return { code: '60006', msg: 'Timestamp request expired' };
  }
  const owner = world.ownerOf(apiKey);
  if (owner === undefined) return { code: '60005', msg: 'Invalid apiKey' };
  if (!owner.key.ipAllowed) return { code: '50110', msg: ERRORS.address.msg };
  if (owner.key.passphrase !== passphrase) return { code: '60024', msg: 'Wrong passphrase' };
  if (!isSignature(sign, owner.key.secret, `${timestamp}${LOGIN_PAYLOAD}`)) {
    return { code: '60007', msg: 'Invalid sign' };
  }
  return mayDo(owner, 'read') ? owner : { code: '60009', msg: 'Login failed.' };
}

/** Whether the key's permissions cover this kind of call. */
export function mayDo({ key }: KeyOwner, access: Access): boolean {
  return access === 'public' || access === 'key' ? true : key.permissions[access];
}

function isSignature(sign: string, secret: string, payload: string): boolean {
  const expected = createHmac('sha256', secret).update(payload).digest();
  const given = Buffer.from(sign, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function refused(error: NativeError, verdict: string): AuthOutcome {
  return { kind: 'refused', answer: refusedAnswer(error, HTTP_UNAUTHORIZED), verdict };
}
