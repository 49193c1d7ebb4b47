/**
 * An instrument: one thing that can be traded at one venue, with the steps and bounds the venue enforces.
 * Quantities are counted in the venue's own unit (coins, shares, MT5 lots, contracts); `contractSize` turns one into
 * base units, so the value of an order is price × quantity × contractSize in the quote currency.
 */
import type { Decimal } from './decimal.ts';

export type InstrumentKind = 'crypto_spot' | 'crypto_perpetual' | 'forex' | 'cfd' | 'stock';

/** A weekly session in the instrument's zone; `end` before `start` crosses midnight. Days are 1 (Monday) to 7. */
export interface TradingSession {
  readonly days: readonly number[];
  /** `HH:MM`. */
  readonly start: string;
  readonly end: string;
}

export interface Instrument {
  /** The canonical symbol, unique within the account's venue: `BTCUSDT`, `XAUUSD`, `600000.SH`. */
  readonly id: string;
  readonly venue: string;
  readonly kind: InstrumentKind;
  readonly baseCurrency: string;
  /** Prices, PnL and fees are counted in it. */
  readonly quoteCurrency: string;
  readonly tickSize: Decimal;
  readonly lotStep: Decimal;
  readonly quantityMin: Decimal;
  readonly quantityMax: Decimal;
  /** Smallest order value in the quote currency; zero when the venue has none. */
  readonly notionalMin: Decimal;
  /** Base units in one unit of quantity. */
  readonly contractSize: Decimal;
  /** Units of quantity in what the trade calls one lot (手): 1 for MT5 and crypto, 100 for A-shares. */
  readonly lotSize: Decimal;
  /** Initial margin as a share of the order's value: 1 is unleveraged. */
  readonly marginRate: Decimal;
  readonly shortable: boolean;
  readonly tradable: boolean;
  /** IANA zone or `GMT+8` form, for `sessions`. */
  readonly timeZone: string;
  /** Empty: open round the clock. */
  readonly sessions: readonly TradingSession[];
  /** Other names the same instrument goes by at this venue (`XAUUSD.m`, `GOLD`). */
  readonly aliases: readonly string[];
}
