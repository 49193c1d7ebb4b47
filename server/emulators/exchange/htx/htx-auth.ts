/** HTX's check of a request: the signature covers method, host, path and the query in the order of its names. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MarketType } from '../core/exchange-market.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import type { Access, AuthOutcome } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, type NativeError, refusedAnswer } from './htx-errors.ts';

const WINDOW_MS = 300_000;
/** UTC without a zone. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

export function authenticate(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const type = marketTypeOf(request);
  const { AccessKeyId, Signature, Timestamp, SignatureMethod, SignatureVersion } = request.query;
  if (!AccessKeyId || !Signature || !Timestamp) return refused(type, 'no key', 'Incorrect Access key');
  if (SignatureMethod !== 'HmacSHA256' || SignatureVersion !== '2') {
    return refused(type, 'bad signature', 'Incorrect method or version of the signature');
  }
  const time = TIME.test(Timestamp) ? Date.parse(`${Timestamp}Z`) : Number.NaN;
  if (!(Math.abs(world.clock.now() - time) <= WINDOW_MS))
    return refused(type, 'timestamp', 'Timestamp is out of range');
  const owner = world.ownerOf(AccessKeyId);
  if (owner === undefined) return refused(type, 'unknown key', 'Incorrect Access key [Access key错误]');
  const signed = request.rawQuery.split('&').filter((pair) => !pair.startsWith('Signature='));
  const payload = [request.method, request.host.toLowerCase(), request.path, signed.sort().join('&')].join('\n');
  const expected = createHmac('sha256', owner.key.secret).update(payload).digest();
  const given = Buffer.from(Signature, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return refused(type, 'bad signature', 'Verification failure [校验失败]');
  }
  if (!owner.key.ipAllowed) return refused(type, 'address', 'Address');
  const mayDo = access === 'public' || access === 'key' || owner.key.permissions[access];
  return mayDo ? { kind: 'ok', owner } : refused(type, 'no permission', 'Insufficient permissions');
}

/** Spot and swaps are told apart by their hosts, and by their paths where no host is said. */
export function marketTypeOf({ host, path }: Pick<DoorRequest, 'host' | 'path'>): MarketType {
  if (host.includes('hbdm')) return 'swap';
  return path.startsWith('/v5/') || path.startsWith('/linear-swap') ? 'swap' : 'spot';
}

const SWAP_ERRORS: ReadonlyMap<string, NativeError> = new Map([
  ['bad signature', ERRORS.swapSignature],
  ['no permission', ERRORS.swapPermission],
]);

function refused(type: MarketType, verdict: string, why: string): AuthOutcome {
  const spot = verdict === 'address' ? ERRORS.spotAddress : ERRORS.spotSignature(why);
  const swap = SWAP_ERRORS.get(verdict) ?? ERRORS.swapKey;
  return { kind: 'refused', answer: refusedAnswer(type, type === 'spot' ? spot : swap), verdict };
}
