/** Every error leaves as a problem document with a registered code, in the reader's language. */
import { type ErrorCode, findError, type Language, type Problem, renderError, titleOf } from '@signalbox/contract';
import type { Reason } from '#domain/order.ts';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';
export const JSON_CONTENT_TYPE = 'application/json; charset=utf-8';

const RETRY_AFTER_SECONDS: Readonly<Record<string, string>> = { OVERLOADED: '1', STORAGE_UNAVAILABLE: '5' };
const FAULT_STATUS = 500;

/** A reason with a code the compiler knows to be registered. */
export function reasonFor(code: ErrorCode, values: Readonly<Record<string, string>> = {}): Reason {
  return { code, values };
}

export interface ProblemOptions {
  readonly language: Language;
  readonly signalId?: string | undefined;
  /** When the door says another status than the registry. */
  readonly status?: number | undefined;
}

/** The document. A reason that is no failure by itself (`NOTHING_TO_DO`) or not registered is never sent as a success. */
export function createProblem(reason: Reason, options: ProblemOptions): Problem {
  const registered = findError(reason.code)?.status ?? FAULT_STATUS;
  const status = options.status ?? (registered < 400 ? 422 : registered);
  return {
    type: `urn:signalbox:error:${reason.code}`,
    title: titleOf(reason.code),
    status,
    code: reason.code,
    detail: renderError(reason.code, reason.values, options.language),
    values: reason.values,
    ...(options.signalId === undefined ? {} : { signalId: options.signalId }),
  };
}

/** The headers that belong to the code. */
export function problemHeaders(reason: Reason): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': PROBLEM_CONTENT_TYPE };
  const seconds =
    RETRY_AFTER_SECONDS[reason.code] ?? (reason.code === 'RATE_LIMITED' ? reason.values['seconds'] : undefined);
  if (seconds !== undefined) headers['retry-after'] = seconds;
  if (reason.code === 'METHOD_NOT_ALLOWED') headers['allow'] = reason.values['allowed'] ?? '';
  return headers;
}
