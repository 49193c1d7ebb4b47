/** Bybit's check of a request: key, time and window in headers, hex HMAC-SHA256 over them and the query or body. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ExchangeWorld, KeyOwner } from '../core/exchange-world.ts';
import type { Access, AuthOutcome } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, type NativeError, refusedAnswer } from './bybit-errors.ts';

const WINDOW_MS = 5_000;
/** How far ahead of the exchange's clock a timestamp may be. */
const AHEAD_MS = 1_000;
const HTTP_OK = 200;
const HTTP_UNAUTHORIZED = 401;

export function authenticateRest(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const { headers, method, rawQuery, rawBody } = request;
  const apiKey = headers['x-bapi-api-key'] ?? '';
  const time = headers['x-bapi-timestamp'] ?? '';
  const window = headers['x-bapi-recv-window'] ?? String(WINDOW_MS);
  const owner = world.ownerOf(apiKey);
  if (owner === undefined) return refused(ERRORS.keyUnknown, 'unknown key', HTTP_UNAUTHORIZED);
  if (!isTimely(world, time, window)) return refused(ERRORS.timestamp, 'timestamp');
  const payload = `${time}${apiKey}${window}${method === 'POST' ? rawBody : rawQuery}`;
  if (!isSignature(headers['x-bapi-sign'] ?? '', owner.key.secret, payload)) {
    return refused(ERRORS.signature, 'bad signature');
  }
  if (!owner.key.ipAllowed) return refused(ERRORS.address, 'address');
  return mayDo(owner, access) ? { kind: 'ok', owner } : refused(ERRORS.permission, 'no permission');
}

/** Whether a timestamp in ms is within the window. */
export function isTimely(world: ExchangeWorld, time: string, window: string): boolean {
  if (!/^\d{13}$/.test(time) || !/^\d{1,6}$/.test(window)) return false;
  const now = world.clock.now();
  return Number(time) >= now - Number(window) && Number(time) < now + AHEAD_MS;
}

/** Whose socket it is from now on, or why not. */
export function authenticateSocket(world: ExchangeWorld, args: readonly unknown[]): KeyOwner | NativeError {
  const texts = args.map((arg) => (typeof arg === 'string' || typeof arg === 'number' ? String(arg) : ''));
  const [apiKey = '', expires = '', sign = ''] = texts;
  const owner = world.ownerOf(apiKey);
  if (owner === undefined) return ERRORS.keyUnknown;
  if (!/^\d{13}$/.test(expires) || Number(expires) <= world.clock.now()) return ERRORS.timestamp;
  if (!isSignature(sign, owner.key.secret, `GET/realtime${expires}`)) return ERRORS.signature;
  if (!owner.key.ipAllowed) return ERRORS.address;
  return mayDo(owner, 'read') ? owner : ERRORS.permission;
}

/** Whether the key's permissions cover this kind of call. */
export function mayDo({ key }: KeyOwner, access: Access): boolean {
  return access === 'public' || access === 'key' ? true : key.permissions[access];
}

function isSignature(sign: string, secret: string, payload: string): boolean {
  const expected = createHmac('sha256', secret).update(payload).digest();
  const given = Buffer.from(sign, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function refused(error: NativeError, verdict: string, status = HTTP_OK): AuthOutcome {
  return { kind: 'refused', answer: refusedAnswer(error, status), verdict };
}
