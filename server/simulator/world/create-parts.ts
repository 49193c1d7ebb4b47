/** Makes what the parts of one world share: its disk, its venue and its market, each with chances of its own. */
import { SimulatedDisk } from '../disk/simulated-disk.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Life } from '../kernel/life.ts';
import type { Random } from '../kernel/random.ts';
import type { Trace } from '../trace/trace.ts';
import { SimulatedVenue } from '../venue/simulated-venue.ts';
import { mannerOf } from '../venue/venue-kind.ts';
import type { WorldParts } from './parts.ts';
import { Prices } from './prices.ts';
import { kindOf, type WorldName } from './run-seed-types.ts';
import { COINS, CURRENCY, INSTRUMENTS, messageRateOf, WALL_START_MS } from './trading-terms.ts';

export interface PartsOptions {
  readonly name: WorldName;
  readonly kernel: Kernel;
  readonly random: Random;
  readonly faults: FaultPlan;
  readonly trace: Trace;
  readonly crash: (life: Life, why: string) => void;
  /** A stream was written by a node that had lost it. */
  readonly onTrespass: (stream: string) => void;
}

/** How many of the worlds have a stream that loses reports unnoticed. */
const WITHOUT_NUMBERS = 0.35;
/** The longest is the product's own; the shorter ones meet orders on their way. */
const COMPARE_EVERY_MS = [10_000, 30_000, 60_000] as const;

export function createParts({ name, onTrespass, ...shared }: PartsOptions): WorldParts {
  const { kernel, random, faults, crash } = shared;
  const wallMs = (): number => WALL_START_MS + kernel.now;
  const venueKind = kindOf(name, random);
  const isSpot = name === 'tied';
  const instruments = isSpot ? COINS : INSTRUMENTS;
  const prices = new Prices(kernel, faults, { random: random.fork('prices'), wallMs });
  const venue = new SimulatedVenue({
    ...shared,
    random: random.fork('venue'),
    kind: venueKind,
    wallMs,
    price: (instrumentId) => prices.get(instrumentId),
    currency: CURRENCY,
    instruments,
    isSpot,
    numbersReports: !random.fork('reports').chance(WITHOUT_NUMBERS),
    // A hasty adapter meets the windows that a patient one has slept through.
    answerTimeoutMs: random.fork('adapter').pick([600, 1_500, 5_000]),
  });
  prices.onChange((ids) => {
    if (!prices.isResting) for (const id of ids) venue.pricesChanged(id);
  });
  return {
    ...shared,
    disk: new SimulatedDisk({ ...shared, random: random.fork('disk'), onTrespass }),
    venue,
    prices,
    venueKind,
    manner: mannerOf(venueKind, { isSpot }),
    isSpot,
    instruments,
    compareEveryMs: random.fork('comparison').pick(COMPARE_EVERY_MS),
    wallMs,
    messageRate: messageRateOf(random),
    limitsVersion: 2,
    suspended: new Set(),
    poison: new Set(),
    deaths: new Map(),
    limitsHistory: [{ fromMs: 0, version: 2 }],
    crash,
  };
}
