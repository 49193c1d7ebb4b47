/** A protection group: the wish that a stop-loss and take-profits follow what an entry has filled. */
import { type Decimal, subtract } from '#domain/decimal.ts';
import type { Order, ProtectionTarget, Side } from '#domain/order.ts';

export type ProtectiveRole = 'stop_loss' | 'take_profit';

/** Whether it is a stop-loss or a take-profit, which nobody but the engine looks after. */
export const isProtective = ({ request: { role } }: Order): boolean => role === 'stop_loss' || role === 'take_profit';

/** A take-profit that is watched here: how it stands with trying to take it. */
export interface TargetTry {
  readonly leg: number;
  /** Its price has come: the stop-loss gives way, or has. */
  isTaking: boolean;
  /** The order that takes it, once there is one. */
  orderId?: string | undefined;
  /** How many tries in a row have filled nothing, how many of them were refused, and when the last one was over. */
  vain: number;
  refused: number;
  overAt: number;
}

export interface ProtectionGroup {
  readonly id: string;
  readonly instrumentId: string;
  readonly positionId: string;
  /** Of the position it protects. */
  readonly side: Side;
  readonly entryOrderId?: string;
  stopLoss?: Decimal;
  takeProfits: readonly ProtectionTarget[];
  /** What there was to protect, and per leg (one for each take-profit) what its orders have closed already. */
  filled: Decimal;
  readonly closedByLeg: Decimal[];
  /** Of the legs whose take-profit was tried: see `watched-target.ts`. */
  readonly tries: TargetTry[];
  /** How many protective orders it has made so far: part of the next one's id. */
  childCount: number;
  /** Its stop-loss and take-profit orders that may still fill, and the newest dead one of each kind. */
  readonly childIds: Set<string>;
}

/** A protective order's OCO group is named `<group>.<leg>`. */
export function legOf(ocoGroup: string): { readonly groupId: string; readonly leg: number } {
  const dot = ocoGroup.lastIndexOf('.');
  return { groupId: ocoGroup.slice(0, dot), leg: Number.parseInt(ocoGroup.slice(dot + 1), 10) };
}

/** Whether anything is to protect it. */
export const hasWish = ({ stopLoss, takeProfits }: ProtectionGroup): boolean =>
  stopLoss !== undefined || takeProfits.length > 0;

/** What there is left to protect of all that a group was made for; below zero where its orders have closed more. */
export function protectedBy(group: ProtectionGroup): Decimal {
  let left = group.filled;
  for (const closed of group.closedByLeg) left = subtract(left, closed);
  return left;
}
