/**
 * The broker of an account at an exchange, through ccxt: it puts the parts together. One call is one attempt and never
 * throws; fills and later changes come through the listener; `connected` is told when the venue can be asked and its streams
 * stand, and again after each time they broke, so that the runtime compares.
 */
import type { Account, ExchangeCredentials } from '#domain/account.ts';
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import { isOwnId } from '#domain/derived-id.ts';
import type { Instrument } from '#domain/instrument.ts';
import type {
  FillReport,
  FundingPayment,
  QueryAnswer,
  VenueBalance,
  VenueOrder,
  VenuePosition,
} from '#domain/report.ts';
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
import { brokerCapabilities, lackingIn } from './broker-capabilities.ts';
import { type CcxtAccount, ccxtAccountOf } from './ccxt-account.ts';
import { type KnownOrder, KnownOrders } from './known-orders.ts';
import type { Listing } from './listing.ts';
import { OrderAsker } from './order-asking.ts';
import { OrderPoller } from './order-poller.ts';
import { OrderSender } from './order-sending.ts';
import { ReportRelay } from './report-relay.ts';
import type { SharedVenue } from './shared-venue.ts';
import { StreamWitness } from './stream-witness.ts';

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

/** Whether the streams of its market do not tell of the order: one that waits for a price, where they tell of others only. */
const isUnheard = (desk: AccountDesk, { listed, type }: KnownOrder): boolean =>
  type?.startsWith('stop') === true && desk.market(listed).streams.stops === false;

const listingOf = async (venue: SharedVenue, { markets, leverage }: CcxtAccount): Promise<Listing> =>
  await venue.listing({ markets, ...(leverage === undefined ? {} : { leverage }) });

class CcxtBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly fundingSince?: (time: number) => Promise<readonly FundingPayment[]>;
  readonly #desk: AccountDesk;
  readonly #connection: AccountConnection;
  readonly #asker: OrderAsker;
  readonly #sender: OrderSender;
  readonly #relay: ReportRelay;
  readonly #poller: OrderPoller;
  readonly #witness: StreamWitness;
  /** While the streams are up, it follows the orders that they do not tell of. */
  readonly #unheard: OrderPoller;
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
      onStranger: (symbol) => {
        if (desk.orders.working().some((order) => order.listed.market.symbol === symbol && isUnheard(desk, order)))
          this.#unheard.soon();
      },
    });
    const lacks = lackingIn(venue.profile, connection.terms);
    this.capabilities = { ...brokerCapabilities(venue.profile, account), lacks };
    if (venue.profile.questions.fundingPaid !== undefined)
      this.fundingSince = async (time) => await asker.fundingSince(time);
    this.#connection = connection;
    this.#desk = desk;
    this.#asker = asker;
    this.#relay = relay;
    this.#witness = new StreamWitness({ desk, onDeaf: (reason) => connection.renewStreams(reason) });
    this.#poller = new OrderPoller({
      desk,
      asker,
      relay,
      pollMs: venue.streams.pollMs,
      onFailure: (error) => connection.pollingFailed(error),
    });
    this.#unheard = new OrderPoller({
      desk,
      asker,
      relay,
      only: (order) => isUnheard(desk, order),
      pollMs: venue.streams.idlePollMs,
      onFailure: () => this.#unheard.start(),
    });
    this.#sender = new OrderSender({
      desk,
      query: async (target) => await this.query(target),
      onSeen: (seen) => relay.order(seen),
      quote: (instrumentId) => marketData.quote(instrumentId),
      onTermsChanged: ({ code, values }) =>
        this.#listener({ kind: 'notice', level: 'warning', code, values, time: desk.now() }),
    });
  }

  async start(listener: BrokerListener): Promise<void> {
    this.#listener = listener;
    await this.#connection.start({
      onEvent: listener,
      onMarkets: () => void this.#relist(),
      onPolling: (isOn) => {
        const [begins, ends] = isOn ? [this.#poller, this.#unheard] : [this.#unheard, this.#poller];
        ends.stop();
        begins.start();
      },
      onStreams: (stand) => this.#witness.stands(stand),
      onOrder: (seen) => {
        this.#relay.order(seen);
        this.#witness.order(seen, this.#desk.recognize(seen));
      },
      onTrade: (trade) => {
        this.#witness.trade(trade);
        this.#relay.trade(trade);
      },
    });
  }

  async stop(): Promise<void> {
    this.#relay.stop();
    this.#sender.symbolTerms.stop();
    this.#poller.stop();
    this.#unheard.stop();
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
    this.#unheard.soon();
    return outcome;
  }

  async amend(amend: ApprovedAmend): Promise<AmendOutcome> {
    return await this.#sender.amend(amend);
  }

  async query(target: CancelTarget): Promise<QueryAnswer> {
    const answer = await this.#asker.query(target);
    const known = this.#desk.orders.get(target.clientOrderId);
    if (known !== undefined) this.#witness.shown(known, answer);
    return answer;
  }

  mind(
    instrumentIds: Iterable<string>,
    orders: Iterable<Pick<CancelTarget, 'clientOrderId' | 'instrumentId'>> = [],
  ): void {
    const { listing } = this.#desk;
    const held = [...instrumentIds].flatMap((instrumentId) => listing.byId(instrumentId) ?? []);
    for (const listed of held) this.#asker.remember(listed);
    this.#sender.symbolTerms.mind(held);
    // An id that travels as it is needs no introduction.
    for (const { clientOrderId, instrumentId } of orders) {
      const listed = listing.byId(instrumentId);
      const isHashed = listed !== undefined && this.#desk.market(listed).clientOrderId.form === 'integer53';
      if (isHashed && isOwnId(clientOrderId)) this.#desk.note(clientOrderId, listed);
    }
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    return await this.#asker.openOrders();
  }

  async fillsSince(time: number): Promise<readonly FillReport[]> {
    const fills = await this.#asker.fillsSince(time);
    this.#witness.trades(fills);
    return fills;
  }

  async positions(): Promise<readonly VenuePosition[]> {
    const positions = await this.#asker.positions();
    // Each comparison asks for them, and waits for them alone: what they were opened on is asked about beside it.
    this.#sender.symbolTerms.lookAgain();
    return positions;
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
