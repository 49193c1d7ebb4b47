/** A position: what fills have added up to. Netting accounts hold one per instrument; hedging accounts one per entry order. */
import type { Decimal } from './decimal.ts';

export interface Position {
  /** Netting: the instrument's id. Hedging: the id of the entry order. */
  readonly id: string;
  readonly accountId: string;
  readonly instrumentId: string;
  readonly ticket: number;
  /** Signed: positive is long; zero is flat. */
  quantity: Decimal;
  /** Of the open quantity, in the quote currency. */
  averagePrice: Decimal;
  /**
   * The signed value the open quantity was entered at, in the quote currency: what makes PnL exact, see
   * `position-accounting.ts`. Absent (a position taken over from a venue): quantity × average price × contract size.
   */
  cost?: Decimal;
  /** In the account's currency, over the life of this position. */
  realizedPnl: Decimal;
  fees: Decimal;
  openedAt: number;
  updatedAt: number;
  magic?: string;
  comment?: string;
}
