/**
 * Logger: what the server tells its operator, line by line, and the trade log, one line for each step in the life of an
 * order. Neither ever throws or waits: a full disk must not stop an order. Only fields that the implementation knows to
 * be harmless are written with their values; a `Secret` is written as `***`, and a bigint as the `Decimal` it is.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds `fields` to each of its lines; it follows the level of its parent. */
  child(fields: LogFields): Logger;
}

/** One step in the life of an order, as an auditor wants to find it again. */
export interface TradeLogEntry {
  /** When it happened, ms UTC. */
  readonly time: number;
  readonly account: string;
  /** Its place in the account's journal. */
  readonly sequence?: number;
  /** `order_created`, `order_accepted`, … */
  readonly event: string;
  readonly orderId: string;
  readonly [field: string]: unknown;
}

export interface TradeLog {
  record(entry: TradeLogEntry): void;
}
