/** One call of a client's method, and what most calls speak of: an instrument and an account, as an exchange has them. */
import type { ExchangeMarket } from './exchange-name.ts';

/** One call of a client's method; arguments as the client takes them, amounts and prices as decimal strings. */
export interface ClientCall {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** How the client and the exchange call an instrument. */
export interface VenueMarket {
  readonly kind: ExchangeMarket;
  /** The client's unified symbol: `BTC/USDT:USDT`. */
  readonly symbol: string;
  /** The exchange's own: `BTC-USDT-SWAP`. */
  readonly nativeId: string;
  /** The currency that margin and profit are counted in; the quote currency on spot. */
  readonly settle: string;
}

/** The account settings that shape an order, as read from the venue when connecting. */
export interface AccountTerms {
  readonly hedged: boolean;
  readonly marginMode: 'cross' | 'isolated';
  /** For the exchanges that want it in each order. */
  readonly leverage?: string;
}
