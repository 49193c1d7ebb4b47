/** What the parts of a world share. */
import type { Instrument } from '#domain/instrument.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Life } from '../kernel/life.ts';
import type { Random } from '../kernel/random.ts';
import type { SimulatedDisk } from '../disk/simulated-disk.ts';
import type { Trace } from '../trace/trace.ts';
import type { Deaths } from '../oracle/poison-watch.ts';
import type { SimulatedVenue } from '../venue/simulated-venue.ts';
import type { VenueKind, VenueManner } from '../venue/venue-kind.ts';
import type { Prices } from './prices.ts';
import type { MessageRate } from './trading-terms.ts';

export interface WorldParts {
  readonly kernel: Kernel;
  readonly random: Random;
  readonly faults: FaultPlan;
  readonly trace: Trace;
  readonly disk: SimulatedDisk;
  readonly venue: SimulatedVenue;
  readonly prices: Prices;
  readonly venueKind: VenueKind;
  readonly manner: VenueManner;
  /** Coins are traded. */
  readonly isSpot: boolean;
  readonly instruments: readonly Instrument[];
  /** How long after one comparison with the venue the next one comes by itself, ms. */
  readonly compareEveryMs: number;
  /** True wall time, ms UTC with fractions. */
  readonly wallMs: () => number;
  readonly messageRate: MessageRate;
  /** The version of the limits in force. */
  limitsVersion: number;
  /** Instruments in which trading is suspended; a process learns of it when it starts. */
  readonly suspended: Set<string>;
  /** Bodies of signals that kill whoever looks at them. */
  readonly poison: Set<string>;
  /** How often each such signal has. */
  readonly deaths: Map<string, Deaths>;
  /** Since when which version of the limits has been in force, virtual ms. */
  readonly limitsHistory: { readonly fromMs: number; readonly version: number }[];
  readonly crash: (life: Life, why: string) => void;
}
