/**
 * Risk limits of one account, resolved and versioned. A limit that is absent denies: "unlimited" is not a value.
 * Amounts are in the account's currency.
 */
import type { Decimal } from './decimal.ts';

export interface RateLimit {
  readonly count: number;
  readonly windowMs: number;
}

/** A named daily interval in which trading is permitted; `end` before `start` crosses midnight. */
export interface NamedInterval {
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
}

export interface RiskLimits {
  /** Pinned to every decision, so that a change while running never mixes two versions in one. */
  readonly version: string;
  readonly orderValueMax?: Decimal;
  readonly positionValueMax?: Decimal;
  /** How far, in percent, a price may lie from the fresh reference. */
  readonly priceCollarPercent?: Decimal;
  readonly referenceMaxAgeMs?: number;
  readonly messageRate?: RateLimit;
  /** Executions of one source before it is latched until a person resets it. */
  readonly repeatedExecution?: RateLimit;
  readonly duplicateIntent?: RateLimit;
  readonly openOrdersMax?: number;
  /** Per instrument id, with `default`; tighter than the venue's own bounds. */
  readonly quantityMin: ReadonlyMap<string, Decimal>;
  readonly quantityMax: ReadonlyMap<string, Decimal>;
  readonly defaultQuantity: ReadonlyMap<string, Decimal>;
  /** Instrument ids; `*` permits all. Empty or absent permits none. */
  readonly allowedSymbols?: readonly string[];
  /** Custom trading intervals; empty: none are set, and a signal that asks for the time check is denied. */
  readonly intervals: readonly NamedInterval[];
}
