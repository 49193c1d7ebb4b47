/** KuCoin's check of a request: base64 HMAC-SHA256 over time, method, path with query and body; the passphrase is signed too. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import type { Access, AuthOutcome } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, type NativeError, refusedAnswer } from './kucoin-errors.ts';

/** How far a timestamp may be from the exchange's clock. */
const WINDOW_MS = 5_000;
const HTTP_UNAUTHORIZED = 401;

export function authenticate(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const { headers, method, path, rawQuery, rawBody } = request;
  const [apiKey, passphrase] = [headers['kc-api-key'], headers['kc-api-passphrase']];
  const [sign, time] = [headers['kc-api-sign'], headers['kc-api-timestamp']];
  if (!apiKey || !passphrase || !sign || !time) return refused(ERRORS.headers, 'no key');
  const isInTime = /^\d{13}$/.test(time) && Math.abs(world.clock.now() - Number(time)) <= WINDOW_MS;
  if (!isInTime) return refused(ERRORS.timestamp, 'timestamp');
  const owner = world.ownerOf(apiKey);
  if (owner === undefined) return refused(ERRORS.key, 'unknown key');
  const { secret } = owner.key;
  const isSigned = headers['kc-api-key-version'] === '2' || headers['kc-api-key-version'] === '3';
  const isPassphrase = isSigned
    ? isSignature(passphrase, secret, owner.key.passphrase)
    : passphrase === owner.key.passphrase;
  if (!isPassphrase) return refused(ERRORS.passphrase, 'passphrase');
  const payload = `${time}${method}${path}${rawQuery === '' ? '' : `?${rawQuery}`}${rawBody}`;
  if (!isSignature(sign, secret, payload)) return refused(ERRORS.signature, 'bad signature');
  if (!owner.key.ipAllowed) return refused(ERRORS.address, 'address');
  const mayDo = access === 'public' || access === 'key' || owner.key.permissions[access];
  return mayDo ? { kind: 'ok', owner } : refused(ERRORS.permission, 'no permission');
}

function isSignature(sign: string, secret: string, payload: string): boolean {
  const expected = createHmac('sha256', secret).update(payload).digest();
  const given = Buffer.from(sign, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function refused(error: NativeError, verdict: string): AuthOutcome {
  return { kind: 'refused', answer: refusedAnswer(error, HTTP_UNAUTHORIZED), verdict };
}
