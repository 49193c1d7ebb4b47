/**
 * An operation: one thing a client may ask for over HTTP. What stands here is the law for both sides: the server
 * registers its handlers by `operationId`, takes path, scope and schemas from here, and the OpenAPI document is made of it.
 */
import type { z } from 'zod';
import type { ErrorCode } from '../errors/registry.ts';
import type { Scope } from '../scalars.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * Who may call it. A scope: an API key with at least that scope. loopback: also without a key, from this machine itself.
 * setup: from this machine with the one-time code. webhook: with a webhook's secret. stream: a key or a single-use ticket.
 */
export type Access = Scope | 'loopback' | 'setup' | 'webhook' | 'stream';

export interface OperationResponse {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly operationId: string;
  readonly method: Method;
  /** `/api/v1/orders/{orderId}`. */
  readonly path: string;
  readonly access: Access;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Whether the body may be left out. */
  readonly bodyOptional?: boolean;
  /** text: the body is taken as raw text of any content type; a JSON form of it is in `body`. */
  readonly bodyKind?: 'json' | 'text';
  readonly responses: Readonly<Record<number, OperationResponse>>;
  /** What it may answer beside the codes every operation may answer. */
  readonly errors: readonly ErrorCode[];
  /** Whether a repeat with the same Idempotency-Key answers with the first outcome. */
  readonly idempotencyKey?: boolean;
  /** Answers in pages: `Link` and `X-Next-Cursor` lead to the next. */
  readonly paged?: boolean;
  /** The older interface it belongs to, which has statuses of its own and also takes access tokens. */
  readonly face?: 'trading_v2';
  /** Shows prices, fills or money: says with `X-Signalbox-Market: simulated` when they are not real. */
  readonly showsMarket?: boolean;
}

/** Keeps the literal types, so that handlers can be looked up by name. */
export function defineOperations<const T extends Readonly<Record<string, Omit<Operation, 'operationId'>>>>(
  operations: T,
): T {
  return operations;
}
