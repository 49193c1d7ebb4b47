/**
 * What the failure of a question means: whether it may be asked again at once, and how it is told. Nothing of it is about an
 * order: a question that fails has changed nothing.
 */
import { AccountNotUsable, VenueSaidNo } from './account-problems.ts';
import { isUnreadable } from './answer-lists.ts';
import type { CallResult } from './client-transport.ts';
import { failureVerdict, type Heard } from './outcome.ts';

interface FailedRead extends Heard {
  readonly result: CallResult & { readonly kind: 'failure' };
}

const SERVER_ERROR = 500;
/** Refusals of the moment: the same question may be answered soon. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 418, 429]);
const PASSING_VERDICTS: ReadonlySet<string> = new Set(['clock', 'rate', 'maintenance', 'unknown']);

/** Whether the way or the moment failed, and not the question: asked again, it may be answered. What never left may not. */
export function mayBeRepeated(heard: FailedRead): boolean {
  const { attempt } = heard.result;
  if (!attempt.handedOver) return false;
  if (attempt.status === undefined || attempt.status >= SERVER_ERROR || isUnreadable(heard.result)) return true;
  const verdict = failureVerdict(heard);
  return verdict.kind === 'verdict' && verdict.verdict === 'unknown';
}

/** The failure as an error with a clean text: `VenueSaidNo` where the venue has answered, and will answer so again. */
export function readFailure(heard: FailedRead): { readonly error: Error; readonly isOfClock: boolean } {
  const { result, redact } = heard;
  const verdict = failureVerdict(heard);
  const { status = SERVER_ERROR } = result.attempt;
  const hasAnswered = status < SERVER_ERROR && !PASSING_STATUSES.has(status) && !isUnreadable(result);
  const told = (text: string): Error => (hasAnswered ? new VenueSaidNo(text) : new Error(text));
  if (verdict.kind !== 'verdict') {
    const detail = verdict.kind === 'ambiguous' ? verdict.detail : (verdict.reason.values['detail'] ?? '');
    return { error: told(redact(detail)), isOfClock: false };
  }
  const text = `${verdict.code} ${verdict.message}`.trim();
  if (verdict.verdict === 'credentials') {
    return { error: new AccountNotUsable('ACCOUNT_CREDENTIALS_REFUSED', text), isOfClock: false };
  }
  const error = PASSING_VERDICTS.has(verdict.verdict) ? new Error(text) : told(text);
  return { error, isOfClock: verdict.verdict === 'clock' };
}
