/** The nodes of a world, one after the other: who has the account, who takes it over, and who is started once more. */
import type { AccountState } from '#engine/state.ts';
import type { Life } from '../kernel/life.ts';
import type { Random } from '../kernel/random.ts';
import { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';

/** How often it is looked whether a server that is to be stopped has come up. */
const RESTART_LOOK_MS = 500;
const NODES_MAX = 6;

export class Nodes {
  /** The last one has the account. */
  readonly all: SimulatedNode[] = [];
  readonly #parts: WorldParts;
  /** When each life began; the first is number 1. */
  readonly #lives: number[] = [];
  readonly #hasSeveral: boolean;
  readonly #takeovers: Random;

  constructor(parts: WorldParts, { hasSeveral }: { readonly hasSeveral: boolean }) {
    this.#parts = parts;
    this.#hasSeveral = hasSeveral;
    this.#takeovers = parts.random.fork('second owners');
  }

  get newest(): SimulatedNode | undefined {
    return this.all.at(-1);
  }

  /** Of the process that has the account and hears; another object for each life. */
  get heardState(): AccountState | undefined {
    const { life, runner } = this.newest ?? {};
    return life?.isPaused === false ? runner?.state : undefined;
  }

  /** The life that has the account now and hears; undefined while none does. */
  get hearingLife(): number | undefined {
    const { life, lifeNumber } = this.newest ?? {};
    return life?.isOver === false && !life.isPaused ? lifeNumber : undefined;
  }

  /** Since when it lives, virtual ms. */
  get hearingSince(): number | undefined {
    const { hearingLife } = this;
    return hearingLife === undefined ? undefined : this.lifeBeganAt(hearingLife);
  }

  /** Virtual ms. */
  lifeBeganAt(life: number): number {
    return this.#lives[life - 1] ?? 0;
  }

  begin(): void {
    this.#add('a').start();
  }

  /** Other nodes take the account over within that time, while the one before may be alive, dead or paused. */
  scheduleTakeovers(activeMs: number): void {
    if (!this.#hasSeveral) return;
    const random = this.#parts.random.fork('takeovers');
    const count = random.int(1, 3);
    for (let index = 0; index < count; index += 1) {
      this.#parts.kernel.after(random.next() * activeMs, () => this.#takeOver(random));
    }
  }

  crash(life: Life, why: string): void {
    for (const node of this.all) if (node.life === life) node.died(why);
  }

  /** By an operator: another node takes the account over, where there may be one more. */
  takeOverByHand(): void {
    if (this.#hasSeveral && this.all.length < NODES_MAX) this.#takeOver(this.#takeovers);
  }

  /**
   * The last node keeps the account. Signals that an earlier owner took in and could not decide wait in the inbox for the
   * next start: nodes do not ring each other's bell yet, so the owner is started once more.
   */
  settleOwnership(): void {
    if (!this.#hasSeveral) return;
    for (const node of this.all.slice(0, -1)) node.retire('replaced');
    this.newest?.stopGracefully();
  }

  /** Trading in what was suspended is open again; a server learns of it when it starts. */
  openMarkets(): void {
    if (this.#parts.suspended.size === 0 && this.newest?.knowsOfSuspension !== true) return;
    this.#parts.suspended.clear();
    this.#restart(this.newest?.life);
  }

  #add(name: string): SimulatedNode {
    const { kernel, trace } = this.#parts;
    const node = new SimulatedNode(this.#parts, {
      name,
      nextLife: () => this.#lives.push(kernel.now),
      onUp: () => undefined,
      onNotice: (code) => trace.say('check', `notice ${code}`),
    });
    this.all.push(node);
    return node;
  }

  #takeOver(random: Random): void {
    const [old] = this.all.filter(({ life }) => life?.isOver === false);
    if (old !== undefined && random.chance(0.6)) old.life?.pause(random.skewed(200, 20_000));
    const next = this.#add(`node ${this.all.length + 1}`);
    next.start();
    for (const node of this.all) if (node !== next) node.isStandby = true;
  }

  /** A server that is just coming up knows already what was; it is stopped as soon as it can be. */
  #restart(life: Life | undefined): void {
    const node = this.newest;
    if (life === undefined || life.isOver || node?.life !== life) return;
    if (node.desk === undefined) this.#parts.kernel.after(RESTART_LOOK_MS, () => this.#restart(life));
    else node.stopGracefully();
  }
}
