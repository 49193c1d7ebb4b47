/** Binance's check of a request: key in the header, timestamp within the window, HMAC-SHA256 over what was sent. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ExchangeWorld, KeyOwner } from '../core/exchange-world.ts';
import { type Access, answer, type AuthOutcome } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, type NativeError } from './binance-errors.ts';

const RECV_WINDOW_MS = 5_000;
const RECV_WINDOW_MAX_MS = 60_000;
/** How far ahead of the exchange's clock a timestamp may be. */
const AHEAD_MAX_MS = 1_000;
const KEY_SHAPE = /^[A-Za-z0-9]{1,64}$/;

/** Checks a request of REST. Query string and body are signed as they were sent, without the signature itself. */
export function authenticateRest(world: ExchangeWorld, request: DoorRequest, access: Access): AuthOutcome {
  const owner = ownerOf(world, request.headers['x-mbx-apikey'], access);
  if ('code' in owner) return refused(owner, 401, owner.code === -2014 ? 'key format' : 'key, address or permission');
  if (access === 'key') return { kind: 'ok', owner };
  const problem = problemOf(world, owner, {
    params: request.params,
    payload: withoutSignature(request.rawQuery) + withoutSignature(request.rawBody),
  });
  return problem === undefined ? { kind: 'ok', owner } : refused(problem, 400, verdictOf(problem));
}

/** Checks a signed request over the WebSocket API: the parameters sorted by name, joined like a query. */
export function authenticateSocket(
  world: ExchangeWorld,
  params: Readonly<Record<string, string>>,
  access: Access,
): KeyOwner | NativeError {
  const owner = ownerOf(world, params['apiKey'], access);
  if ('code' in owner) return owner;
  const payload = Object.keys(params)
    .filter((name) => name !== 'signature')
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  return problemOf(world, owner, { params, payload }) ?? owner;
}

function ownerOf(world: ExchangeWorld, apiKey: string | undefined, access: Access): KeyOwner | NativeError {
  if (apiKey === undefined || !KEY_SHAPE.test(apiKey)) return ERRORS.keyFormat;
  const owner = world.ownerOf(apiKey);
  if (owner === undefined || !owner.key.ipAllowed) return ERRORS.keyUnknown;
  const { permissions } = owner.key;
  if (access === 'read' && !permissions.read) return ERRORS.keyUnknown;
  if (access === 'trade' && !permissions.trade) return ERRORS.keyUnknown;
  if (access === 'withdraw' && !permissions.withdraw) return ERRORS.keyUnknown;
  return owner;
}

interface Signed {
  readonly params: Readonly<Record<string, string>>;
  readonly payload: string;
}

function problemOf(world: ExchangeWorld, owner: KeyOwner, { params, payload }: Signed): NativeError | undefined {
  const { signature, timestamp } = params;
  if (timestamp === undefined || !/^\d+$/.test(timestamp)) return mandatory('timestamp');
  if (signature === undefined || signature === '') return mandatory('signature');
  if (!isSignature(signature, owner.key.secret, payload)) return ERRORS.signature;
  const now = world.clock.now();
  const window = Math.min(Number(params['recvWindow'] ?? RECV_WINDOW_MS), RECV_WINDOW_MAX_MS);
  if (Number(timestamp) >= now + AHEAD_MAX_MS) return ERRORS.timestampAhead;
  return now - Number(timestamp) > window ? ERRORS.timestampOld : undefined;
}

function isSignature(signature: string, secret: string, payload: string): boolean {
  const expected = Buffer.from(createHmac('sha256', secret).update(payload).digest('hex'));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function withoutSignature(sent: string): string {
  return sent
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}

function mandatory(name: string): NativeError {
  return { code: -1102, msg: `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.` };
}

function refused(error: NativeError, status: number, verdict: string): AuthOutcome {
  return { kind: 'refused', answer: answer(status, error), verdict };
}

function verdictOf({ code }: NativeError): string {
  if (code === -1022) return 'bad signature';
  return code === -1021 ? 'timestamp' : 'missing parameter';
}
