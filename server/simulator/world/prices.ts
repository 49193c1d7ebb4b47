/** Prices of a world: a seeded walk that every process and the venue see alike. */
import { type Decimal, decimal, ONE } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { PushableMarketData, QuoteListener } from '#ports/market-data.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Life } from '../kernel/life.ts';
import type { Random } from '../kernel/random.ts';
import { PRICES } from './trading-terms.ts';

const TICK_MS = 2_000;
const STEP_SHARE = 0.002;
const HALF_SPREAD_SHARE = 0.0001;

export class Prices {
  readonly #kernel: Kernel;
  readonly #faults: FaultPlan;
  readonly #random: Random;
  readonly #toldAt = new WeakMap<Life, number>();
  /** What the feed said last. */
  #told: ReadonlyMap<string, Quote> = new Map();
  #silentUntil = 0;
  readonly #wallMs: () => number;
  readonly #listeners = new Set<(instrumentIds: readonly string[]) => void>();
  readonly #quotes = new Map<string, Quote>();
  readonly #middle = new Map(Object.entries(PRICES));
  /** Whether they have come to rest. */
  isResting = false;

  constructor(kernel: Kernel, faults: FaultPlan, { random, wallMs }: { random: Random; wallMs: () => number }) {
    this.#kernel = kernel;
    this.#faults = faults;
    this.#random = random;
    this.#wallMs = wallMs;
    this.#move(false);
    this.#told = new Map(this.#quotes);
    this.#schedule();
  }

  get(instrumentId: string): Quote {
    const quote = this.#quotes.get(instrumentId);
    if (quote === undefined) throw new RangeError(`no price of ${instrumentId}`);
    return quote;
  }

  onChange(listener: (instrumentIds: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** When the process last heard a price, virtual ms; its start counts as one. */
  toldAt(life: Life): number {
    return this.#toldAt.get(life) ?? 0;
  }

  /** The market as one process sees it. */
  connect(life: Life): PushableMarketData & { release(instrumentId: string): void } {
    this.#toldAt.set(life, this.#kernel.now);
    const listeners = new Set<QuoteListener>();
    const end = this.onChange((instrumentIds) =>
      life.deliver(() => {
        this.#toldAt.set(life, this.#kernel.now);
        for (const id of instrumentIds) for (const listener of listeners) listener(this.get(id));
      }),
    );
    return {
      source: 'venue',
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(end()),
      quote: (instrumentId) => this.#told.get(instrumentId),
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      conversionRate: (): Decimal => ONE,
      push: () => undefined,
      release: () => undefined,
    };
  }

  /** From now on they stay as they are; they are still told, so that nobody takes them for old. */
  rest(): void {
    this.isResting = true;
  }

  #schedule(): void {
    this.#kernel.after(TICK_MS, () => {
      this.#move(!this.isResting);
      this.#schedule();
      if (this.#kernel.now < this.#silentUntil && !this.#faults.isOver) return;
      if (this.#faults.strikes('prices_silent')) {
        this.#silentUntil = this.#kernel.now + this.#faults.detail('prices_silent').skewed(5_000, 40_000);
      }
      this.#told = new Map(this.#quotes);
      const changed = [...this.#quotes.keys()];
      for (const listener of this.#listeners) listener(changed);
    });
  }

  #move(moves: boolean): void {
    for (const [id, middle] of this.#middle) {
      const next = moves ? middle * (1 + (this.#random.next() - 0.5) * 2 * STEP_SHARE) : middle;
      this.#middle.set(id, next);
      const half = next * HALF_SPREAD_SHARE;
      this.#quotes.set(id, {
        instrumentId: id,
        bid: decimal((next - half).toFixed(1)),
        ask: decimal((next + half).toFixed(1)),
        last: decimal(next.toFixed(1)),
        time: Math.floor(this.#wallMs()),
        source: 'venue',
      });
    }
  }
}
