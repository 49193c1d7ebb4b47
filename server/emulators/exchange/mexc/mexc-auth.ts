/** MEXC's two checks: spot signs its query, contracts sign key, time and body or query, both with hex HMAC-SHA256. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MarketType } from '../core/exchange-market.ts';
import type { ExchangeWorld, KeyOwner } from '../core/exchange-world.ts';
import type { Access, AuthOutcome } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, type NativeError, refusedAnswer } from './mexc-errors.ts';

const WINDOW_MS = 5_000;
const WINDOW_MAX_MS = 60_000;
const CONTRACT_WINDOW_MS = 10_000;

export const marketTypeOf = ({ path }: Pick<DoorRequest, 'path'>): MarketType =>
  path.startsWith('/api/v1/') ? 'swap' : 'spot';

export function authenticate(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  return marketTypeOf(request) === 'spot' ? checkSpot(world, request, access) : checkContract(world, request, access);
}

function checkSpot(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const refused = refuser('spot');
  const owner = world.ownerOf(request.headers['x-mexc-apikey'] ?? '');
  if (owner === undefined) return refused(ERRORS.spotKey, 'unknown key');
  const { timestamp = '', recvWindow, signature = '' } = request.query;
  const windowMs = Math.min(Number(recvWindow ?? WINDOW_MS), WINDOW_MAX_MS);
  const isInTime = /^\d{13}$/.test(timestamp) && Math.abs(world.clock.now() - Number(timestamp)) <= windowMs;
  if (!isInTime) return refused(ERRORS.spotTime, 'timestamp');
  const signed = request.rawQuery.replace(/&?signature=[^&]*$/, '');
  if (!isSignature(signature, owner, signed)) return refused(ERRORS.spotSignature, 'bad signature');
  if (!owner.key.ipAllowed) return refused(ERRORS.spotAddress, 'address');
  return mayDo(owner, access) ? { kind: 'ok', owner } : refused(ERRORS.spotPermission, 'no permission');
}

function checkContract(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const refused = refuser('swap');
  const apiKey = request.headers['apikey'] ?? '';
  const time = request.headers['request-time'] ?? '';
  const owner = world.ownerOf(apiKey);
  if (owner === undefined) return refused(ERRORS.contractKey, 'unknown key');
  const isInTime = /^\d{13}$/.test(time) && Math.abs(world.clock.now() - Number(time)) <= CONTRACT_WINDOW_MS;
  if (!isInTime) return refused(ERRORS.contractTime, 'timestamp');
  const what = request.method === 'POST' ? request.rawBody : request.rawQuery.split('&').sort().join('&');
  if (!isSignature(request.headers['signature'] ?? '', owner, `${apiKey}${time}${what}`)) {
    return refused(ERRORS.contractSignature, 'bad signature');
  }
  if (!owner.key.ipAllowed) return refused(ERRORS.contractAddress, 'address');
  return mayDo(owner, access) ? { kind: 'ok', owner } : refused(ERRORS.contractPermission, 'no permission');
}

const mayDo = ({ key }: KeyOwner, access: Access): boolean =>
  access === 'public' || access === 'key' || key.permissions[access];

function isSignature(signature: string, { key }: KeyOwner, payload: string): boolean {
  const expected = createHmac('sha256', key.secret).update(payload).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const refuser =
  (type: MarketType) =>
  (error: NativeError, verdict: string): AuthOutcome => ({
    kind: 'refused',
    answer: refusedAnswer(type, error),
    verdict,
  });
