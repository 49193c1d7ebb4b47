/**
 * How an exchange is asked for one order by our id, and what counts as its saying that there is none. The steps of the
 * profile are asked in turn and the first that finds the order ends the search; only when every step has said `absent` is the
 * order not there. An error, a page that was full, an answer that can not be read: none of them says so.
 */
import { clientOrderIdsIn, nativeClientOrderId } from './client-order-id.ts';
import type { CallResult } from './client-transport.ts';
import { field, textField } from './native-codes.ts';
import { failureVerdict, type Heard } from './outcome.ts';
import type { ClientOrderIdRule, ExchangeProfile, LookupStep, OrderTarget } from './profile.ts';

/** What one step said. `order` is the client's own object, or the exchange's own where the step says `native`. */
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
  const { result, profile } = heard;
  if (result.kind === 'failure') return readFailure(step, heard);
  const rule = profile.markets[target.market.kind].clientOrderId;
  const isTarget = (order: unknown): boolean => namesTarget(order, target, rule);
  return step.answer === 'list' ? readList(step, isTarget, result.answer) : readOrder(step, isTarget, result);
}

function readFailure(step: LookupStep, heard: Heard): LookupReading {
  const { result } = heard;
  const verdict = failureVerdict(heard);
  if (verdict.kind === 'verdict' && verdict.verdict === 'no_order') return { kind: 'absent' };
  if (verdict.kind === 'verdict') return { kind: 'unreachable', detail: `${verdict.code} ${verdict.message}`.trim() };
  // The client makes an error of an empty list.
  const isMissed = result.kind === 'failure' && textField(result.error, 'name') === 'OrderNotFound';
  if (isMissed && saysNone(step, result.attempt.body)) return { kind: 'absent' };
  const detail = verdict.kind === 'ambiguous' ? verdict.detail : (verdict.reason.values['detail'] ?? '');
  return { kind: 'unreachable', detail };
}

function readList(step: LookupStep, isTarget: (order: unknown) => boolean, answer: unknown): LookupReading {
  if (!Array.isArray(answer)) return { kind: 'unreachable', detail: 'the answer is no list' };
  const orders = answer as readonly unknown[];
  const order = orders.find(isTarget);
  if (order !== undefined) return { kind: 'found', order };
  if (step.pageSize !== undefined && orders.length >= step.pageSize) {
    return { kind: 'unreachable', detail: 'the list may go on, and the order was not in what it showed' };
  }
  return { kind: 'absent' };
}

function readOrder(
  step: LookupStep,
  isTarget: (order: unknown) => boolean,
  { answer, attempt }: CallResult & { kind: 'answer' },
): LookupReading {
  const order = step.answer === 'native' ? firstOf(field(answer, 'data')) : answer;
  const isFound = step.answer === 'native' ? isTarget({ info: order }) : isTarget(order);
  if (isFound) return { kind: 'found', order };
  if (saysNone(step, attempt.body)) return { kind: 'absent' };
  const isAnother = step.answer === 'native' ? order !== undefined : textField(order, 'id') !== undefined;
  return {
    kind: 'unreachable',
    detail: isAnother ? 'the answer speaks of another order' : 'the answer names no order',
  };
}

const firstOf = (data: unknown): unknown =>
  Array.isArray(data) ? (data as readonly unknown[])[0] : (data ?? undefined);

/** A success that shows an empty list of orders, from an exchange that says so in this way. */
function saysNone({ emptyMeansNone }: LookupStep, body: string | undefined): boolean {
  if (emptyMeansNone === undefined || body === undefined) return false;
  try {
    const parsed: unknown = JSON.parse(body);
    const data = field(parsed, 'data');
    if (field(parsed, 'code') === undefined) return false;
    return Array.isArray(data) ? data.length === 0 : data === null && emptyMeansNone === 'list_or_null';
  } catch {
    return false;
  }
}

function namesTarget(order: unknown, { clientOrderId, venueOrderId }: OrderTarget, rule: ClientOrderIdRule): boolean {
  const named = clientOrderIdsIn(order, rule);
  if (named.length > 0) return named.includes(clientOrderId);
  const id = textField(order, 'id');
  return id !== undefined && id === venueOrderId;
}
