/**
 * Who is calling, really. Only a proxy named in the configuration may say for whom it speaks; walking the forwarded
 * chain from the right, the first address that is not such a proxy is the client. What anyone else claims is ignored and
 * counted, because a forged header is somebody trying the door.
 */
import type { IncomingMessage } from 'node:http';
import { addressListOf, isLoopback, normalizeAddress } from './address-list.ts';

export interface ClientAddress {
  /** Normalized; `unknown` when the socket is gone. */
  readonly address: string;
  /** This machine itself, with no proxy between: nothing claims to be forwarded. */
  readonly isLocal: boolean;
}

export interface ClientAddressReader {
  read(request: IncomingMessage): ClientAddress;
  /** Requests so far on which somebody untrusted set a forwarding header. */
  forgedCount(): number;
}

/** A longer chain than any real one is not worth walking. */
const CHAIN_MAX = 32;
const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto'];

/** `trustedProxies` is asked on each request, so that a changed configuration counts at once. */
export function createClientAddressReader(trustedProxies: () => readonly string[]): ClientAddressReader {
  let forged = 0;
  return {
    forgedCount: () => forged,
    read(request) {
      const peer = normalizeAddress(request.socket.remoteAddress ?? '');
      if (peer === undefined) return { address: 'unknown', isLocal: false };
      const claims = FORWARDING_HEADERS.some((header) => request.headers[header] !== undefined);
      const trusted = addressListOf(trustedProxies());
      if (!trusted.includes(peer)) {
        if (claims) forged += 1;
        return { address: peer, isLocal: !claims && isLoopback(peer) };
      }
      return { address: forwardedClient(request, peer, trusted), isLocal: !claims && isLoopback(peer) };
    },
  };
}

function forwardedClient(
  request: IncomingMessage,
  peer: string,
  trusted: { includes(address: string): boolean },
): string {
  // Node joins repeated X-Forwarded-For headers with commas, in the order of arrival, so the right end is still ours.
  const header = request.headers['x-forwarded-for'];
  const chain = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').slice(-CHAIN_MAX);
  let client = peer;
  for (const entry of chain.toReversed()) {
    const address = normalizeAddress(withoutPort(entry.trim()));
    // Nothing to the left of an entry that can't be read can be believed.
    if (address === undefined) return client;
    client = address;
    if (!trusted.includes(address)) return client;
  }
  return client;
}

function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry);
  if (bracketed !== null) return bracketed[1] ?? entry;
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry);
  return withPort === null ? entry : (withPort[1] ?? entry);
}
