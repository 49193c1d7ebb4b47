/** A call: one authenticated, validated request, as the handlers see it, and the answers they give. */
import type { BodyOf, ErrorCode, Language, OperationId, QueryOf } from '@signalbox/contract';
import type { Reason } from '#domain/order.ts';
import type { Actor } from '#runtime/desk.ts';
import type { ApiKey } from '../auth/api-keys.ts';
import { reasonFor } from './problem-answer.ts';

export interface Call<Id extends OperationId> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: QueryOf<Id>;
  readonly body: BodyOf<Id>;
  /** The body as it came, for operations that take text. */
  readonly raw: Buffer;
  /** Absent only where the operation lets a caller in without one. */
  readonly key: ApiKey | undefined;
  readonly actor: Actor;
  readonly language: Language;
  /** The path and query as asked. */
  readonly url: string;
  readonly receivedAt: number;
  readonly idempotencyKey: string | undefined;
  /** Counts a failed attempt of this caller; answers what to tell it. */
  readonly countFailure: () => Reason;
}

export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: unknown;
      /** The answer shows prices of a simulated market. */
      readonly simulated?: boolean;
      readonly nextCursor?: string | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly reason: Reason;
      readonly signalId?: string | undefined;
      readonly status?: number | undefined;
    };

export type Handler<Id extends OperationId> = (call: Call<Id>) => Answer | Promise<Answer>;

/** Operations that need more than a call: the hot path and the WebSocket are registered by their own files. */
type RegisteredElsewhere = 'sendAlert' | 'sendAlertWithPathSecret' | 'openStream';
export type HandledId = Exclude<OperationId, RegisteredElsewhere>;
export type Handlers = { readonly [Id in HandledId]: Handler<Id> };

/** 200 with a body. */
export function ok(
  body: unknown,
  shown: { readonly simulated?: boolean; readonly nextCursor?: string | undefined } = {},
): Answer {
  return { kind: 'answer', status: 200, body, ...shown };
}

/** Whether an answer with these rows shows nothing but a simulated market; where some of them are real each says so itself. */
export function areSimulated(rows: readonly { readonly simulated: boolean }[]): boolean {
  return rows.length > 0 && rows.every(({ simulated }) => simulated);
}

/** An error with a code of the registry. */
export function refuse(code: ErrorCode, values: Readonly<Record<string, string>> = {}): Answer {
  return { kind: 'refused', reason: reasonFor(code, values) };
}

/** An error that the desk gave. */
export function refuseWith(reason: Reason, signalId?: string): Answer {
  return { kind: 'refused', reason, signalId };
}

/** Runs a write that rejects when the store can't take it, and answers STORAGE_UNAVAILABLE then. */
export async function storing(write: () => Promise<Answer>): Promise<Answer> {
  try {
    return await write();
  } catch (cause) {
    return refuse('STORAGE_UNAVAILABLE', { detail: cause instanceof Error ? cause.message : String(cause) });
  }
}
