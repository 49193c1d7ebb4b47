/** What a run is asked for and what it answers. */
import type { FaultChoice, Injection } from '../faults/fault-plan.ts';
import type { FaultName } from '../faults/fault-kinds.ts';
import type { Random } from '../kernel/random.ts';
import type { TraceLine } from '../trace/trace.ts';
import { VENUE_KINDS, type VenueKind } from '../venue/venue-kind.ts';

/**
 * A world of one node at a venue of that kind; or two nodes that share a database, or one whose people ask for orders that
 * the server carries out, at a kind that the seed draws; or one whose people build a position out of several and take parts
 * of it off again, at a kind that does not know reduce-only; or one where they do so with coins, which orders that rest tie up.
 */
export type WorldName = VenueKind | 'two_nodes' | 'emulated' | 'crowded' | 'tied';

/** Those that a seed draws from. */
export const WORLDS: readonly WorldName[] = [...VENUE_KINDS, 'two_nodes'];
/** All that there are: the last three have to be asked for, so that what other seeds draw stays as it is. */
export const NAMED_WORLDS: readonly WorldName[] = [...WORLDS, 'emulated', 'crowded', 'tied'];

/** Where what is to close may turn a position round. */
const TURNING_KINDS: readonly VenueKind[] = ['gateway', 'raw'];

/** The kind of venue that the world has. */
export function kindOf(name: WorldName, random: Random): VenueKind {
  if (name === 'crowded') return random.fork('kind').pick(TURNING_KINDS);
  return name === 'two_nodes' || name === 'emulated' || name === 'tied' ? random.fork('kind').pick(VENUE_KINDS) : name;
}

export interface RunOptions {
  readonly seed: number;
  /** Absent: the seed draws it. */
  readonly world?: WorldName;
  readonly faults?: FaultChoice;
  /** Whether the lines of the trace are kept, for a person. */
  readonly keepsTrace?: boolean;
}

export interface RunResult {
  readonly seed: number;
  readonly world: WorldName;
  /** The same for the same options and the same product. */
  readonly traceHash: string;
  /** One sentence each, beginning with the invariant: `I-01: …`. Empty: nothing is wrong. */
  readonly violations: readonly string[];
  readonly injections: readonly Injection[];
  readonly kinds: readonly FaultName[];
  readonly kernelEvents: number;
  readonly virtualMs: number;
  readonly signals: number;
  readonly orders: number;
  /** How often each fault met an order in each state: `fault × status`. */
  readonly coverage: Readonly<Record<string, number>>;
  readonly trace: readonly TraceLine[];
}
