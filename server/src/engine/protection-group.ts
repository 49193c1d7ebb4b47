/** A protection group: the wish that a stop-loss and take-profits follow what an entry has filled. */
import { type Decimal, subtract } from '#domain/decimal.ts';
import type { ProtectionTarget, Side } from '#domain/order.ts';

export type ProtectiveRole = 'stop_loss' | 'take_profit';

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
  /** How many protective orders it has made so far: part of the next one's id. */
  childCount: number;
  /** Its stop-loss and take-profit orders that may still fill, and the newest dead one of each kind. */
  readonly childIds: Set<string>;
}

/** What there is left to protect of all that a group was made for; below zero where its orders have closed more. */
export function protectedBy(group: ProtectionGroup): Decimal {
  let left = group.filled;
  for (const closed of group.closedByLeg) left = subtract(left, closed);
  return left;
}
