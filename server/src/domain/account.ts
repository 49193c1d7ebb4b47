/** An account at one venue, and the state in which it may trade. */
import type { Decimal } from './decimal.ts';
import type { Secret } from './secret.ts';

/** active: everything within limits. reducing: only what shrinks exposure. halted: nothing but cancels. */
export type TradingState = 'active' | 'reducing' | 'halted';
const STRICTNESS = { active: 0, reducing: 1, halted: 2 } as const satisfies Record<TradingState, number>;
/** Whether the first stops more than the second. */
export const isStricter = (state: TradingState, than: TradingState): boolean => STRICTNESS[state] > STRICTNESS[than];

export type PositionMode = 'netting' | 'hedging';

/** paper: the built-in venue. emulated: an emulator of an exchange. sandbox: an exchange's test network. live: real money. */
export type AccountEnvironment = 'paper' | 'emulated' | 'sandbox' | 'live';
export type ExchangeMarket = 'spot' | 'swap';
export type MarginMode = 'cross' | 'isolated';

/** What an account at an exchange trades, and how. */
export interface ExchangeTerms {
  readonly markets: readonly ExchangeMarket[];
  readonly marginMode: MarginMode;
  /** Set at the exchange for each swap that is traded; absent: it stays as the exchange has it. */
  readonly leverage?: Decimal;
  /** The http URL of an emulator on this machine; only in the environment `emulated`. */
  readonly endpoint?: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  /** The broker adapter that serves it: `paper`, `ccxt:binance`, later `bridge:mt5`. */
  readonly broker: string;
  readonly environment: AccountEnvironment;
  readonly currency: string;
  readonly positionMode: PositionMode;
  readonly initialBalance: Decimal;
  readonly createdAt: number;
  /** Of an account at an exchange, and of no other. */
  readonly exchange?: ExchangeTerms;
}

/** The keys to an account at an exchange, as long as somebody holds them open. */
export interface ExchangeCredentials {
  readonly apiKey: Secret<string>;
  readonly secret: Secret<string>;
  readonly passphrase?: Secret<string>;
}

/** Whether nothing opens there before a person has armed it. */
export const mustBeArmed = ({ environment }: Pick<Account, 'environment'>): boolean =>
  environment === 'live' || environment === 'sandbox';

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
