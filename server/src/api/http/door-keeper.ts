/**
 * The door keeper: who a caller is and what it may do. Everything is denied that is not permitted by name: a key for what
 * its scope includes, a caller on this machine for the little that needs no key. Failures are counted by address.
 */
import type { IncomingMessage } from 'node:http';
import type { Access, Scope } from '@signalbox/contract';
import type { Reason } from '#domain/order.ts';
import { addressListOf } from '../auth/address-list.ts';
import { looksLikeToken } from '../auth/access-tokens.ts';
import { type ApiKey, scopeIncludes } from '../auth/api-keys.ts';
import { type ClientAddress, createClientAddressReader } from '../auth/client-address.ts';
import { createFailureLimiter, type FailureLimiter } from '../auth/failure-limiter.ts';
import { reasonFor } from './problem-answer.ts';
import type { HttpServerOptions } from './server-options.ts';

export type Admission =
  | { readonly kind: 'admitted'; readonly key: ApiKey | undefined }
  | { readonly kind: 'refused'; readonly reason: Reason };

export interface DoorKeeper {
  clientOf(request: IncomingMessage): ClientAddress;
  /** Why this address may not connect at all, if so. */
  barredAddress(request: IncomingMessage): Reason | undefined;
  /** Whether the caller may do what needs `access`. */
  admit(request: IncomingMessage, access: Access): Admission;
  /** As admit, with the key a text or a path carried. */
  admitToken(request: IncomingMessage, token: string | undefined, access: Access): Admission;
  /** As admit, where an access token is taken for the key it was made for. */
  admitAccessToken(request: IncomingMessage, access: Access): Admission;
  /** Counts a failed attempt; answers what to tell the caller. */
  countStranger(request: IncomingMessage): Reason;
  /** Requests so far with a forwarding header from someone who may not set one. */
  forgedCount(): number;
}

const BEARER = /^Bearer +(\S+) *$/i;
const BASIC = /^Basic +([A-Za-z0-9+/=]+) *$/i;

/** The token of the Authorization header. Basic carries it as the password, so that a browser can ask for it. */
export function tokenOf(request: IncomingMessage, allowBasic = false): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const bearer = BEARER.exec(header)?.[1];
  if (bearer !== undefined || !allowBasic) return bearer;
  const basic = BASIC.exec(header)?.[1];
  if (basic === undefined) return undefined;
  const pair = Buffer.from(basic, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
}

/** One keeper for all doors of a server. */
export function createDoorKeeper(
  options: Pick<HttpServerOptions, 'apiKeys' | 'accessTokens' | 'clock' | 'settings' | 'logger'>,
): DoorKeeper {
  const addresses = createClientAddressReader(() => options.settings().trustedProxies);
  const limiter = createFailureLimiter(options.clock, (address) =>
    options.logger.warn({ address }, 'this address failed to authenticate too often and is told to wait'),
  );
  const countStranger = (request: IncomingMessage): Reason => {
    const seconds = limiter.countFailure(addresses.read(request).address);
    return seconds === 0 ? reasonFor('UNAUTHENTICATED') : reasonFor('RATE_LIMITED', { seconds: String(seconds) });
  };
  const admitToken = (request: IncomingMessage, token: string | undefined, access: Access): Admission => {
    // Set-up asks for the code and nothing else, so whoever has no key can do it and a key opens nothing.
    if (access === 'setup') return admitToSetup(addresses.read(request), limiter);
    const key = token === undefined ? undefined : options.apiKeys.verify(token);
    if (key === undefined) {
      const local = token === undefined && access === 'loopback' && addresses.read(request).isLocal;
      return local ? { kind: 'admitted', key } : { kind: 'refused', reason: countStranger(request) };
    }
    return admitKey(key, access);
  };
  const admitAccessToken = (request: IncomingMessage, access: Access): Admission => {
    const token = tokenOf(request);
    if (token === undefined || !looksLikeToken(token)) return admitToken(request, token, access);
    const reading = options.accessTokens.read(token);
    switch (reading.kind) {
      case 'key':
        return admitKey(reading.key, access);
      case 'expired':
        // Whoever comes late with a token of ours is no stranger.
        return { kind: 'refused', reason: reasonFor('TOKEN_EXPIRED') };
      case 'unavailable':
        return { kind: 'refused', reason: reading.reason };
      case 'invalid':
        return { kind: 'refused', reason: countStranger(request) };
    }
  };
  return {
    clientOf: (request) => addresses.read(request),
    forgedCount: () => addresses.forgedCount(),
    countStranger,
    admitToken,
    admitAccessToken,
    admit: (request, access) => admitToken(request, tokenOf(request), access),
    barredAddress(request) {
      const { allowedIps } = options.settings();
      if (allowedIps.length === 0) return undefined;
      const { address } = addresses.read(request);
      return addressListOf(allowedIps).includes(address) ? undefined : reasonFor('IP_NOT_ALLOWED', { address });
    },
  };
}

function admitKey(key: ApiKey, access: Access): Admission {
  const required = scopeFor(access);
  if (required !== undefined && scopeIncludes(key.scope, required)) return { kind: 'admitted', key };
  return {
    kind: 'refused',
    reason: reasonFor('FORBIDDEN_SCOPE', { scope: key.scope, required: required ?? access }),
  };
}

function admitToSetup(client: ClientAddress, limiter: FailureLimiter): Admission {
  const waitSeconds = limiter.waitSeconds(client.address);
  if (!client.isLocal) return { kind: 'refused', reason: reasonFor('LOOPBACK_ONLY') };
  if (waitSeconds === 0) return { kind: 'admitted', key: undefined };
  return { kind: 'refused', reason: reasonFor('RATE_LIMITED', { seconds: String(waitSeconds) }) };
}

function scopeFor(access: Access): Scope | undefined {
  switch (access) {
    case 'read':
    case 'trade':
    case 'admin':
      return access;
    case 'loopback':
    case 'stream':
      return 'read';
    case 'setup':
    case 'webhook':
      return undefined;
  }
}
