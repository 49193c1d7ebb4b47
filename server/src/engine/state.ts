/**
 * The state of one account. `fold` fields come from events alone (`apply.ts`) and go into snapshots; `volatile` ones come
 * from prices, settings and the passing of time, are rebuilt after a start, and never reach the journal.
 */
import type { Account, TradingState } from '#domain/account.ts';
import type { Decimal } from '#domain/decimal.ts';
import { ZERO } from '#domain/decimal.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { Instrument, InstrumentKind } from '#domain/instrument.ts';
import type { Quote } from '#domain/market.ts';
import type { Order, OrderRequest, OrderType, Reason } from '#domain/order.ts';
import type { ParentOrder } from '#domain/parent-order.ts';
import type { StopShape } from '#domain/stop-shape.ts';
import type { Position } from '#domain/position.ts';
import type { TimeInForce } from '#domain/signal.ts';
import type { OrderReport } from '#domain/report.ts';
import type { InstrumentDirectory } from '#domain/symbol.ts';
import type { ProtectionGroup, ProtectiveRole } from './protection-group.ts';
import { ProtectionIndex } from './protection-index.ts';
import { WindowCounter } from './window-counter.ts';

/** Closed orders kept in memory, so that a late fill or a repeated report finds its order. */
export const CLOSED_ORDERS_KEPT = 500;
/** Signals remembered as decided, and some more between two clearings; a start asks the journal about older ones. */
export const DECIDED_SIGNALS_KEPT = 2_000;

/** What the venue can do, as far as the engine must know it. */
export interface VenueTraits {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly postOnly: boolean;
  /** See `BrokerCapabilities.lacks`. */
  readonly lacks?: (request: OrderRequest, instrument: Instrument) => Reason | undefined;
  /** Every order that only reduces is kept within its position by the venue. */
  readonly reduceOnly: boolean;
  /** Where not every one is: what is traded of which it is. */
  readonly reduceOnlyKinds?: readonly InstrumentKind[];
  /** Every resting order is changed in place. */
  readonly amend: boolean;
  /** Where not every one is: which are, by what is traded. */
  readonly amends?: Partial<Readonly<Record<InstrumentKind, readonly OrderType[]>>>;
  readonly oneCancelsOther: boolean;
  /** Which stops it takes, by what is traded; absent: those of `orderTypes`. */
  readonly stops?: Partial<Readonly<Record<InstrumentKind, readonly StopShape[]>>>;
  /** How a market buy is sized, by what is bought; absent: by its quantity. */
  readonly marketBuyBy?: Partial<Readonly<Record<InstrumentKind, 'quantity' | 'cost'>>>;
  /** What is traded of which a resting order ties up what it sells: a stop-loss and a take-profit of the same can't both rest. */
  readonly tiesUp?: readonly InstrumentKind[];
  /** Others trade in the account as well: a person at the exchange itself. Absent: nobody does. */
  readonly externalTrading?: boolean;
  /** What the venue says of the account's money is what it is. Absent: our books are. */
  readonly balanceIsTruth?: boolean;
  /** What is paid for perpetuals is not listed there: it is only found in the balance. */
  readonly fundingUnlisted?: true;
  /** How long after signing the venue may still accept an attempt. */
  readonly requestDeadlineMs: number;
  /** See `BrokerCapabilities.proofDelayMs`. */
  readonly proofDelayMs?: number;
}

export interface EngineSettings {
  readonly directory: InstrumentDirectory;
  readonly traits: VenueTraits;
  /** Content-derived ids: the same parts give the same 24 characters for ever. */
  readonly deriveId: (parts: readonly string[]) => string;
}

export interface Volatile {
  settings: EngineSettings;
  limits: RiskLimits | undefined;
  /** False from the start of a process until the venue's truth has been compared. */
  reconciled: boolean;
  /** When the venue's truth was compared last, ms UTC; undefined before the first time. */
  comparedAt: number | undefined;
  /** What the newest comparison found to differ. */
  differences: readonly Reason[];
  /** The same, by instrument. */
  differing: ReadonlyMap<string, PositionDifference>;
  /** Those of them that a person has called right: they keep nothing back, and are still there. */
  ignoring: ReadonlyMap<string, PositionDifference>;
  /** What the venue said is free, as long as nothing has happened that made it more; see `risk/checks/venue-balance.ts`. */
  venueFree: VenueFree | undefined;
  /** By how much its word on the money differs while a position on margin is open, and since when by just that. */
  moneyDiffers: { readonly difference: Decimal; readonly since: number } | undefined;
  /** Ids of our own form that the venue has and the books know nothing of, or not any more; each is told once. */
  readonly strays: Set<string>;
  /** By {@link positionSide}: where the venue would close a position by itself, as the newest comparison found it. */
  liquidationPrices: ReadonlyMap<string, Decimal>;
  readonly quotes: Map<string, Quote>;
  /** Account currency for one unit of another. */
  readonly rates: Map<string, Decimal>;
  messages: WindowCounter;
  /** Messages that entries signed within the window are still going to cause: see `message-room.ts`. */
  readonly promised: WindowCounter;
  /** By group. */
  readonly waitingForRoom: Map<string, RoomWaiter>;
  readonly executions: Map<string, WindowCounter>;
  readonly intents: Map<string, WindowCounter>;
  /** Instruments with a protective order that waits for trading to open, and when that is. */
  readonly awaitingOpening: Map<string, number>;
  /** Groups with a protective order that waits until the account has been compared, and when a person is told of it. */
  readonly awaitingComparison: Map<string, { role: ProtectiveRole; tellAt: number }>;
  /** Questions to the venue about an order since it became unknown. */
  readonly polls: Map<string, { misses: number; asked: number; lastMissAt: number }>;
  /** Of parent orders, by id: see {@link ParentWatch}. */
  readonly parentWatches: Map<string, ParentWatch>;
  /** Orders that have ended, as the venue says, while it is not known yet whether they filled more than was reported. */
  readonly endings: Map<string, Ending>;
}

/** A protection group of which an order waits until one more message may leave. */
export interface RoomWaiter {
  role: ProtectiveRole;
  /** Its timer has rung, and it is not known yet whether it has to wait on. */
  isDue: boolean;
}

/** What is known of a parent order besides the facts. */
export interface ParentWatch {
  /** The best price seen, which the facts follow a little behind. */
  bestPrice?: Decimal;
  /** When it is looked at next by itself, and whether it was just now. */
  lookAt?: number;
  /** Why it does not go on at the moment, and since when. */
  waitsFor?: Reason | undefined;
  waitsSince?: number;
  /** A person was told so. */
  isTold?: boolean;
  /** Children that were asked to end, since it was looked at by itself. */
  canceled?: Set<string>;
}

export interface Ending {
  readonly report: Extract<OrderReport, { kind: 'canceled' | 'expired' }>;
  /** How often the venue did not find the order since. */
  misses: number;
}

/** What a trade earned and cost, in its own currency. */
export interface Unconverted {
  readonly currency: string;
  readonly positionId: string;
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
}

/** Signed: ours, and what the venue holds. */
export interface PositionDifference {
  readonly instrumentId: string;
  readonly ours: Decimal;
  readonly theirs: Decimal;
  /** As the venue says; zero or absent where it does not. */
  readonly averagePrice?: Decimal;
}

export interface VenueFree {
  readonly readAt: number;
  readonly byCurrency: ReadonlyMap<string, Decimal>;
  /** What orders approved since hold back, in the account's currency. */
  promised: Decimal;
}

export interface AccountState {
  account: Account;
  sequence: number;
  /** The strictest of the three below, and why. */
  tradingState: TradingState;
  tradingStateReason: Reason | undefined;
  /** What the account is for itself, and what the server as a whole is: each is lifted by itself. */
  ownTrading: { readonly state: TradingState; readonly reason?: Reason };
  serverTrading: { readonly state: TradingState; readonly reason?: Reason };
  /** Reducing until a person has armed the account, where that is asked for. */
  armTrading: { readonly state: TradingState; readonly reason?: Reason };
  balance: Decimal;
  realizedPnl: Decimal;
  fees: Decimal;
  /** What the venue's word has made of the balance beside trades, since the account was opened. */
  adjusted: Decimal;
  /** What was received for holding perpetuals, less what was paid. */
  fundingReceived: Decimal;
  /** Payments of the last days that are in the books, so that each counts once: when the venue made them. */
  fundingTimes: Map<string, number>;
  /** When positions were first compared: what was traded by others before is in what was found then. */
  comparedFrom: number | undefined;
  /** Trades of others that are in the books, so that each counts once. */
  readonly externalTrades: Set<string>;
  /** Reports that can't be true, by name: each halts the account once. */
  readonly putAside: Set<string>;
  /** Differences that a person has called right, by instrument: venue's less ours. */
  readonly ignored: Map<string, { readonly difference: Decimal }>;
  /** The sum of all orders' reservations. */
  reserved: Decimal;
  /** Account currency for one unit of another, as it was last known: a fact, while `volatile.rates` are of the moment. */
  readonly knownRates: Map<string, { readonly conversionRate: Decimal }>;
  /** What trades earned and cost while no rate was ever known: not in the balance yet. */
  unconverted: readonly Unconverted[];
  nextTicket: number;
  readonly orders: Map<string, Order>;
  readonly orderIdByClientId: Map<string, string>;
  readonly openByInstrument: Map<string, Set<string>>;
  /** Those of them that are no stop-loss or take-profit of a group. */
  readonly openOrdinary: Map<string, Set<string>>;
  openCount: number;
  readonly closedOrder: string[];
  readonly positions: Map<string, Position>;
  /** Parent orders by id, those that are over last for a while; and which of them are not. */
  readonly parents: Map<string, ParentOrder>;
  readonly liveParents: Set<string>;
  readonly groups: Map<string, ProtectionGroup>;
  readonly groupIndex: ProtectionIndex;
  readonly frozen: Map<string, Reason>;
  /** `source` + instrument → the newest `sentAt` that was executed. */
  readonly lastSentAt: Map<string, number>;
  readonly latched: Map<string, Reason>;
  readonly disabledSources: Set<string>;
  readonly decided: Set<string>;
  readonly volatile: Volatile;
}

/** The long or the short side of an instrument. */
export const positionSide = ({ instrumentId, quantity }: Pick<Position, 'instrumentId' | 'quantity'>): string =>
  `${instrumentId} ${quantity > ZERO ? 'long' : 'short'}`;

/** Orders that may still fill, and those that are carried out here: what keeps an account from being at rest. */
export const openOrderCount = ({ openCount, liveParents }: Pick<AccountState, 'openCount' | 'liveParents'>): number =>
  openCount + liveParents.size;

const NO_MONEY = { balance: ZERO, realizedPnl: ZERO, fees: ZERO, adjusted: ZERO, fundingReceived: ZERO };

/** A flat account that has not been opened yet; its first event must be `account_opened`. */
export function createAccountState(account: Account, settings: EngineSettings): AccountState {
  return {
    account,
    sequence: 0,
    tradingState: 'active',
    tradingStateReason: undefined,
    ownTrading: { state: 'active' },
    serverTrading: { state: 'active' },
    armTrading: { state: 'active' },
    ...NO_MONEY,
    fundingTimes: new Map(),
    comparedFrom: undefined,
    externalTrades: new Set(),
    putAside: new Set(),
    ignored: new Map(),
    reserved: ZERO,
    knownRates: new Map(),
    unconverted: [],
    nextTicket: 1,
    orders: new Map(),
    orderIdByClientId: new Map(),
    openByInstrument: new Map(),
    openOrdinary: new Map(),
    openCount: 0,
    closedOrder: [],
    positions: new Map(),
    parents: new Map(),
    liveParents: new Set(),
    groups: new Map(),
    groupIndex: new ProtectionIndex(),
    frozen: new Map(),
    lastSentAt: new Map(),
    latched: new Map(),
    disabledSources: new Set(),
    decided: new Set(),
    volatile: createVolatile(settings),
  };
}

/** What no event holds: it begins empty with each life of the process. */
function createVolatile(settings: EngineSettings): AccountState['volatile'] {
  return {
    settings,
    limits: undefined,
    reconciled: false,
    comparedAt: undefined,
    differences: [],
    differing: new Map(),
    ignoring: new Map(),
    venueFree: undefined,
    moneyDiffers: undefined,
    strays: new Set(),
    liquidationPrices: new Map(),
    quotes: new Map(),
    rates: new Map(),
    messages: new WindowCounter(),
    promised: new WindowCounter(),
    waitingForRoom: new Map(),
    executions: new Map(),
    intents: new Map(),
    awaitingOpening: new Map(),
    awaitingComparison: new Map(),
    polls: new Map(),
    parentWatches: new Map(),
    endings: new Map(),
  };
}

/** Notes an order that has just come to be open, in whatever finds open orders. */
export function indexOpen(state: AccountState, { id, request: { instrumentId, ocoGroup } }: Order): void {
  addTo(state.openByInstrument, instrumentId, id);
  if (ocoGroup === undefined) addTo(state.openOrdinary, instrumentId, id);
}

function addTo(sets: Map<string, Set<string>>, key: string, member: string): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([member]));
  else known.add(member);
}

/** The open orders of one instrument, oldest first. */
export function openOrdersOf(state: AccountState, instrumentId: string): Order[] {
  const orders: Order[] = [];
  for (const id of state.openByInstrument.get(instrumentId) ?? []) {
    const order = state.orders.get(id);
    if (order !== undefined) orders.push(order);
  }
  return orders;
}

/** The positions of one instrument that are not flat. */
export function positionsOf(state: AccountState, instrumentId: string): Position[] {
  const positions: Position[] = [];
  for (const position of state.positions.values()) {
    if (position.instrumentId === instrumentId && position.quantity !== ZERO) positions.push(position);
  }
  return positions;
}

/** The sum over all positions of one instrument, signed. */
export function netQuantity(state: AccountState, instrumentId: string): Decimal {
  let sum: bigint = ZERO;
  for (const position of state.positions.values()) {
    if (position.instrumentId === instrumentId) sum += position.quantity;
  }
  return sum as Decimal;
}
