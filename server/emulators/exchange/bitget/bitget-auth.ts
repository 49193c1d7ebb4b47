/** Bitget's check of a request: base64 HMAC-SHA256 over time, method, path with the query unescaped, and body. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import type { Access, AuthOutcome } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, type NativeError, refusedAnswer } from './bitget-errors.ts';

const WINDOW_MS = 30_000;

export function authenticate(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const { headers, method, path, rawQuery, rawBody } = request;
  const [apiKey, passphrase] = [headers['access-key'], headers['access-passphrase']];
  const [sign, time] = [headers['access-sign'], headers['access-timestamp']];
  if (!apiKey) return refused(ERRORS.keyEmpty, 'no key');
  if (!sign) return refused(ERRORS.signEmpty, 'no signature');
  if (!time) return refused(ERRORS.timeEmpty, 'no timestamp');
  if (!passphrase) return refused(ERRORS.passphraseEmpty, 'no passphrase');
  const isInTime = /^\d{13}$/.test(time) && Math.abs(world.clock.now() - Number(time)) <= WINDOW_MS;
  if (!isInTime) return refused(ERRORS.timestamp, 'timestamp');
  const owner = world.ownerOf(apiKey);
  if (owner === undefined) return refused(ERRORS.key, 'unknown key');
  const query = rawQuery === '' ? '' : `?${decodeURIComponent(rawQuery)}`;
  const expected = createHmac('sha256', owner.key.secret).update(`${time}${method}${path}${query}${rawBody}`).digest();
  const given = Buffer.from(sign, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return refused(ERRORS.signature, 'bad signature');
  }
  if (owner.key.passphrase !== passphrase) return refused(ERRORS.passphrase, 'passphrase');
  if (!owner.key.ipAllowed) return refused(ERRORS.address, 'address');
  const mayDo = access === 'public' || access === 'key' || owner.key.permissions[access];
  return mayDo ? { kind: 'ok', owner } : refused(ERRORS.permission, 'no permission');
}

function refused(error: NativeError, verdict: string): AuthOutcome {
  return { kind: 'refused', answer: refusedAnswer(error), verdict };
}
