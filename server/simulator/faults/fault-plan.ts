/**
 * Which faults a seed brings, and how strong. Each seed first draws which kinds are switched on, so that some runs have
 * one fault often and others many rarely; whether a fault happens at its n-th opportunity depends on the seed, its name
 * and n alone, so that switching one kind off leaves the draws of the others as they were.
 */
import { hashText, mix, Random } from '../kernel/random.ts';
import { FAULT_KINDS, type FaultName } from './fault-kinds.ts';

export interface FaultChoice {
  /** Only these kinds; absent: what the seed draws. */
  readonly only?: readonly FaultName[];
  /** Kinds that never happen. */
  readonly without?: readonly FaultName[];
  /** Single opportunities that are let pass, as `name#n`: what a minimised failure is made of. */
  readonly skip?: ReadonlySet<string>;
  /** Nothing more happens after this virtual time, ms. */
  readonly untilMs?: number;
}

export interface Injection {
  readonly name: FaultName;
  readonly ordinal: number;
  readonly atMs: number;
}

export interface FaultWorld {
  /** Absent: one in which only those are drawn that every world has. */
  readonly name?: string;
  readonly now: () => number;
  readonly onInjected: (injection: Injection) => void;
}

const TWO_TO_32 = 4_294_967_296;

export class FaultPlan {
  readonly #seed: number;
  readonly #choice: FaultChoice;
  readonly #now: () => number;
  readonly #strengths = new Map<FaultName, number>();
  readonly #opportunities = new Map<FaultName, number>();
  readonly #onInjected: (injection: Injection) => void;
  readonly injections: Injection[] = [];
  /** No fault happens after the world has been told to come to rest. */
  isOver = false;

  constructor(seed: number, choice: FaultChoice, world: FaultWorld) {
    this.#seed = seed >>> 0;
    this.#choice = choice;
    this.#now = world.now;
    this.#onInjected = world.onInjected;
    const random = new Random(seed).fork('faults');
    const share = random.skewed(0.1, 0.95);
    for (const kind of FAULT_KINDS) {
      const isDrawn = random.chance(share);
      const strength = random.skewed(kind.strongest / 10, kind.strongest);
      const isOfWorld = kind.worlds === undefined || kind.worlds.includes(world.name ?? '');
      const isOn = choice.only === undefined ? isDrawn && isOfWorld : choice.only.includes(kind.name);
      if (isOn && choice.without?.includes(kind.name) !== true) this.#strengths.set(kind.name, strength);
    }
  }

  /** The kinds that this seed has switched on. */
  get kinds(): readonly FaultName[] {
    return [...this.#strengths.keys()];
  }

  has(name: FaultName): boolean {
    return this.#strengths.has(name);
  }

  /** Asked at each opportunity: whether the fault happens now. `bias` multiplies its chance where the window is narrow. */
  strikes(name: FaultName, bias = 1): boolean {
    const strength = this.#strengths.get(name);
    if (strength === undefined || this.isOver) return false;
    const ordinal = (this.#opportunities.get(name) ?? 0) + 1;
    this.#opportunities.set(name, ordinal);
    const { untilMs = Number.POSITIVE_INFINITY, skip } = this.#choice;
    const atMs = this.#now();
    if (atMs > untilMs || skip?.has(`${name}#${ordinal}`) === true) return false;
    const drawn = mix(hashText(name, this.#seed) ^ Math.imul(ordinal, 0x9e3779b1)) / TWO_TO_32;
    if (drawn >= strength * bias) return false;
    const injection = { name, ordinal, atMs };
    this.injections.push(injection);
    this.#onInjected(injection);
    return true;
  }

  /** Chance for the details of a fault that struck (how late, how much), of the seed, its name and its number. */
  detail(name: FaultName): Random {
    const ordinal = this.#opportunities.get(name) ?? 0;
    return new Random(mix(hashText(`${name}:detail`, this.#seed) ^ Math.imul(ordinal, 0x85ebca6b)));
  }
}
