/** What a simulated venue is made of: the world around it, and the few things about it that a test may set. */
import type { Decimal } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Life } from '../kernel/life.ts';
import type { Random } from '../kernel/random.ts';
import type { Trace } from '../trace/trace.ts';
import type { VenueKind } from './venue-kind.ts';

export interface VenuePrice {
  readonly bid: Decimal;
  readonly ask: Decimal;
  /** How much can be had at it until it changes; absent: more than anybody asks for. */
  readonly quantity?: Decimal;
}

export interface VenueOptions {
  readonly kernel: Kernel;
  readonly faults: FaultPlan;
  readonly trace: Trace;
  readonly random: Random;
  readonly kind: VenueKind;
  /** Coins are traded: an order that rests ties up what it sells, and none sells what is not there. */
  readonly isSpot?: boolean;
  /** The venue's own clock, which is true: ms since 1970. */
  readonly wallMs: () => number;
  readonly price: (instrumentId: string) => VenuePrice;
  /** Ends the life of a process. */
  readonly crash: (life: Life, why: string) => void;
  readonly currency: string;
  /** Absent: every instrument is taken, in the steps that its quantities suggest. */
  readonly instruments?: readonly Instrument[];
  /** The account's money at the beginning; absent: a million. */
  readonly balance?: Decimal;
  /** How long the adapter waits for an answer, ms; absent: five seconds. */
  readonly answerTimeoutMs?: number;
  /** False: reports carry no numbers, as at most real venues, and one that is lost is missed by nobody. */
  readonly numbersReports?: boolean;
  /** False: the venue does at once what its rules compel and nothing by chance, and the wire is even. */
  readonly hasWhims?: boolean;
}
