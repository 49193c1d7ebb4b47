/**
 * The kinds of venues a world may have, by what they promise about ids, deadlines and questions, and what the engine is
 * told of them.
 */
import type { BrokerCapabilities } from '#ports/broker.ts';
import type { Random } from '../kernel/random.ts';

/**
 * unique_ever: a client order id is never accepted twice, and a request carries a deadline (OKX, most futures).
 * unique_open: only among open orders, and a request carries a deadline (Binance spot).
 * gateway: a bridge beside a terminal (MetaTrader 5, QMT) with a durable journal of its own, deadlines and a memory of ids.
 * raw: no id, no deadline, no proof; open and closed orders can be looked through by their remark.
 */
export type VenueKind = 'unique_ever' | 'unique_open' | 'gateway' | 'raw';

export const VENUE_KINDS: readonly VenueKind[] = ['unique_ever', 'unique_open', 'gateway', 'raw'];

export interface VenueManner {
  readonly capabilities: BrokerCapabilities;
  /** How long after signing a request is taken at most; undefined: however late it comes. */
  readonly deadlineMs: number | undefined;
  /** How much longer the venue may be busy with a request it took in time. */
  readonly processingMs: number;
  /** A replica that answers questions may be this far behind. */
  readonly replicaLagMs: number;
}

export const REQUEST_DEADLINE_MS = 2_000;
/** Some venues give a request longer than two questions take: there a proof that does not wait for it is a wrong one. */
const LONG_REQUEST_DEADLINE_MS = 5_000;
const LONG_DEADLINES = 0.2;

/** How long a request of this world may be under way, ms: the same for all of its lives. */
export const requestDeadlineOf = (random: Random): number =>
  random.fork('time to live').chance(LONG_DEADLINES) ? LONG_REQUEST_DEADLINE_MS : REQUEST_DEADLINE_MS;

/** How often a venue changes no order that rests: what must be another ends, and is placed anew. */
const UNCHANGEABLE = 0.1;
const UNCHANGEABLE_COINS = 0.5;

/** Whether the venue of this world changes orders in place. */
export const amendsOf = (random: Random, { isSpot }: { readonly isSpot: boolean }): boolean =>
  !random.fork('amendable').chance(isSpot ? UNCHANGEABLE_COINS : UNCHANGEABLE);

const FULL = {
  orderTypes: ['market', 'limit', 'stop', 'stop_limit'],
  timesInForce: ['gtc', 'ioc', 'fok', 'day'],
  postOnly: false,
  reduceOnly: true,
  amend: true,
  oneCancelsOther: false,
  positionModes: ['netting'],
} as const satisfies Partial<BrokerCapabilities>;

/** A venue of coins keeps nothing within a position, and an order that rests there ties up what it sells. */
const COINS = { reduceOnly: false, tiesUp: ['crypto_spot'] } as const satisfies Partial<BrokerCapabilities>;

/** What a venue of the kind promises; `isSpot`: one of coins. */
export function mannerOf(
  kind: VenueKind,
  { isSpot = false }: { readonly isSpot?: boolean | undefined } = {},
): VenueManner {
  const manner = usualMannerOf(kind);
  return isSpot ? { ...manner, capabilities: { ...manner.capabilities, ...COINS } } : manner;
}

function usualMannerOf(kind: VenueKind): VenueManner {
  const deadlineMs = kind === 'raw' ? undefined : REQUEST_DEADLINE_MS;
  const processingMs = kind === 'unique_open' ? 3_000 : 1_000;
  const replicaLagMs = kind === 'raw' || kind === 'gateway' ? 0 : 1_500;
  // What may pass between the deadline and the moment a question surely sees the order.
  const proofDelayMs = processingMs + replicaLagMs;
  switch (kind) {
    case 'unique_ever':
      return {
        capabilities: { ...FULL, clientOrderIdUnique: 'ever', proofDelayMs },
        deadlineMs,
        processingMs,
        replicaLagMs,
      };
    case 'unique_open':
      return {
        capabilities: { ...FULL, clientOrderIdUnique: 'open', proofDelayMs },
        deadlineMs,
        processingMs,
        replicaLagMs,
      };
    case 'gateway':
      return {
        capabilities: { ...FULL, reduceOnly: false, clientOrderIdUnique: 'ever', proofDelayMs },
        deadlineMs,
        processingMs,
        replicaLagMs,
      };
    case 'raw':
      return {
        capabilities: { ...FULL, reduceOnly: false, clientOrderIdUnique: 'none' },
        deadlineMs,
        processingMs,
        replicaLagMs,
      };
  }
}
