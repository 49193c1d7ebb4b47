/** An account at one venue, and the state in which it may trade. */
import type { Decimal } from './decimal.ts';

/** active: everything within limits. reducing: only what shrinks exposure. halted: nothing but cancels. */
export type TradingState = 'active' | 'reducing' | 'halted';
const STRICTNESS = { active: 0, reducing: 1, halted: 2 } as const satisfies Record<TradingState, number>;
/** Whether the first stops more than the second. */
export const isStricter = (state: TradingState, than: TradingState): boolean => STRICTNESS[state] > STRICTNESS[than];

export type PositionMode = 'netting' | 'hedging';

export interface Account {
  readonly id: string;
  readonly name: string;
  /** The broker adapter that serves it: `paper`, later `ccxt:binance`, `bridge:mt5`. */
  readonly broker: string;
  readonly environment: 'paper' | 'live';
  readonly currency: string;
  readonly positionMode: PositionMode;
  readonly initialBalance: Decimal;
  readonly createdAt: number;
}

/** The money of an account at one moment, all in its currency. */
export interface AccountSummary {
  readonly balance: Decimal;
  readonly equity: Decimal;
  readonly marginUsed: Decimal;
  /** Held back for orders that may still fill, unknown ones included at their worst. */
  readonly reserved: Decimal;
  readonly available: Decimal;
  readonly unrealizedPnl: Decimal;
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
}
