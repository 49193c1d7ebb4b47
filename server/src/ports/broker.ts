/**
 * Broker: a venue as the runtime sees it. It takes only what risk has approved, makes exactly one attempt for each call,
 * and never throws: whatever it can't prove is `ambiguous`. Fills and later changes come through the listener.
 */
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import type { Instrument, InstrumentKind } from '#domain/instrument.ts';
import type { OrderRequest, OrderType, Reason } from '#domain/order.ts';
import type {
  FillReport,
  FundingPayment,
  OrderReport,
  QueryAnswer,
  VenueBalance,
  VenueOrder,
  VenuePosition,
} from '#domain/report.ts';
import type { StopShape } from '#domain/stop-shape.ts';
import type { TimeInForce } from '#domain/signal.ts';

export interface BrokerCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly postOnly: boolean;
  /**
   * Why the venue takes no order of this kind in this instrument's market, whatever its prices and size; undefined when it
   * does. Absent: all that the lists allow is taken everywhere. The same answer for the same question, and at once.
   */
  readonly lacks?: (request: OrderRequest, instrument: Instrument) => Reason | undefined;
  /** Every order that only reduces is kept within its position by the venue. */
  readonly reduceOnly: boolean;
  /** Where not every one is: what is traded of which it is. */
  readonly reduceOnlyKinds?: readonly InstrumentKind[];
  /** Every resting order can be changed in place. */
  readonly amend: boolean;
  /** Where not every one can: which, by what is traded. */
  readonly amends?: Partial<Readonly<Record<InstrumentKind, readonly OrderType[]>>>;
  /** The venue cancels the rest of an OCO group by itself. */
  readonly oneCancelsOther: boolean;
  /** Which stops are taken, by what is traded, where markets differ; absent: those of `orderTypes`. */
  readonly stops?: Partial<Readonly<Record<InstrumentKind, readonly StopShape[]>>>;
  /** How a market buy is sized, by what is bought; absent: by its quantity. Where by cost, none is ever placed here. */
  readonly marketBuyBy?: Partial<Readonly<Record<InstrumentKind, 'quantity' | 'cost'>>>;
  /** What is traded of which a resting order ties up what it sells: a stop-loss and a take-profit of the same can't both rest. */
  readonly tiesUp?: readonly InstrumentKind[];
  /** Others trade in the account as well: a person at the exchange itself. Then `openOrders` and `fillsSince` show theirs too. */
  readonly externalTrading?: boolean;
  /** What `balances` says is the account's money. Absent: it is what our books say. */
  readonly balanceIsTruth?: boolean;
  /** What is paid for perpetuals is not listed there: it is only found in the balance. */
  readonly fundingUnlisted?: true;
  readonly positionModes: readonly ('netting' | 'hedging')[];
  /** ever: a client order id is never accepted twice. open: only among open orders. none: the venue has no such id. */
  readonly clientOrderIdUnique: 'ever' | 'open' | 'none';
  /**
   * After this long (ms, venue time past the attempt's deadline) a `not_found` proves that the order was never accepted.
   * Absent: nothing ever proves it and a person must resolve it.
   */
  readonly proofDelayMs?: number;
  /** How long after signing the venue may still accept an attempt, ms. Absent: two seconds. */
  readonly requestDeadlineMs?: number;
}

export interface CancelTarget {
  readonly clientOrderId: string;
  readonly venueOrderId?: string;
  readonly instrumentId: string;
}

export type PlaceOutcome = Extract<OrderReport, { kind: 'accepted' | 'rejected' | 'ambiguous' }>;
/** `accepted` here: the request was taken and the listener will report the end of it. */
export type CancelOutcome = Extract<OrderReport, { kind: 'accepted' | 'canceled' | 'cancel_rejected' | 'ambiguous' }>;
export type AmendOutcome = Extract<OrderReport, { kind: 'amended' | 'amend_rejected' | 'ambiguous' }>;

export type BrokerEvent =
  | OrderReport
  | { readonly kind: 'connected'; readonly time: number }
  | Disconnected
  | BrokerNotice
  /** The venue's whole list, when it has become known or has changed since it was last told. */
  | { readonly kind: 'instruments'; readonly instruments: readonly Instrument[]; readonly time: number };

/** What a person should hear of and no order hangs on: told once. */
export interface BrokerNotice {
  readonly kind: 'notice';
  readonly level: 'info' | 'warning';
  /** A registered code, and what its sentence needs. */
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
  readonly time: number;
}

export interface Disconnected {
  readonly kind: 'disconnected';
  readonly detail: string;
  /** A registered code that says what a person can do. After one about the keys (refused, may withdraw) nothing more is tried. */
  readonly code?: string;
  /** What the code's sentence needs besides `account` and `detail`. */
  readonly values?: Readonly<Record<string, string>>;
  readonly time: number;
}

export type BrokerListener = (event: BrokerEvent) => void;

export interface Broker {
  readonly capabilities: BrokerCapabilities;
  /**
   * Resolves when the venue can be asked, or is known to be out of reach for now (`disconnected` was told then, and
   * `connected` will be). Reports may come from then on.
   */
  start(listener: BrokerListener): Promise<void>;
  stop(): Promise<void>;
  /** As far as they are known: empty for a venue that could never be asked. May be asked before `start`. */
  instruments(): Promise<readonly Instrument[]>;
  place(order: ApprovedOrder): Promise<PlaceOutcome>;
  cancel(target: CancelTarget): Promise<CancelOutcome>;
  amend(amend: ApprovedAmend): Promise<AmendOutcome>;
  query(target: CancelTarget): Promise<QueryAnswer>;
  openOrders(): Promise<readonly VenueOrder[]>;
  /**
   * What the books hold something of: a venue that wants every instrument named is asked about these, too. And our orders of
   * late, for a venue that knows only a hash of their ids.
   */
  mind?(instrumentIds: Iterable<string>, orders?: Iterable<Pick<CancelTarget, 'clientOrderId' | 'instrumentId'>>): void;
  /**
   * Fills at or after `time`, oldest first. Where client order ids are named those of their orders are enough: a venue that
   * would read for long to find all may leave the others out.
   */
  fillsSince(time: number, ofOrders?: Iterable<string>): Promise<readonly FillReport[]>;
  positions(): Promise<readonly VenuePosition[]>;
  balances(): Promise<readonly VenueBalance[]>;
  /** What was paid and received for perpetuals at or after `time`, oldest first. Absent: the venue does not list it. */
  fundingSince?(time: number): Promise<readonly FundingPayment[]>;
}
