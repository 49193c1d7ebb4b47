/**
 * What one exchange's native protocol is made of, as the door serves it. A dialect translates: native request → an act on
 * the world → native answer. It holds no market, no money and no order of its own.
 */
import type { ExchangeWorld, KeyOwner } from '../core/exchange-world.ts';
import type { DoorRequest } from './door-request.ts';
import type { SocketRoute } from './socket-session.ts';

/** What every dialect's maker takes. */
export interface DialectOptions {
  /** Filler markets are added until there are this many. */
  readonly marketsMin?: number;
  readonly seed?: number;
  /** ms UTC; absent: the machine's. */
  readonly machineTime?: () => number;
}

export interface Answer {
  readonly status: number;
  /** Text goes out as it is, everything else as JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route asks of the key: nothing, a known key without signature, or a signed request that reads, trades, moves money. */
export type Access = 'public' | 'key' | 'read' | 'trade' | 'withdraw';

export interface Call {
  readonly request: DoorRequest;
  /** What stood in the path's `{name}` places. */
  readonly path: Readonly<Record<string, string>>;
  /** Present on every route that is not public. */
  readonly owner: KeyOwner | undefined;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/api/v3/order`, or with places: `/orders/{orderId}`. */
  readonly path: string;
  /** Only under these production hosts; absent: under any. */
  readonly hosts?: readonly string[];
  readonly access: Access;
  /** The documented names of its parameters, beside the dialect's own `commonParams`; absent: none is checked. */
  readonly params?: readonly string[];
  /** What it costs of its limit; 1 when absent. */
  readonly weight?: number | ((request: DoorRequest) => number);
  /** The answer's body (status 200), or a whole answer made by `answer()`. May throw a NativeRefusal. */
  readonly handle: (call: Call) => unknown;
}

export interface RateLimit {
  readonly name: string;
  /** Which requests count, and how much each (0: not this limit). */
  readonly cost: (request: DoorRequest, route: Route) => number;
  readonly max: number;
  readonly windowMs: number;
}

export type AuthOutcome =
  | { readonly kind: 'ok'; readonly owner: KeyOwner }
  /** `verdict` goes into the request log: `bad signature`, `unknown key`, `old timestamp`, `no permission`… */
  | { readonly kind: 'refused'; readonly answer: Answer; readonly verdict: string };

export interface OverLimit {
  readonly request: DoorRequest;
  readonly limit: RateLimit | undefined;
  readonly retryAfterS: number;
  /** The client went on after it was told to wait. */
  readonly isBanned: boolean;
}

export interface Dialect {
  readonly name: string;
  readonly world: ExchangeWorld;
  /** Every production host it stands for, REST and WebSocket: what a person needs to point a client here. */
  readonly hosts: readonly string[];
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketRoute[];
  readonly limits: readonly RateLimit[];
  /** Checks key, clock, signature and permission of a request to a route that is not public. */
  authenticate(request: DoorRequest, access: Access): AuthOutcome;
  /** Names that any route takes: time, signature, window. */
  readonly commonParams?: readonly string[];
  /** Refuses parameters that no document names, so that a wish is never dropped unseen; absent: nothing is refused for them. */
  unknownParams?(request: DoorRequest, names: readonly string[]): Answer;
  /** Native answers to what is no business of a route. */
  unknownRoute(request: DoorRequest): Answer;
  overLimit(over: OverLimit): Answer;
  maintenance(request: DoorRequest): Answer;
  /** A handler threw what is no NativeRefusal. */
  internalError(request: DoorRequest, error: unknown): Answer;
  /** A key of the native shape for people to try; absent: `emulator` in every field. It opens pretend money only. */
  readonly sampleKey?: { readonly apiKey: string; readonly secret: string; readonly passphrase: string };
  /** Header names (lower case) and parameter names whose values must not be shown in the request log. */
  readonly secrets: { readonly headers: readonly string[]; readonly params: readonly string[] };
}

const ANSWER = Symbol('answer');

/** A whole answer, where a bare body with status 200 is not enough. */
export function answer(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { status, body, ...(headers === undefined ? {} : { headers }), [ANSWER]: true } as Answer;
}

export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && ANSWER in value;
}

/** Thrown by a handler: the native refusal that goes out instead of an answer. */
export class NativeRefusal extends Error {
  override readonly name = 'NativeRefusal';
  readonly answer: Answer;

  constructor(status: number, body: unknown) {
    super('the exchange refuses');
    this.answer = answer(status, body);
  }
}
