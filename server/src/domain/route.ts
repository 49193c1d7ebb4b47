/**
 * A route: what a webhook's owner has decided about every signal that comes through it. It answers what a text can't
 * say: which accounts, which units, which sizes, which hours, and how far the sender is trusted.
 */
import type { Decimal } from './decimal.ts';
import type { GrammarName, LevelUnit, QuantityUnit, SignalAction } from './signal.ts';

/** trade: act. hold: make orders that wait for a person. rehearse: show what would happen, place nothing. */
export type RouteMode = 'trade' | 'hold' | 'rehearse';

export interface RouteWindow {
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly days?: readonly number[];
}

export interface Route {
  /** Every signal becomes orders at each of these. */
  readonly accounts: readonly string[];
  readonly mode: RouteMode;
  /** The grammar to read with; absent: by shape. */
  readonly format?: GrammarName;
  /** Symbol as sent, upper-cased → instrument id. */
  readonly symbolMap: ReadonlyMap<string, string>;
  readonly defaultSymbol?: string;
  /** The unit of a bare stop-loss or take-profit. */
  readonly levelUnit: LevelUnit;
  /** The size when the text has none; absent: the account's default volume, else denied. */
  readonly defaultQuantity?: Decimal;
  readonly defaultQuantityUnit?: QuantityUnit;
  /** What `risk_raw` (PineConnector `risk=`) counts. */
  readonly riskUnit: QuantityUnit;
  /** Empty: all. */
  readonly allowedActions: readonly SignalAction[];
  /** Empty: at any time. */
  readonly windows: readonly RouteWindow[];
  /** A signal sent longer ago is refused; ms. */
  readonly maxAgeMs: number;
  /** Prices and sizes are taken to the letter: what is not on a tick or a step is denied, not rounded. For REST orders. */
  readonly exact?: true;
}
