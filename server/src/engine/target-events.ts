/** Events of take-profits that are watched here: see `watched-target.ts`. */
import type { Decimal } from '#domain/decimal.ts';

interface OfLeg {
  /** When we noted it, ms UTC. */
  readonly time: number;
  readonly groupId: string;
  readonly leg: number;
  readonly instrumentId: string;
}
/** The price has come: the stop-loss gives way. */
export interface TakeProfitReached extends OfLeg {
  readonly kind: 'take_profit_reached';
  readonly price: Decimal;
  /** The take-profit's own. */
  readonly limitPrice: Decimal;
}
/** The try is over: what is left is the stop-loss's again. */
export interface TakeProfitLeft extends OfLeg {
  readonly kind: 'take_profit_left';
  readonly outcome: 'filled' | 'vain' | 'refused';
}

export type TargetEvent = TakeProfitReached | TakeProfitLeft;
