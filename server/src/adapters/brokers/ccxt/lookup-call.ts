/**
 * How an exchange is asked for one order by our id, and what counts as its saying that there is none. The steps of the
 * profile are asked in turn and the first that finds the order ends the search; only when every step has said `absent` is the
 * order not there. An error, a page that was full, an answer that can not be read: none of them says so.
 */
import { nativeClientOrderId } from './client-order-id.ts';
import type { CallResult } from './client-transport.ts';
import { field, textField } from './native-codes.ts';
import { failureVerdict, type Heard } from './outcome.ts';
import type { ExchangeProfile, LookupStep, OrderTarget } from './profile.ts';

/** What one step said. `order` is the client's own object, still to be read. */
export type LookupReading =
  | { readonly kind: 'found'; readonly order: unknown }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreachable'; readonly detail: string };

export interface Lookup {
  readonly steps: readonly LookupStep[];
  /** The target with its id as it travels, for {@link readLookup}. */
  readonly target: OrderTarget;
}

/** The questions for the order with our id `target.clientOrderId`. */
export function lookupOf(profile: ExchangeProfile, target: OrderTarget): Lookup {
  const market = profile.markets[target.market.kind];
  const native = { ...target, clientOrderId: nativeClientOrderId(target.clientOrderId, market.clientOrderId) };
  return { steps: market.lookup(native), target: native };
}

/** What the answer to one step means. */
export function readLookup(step: LookupStep, target: OrderTarget, heard: Heard): LookupReading {
  const { result } = heard;
  if (result.kind === 'failure') return readFailure(heard);
  return step.answer === 'list' ? readList(step, target, result.answer) : readOrder(step, target, result);
}

function readFailure(heard: Heard): LookupReading {
  const verdict = failureVerdict(heard);
  if (verdict.kind === 'verdict' && verdict.verdict === 'no_order') return { kind: 'absent' };
  if (verdict.kind === 'verdict') return { kind: 'unreachable', detail: `${verdict.code} ${verdict.message}`.trim() };
  const detail = verdict.kind === 'ambiguous' ? verdict.detail : (verdict.reason.values['detail'] ?? '');
  return { kind: 'unreachable', detail };
}

function readList(step: LookupStep, target: OrderTarget, answer: unknown): LookupReading {
  if (!Array.isArray(answer)) return { kind: 'unreachable', detail: 'the answer is no list' };
  const orders = answer as readonly unknown[];
  const order = orders.find((candidate) => isTarget(candidate, target));
  if (order !== undefined) return { kind: 'found', order };
  if (step.pageSize !== undefined && orders.length >= step.pageSize) {
    return { kind: 'unreachable', detail: 'the list may go on, and the order was not in what it showed' };
  }
  return { kind: 'absent' };
}

function readOrder(step: LookupStep, target: OrderTarget, result: CallResult & { kind: 'answer' }): LookupReading {
  const { answer, attempt } = result;
  const order = step.answer === 'native' ? field(answer, 'data') : answer;
  if (step.answer === 'native' && order !== undefined && order !== null) return { kind: 'found', order };
  if (isTarget(order, target)) return { kind: 'found', order };
  if (textField(order, 'id') !== undefined)
    return { kind: 'unreachable', detail: 'the answer speaks of another order' };
  // Some say that there is none by success without data.
  return saysNothing(attempt.body) ? { kind: 'absent' } : { kind: 'unreachable', detail: 'the answer names no order' };
}

/** A body of success, with a code, whose data is empty. A bare `{}` is not the venue's. */
function saysNothing(body: string | undefined): boolean {
  if (body === undefined) return false;
  try {
    const parsed: unknown = JSON.parse(body);
    if (field(parsed, 'code') === undefined && field(parsed, 'success') === undefined) return false;
    const data = field(parsed, 'data');
    return data === null || (typeof data === 'object' && Object.keys(data).length === 0);
  } catch {
    return false;
  }
}

function isTarget(order: unknown, { clientOrderId, venueOrderId }: OrderTarget): boolean {
  const named = textField(order, 'clientOrderId');
  if (named !== undefined) return named === clientOrderId;
  const id = textField(order, 'id');
  return id !== undefined && venueOrderId !== undefined && id === venueOrderId;
}
