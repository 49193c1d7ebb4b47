/** Market data as the engine and the pretend venue see it. Volatile: never journaled, except inside the decision it led to. */
import type { Decimal } from './decimal.ts';

/** Where a price comes from; `simulated` is said plainly on every answer that shows it. */
export type QuoteSource = 'simulated' | 'pushed' | 'venue';

export interface Quote {
  readonly instrumentId: string;
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  /** Quantity available at the bid and at the ask in this update; absent: unlimited. */
  readonly bidQuantity?: Decimal;
  readonly askQuantity?: Decimal;
  /** ms UTC. */
  readonly time: number;
  readonly source: QuoteSource;
}
