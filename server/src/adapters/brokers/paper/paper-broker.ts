/**
 * The paper broker: the pretend venue of `matching` behind the broker port. Its own truth is the journal stream
 * `venue:paper:<accountId>`; what it answers or reports is in there already, so that after a crash it knows what it
 * accepted, as a real venue would. In hedging accounts a position's id is the order id of the order that opened it.
 */
import type { Account } from '#domain/account.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { FillReport, QueryAnswer, VenueOrder } from '#domain/report.ts';
import { COMMON_FEES, scheduledFees } from '#matching/fee-model.ts';
import { noLatency } from '#matching/latency-model.ts';
import { noSlippage } from '#matching/slippage-model.ts';
import { sessionCalendar } from '#matching/trading-calendar.ts';
import type { Venue, VenueModels, VenueSettings } from '#matching/venue.ts';
import { type OrderRecord, toVenueOrder } from '#matching/venue-order.ts';
import { findOrder } from '#matching/venue-state.ts';
import type {
  AmendOutcome,
  Broker,
  BrokerCapabilities,
  BrokerEvent,
  BrokerListener,
  CancelOutcome,
  CancelTarget,
  PlaceOutcome,
} from '#ports/broker.ts';
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import type { Clock } from '#ports/clock.ts';
import type { Journal } from '#ports/journal.ts';
import type { MarketData } from '#ports/market-data.ts';
import { balancesOf, positionsOf } from './account-view.ts';
import { readFills, readOrder } from './order-history.ts';
import { VenueProcess } from './venue-process.ts';
import { placeOutcomeOf } from './venue-reports.ts';

export interface PaperBrokerOptions {
  readonly account: Pick<Account, 'id' | 'currency' | 'positionMode' | 'initialBalance'>;
  readonly instruments: readonly Instrument[];
  readonly journal: Journal;
  readonly clock: Clock;
  readonly marketData: MarketData;
  /** What is absent is common: usual fees, no slippage, no latency, the instruments' own sessions. */
  readonly models?: Partial<VenueModels>;
  /** Records between two snapshots of the venue. */
  readonly snapshotEvery?: number;
  /** How many closed orders stay in memory; older ones are read from the journal. */
  readonly closedMax?: number;
  readonly openOrdersMax?: number;
}

const SNAPSHOT_EVERY_DEFAULT = 200_000;
const CLOSED_MAX_DEFAULT = 1_000;

export const PAPER_CAPABILITIES: BrokerCapabilities = {
  orderTypes: ['market', 'limit', 'stop', 'stop_limit'],
  timesInForce: ['gtc', 'ioc', 'fok', 'day'],
  postOnly: true,
  reduceOnly: true,
  amend: true,
  oneCancelsOther: true,
  positionModes: ['netting', 'hedging'],
  clientOrderIdUnique: 'ever',
  // The venue refuses what comes after its deadline and answers from what it has written down.
  proofDelayMs: 0,
};

/** The stream in which the pretend venue of this account keeps its facts. */
export const paperStream = (accountId: string): string => `venue:paper:${accountId}`;

/** A broker for one paper account. Nothing happens before `start`, which rejects when the stream can't be read. */
export function createPaperBroker(options: PaperBrokerOptions): Broker {
  return new PaperBroker(options);
}

class PaperBroker implements Broker {
  readonly capabilities = PAPER_CAPABILITIES;
  readonly #options: PaperBrokerOptions;
  readonly #stream: string;
  readonly #process: VenueProcess;
  readonly #placing = new Map<string, Promise<PlaceOutcome>>();
  #listener: BrokerListener = () => {};
  #unsubscribe: (() => void) | undefined;

  constructor(options: PaperBrokerOptions) {
    const { account, journal, clock } = options;
    this.#options = options;
    this.#stream = paperStream(account.id);
    this.#process = new VenueProcess({
      settings: settingsOf(options),
      recovery: {
        journal,
        stream: this.#stream,
        initialBalance: account.initialBalance,
        closedMax: options.closedMax ?? CLOSED_MAX_DEFAULT,
      },
      clock,
      snapshotEvery: options.snapshotEvery ?? SNAPSHOT_EVERY_DEFAULT,
      report: (event: BrokerEvent) => this.#listener(event),
    });
  }

  async start(listener: BrokerListener): Promise<void> {
    const { marketData, clock, instruments } = this.#options;
    this.#listener = listener;
    await this.#process.start();
    listener({ kind: 'connected', time: clock.now() });
    for (const { id } of instruments) {
      const quote = marketData.quote(id);
      if (quote !== undefined) this.#process.feed({ kind: 'quote', time: clock.now(), quote });
    }
    this.#unsubscribe = marketData.subscribe((quote) => {
      this.#process.feed({ kind: 'quote', time: clock.now(), quote });
    });
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    await this.#process.stop();
  }

  instruments(): Promise<readonly Instrument[]> {
    return Promise.resolve(this.#options.instruments);
  }

  place(order: ApprovedOrder): Promise<PlaceOutcome> {
    const { clientOrderId } = order;
    const underWay = this.#placing.get(clientOrderId);
    if (underWay !== undefined) return underWay;
    const venue = this.#process.current();
    const isNew = venue !== undefined && isNewAt(venue, order);
    const outcome = isNew ? this.#submit(order) : this.#placeAfterLookup(order);
    this.#placing.set(clientOrderId, outcome);
    void outcome.then(() => this.#placing.delete(clientOrderId));
    return outcome;
  }

  async cancel(target: CancelTarget): Promise<CancelOutcome> {
    const { clientOrderId } = target;
    if ((await this.#process.opened()) === undefined) return this.#closed(clientOrderId);
    const outcome = this.#process.waiting.wait('cancel', clientOrderId);
    this.#process.feed({ kind: 'cancel', time: this.#options.clock.now(), clientOrderId });
    return (await outcome) as CancelOutcome;
  }

  async amend(amend: ApprovedAmend): Promise<AmendOutcome> {
    const { clientOrderId } = amend;
    if ((await this.#process.opened()) === undefined) return this.#closed(clientOrderId);
    const outcome = this.#process.waiting.wait('amend', clientOrderId);
    this.#process.feed({ kind: 'amend', time: this.#options.clock.now(), amend });
    return (await outcome) as AmendOutcome;
  }

  async query(target: CancelTarget): Promise<QueryAnswer> {
    try {
      const venue = await this.#openVenue(target.clientOrderId);
      const order = await this.#find(venue, target.clientOrderId);
      if (order !== undefined) return { kind: 'found', order: toVenueOrder(order), fills: [...order.fills] };
      return { kind: 'not_found', venueTime: Math.max(this.#options.clock.now(), venue.time) };
    } catch (error) {
      return { kind: 'unreachable', detail: error instanceof Error ? error.message : 'the venue does not answer' };
    }
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    const { state } = await this.#openVenue();
    return [...state.open.values()].map(toVenueOrder);
  }

  async fillsSince(time: number, ofOrders?: Iterable<string>): Promise<readonly FillReport[]> {
    const venue = await this.#openVenue();
    const { evictedFillTime, closed, open } = venue.state;
    const isInMemory = evictedFillTime < time;
    if (!isInMemory && ofOrders === undefined)
      return await readFills({ journal: this.#options.journal, stream: this.#stream }, this.#process.marks, time);
    const orders = isInMemory ? [...closed.values(), ...open.values()] : await this.#named(venue, ofOrders ?? []);
    const fills = orders.flatMap((order) => order.fills.filter((fill) => fill.time >= time));
    const durable = fills.filter((fill) => tradeNumber(fill) <= this.#process.durableTrades);
    return durable.sort((left, right) => tradeNumber(left) - tradeNumber(right));
  }

  async positions(): ReturnType<Broker['positions']> {
    return positionsOf(await this.#openVenue());
  }

  async balances(): ReturnType<Broker['balances']> {
    return balancesOf(await this.#openVenue(), this.#options.account.currency);
  }

  /** Answers at once from what the venue wrote down, or places the order if that is nothing. */
  async #placeAfterLookup(order: ApprovedOrder): Promise<PlaceOutcome> {
    try {
      const known = await this.#find(await this.#openVenue(), order.clientOrderId);
      if (known !== undefined) return placeOutcomeOf(known);
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'the venue does not answer';
      return { kind: 'ambiguous', clientOrderId: order.clientOrderId, detail, time: this.#options.clock.now() };
    }
    return await this.#submit(order);
  }

  #submit(order: ApprovedOrder): Promise<PlaceOutcome> {
    if (this.#process.current() === undefined) return Promise.resolve(this.#closed(order.clientOrderId));
    const outcome = this.#process.waiting.wait('place', order.clientOrderId) as Promise<PlaceOutcome>;
    this.#process.feed({ kind: 'place', time: this.#options.clock.now(), order });
    return outcome;
  }

  async #find(venue: Venue, clientOrderId: string): Promise<OrderRecord | undefined> {
    const known = findOrder(venue.state, clientOrderId);
    if (known !== undefined || venue.state.evicted === 0) return known;
    return await readOrder({ journal: this.#options.journal, stream: this.#stream }, clientOrderId);
  }

  async #named(venue: Venue, clientOrderIds: Iterable<string>): Promise<OrderRecord[]> {
    const orders: OrderRecord[] = [];
    for (const id of clientOrderIds) {
      const order = findOrder(venue.state, id) ?? (await this.#find(venue, id));
      if (order !== undefined) orders.push(order);
    }
    return orders;
  }

  /** Rejects when the venue is not open: an empty answer would be a claim about an account that nobody can see. */
  async #openVenue(clientOrderId?: string): Promise<Venue> {
    const process = this.#process;
    const venue = await (clientOrderId === undefined ? process.settled() : process.settledFor(clientOrderId));
    if (venue === undefined) throw new Error('the venue is not open');
    return venue;
  }

  #closed(clientOrderId: string): { kind: 'ambiguous'; clientOrderId: string; detail: string; time: number } {
    return { kind: 'ambiguous', clientOrderId, detail: 'the venue is not open', time: this.#options.clock.now() };
  }
}

/**
 * Whether the venue can't have seen this order: memory does not know it, and it is not among those that only the journal
 * knows. A client order id is one attempt and has one deadline, so what is due after all of theirs is none of them.
 */
function isNewAt({ state }: Venue, { clientOrderId, deadlineAt }: ApprovedOrder): boolean {
  if (findOrder(state, clientOrderId) !== undefined) return false;
  return deadlineAt > state.evictedDeadline;
}

/** Trade ids are `T` and a counter. */
function tradeNumber(fill: FillReport): number {
  return Number(fill.tradeId.slice(1));
}

function settingsOf(options: PaperBrokerOptions): VenueSettings {
  const { account, instruments, marketData, models, openOrdersMax } = options;
  return {
    positionMode: account.positionMode,
    instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    models: {
      fees: models?.fees ?? scheduledFees(COMMON_FEES),
      slippage: models?.slippage ?? noSlippage,
      latency: models?.latency ?? noLatency,
      calendar: models?.calendar ?? sessionCalendar,
    },
    conversionRate: (currency) => marketData.conversionRate(currency, account.currency),
    ...(openOrdersMax === undefined ? {} : { openOrdersMax }),
  };
}
