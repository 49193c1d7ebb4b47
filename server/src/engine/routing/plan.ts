/** A plan: what one command comes to for one account, before risk has looked at any of it. */
import type { Decimal } from '#domain/decimal.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
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

/** What a command comes to. */
export type Plan =
  | {
      readonly kind: 'plan';
      readonly instrumentId?: string;
      readonly requests: readonly OrderRequest[];
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

const NOTHING = { requests: [], cancels: [], protections: [], prices: [] } as const;

export const planOf = (parts: Partial<Extract<Plan, { kind: 'plan' }>>): Plan => ({
  ...NOTHING,
  ...parts,
  kind: 'plan',
});
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
  return {
    ...(command.comment === undefined ? {} : { comment: command.comment }),
    ...(command.strategy === undefined ? {} : { strategy: command.strategy }),
    ...(command.tag === undefined ? {} : { tag: command.tag }),
    ...(command.magic === undefined ? {} : { magic: command.magic }),
  };
}
