/**
 * The second guard: looks at a request of an order as it is about to leave, signed and all, and says what is wrong with it.
 * It knows nothing of the client that made it: host, method, path and every single field are compared with what the approved
 * order demands. A field that is missing, differs, or was never asked for stops the request; what is stopped never left.
 */
import { parseDecimal } from '#domain/decimal.ts';
import type { WireExpectation } from './profile.ts';

/** A request as it was handed to the transport. */
export interface SeenRequest {
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
}

const DEPTH_MAX = 6;

/** What is wrong with the request, in a few words without any of its values; undefined when it says what it must. */
export function inspectRequest(
  wire: WireExpectation,
  request: SeenRequest,
  hosts: readonly string[],
): string | undefined {
  if (request.method !== wire.method) return `it is a ${request.method} and not a ${wire.method}`;
  const url = URL.parse(request.url);
  if (url === null || url.protocol !== 'https:') return 'its address is not one of the exchange';
  if (!hosts.includes(url.host)) return `its host ${url.host} is not one of the exchange`;
  if (url.pathname !== wire.path) return `it goes to ${url.pathname} and not to ${wire.path}`;
  const seen = fieldsOf(url, request.body);
  if (seen === undefined) return 'its body can not be read';
  return differenceOf(wire, seen);
}

function differenceOf(wire: WireExpectation, seen: ReadonlyMap<string, string>): string | undefined {
  for (const [name, wanted] of Object.entries(wire.fields)) {
    if (wanted === undefined) continue;
    const value = seen.get(name);
    if (value === undefined) return `it lacks ${name}`;
    if (!isSame(String(wanted), value)) return `its ${name} differs`;
  }
  const unchecked = new Set(wire.unchecked);
  for (const name of seen.keys()) {
    if (wire.fields[name] === undefined && !unchecked.has(name)) return `it has ${name}, which was not asked for`;
  }
  return undefined;
}

function isSame(wanted: string, seen: string): boolean {
  if (wanted === seen) return true;
  const number = parseDecimal(wanted);
  return number !== undefined && parseDecimal(seen) === number;
}

/** All fields of query and body by their path; undefined when the body is neither JSON nor a form, or says one twice. */
function fieldsOf(url: URL, body: unknown): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  let isTold = true;
  const put = (name: string, value: string): void => {
    if (fields.has(name)) isTold = false;
    fields.set(name, value);
  };
  for (const [name, value] of url.searchParams) put(name, value);
  if (body === undefined || body === null || body === '') return isTold ? fields : undefined;
  if (typeof body !== 'string') return undefined;
  if (body.startsWith('{') || body.startsWith('[')) {
    const parsed = parseExact(body);
    if (parsed === undefined) return undefined;
    flatten(parsed, '', put);
  } else {
    for (const [name, value] of new URLSearchParams(body)) put(name, value);
  }
  return isTold ? fields : undefined;
}

/** JSON with its numbers as the digits that stand in the text. */
function parseExact(text: string): unknown {
  const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    return undefined;
  }
}

function flatten(value: unknown, path: string, put: (name: string, value: string) => void): void {
  if (typeof value !== 'object' || value === null || path.split('.').length > DEPTH_MAX) {
    put(path, String(value));
    return;
  }
  const entries = Object.entries(value);
  for (const [key, inner] of entries) flatten(inner, path === '' ? key : `${path}.${key}`, put);
}
