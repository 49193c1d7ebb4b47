/**
 * What the journal says, read from its texts alone: the oracles share no code with those who wrote it, except how a
 * decimal is read.
 */
import { type Decimal, decimal, ZERO } from '#domain/decimal.ts';
import type { ParentState } from '#domain/parent-order.ts';
import type { JournalRecord } from '#ports/journal.ts';

/** The fields of a record that the oracles look at. */
export interface Fact {
  readonly kind: string;
  readonly time: number;
  readonly orderId?: string;
  readonly signalId?: string;
  readonly command?: number;
  readonly outcome?: string;
  readonly parentOrderId?: string;
  readonly clientOrderId?: string;
  readonly attempt?: number;
  readonly deadlineAt?: number;
  readonly limitsVersion?: string;
  readonly reservation?: string;
  readonly answer?: string;
  readonly misses?: number;
  readonly tradeId?: string;
  readonly instrumentId?: string;
  readonly side?: 'buy' | 'sell';
  readonly price?: string;
  readonly quantity?: string;
  /** Who asked for a change. */
  readonly actor?: string;
  readonly fee?: string;
  /** Of an order that is carried out by others. */
  readonly state?: ParentState;
  /** Of a trading state: what it is that may trade; absent: the account for itself. */
  readonly scope?: 'server' | 'arming';
  readonly reason?: { readonly code: string };
  readonly request?: {
    readonly instrumentId: string;
    readonly side: 'buy' | 'sell';
    readonly type: string;
    readonly timeInForce: string;
    readonly ocoGroup?: string;
    readonly quantity: string;
    readonly reduceOnly: boolean;
    readonly role: string;
    readonly sendBefore?: number;
    /** In what it differs from what was asked for. */
    readonly adjustments?: readonly { readonly code: string; readonly values?: Readonly<Record<string, string>> }[];
  };
}

export interface Submission {
  readonly clientOrderId: string;
  readonly attempt: number;
  readonly limitsVersion: string;
  readonly time: number;
  readonly deadlineAt: number;
  /** How many trades the journal had of all orders when this was signed. */
  readonly tradesBefore: number;
}

/** What the journal had of a stop-loss's position when it was approved. */
export interface PlacedBeside {
  /** What was proven to be there to close; nothing where the position was on the other side. */
  readonly held: Decimal;
  /** Orders of the same side that could take it: approved, and not at an end. */
  readonly onItsWay: ReadonlySet<string>;
  readonly tradesBefore: number;
}

/** One order, as the journal tells its life. */
export interface OrderFacts {
  readonly id: string;
  readonly signalId: string | undefined;
  readonly parentOrderId: string | undefined;
  readonly request: NonNullable<Fact['request']>;
  readonly submissions: Submission[];
  approvedVersion: string | undefined;
  approvedAt: number | undefined;
  approvedReservation: Decimal;
  /** Of a stop-loss that was approved. */
  placedBeside: PlacedBeside | undefined;
  /** When the venue was last asked to take, change or cancel it. */
  askedAt: number;
  missedAt: number | undefined;
  /** not_found answers since the newest submission. */
  misses: number;
  isUnknown: boolean;
  /** The venue has refused to change it as it was last asked to. */
  isAmendRefused: boolean;
  /** The quantity it was last asked to have, while that has no answer. */
  amendTo: Decimal | undefined;
  /** The venue has shown that it has it. */
  isSeen: boolean;
  /** When it last did so for the first time, or after a doubt. */
  seenAt: number | undefined;
  /** How it ended: the kind of the event. */
  ended: string | undefined;
  endedBecause: string | undefined;
  filled: Decimal;
  /** As it was last known to be at the venue. */
  quantity: Decimal;
  /** The largest quantity it ever had or was asked to have, and the smallest. */
  largest: Decimal;
  least: Decimal;
}

export interface JournalFacts {
  readonly orders: Map<string, OrderFacts>;
  readonly orderOfClientId: Map<string, string>;
  readonly trades: Map<string, Fact>;
  readonly decided: Map<string, number>;
  /** What was decided of commands, in the order of the journal. */
  readonly decisions: Fact[];
  readonly alarms: string[];
  /** Signed, by instrument: what the fills add up to. */
  readonly positions: Map<string, Decimal>;
  /** How many records there are. */
  sequence: number;
  quarantined: number;
  frozen: number;
}

/** How often a venue must have missed an order before it counts as never taken. */
export const MISSES_NEEDED = 2;

export const createFacts = (): JournalFacts => ({
  orders: new Map(),
  orderOfClientId: new Map(),
  trades: new Map(),
  decided: new Map(),
  decisions: [],
  alarms: [],
  positions: new Map(),
  sequence: 0,
  quarantined: 0,
  frozen: 0,
});

const ACTS = new Set([
  'trading_state_changed',
  'latch_reset',
  'order_cancel_requested',
  'order_amend_requested',
  'position_adopted',
  'position_difference_ignored',
  'parent_cancel_asked',
]);

/** Whether somebody asked for it: a person, or the engine by itself. */
export const isAct = ({ kind }: Fact): boolean => ACTS.has(kind);

export const readFact = (record: JournalRecord): Fact => JSON.parse(record.body) as Fact;

export const amountOf = (text: string | undefined): Decimal => (text === undefined ? ZERO : decimal(text));

/** What it may fill at least, whatever has become of its amends. */
export const leavesAtLeast = ({ least, filled }: OrderFacts): Decimal =>
  least > filled ? ((least - filled) as Decimal) : ZERO;

/** What it may fill at most. */
export const leavesAtMost = ({ largest, filled }: OrderFacts): Decimal =>
  largest > filled ? ((largest - filled) as Decimal) : ZERO;

/** Whether it was sent and may still fill. */
export const isOut = (order: OrderFacts): boolean =>
  order.submissions.length > 0 && order.ended === undefined && leavesAtLeast(order) > ZERO;

/** What there is now beside a stop-loss that is approved. */
export function placedBeside({ orders, trades, positions }: JournalFacts, { request }: OrderFacts): PlacedBeside {
  const position = positions.get(request.instrumentId) ?? ZERO;
  const held = (request.side === 'sell' ? position : -position) as Decimal;
  const onItsWay = new Set<string>();
  for (const other of orders.values()) {
    const { instrumentId, side } = other.request;
    if (instrumentId !== request.instrumentId || side !== request.side) continue;
    if (other.approvedAt !== undefined && other.ended === undefined && leavesAtMost(other) > ZERO)
      onItsWay.add(other.id);
  }
  return { held, onItsWay, tradesBefore: trades.size };
}
