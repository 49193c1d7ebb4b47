/**
 * What we know of one exchange, as data and small pure functions: the one place where an exchange's quirks live. A profile
 * says which orders may leave at all, what call of the client makes each of them, and what the bytes on the wire must say.
 * Call and wire are written down apart from each other: the wire is compared with what the client made of the call, so
 * that a term the client drops stops the request. What a profile does not list is denied.
 */
import type { CandleInterval } from '#domain/market.ts';
import type { OrderType, Side } from '#domain/order.ts';
import type { TimeInForce } from '#domain/signal.ts';
import type { PerpetualWallet } from './account-reading.ts';
import type { AccountTerms, ClientCall, VenueMarket } from './client-call.ts';
import type { ExchangeMarket, ExchangeName } from './exchange-name.ts';
import type { NativeCodes } from './native-codes.ts';
import type { QuestionProfile } from './question-profile.ts';
import type { StreamTalk } from './stream-talk.ts';

export type { AccountTerms, ClientCall, VenueMarket };

/** A complete order on its way out: approved terms in wire form. Prices and quantities are plain decimal strings. */
export interface OutgoingOrder {
  readonly market: VenueMarket;
  readonly account: AccountTerms;
  /** Already in the exchange's form, see `client-order-id.ts`. */
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Hedged accounts: the side of the position that the order opens or shrinks. */
  readonly positionSide?: 'long' | 'short';
  /** Whether the order can only shrink its position: reduce-only, or a hedged order against its position. */
  readonly closes: boolean;
}

/** An order that exists, for cancels, amends and questions. */
export interface OrderTarget {
  readonly market: VenueMarket;
  readonly account: AccountTerms;
  readonly clientOrderId: string;
  readonly venueOrderId?: string;
  /** Whether it waits for a trigger, where that is known: many exchanges keep such orders in a book of their own. */
  readonly conditional?: boolean;
  /** The exchange's id of the order that a triggered one became (`triggeredIdField`): our id is not on it. */
  readonly triggeredOrderId?: string;
  /** When it was sent, at the earliest, ms UTC of the venue: exchanges without a lookup by id are asked for all since then. */
  readonly since?: number;
}

/** New terms of a resting order. What is absent stays as it is. */
export interface OutgoingAmend extends OrderTarget {
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
}

/**
 * What a request must say before it may leave. `fields` are compared as numbers where both sides are numbers, else as
 * text. A field that is neither in `fields` nor named in `unchecked` stops the request: nothing leaves that we did not ask for.
 */
export interface WireExpectation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path of the production URL, from its first slash on. Its host is one of the profile's `hosts`. */
  readonly path: string;
  /** Of the query and the body together; nested values by their path: `0.instId`, `order_configuration.x.base_size`. */
  readonly fields: Readonly<Record<string, string | boolean | undefined>>;
  /** Fields that carry nothing of the order: timestamps, signatures, broker tags. */
  readonly unchecked?: readonly string[];
}

/** An order as one call, with what the wire must say when it leaves. */
export interface OutgoingCall {
  readonly call: ClientCall;
  readonly wire: WireExpectation;
}

/** How one order type may be placed at one market of an exchange. */
export interface OrderShape {
  readonly timesInForce: readonly TimeInForce[];
  readonly postOnly: boolean;
  /** Sides that can be placed by quantity; the other one is sized by its cost only. Absent: both. */
  readonly sides?: readonly Side[];
  /** Only to shrink a position. */
  readonly onlyClosing?: true;
}

export interface MarketCapabilities {
  /** What is not listed is denied. */
  readonly orders: Readonly<Partial<Record<OrderType, OrderShape>>>;
  readonly reduceOnly: boolean;
  readonly hedged: boolean;
  /**
   * stated: the request says from which side the trigger is reached. inferred: the venue compares the trigger with its last
   * price on arrival, so a trigger that has been passed already would wait for the price to come back from the other side.
   */
  readonly triggerDirection: 'stated' | 'inferred';
  /** The leverage has to be in each opening order. */
  readonly needsLeverage?: true;
  readonly marginModes: readonly ('cross' | 'isolated')[];
  /** Terms of a resting order that the venue changes in place. Empty: cancel, confirm, place anew. */
  readonly amends: readonly ('limit' | 'stop' | 'stop_limit')[];
}

export interface ClientOrderIdRule {
  /** The field of the wire that carries it. */
  readonly field: string;
  readonly conditionalField: string;
  readonly form: 'text' | 'integer53';
  readonly lengthMax: number;
  /** ever: never accepted twice. open: only among open orders. day: within 24 h. none: nothing is promised. */
  readonly unique: 'ever' | 'open' | 'day' | 'none';
}

/** One question about an order, and how its answer is read. */
export interface LookupStep {
  readonly call: ClientCall;
  /**
   * order: the answer is the order, or a refusal that says there is none. list: it is among them, or not. native: like
   * order, in the exchange's own form under `data` (or first in a list there), for the client's `parseOrder`.
   */
  readonly answer: 'order' | 'list' | 'native';
  /** A list that may end before the order: a miss in a full page is no evidence. */
  readonly pageSize?: number;
  /**
   * The exchange answers with the orders of that id, and where it has none by an empty list, or by null in place of it. Absent: it
   * says so by a code, and a success without an order says nothing.
   */
  readonly emptyMeansNone?: 'list' | 'list_or_null';
}

/** A call that lists. As many entries as `pageSize` mean that there may be more. */
export interface ListCall {
  readonly call: ClientCall;
  readonly pageSize?: number;
}

export interface MarketProfile {
  readonly capabilities: MarketCapabilities;
  readonly clientOrderId: ClientOrderIdRule;
  /**
   * How long past the deadline of an attempt, by the venue's clock, misses begin to prove that it never arrived.
   * Absent: no miss proves anything there, and a person decides.
   */
  readonly proofDelayMs?: number;
  readonly place: (order: OutgoingOrder) => OutgoingCall;
  /** undefined: the exchange's own id is needed first, so look the order up. */
  readonly cancel: (target: OrderTarget) => OutgoingCall | undefined;
  readonly amend?: (amend: OutgoingAmend) => OutgoingCall | undefined;
  /** In this order; the first that finds it ends the search. Only when all miss is the order not there. */
  readonly lookup: (target: OrderTarget) => readonly LookupStep[];
  /** All open orders of one kind of market (spot or swap), or of this market where the exchange wants one at a time. */
  readonly openOrders: (market: VenueMarket) => readonly ListCall[];
  /** Where they are listed by symbol: the call that tells which have any, and the exchange's names in its answer. */
  readonly openSymbols?: { readonly call: ClientCall; readonly read: (answer: unknown) => readonly string[] };
  /**
   * Where a conditional order becomes another order when it triggers: the field of its native form that names the exchange's
   * id of that one. Absent: it stays the same order.
   */
  readonly triggeredIdField?: string;
  readonly streams: StreamProfile;
}

export interface StreamProfile {
  readonly orders: boolean;
  readonly trades: boolean;
  /** False where nothing tells of an order that waits for its price: what it became, or that it was called off. */
  readonly stops?: false;
}

/** How the client is turned to the test environment, once, before anything else is set. */
export type SandboxSwitch = 'setSandboxMode' | 'enableDemoTrading';

export interface KeyPermissions {
  readonly trade?: boolean;
  readonly withdraw?: boolean;
  readonly ipRestricted?: boolean;
}

/** What the key may do. `read` gets the last answer and leaves out what the exchange does not tell. */
export interface PermissionsQuestion {
  readonly call: ClientCall;
  /** The second question, where the first one only says whose key it is. */
  readonly next?: (answer: unknown, apiKey: string) => ClientCall;
  readonly read: (answer: unknown) => KeyPermissions;
}

export interface ExchangeProfile {
  readonly name: ExchangeName;
  /** As people write it: `Binance`. */
  readonly title: string;
  /** Merged over the client's own options at construction: no hidden preflight, no broker tag. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Entries of the client's `has` that are set to false. */
  readonly hasNot: readonly string[];
  /** Credentials besides key and secret. */
  readonly passphrase: boolean;
  /** Absent: the exchange has no test environment. */
  readonly sandbox?: Readonly<Partial<Record<ExchangeMarket, SandboxSwitch>>>;
  /** Headers that carry a broker's tag and nothing else: taken off before a request leaves. */
  readonly dropHeaders: readonly string[];
  /** Production hosts that orders may go to, the test environment's included. */
  readonly hosts: readonly string[];
  /** Milliseconds of one rate unit of the client. */
  readonly rateUnitMs: number;
  /** How much of the budget may be used at once, ms of it, where the exchange counts in another window than a second. */
  readonly burstMs?: number;
  readonly markets: Readonly<Record<ExchangeMarket, MarketProfile>>;
  /** How it speaks over its private sockets. */
  readonly talk: StreamTalk;
  readonly permissions?: PermissionsQuestion;
  /** Absent: what the client calls the total of a wallet is money alone. */
  readonly perpetualWallet?: PerpetualWallet;
  readonly questions: QuestionProfile;
  /** It answers that it has received a change, before it is made: whether it was, only the order shows. */
  readonly amendsLater?: true;
  readonly codes: NativeCodes;
  /** Lengths of candles that the client names and one of the markets does not have. */
  readonly lacksCandles?: readonly CandleInterval[];
}
