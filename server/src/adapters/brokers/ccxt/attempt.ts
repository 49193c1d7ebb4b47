/**
 * One call of the client on its way, carried along its asynchronous path so that the transport knows which call a request
 * belongs to. It says how urgent the call is, until when it may leave, and what the bytes must say; and it remembers whether
 * anything was handed over, which decides whether an order can have reached the venue.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientSocket, Headers } from './client-surface.ts';
import type { Lane } from './rate-lanes.ts';

/** A signed request as it is about to leave. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface AttemptTerms {
  readonly lane: Lane;
  /** No request of this call leaves after this moment, ms of our clock. */
  readonly leaveBefore?: number;
  /** A call that changes something: exactly one request of it leaves, and only one that `inspect` finds nothing wrong with. */
  readonly write?: { readonly inspect: (request: OutgoingRequest) => string | undefined };
}

/** Why a request was stopped before it left: the proof that the venue has nothing of it. */
export type StopReason = 'TOO_LATE' | 'SECOND_WRITE' | 'WIRE_MISMATCH' | 'VENUE_SUSPENDED';

export class StoppedBeforeSending extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason, detail: string) {
    super(detail);
    this.name = 'StoppedBeforeSending';
    this.reason = reason;
  }
}

/** Our own deadline: the venue may still do what it was asked. */
export class NoAnswerInTime extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.name = 'NoAnswerInTime';
  }
}

export class Attempt {
  readonly terms: AttemptTerms;
  /** Set right before the first request is given to the socket, never taken back. */
  handedOver = false;
  stopped: StoppedBeforeSending | undefined;
  /** Of the newest answer whose headers and body came in. */
  status: number | undefined;
  /** The text of that answer: the client leaves codes out of some of its errors. */
  body: string | undefined;
  /** The WebSockets that it wanted. */
  readonly sockets = new Set<ClientSocket>();

  constructor(terms: AttemptTerms) {
    this.terms = terms;
  }

  /** Nothing of this attempt leaves from now on; throws the reason. */
  stop(error: StoppedBeforeSending): never {
    this.stopped = error;
    throw error;
  }

  /** Nobody waits any more: what has not left by now never will. Returns why it did not, when it did not. */
  close(): StoppedBeforeSending | undefined {
    if (this.handedOver) return undefined;
    this.stopped ??= new StoppedBeforeSending('TOO_LATE', 'it waited too long for its turn to leave');
    return this.stopped;
  }
}

const current = new AsyncLocalStorage<Attempt>();

/** The call that this code runs for; undefined for what a client does by itself (renewing keys of a stream). */
export const currentAttempt = (): Attempt | undefined => current.getStore();

/** Runs `call` as this attempt. */
export const runAttempt = <T>(attempt: Attempt, call: () => Promise<T>): Promise<T> => current.run(attempt, call);
