/**
 * The world of one emulated exchange: its markets, prices, accounts and orders. Dialects read and change it through the
 * methods below and translate what comes back; nothing in here knows a native name, a code or a socket.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { ApiKey, ExchangeAccount, KeyPermissions } from './exchange-account.ts';
import type { ExchangeClock } from './exchange-clock.ts';
import type { EventBus } from './exchange-event.ts';
import type { ExchangeMarket, MarketType } from './exchange-market.ts';
import type { ExchangeOrder, NewOrder } from './exchange-order.ts';
import type { ExchangeRules } from './exchange-rules.ts';
import type { OrderArchive } from './order-archive.ts';
import type { AmendedTerms, OrderOutcome } from './order-outcome.ts';
import type { PriceFeed } from './price-feed.ts';
import type { VenueDesk } from './venue-desk.ts';

export interface KeyGrant {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase?: string;
  readonly permissions?: Partial<KeyPermissions>;
  readonly ipAllowed?: boolean;
}

export interface KeyOwner {
  readonly key: ApiKey;
  readonly account: ExchangeAccount;
}

export interface Deposit {
  /** `swap`: into the swap wallet, where there is one of its own. */
  readonly type: MarketType;
  readonly currency: string;
  /** Negative takes out. */
  readonly amount: Decimal;
}

export interface ExchangeWorld {
  readonly rules: ExchangeRules;
  readonly clock: ExchangeClock;
  /** By key, in the order in which they are listed. */
  readonly markets: ReadonlyMap<string, ExchangeMarket>;
  readonly feed: PriceFeed;
  readonly bus: EventBus;
  readonly orders: OrderArchive;
  readonly venues: VenueDesk;
  readonly conditionals: ConditionalWatch;
  readonly accounts: ReadonlyMap<string, ExchangeAccount>;
  /** The account, made when it is not there yet. */
  openAccount(id: string): ExchangeAccount;
  /** Throws when there is no such account. */
  accountOf(id: string): ExchangeAccount;
  /** Gives an account a key; one of the same name is replaced. */
  grantKey(account: ExchangeAccount, grant: KeyGrant): ApiKey;
  /** Who owns the key; undefined: the exchange does not know it. */
  ownerOf(apiKey: string): KeyOwner | undefined;
  deposit(account: ExchangeAccount, deposit: Deposit): void;
  place(account: ExchangeAccount, order: NewOrder): OrderOutcome;
  cancel(order: ExchangeOrder): OrderOutcome;
  amend(order: ExchangeOrder, terms: AmendedTerms): OrderOutcome;
  /** Every position of the market pays this share of its value (longs at a positive rate), or is paid. */
  funding(market: ExchangeMarket, rate: Decimal): void;
  /** The rate of the next funding: the one that was named last. */
  fundingRate(market: ExchangeMarket): Decimal;
  nameFundingRate(market: ExchangeMarket, rate: Decimal): void;
  nextOrderNumber(): number;
  nextTradeNumber(): number;
}

/** The part of the conditional orders that the order desk needs. */
export interface ConditionalWatch {
  watch(order: ExchangeOrder): void;
  fire(order: ExchangeOrder): void;
  afterOrder(order: ExchangeOrder): void;
}
