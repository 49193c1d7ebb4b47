/** One seed's world, from its beginning to its rest, and what was wrong in it. */
import { FaultPlan } from '../faults/fault-plan.ts';
import { Kernel } from '../kernel/kernel.ts';
import { Random } from '../kernel/random.ts';
import { Trace } from '../trace/trace.ts';
import { createParts } from './create-parts.ts';
import { Nodes } from './nodes.ts';
import { Operator } from './operator.ts';
import type { WorldParts } from './parts.ts';
import { type RunOptions, type RunResult, WORLDS, type WorldName } from './run-seed-types.ts';
import { Sender } from './sender.ts';
import { Watches } from './watches.ts';

/** After the faults have stopped: what orders may need to come to their end, and then a person's word and its effects. */
const CALM_MS = 100_000;
const BY_HAND_MS = 30_000;
const VIOLATIONS_MAX = 20;

export async function runSeed(options: RunOptions): Promise<RunResult> {
  const world = new World(options);
  return await world.run();
}

class World {
  readonly #options: RunOptions;
  readonly #kernel = new Kernel();
  readonly #random: Random;
  readonly #name: WorldName;
  readonly #faults: FaultPlan;
  readonly #trace: Trace;
  readonly #parts: WorldParts;
  readonly #nodes: Nodes;
  readonly #sender: Sender;
  readonly #operator: Operator;
  readonly #watches: Watches;
  readonly #coverage: Record<string, number> = {};

  constructor(options: RunOptions) {
    this.#options = options;
    const { seed } = options;
    const now = (): number => this.#kernel.now;
    this.#random = new Random(seed);
    this.#name = options.world ?? this.#random.fork('world').pick(WORLDS);
    this.#trace = new Trace(now, options.keepsTrace === true);
    this.#faults = new FaultPlan(seed, options.faults ?? {}, {
      name: this.#name,
      now,
      onInjected: ({ name, ordinal }) => this.#noteFault(name, ordinal),
    });
    this.#parts = createParts({
      name: this.#name,
      kernel: this.#kernel,
      random: this.#random,
      faults: this.#faults,
      trace: this.#trace,
      crash: (life, why) => this.#nodes.crash(life, why),
      onTrespass: (stream) => this.#watches.violate(`I-17: ${stream} was written by a node that had lost it`),
    });
    const hasSeveral = this.#name === 'two_nodes';
    this.#nodes = new Nodes(this.#parts, { hasSeveral });
    const nodes = (): Nodes['all'] => this.#nodes.all;
    this.#sender = new Sender(this.#parts, { nodes, world: this.#name });
    this.#operator = new Operator(this.#parts, { nodes, takeOver: () => this.#nodes.takeOverByHand() });
    this.#watches = new Watches(this.#parts, {
      nodes: this.#nodes,
      operator: this.#operator,
      sender: this.#sender,
      isSingle: !hasSeveral,
    });
  }

  async run(): Promise<RunResult> {
    const activeMs = this.#random.fork('length').skewed(4_000, 40_000);
    this.#nodes.begin();
    this.#sender.begin(activeMs);
    this.#operator.begin();
    this.#nodes.scheduleTakeovers(activeMs);
    await this.#runUntil(activeMs);
    this.#faults.isOver = true;
    this.#trace.say('node', 'the faults stop');
    this.#nodes.settleOwnership();
    this.#nodes.openMarkets();
    this.#operator.calm();
    await this.#runUntil(activeMs + CALM_MS);
    this.#parts.prices.rest();
    this.#watches.checkBeforeHand();
    for (const node of this.#nodes.all) this.#operator.resolveByHand(node);
    await this.#runUntil(activeMs + CALM_MS + BY_HAND_MS);
    this.#watches.checkRest();
    return this.#result();
  }

  async #runUntil(atMs: number): Promise<void> {
    const watches = this.#watches;
    await this.#kernel.run(
      atMs,
      () => watches.look(),
      () => watches.found >= VIOLATIONS_MAX,
    );
  }

  #noteFault(name: string, ordinal: number): void {
    this.#trace.say('fault', `${name} #${ordinal}`);
    for (const node of this.#nodes?.all ?? []) {
      for (const { status } of node.runner?.state.orders.values() ?? []) {
        const cell = `${name} × ${status}`;
        this.#coverage[cell] = (this.#coverage[cell] ?? 0) + 1;
      }
    }
  }

  #result(): RunResult {
    return {
      seed: this.#options.seed,
      world: this.#name,
      traceHash: this.#trace.hash,
      violations: this.#watches.violations,
      injections: this.#faults.injections,
      kinds: this.#faults.kinds,
      kernelEvents: this.#kernel.events,
      virtualMs: this.#kernel.now,
      signals: this.#parts.disk.contents.inbox.length,
      orders: this.#watches.orders,
      coverage: this.#coverage,
      trace: this.#trace.lines,
    };
  }
}
