/** An account at an emulated exchange: its keys, money, positions and the terms it trades swaps on. */
import type { Decimal } from '#domain/decimal.ts';
import { BalanceBook } from './balance-book.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import type { PositionSide } from './exchange-order.ts';

export interface KeyPermissions {
  readonly read: boolean;
  readonly trade: boolean;
  readonly withdraw: boolean;
}

export interface ApiKey {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
  permissions: KeyPermissions;
  /** False: every address that asks is refused. */
  ipAllowed: boolean;
}

export interface SwapTerms {
  leverage: number;
  marginMode: 'cross' | 'isolated';
}

export interface SwapPosition {
  readonly market: ExchangeMarket;
  readonly side: PositionSide;
  /** Signed: positive is long. */
  quantity: Decimal;
  averagePrice: Decimal;
  /** The signed value it was entered at. */
  cost: Decimal;
  /** Realized since it was opened, before fees, in the settle currency. */
  realized: Decimal;
  openedAt: number;
  updatedAt: number;
}

/** Money that came or went with a swap position besides trades' prices. */
export interface Income {
  readonly number: number;
  readonly kind: 'funding' | 'realized' | 'fee';
  readonly market: ExchangeMarket;
  readonly currency: string;
  readonly amount: Decimal;
  readonly time: number;
  readonly tradeId?: string;
}

export interface ExchangeAccount {
  readonly id: string;
  readonly keys: ApiKey[];
  readonly spot: BalanceBook;
  /** The same book as `spot` where the exchange has one wallet for all. */
  readonly wallet: BalanceBook;
  positionMode: 'one_way' | 'hedge';
  /** By market key; absent: the exchange's standard terms. */
  readonly swapTerms: Map<string, SwapTerms>;
  /** By `positionKey`; only what is not flat. */
  readonly positions: Map<string, SwapPosition>;
  readonly incomes: Income[];
}

export const positionKey = (market: ExchangeMarket, side: PositionSide): string => `${market.key} ${side}`;

export interface AccountOptions {
  readonly id: string;
  readonly unifiedWallet: boolean;
}

export function createAccount({ id, unifiedWallet }: AccountOptions): ExchangeAccount {
  const spot = new BalanceBook();
  return {
    id,
    keys: [],
    spot,
    wallet: unifiedWallet ? spot : new BalanceBook(),
    positionMode: 'one_way',
    swapTerms: new Map(),
    positions: new Map(),
    incomes: [],
  };
}
