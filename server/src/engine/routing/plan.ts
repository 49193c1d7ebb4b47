/** A plan: what one command comes to for one account, before risk has looked at any of it. */
import type { Decimal } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
import type { ParentKind, ParentTerms } from '#domain/parent-order.ts';
import type { Position } from '#domain/position.ts';
import type { SignalCommand } from '#domain/signal.ts';

export interface ProtectionChange {
  readonly position: Position;
  readonly stopLoss?: Decimal;
  readonly takeProfit?: Decimal;
}
export interface PriceChange {
  readonly orderId: string;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

/** A parent order, before it is made. */
export interface ParentDraft {
  readonly kind: ParentKind;
  readonly request: OrderRequest;
  readonly terms: ParentTerms;
  /** Its smallest child: risk looks at it before the parent is made. */
  readonly smallest: OrderRequest;
}

/** What a command comes to. */
export type Plan =
  | {
      readonly kind: 'plan';
      readonly instrumentId?: string;
      readonly requests: readonly OrderRequest[];
      /** Orders of kinds the venue has not. */
      readonly parents: readonly ParentDraft[];
      readonly cancels: readonly string[];
      readonly protections: readonly ProtectionChange[];
      readonly prices: readonly PriceChange[];
      /** What is to be said about changes; about orders, their requests say it. */
      readonly adjustments?: readonly Reason[];
      /** Switches the signal's source on or off. */
      readonly switchTo?: boolean;
    }
  | { readonly kind: 'denied'; readonly reason: Reason; readonly instrumentId?: string }
  | { readonly kind: 'ignored'; readonly reason: Reason; readonly instrumentId?: string };

const NOTHING: readonly never[] = [];

type Planned = Extract<Plan, { kind: 'plan' }>;

export function planOf(parts: Partial<Planned>): Plan {
  const plan: Draft<Planned> = {
    kind: 'plan',
    requests: parts.requests ?? NOTHING,
    parents: parts.parents ?? NOTHING,
    cancels: parts.cancels ?? NOTHING,
    protections: parts.protections ?? NOTHING,
    prices: parts.prices ?? NOTHING,
  };
  if (parts.instrumentId !== undefined) plan.instrumentId = parts.instrumentId;
  if (parts.adjustments !== undefined) plan.adjustments = parts.adjustments;
  if (parts.switchTo !== undefined) plan.switchTo = parts.switchTo;
  return plan;
}
export const deniedPlan = (code: string, values: Record<string, string> = {}): Plan => ({
  kind: 'denied',
  reason: { code, values },
});
export const ignoredPlan = (code: string, values: Record<string, string> = {}): Plan => ({
  kind: 'ignored',
  reason: { code, values },
});

interface Labels {
  comment?: string;
  strategy?: string;
  tag?: string;
  magic?: string;
}

/** The sender's words that go along with an order. */
export function labelsOf(command: SignalCommand): Labels {
  return addLabels({}, command);
}

/** Puts the sender's words on an order request under construction. */
export function addLabels<T extends Labels>(draft: T, { comment, strategy, tag, magic }: SignalCommand): T {
  if (comment !== undefined) draft.comment = comment;
  if (strategy !== undefined) draft.strategy = strategy;
  if (tag !== undefined) draft.tag = tag;
  if (magic !== undefined) draft.magic = magic;
  return draft;
}
