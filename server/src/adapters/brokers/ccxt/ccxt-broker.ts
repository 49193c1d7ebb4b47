/**
 * The broker of an account at an exchange, through ccxt: it puts the parts together. One call is one attempt and never
 * throws; fills and later changes come through the listener; `connected` is told when the venue can be asked and its streams
 * stand, and again after each time they broke, so that the runtime compares.
 */
import type { Account, ExchangeCredentials } from '#domain/account.ts';
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { FillReport, QueryAnswer, VenueBalance, VenueOrder, VenuePosition } from '#domain/report.ts';
import type {
  AmendOutcome,
  Broker,
  BrokerCapabilities,
  BrokerListener,
  CancelOutcome,
  CancelTarget,
  PlaceOutcome,
} from '#ports/broker.ts';
import type { MarketData } from '#ports/market-data.ts';
import { AccountConnection } from './account-connection.ts';
import { AccountDesk } from './account-desk.ts';
import { brokerCapabilities } from './broker-capabilities.ts';
import { type CcxtAccount, ccxtAccountOf } from './ccxt-account.ts';
import { KnownOrders } from './known-orders.ts';
import type { Listing } from './listing.ts';
import { OrderAsker } from './order-asking.ts';
import { OrderPoller } from './order-poller.ts';
import { OrderSender } from './order-sending.ts';
import { ReportRelay } from './report-relay.ts';
import type { SharedVenue } from './shared-venue.ts';

export interface CcxtBrokerOptions {
  readonly account: Account;
  readonly credentials: ExchangeCredentials;
  readonly venue: SharedVenue;
  /** Prices of the same exchange. */
  readonly marketData: Pick<MarketData, 'quote'>;
}

/** The broker. Nothing is asked of the venue before `start`. */
export async function createCcxtBroker(options: CcxtBrokerOptions): Promise<Broker> {
  const account = ccxtAccountOf(options.account);
  const { venue } = options;
  const listing = await listingOf(venue, account);
  return new CcxtBroker(options, account, listing);
}

const listingOf = async (venue: SharedVenue, { markets, leverage }: CcxtAccount): Promise<Listing> =>
  await venue.listing({ markets, ...(leverage === undefined ? {} : { leverage }) });

class CcxtBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly #desk: AccountDesk;
  readonly #connection: AccountConnection;
  readonly #asker: OrderAsker;
  readonly #sender: OrderSender;
  readonly #relay: ReportRelay;
  readonly #poller: OrderPoller;
  #listener: BrokerListener = () => {};

  constructor(options: CcxtBrokerOptions, account: CcxtAccount, listing: Listing) {
    const { venue, credentials, marketData } = options;
    const connection = new AccountConnection({ account, credentials, venue });
    const desk = new AccountDesk({ account, venue, connection, orders: new KnownOrders(), listing });
    const asker = new OrderAsker(desk);
    const relay = new ReportRelay({
      desk,
      tell: (event) => this.#listener(event),
      tradesOf: async (order) => await asker.tradesOf(order),
      onStreamDeaf: () => {
        const hasTrades = account.markets.every((market) => venue.profile.markets[market].streams.trades);
        if (hasTrades) connection.renewStreams('trades were found that no stream had told of');
      },
    });
    this.capabilities = brokerCapabilities(venue.profile, account);
    this.#connection = connection;
    this.#desk = desk;
    this.#asker = asker;
    this.#relay = relay;
    this.#poller = new OrderPoller({
      desk,
      asker,
      relay,
      onFailure: (error) => connection.pollingFailed(error),
    });
    this.#sender = new OrderSender({
      desk,
      query: async (target) => await this.query(target),
      onSeen: (seen) => relay.order(seen),
      lastPrice: (instrumentId) => marketData.quote(instrumentId)?.last,
    });
  }

  async start(listener: BrokerListener): Promise<void> {
    this.#listener = listener;
    await this.#connection.start({
      onEvent: listener,
      onMarkets: () => void this.#relist(),
      onPolling: (isOn) => (isOn ? this.#poller.start() : this.#poller.stop()),
      onOrder: (seen) => this.#relay.order(seen),
      onTrade: (trade) => this.#relay.trade(trade),
    });
  }

  async stop(): Promise<void> {
    this.#relay.stop();
    this.#poller.stop();
    await this.#connection.stop();
    this.#listener = () => {};
  }

  instruments(): Promise<readonly Instrument[]> {
    return Promise.resolve(this.#desk.listing.instruments);
  }

  async place(order: ApprovedOrder): Promise<PlaceOutcome> {
    const listed = this.#desk.listing.byId(order.request.instrumentId);
    if (listed !== undefined) this.#asker.remember(listed);
    const outcome = await this.#sender.place(order);
    this.#poller.soon();
    return outcome;
  }

  async cancel(target: CancelTarget): Promise<CancelOutcome> {
    const outcome = await this.#sender.cancel(target);
    this.#poller.soon();
    return outcome;
  }

  async amend(amend: ApprovedAmend): Promise<AmendOutcome> {
    return await this.#sender.amend(amend);
  }

  async query(target: CancelTarget): Promise<QueryAnswer> {
    return await this.#asker.query(target);
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    return await this.#asker.openOrders();
  }

  async fillsSince(time: number): Promise<readonly FillReport[]> {
    return await this.#asker.fillsSince(time);
  }

  async positions(): Promise<readonly VenuePosition[]> {
    return await this.#asker.positions();
  }

  async balances(): Promise<readonly VenueBalance[]> {
    return await this.#asker.balances();
  }

  async #relist(): Promise<void> {
    const { venue, account } = this.#desk;
    this.#desk.listing = await listingOf(venue, account);
    const { instruments } = this.#desk.listing;
    this.#listener({ kind: 'instruments', instruments, time: this.#desk.now() });
  }
}
