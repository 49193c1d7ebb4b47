/**
 * A signal: what someone wants. A text arrives at a door, a grammar turns it into commands, a route says for
 * which accounts and in which units. Nothing here knows a venue; a command names a symbol as its sender wrote it.
 */
import type { Decimal } from './decimal.ts';

export const SIGNAL_ACTIONS = [
  'buy',
  'sell',
  'close',
  'close_long',
  'close_short',
  'close_all',
  'cancel',
  'modify',
  'add',
  'target',
  'enable',
  'disable',
] as const;
export type SignalAction = (typeof SIGNAL_ACTIONS)[number];

export const QUANTITY_UNITS = [
  'units',
  'lots',
  'contracts',
  'quote',
  'usd',
  'percent_balance',
  'percent_available',
  'percent_equity',
  'percent_position',
  'risk_percent',
  'risk_usd',
  'risk_raw',
  'balance_multiple',
] as const;
export type QuantityUnit = (typeof QUANTITY_UNITS)[number];

export const SIGNAL_ORDER_TYPES = [
  'market',
  'limit',
  'stop',
  'stop_limit',
  'trailing_stop',
  'iceberg',
  'twap',
  'vwap',
  'oco',
] as const;
export type SignalOrderType = (typeof SIGNAL_ORDER_TYPES)[number];

export const LEVEL_UNITS = ['price', 'percent', 'pips', 'points', 'amount'] as const;
/**
 * What a stop-loss or take-profit number counts: an absolute price, percent of the entry price, pips (0.0001, or 0.01
 * for yen pairs), points (ticks), or an amount (a distance in price). Absent: the route's setting decides.
 */
export type LevelUnit = (typeof LEVEL_UNITS)[number];

export const TIMES_IN_FORCE = ['gtc', 'ioc', 'fok', 'day'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export interface TakeProfitTarget {
  readonly value: Decimal;
  /** The share of the position this target closes, 0 to 1. Absent: equal shares. */
  readonly portion?: Decimal;
}

/** One thing a signal asks for. A field that the text did not carry is absent; an explicit zero stays zero. */
export interface SignalCommand {
  readonly action: SignalAction;
  /** As sent, upper-cased by grammars that define it so; translated by `domain/symbol.ts`. */
  readonly symbol?: string;
  readonly exchange?: string;
  readonly quantity?: Decimal;
  readonly quantityUnit?: QuantityUnit;
  readonly orderType?: SignalOrderType;
  /** The limit price: only when the type is limit or stop_limit. */
  readonly price?: Decimal;
  /** The sender's reference price, never a limit. */
  readonly signalPrice?: Decimal;
  readonly stopPrice?: Decimal;
  /** How far a trailing stop stays behind the best price: a distance in price, or percent of it (`trailUnit`). */
  readonly trailDistance?: Decimal;
  readonly trailUnit?: 'amount' | 'percent';
  /** A trailing stop follows from when the price has been here; absent: at once. */
  readonly activationPrice?: Decimal;
  /** The most of an iceberg that shows, counted as `quantity` is. */
  readonly visibleQuantity?: Decimal;
  /** Over how long a twap or vwap is spread, in how many slices, and with what share of it each (vwap). */
  readonly durationMs?: number;
  readonly slices?: number;
  readonly weights?: readonly Decimal[];
  /** What one slice could not do is added to the next. */
  readonly catchUp?: boolean;
  readonly stopLoss?: Decimal;
  readonly stopLossUnit?: LevelUnit;
  readonly takeProfit?: Decimal;
  readonly takeProfitUnit?: LevelUnit;
  /** Several targets; all in `takeProfitUnit`. Absent when there is only one (then `takeProfit`). */
  readonly takeProfits?: readonly TakeProfitTarget[];
  /** The position wanted afterwards, whatever it is now. Of a cancel or modify: only orders or positions of this side. */
  readonly targetPosition?: 'long' | 'short' | 'flat';
  /** The size of the position wanted afterwards; signed when `targetPosition` is absent. */
  readonly targetQuantity?: Decimal;
  readonly reduceOnly?: boolean;
  readonly postOnly?: boolean;
  readonly timeInForce?: TimeInForce;
  readonly comment?: string;
  /** The order or position it speaks of. */
  readonly ticket?: string;
  readonly leverage?: Decimal;
  readonly account?: string;
  readonly strategy?: string;
  /** When the sender sent it, ms since 1970 UTC. */
  readonly time?: number;
  readonly tag?: string;
  /** MT5 magic number, kept as text. */
  readonly magic?: string;
  /** Largest accepted slippage in points (MT5 `deviation`). */
  readonly deviation?: Decimal;
  /** Trade only inside the configured custom intervals (MT5 `enable_time_check`, 开启时间区间). */
  readonly timeCheck?: boolean;
}

export const GRAMMAR_NAMES = [
  'signalbox',
  'mt5',
  'mt5_chinese',
  'traderspost',
  'pineconnector',
  'threecommas',
  'alertatron',
  'autoview',
  'wundertrading',
  'octobot',
  'okx',
  'cornix',
  'fmz',
  'generic',
] as const;
export type GrammarName = (typeof GRAMMAR_NAMES)[number];

/** What a grammar read out of a text. */
export interface ParsedSignal {
  readonly format: GrammarName;
  readonly commands: readonly SignalCommand[];
  /** The secret or token the text carried, to be checked against the webhook's and never stored. */
  readonly credential?: string;
  /** The sender's own id of this signal, if the format has one. */
  readonly explicitId?: string;
  /** Fields that the format does not know; shown in the trail, without effect. */
  readonly ignoredFields: readonly string[];
  /** The sender asked for a rehearsal: show what would happen, place nothing. */
  readonly test?: boolean;
  /** The format's own staleness limit, ms (3Commas `max_lag`, OKX `maxLag`). */
  readonly maxAgeMs?: number;
}

export const SIGNAL_ERROR_CODES = [
  'SIGNAL_EMPTY',
  'SIGNAL_TOO_LARGE',
  'SIGNAL_NOT_UTF8',
  'SIGNAL_JSON_INVALID',
  'SIGNAL_JSON_DUPLICATE_KEY',
  'SIGNAL_JSON_TOO_DEEP',
  'SIGNAL_PLACEHOLDER_LEFT',
  'SIGNAL_FORMAT_UNKNOWN',
  'SIGNAL_FIELD_UNKNOWN',
  'SIGNAL_FIELD_MISSING',
  'SIGNAL_FIELD_INVALID',
  'SIGNAL_FIELD_CONFLICT',
  'SIGNAL_NUMBER_INVALID',
  'SIGNAL_ACTION_UNKNOWN',
  'SIGNAL_NOT_SUPPORTED',
] as const;
export type SignalErrorCode = (typeof SIGNAL_ERROR_CODES)[number];

/** Why a text was refused. `values` fill the registered message (for example `field`, `value`, `nearest`, `position`). */
export interface SignalError {
  readonly code: SignalErrorCode;
  readonly values: Readonly<Record<string, string>>;
}

export type SignalParseOutcome =
  | { readonly kind: 'parsed'; readonly signal: ParsedSignal }
  | { readonly kind: 'refused'; readonly error: SignalError; readonly format?: GrammarName };
