/** Signals and their trails: what came in, what was decided about it with each check's numbers, and what became of it. */
import type { EngineEvent, SignalDecided } from '#engine/events.ts';
import type { CheckResult } from '#engine/order-events.ts';
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { CheckView, DecisionView, FeedEvent, ReasonView, SignalView, TrailEntry } from './shapes.ts';

/** A durable event as the public feed tells it. */
export interface PlacedEvent {
  readonly position: number;
  readonly sequence: number;
  readonly accountId: string;
  readonly correlation: string | undefined;
  readonly event: EngineEvent;
}

/** One step of a trail. */
export function trailEntry({ position, accountId, event }: Omit<PlacedEvent, 'sequence' | 'correlation'>): TrailEntry {
  const { kind, time } = event;
  const orderId = 'orderId' in event ? event.orderId : undefined;
  return {
    sequence: position,
    time: isoTime(time),
    account: accountId,
    kind,
    ...(orderId === undefined ? {} : { orderId }),
    data: dataOf(event),
  };
}

/** One event of the public feed. */
export function feedEvent({ position, sequence, accountId, correlation, event }: PlacedEvent): FeedEvent {
  const { kind, time } = event;
  return {
    sequence: position,
    account: accountId,
    accountSequence: sequence,
    time: isoTime(time),
    kind,
    ...(correlation === undefined ? {} : { correlation }),
    data: dataOf(event),
  };
}

/** The event's own fields: what it is and when it was stand beside them. */
function dataOf(event: EngineEvent): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const key in event) {
    if (key === 'kind' || key === 'time') continue;
    const value = event[key as keyof EngineEvent] as unknown;
    if (value !== undefined) data[key] = plain(value);
  }
  return data;
}

/** Decimals as strings, everything else as it is. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return formatDecimal(value as Decimal);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const record: Record<string, unknown> = {};
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) record[key] = plain(member);
  }
  return record;
}

/** What was decided about each command at each account, in the order of events. */
export function decisionViews(
  events: readonly { readonly accountId: string; readonly event: EngineEvent }[],
): DecisionView[] {
  const checks = new Map<string, readonly CheckResult[]>();
  const adjustments = new Map<string, readonly ReasonView[]>();
  for (const { event } of events) {
    const isMade = event.kind === 'order_created' || event.kind === 'parent_created';
    if (isMade && event.request.adjustments !== undefined) adjustments.set(event.orderId, event.request.adjustments);
    if ((event.kind === 'order_approved' || event.kind === 'order_denied') && !checks.has(event.orderId))
      checks.set(event.orderId, event.checks);
  }
  const decisions: DecisionView[] = [];
  for (const { accountId, event } of events) {
    if (event.kind === 'signal_decided') decisions.push(decisionOf(accountId, event, { checks, adjustments }));
  }
  return decisions;
}

function decisionOf(
  account: string,
  event: SignalDecided,
  known: {
    readonly checks: ReadonlyMap<string, readonly CheckResult[]>;
    readonly adjustments: ReadonlyMap<string, readonly ReasonView[]>;
  },
): DecisionView {
  const ofOrders = event.orderIds.flatMap((orderId) => known.adjustments.get(orderId) ?? []);
  const adjustments = [...(event.adjustments ?? []), ...ofOrders];
  return {
    account,
    command: event.command,
    outcome: event.outcome,
    orderIds: event.orderIds,
    ...(event.reason === undefined ? {} : { reason: event.reason }),
    ...(adjustments.length === 0 ? {} : { adjustments }),
    ...(event.touched === undefined ? {} : { touched: event.touched }),
    checks: event.orderIds.flatMap((orderId) => (known.checks.get(orderId) ?? []).map(checkView)),
  };
}

function checkView(result: CheckResult): CheckView {
  return {
    check: result.check,
    passed: result.passed,
    ...(result.code === undefined ? {} : { code: result.code }),
    values: plainText(result.values),
  };
}

function plainText(values: CheckResult['values']): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) text[key] = String(plain(value));
  return text;
}

/** The signal's status from what its row says and what was decided. */
export function signalStatus(
  row: 'accepted' | 'done' | 'refused' | 'rehearsed' | 'quarantined',
  decisions: readonly DecisionView[],
): SignalView['status'] {
  if (row !== 'done') return row;
  if (decisions.some(({ outcome }) => outcome === 'orders' || outcome === 'held')) return 'executed';
  return decisions.some(({ outcome }) => outcome === 'denied') ? 'denied' : 'ignored';
}

/** The first reason that something was not done, if nothing was. */
export function signalReason(decisions: readonly DecisionView[]): ReasonView | undefined {
  return decisions.find(({ reason }) => reason !== undefined)?.reason;
}
