/**
 * The faults a person has ordered. A request fault waits for the requests it matches and is used up by them; a switch
 * acts on the whole exchange from now on. `booked` says whether the exchange carries the request out before the fault.
 */
import type { DoorRequest } from './door-request.ts';

export const REQUEST_FAULTS = [
  'no_answer',
  'reset',
  'late_answer',
  'late_arrival',
  'duplicate',
  'status',
  'answer',
  'headers_then_silence',
  'cut_body',
  'empty_body',
  'html_body',
  'empty_object',
  'half_json',
  'bad_gzip',
  'rate_limited',
  'banned',
  'maintenance',
] as const;
export type RequestFaultKind = (typeof REQUEST_FAULTS)[number];

export interface FaultMatch {
  readonly method?: string;
  /** Exact, or its beginning when it ends in `*`. */
  readonly path?: string;
  /** All of these must have been sent. */
  readonly params?: Readonly<Record<string, string>>;
}

export interface RequestFault {
  readonly kind: RequestFaultKind;
  readonly match: FaultMatch;
  /** How many requests it strikes; how many matching ones it lets pass before. */
  readonly count: number;
  readonly skip: number;
  readonly booked: boolean;
  readonly delayMs: number;
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterS: number;
}

interface Waiting {
  readonly fault: RequestFault;
  left: number;
  skip: number;
}

export class FaultBoard {
  #waiting: Waiting[] = [];

  add(fault: RequestFault): void {
    this.#waiting.push({ fault, left: fault.count, skip: fault.skip });
  }

  /** The fault for this request, used up by the asking. */
  take(request: DoorRequest): RequestFault | undefined {
    for (const waiting of this.#waiting) {
      if (!isMatch(waiting.fault.match, request)) continue;
      if (waiting.skip > 0) {
        waiting.skip -= 1;
        continue;
      }
      waiting.left -= 1;
      if (waiting.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== waiting);
      return waiting.fault;
    }
    return undefined;
  }

  list(): readonly (RequestFault & { readonly left: number })[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, left }));
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** A fault from what a person wrote, with the usual where nothing was said; undefined when there is no such kind. */
export function readFault(text: Readonly<Record<string, unknown>>): RequestFault | undefined {
  const kind = REQUEST_FAULTS.find((name) => name === text['kind']);
  if (kind === undefined) return undefined;
  const number = (name: string, standard: number): number => (typeof text[name] === 'number' ? text[name] : standard);
  return {
    kind,
    match: (text['match'] ?? {}) as FaultMatch,
    count: number('count', 1),
    skip: number('skip', 0),
    booked: text['booked'] !== false,
    delayMs: number('delayMs', 1_000),
    status: number('status', 503),
    body: text['body'],
    retryAfterS: number('retryAfterS', 1),
  };
}

function isMatch(match: FaultMatch, request: DoorRequest): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.path !== undefined && !isPath(match.path, request.path)) return false;
  const json = typeof request.json === 'object' && request.json !== null ? request.json : {};
  const sent: Readonly<Record<string, unknown>> = { ...request.params, ...json };
  return Object.entries(match.params ?? {}).every(([name, value]) => String(sent[name]) === value);
}

function isPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}
