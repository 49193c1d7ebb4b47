/** The world of one emulated exchange, put together: every new price reaches orders, then conditions, then liquidation. */
import type { Decimal } from '#domain/decimal.ts';
import { ConditionalOrders } from './conditional-orders.ts';
import { type ApiKey, createAccount, type ExchangeAccount } from './exchange-account.ts';
import { ExchangeClock } from './exchange-clock.ts';
import { EventBus } from './exchange-event.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import type { ExchangeOrder, NewOrder } from './exchange-order.ts';
import { COMMON_RULES, type ExchangeRules } from './exchange-rules.ts';
import type { Deposit, ExchangeWorld, KeyGrant, KeyOwner } from './exchange-world.ts';
import { COMMON_FUNDING_RATE } from './funding-terms.ts';
import { OrderArchive } from './order-archive.ts';
import { amendOrder, cancelOrder, placeOrder } from './order-desk.ts';
import type { AmendedTerms, OrderOutcome } from './order-outcome.ts';
import { PriceFeed } from './price-feed.ts';
import { applyFunding, liquidate } from './swap-events.ts';
import { VenueDesk } from './venue-desk.ts';
import { carryOut } from './venue-events.ts';

export interface WorldOptions {
  readonly markets: readonly ExchangeMarket[];
  readonly rules?: Partial<ExchangeRules>;
  readonly seed?: number;
  readonly machineTime?: () => number;
}

/** A new world: the same options give the same markets and prices. */
export function createWorld(options: WorldOptions): ExchangeWorld {
  return new World(options);
}

class World implements ExchangeWorld {
  readonly rules: ExchangeRules;
  readonly clock: ExchangeClock;
  /** By key, in the order in which they are listed. */
  readonly markets: ReadonlyMap<string, ExchangeMarket>;
  readonly feed: PriceFeed;
  readonly bus = new EventBus();
  readonly orders: OrderArchive;
  readonly venues: VenueDesk;
  readonly conditionals: ConditionalOrders;
  readonly accounts = new Map<string, ExchangeAccount>();
  readonly #keys = new Map<string, KeyOwner>();
  readonly #fundingRates = new Map<string, Decimal>();
  #orderNumber = 0;
  #tradeNumber = 0;

  constructor(options: WorldOptions) {
    this.rules = { ...COMMON_RULES, ...options.rules };
    this.clock = new ExchangeClock(options.machineTime);
    this.markets = new Map(options.markets.map((market) => [market.key, market]));
    this.feed = new PriceFeed(options.markets, this.clock, options.seed ?? 1);
    this.orders = new OrderArchive(this.clock, this.rules);
    this.venues = new VenueDesk(options.markets, this.feed, this.clock);
    this.conditionals = new ConditionalOrders(this);
    this.feed.onChange((market, price) => {
      carryOut(this, this.venues.quote(market));
      this.conditionals.onPrice(market, price);
      if (market.type === 'swap') liquidate(this, market, price);
    });
  }

  openAccount(id: string): ExchangeAccount {
    const known = this.accounts.get(id);
    if (known !== undefined) return known;
    const account = createAccount({ id, unifiedWallet: this.rules.wallets === 'unified' });
    this.accounts.set(id, account);
    return account;
  }

  accountOf(id: string): ExchangeAccount {
    const account = this.accounts.get(id);
    if (account === undefined) throw new Error(`no account ${id}`);
    return account;
  }

  grantKey(account: ExchangeAccount, grant: KeyGrant): ApiKey {
    const key: ApiKey = {
      apiKey: grant.apiKey,
      secret: grant.secret,
      passphrase: grant.passphrase ?? '',
      permissions: { read: true, trade: true, withdraw: false, ...grant.permissions },
      ipAllowed: grant.ipAllowed ?? true,
    };
    account.keys.push(key);
    this.#keys.set(key.apiKey, { key, account });
    return key;
  }

  ownerOf(apiKey: string): KeyOwner | undefined {
    return this.#keys.get(apiKey);
  }

  deposit(account: ExchangeAccount, { type, currency, amount }: Deposit): void {
    (type === 'spot' ? account.spot : account.wallet).credit(currency, amount);
    const time = this.clock.now();
    const currencies = [currency];
    this.bus.publish({ kind: 'balances', accountId: account.id, type, currencies, cause: 'deposit', amount, time });
  }

  place(account: ExchangeAccount, order: NewOrder): OrderOutcome {
    return placeOrder(this, account, order);
  }

  cancel(order: ExchangeOrder): OrderOutcome {
    return cancelOrder(this, order);
  }

  amend(order: ExchangeOrder, terms: AmendedTerms): OrderOutcome {
    return amendOrder(this, order, terms);
  }

  funding(market: ExchangeMarket, rate: Decimal): void {
    this.nameFundingRate(market, rate);
    applyFunding(this, market, rate);
  }

  fundingRate(market: ExchangeMarket): Decimal {
    return this.#fundingRates.get(market.key) ?? COMMON_FUNDING_RATE;
  }

  nameFundingRate(market: ExchangeMarket, rate: Decimal): void {
    this.#fundingRates.set(market.key, rate);
  }

  nextOrderNumber(): number {
    this.#orderNumber += 1;
    return this.#orderNumber;
  }

  nextTradeNumber(): number {
    this.#tradeNumber += 1;
    return this.#tradeNumber;
  }
}
