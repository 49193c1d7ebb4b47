/**
 * The halt latch: the server-wide trading state, kept outside the database so that a halt holds through a restart even when
 * the database is full. A latch that can't be read counts as halted.
 */
import type { TradingState } from '#domain/account.ts';

export interface HaltLatch {
  /** The state it was left in. */
  read(): TradingState;
  /** Answers whether it is durable. */
  write(state: TradingState): boolean;
}
