/** What a run is asked for and what it answers. */
import type { FaultChoice, Injection } from '../faults/fault-plan.ts';
import type { FaultName } from '../faults/fault-kinds.ts';
import type { TraceLine } from '../trace/trace.ts';
import { VENUE_KINDS, type VenueKind } from '../venue/venue-kind.ts';

/** A world of one node at a venue of that kind; or two nodes that share a database, at a kind that the seed draws. */
export type WorldName = VenueKind | 'two_nodes';

export const WORLDS: readonly WorldName[] = [...VENUE_KINDS, 'two_nodes'];

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
