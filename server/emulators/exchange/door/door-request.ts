/**
 * A request as a dialect sees it. `host` is the production host the client meant: a client that sends everything to one
 * origin says it in the header `x-original-host`, or as `/_host/<host>` before the path (the way for WebSockets).
 */
import type { IncomingMessage } from 'node:http';

export interface DoorRequest {
  readonly method: string;
  /** The production host, without port; the emulator's own when nothing says another. */
  readonly host: string;
  /** As the client wrote it, without the query and without `/_host/<host>`. */
  readonly path: string;
  /** After the question mark, exactly as sent: signatures cover it. */
  readonly rawQuery: string;
  readonly rawBody: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Query and form body together; the body wins. */
  readonly params: Readonly<Record<string, string>>;
  /** The body, when it is JSON. */
  readonly json: unknown;
  /** The host and the path with its query as they stood on the wire. */
  readonly wireHost: string;
  readonly wirePath: string;
}

const HOST_PREFIX = /^\/_host\/([^/]+)(\/.*)$/;

/** Reads the head of a request and its body, which was read whole before. */
export function readRequest(message: IncomingMessage, rawBody: string): DoorRequest {
  const headers = headersOf(message);
  const wirePath = message.url ?? '/';
  const wireHost = headers['host'] ?? '';
  const prefixed = HOST_PREFIX.exec(wirePath);
  const target = prefixed?.[2] ?? wirePath;
  const mark = target.indexOf('?');
  const rawQuery = mark === -1 ? '' : target.slice(mark + 1);
  const query = pairsOf(rawQuery);
  const isForm = (headers['content-type'] ?? '').includes('x-www-form-urlencoded');
  return {
    method: message.method ?? 'GET',
    host: (prefixed?.[1] ?? headers['x-original-host'] ?? wireHost).replace(/:\d+$/, ''),
    path: mark === -1 ? target : target.slice(0, mark),
    rawQuery,
    rawBody,
    headers,
    query,
    params: isForm ? { ...query, ...pairsOf(rawBody) } : query,
    json: isForm ? undefined : jsonOf(rawBody),
    wireHost,
    wirePath,
  };
}

function headersOf(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** What a text says as JSON; undefined when it is none. */
export function jsonOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
