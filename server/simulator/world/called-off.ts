/**
 * People who call off what the server carries out for them, where the world has such orders: mostly while one of its
 * children is on its way or nobody knows what has become of it.
 */
import { isInFlight } from '#domain/order.ts';
import type { ParentOrder } from '#domain/parent-order.ts';
import type { AccountState } from '#engine/state.ts';
import type { Actor } from '#runtime/desk.ts';
import { askServer } from './ask-server.ts';
import type { Random } from '../kernel/random.ts';
import type { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';

const ACTOR: Actor = { kind: 'api_key', id: 'operator' };
/** In how many of these worlds somebody does. */
const FICKLE = 0.5;
const LOOK_MS = [150, 2_500] as const;
/** How likely an order is called off at one look. */
const WHILE_UNDER_WAY = 0.4;
const WHILE_RESTING = 0.12;
const WHILE_CALM = 0.03;

export class CalledOff {
  readonly #parts: WorldParts;
  readonly #nodes: () => readonly SimulatedNode[];
  readonly #random: Random;

  constructor(parts: WorldParts, nodes: () => readonly SimulatedNode[]) {
    this.#parts = parts;
    this.#nodes = nodes;
    this.#random = parts.random.fork('called off');
  }

  begin(): void {
    if (this.#random.chance(FICKLE)) this.#lookAgain();
  }

  #lookAgain(): void {
    this.#parts.kernel.after(this.#random.skewed(...LOOK_MS), () => {
      if (this.#parts.faults.isOver) return;
      for (const node of this.#nodes()) this.#look(node);
      this.#lookAgain();
    });
  }

  #look({ desk, runner, life }: SimulatedNode): void {
    const { trace } = this.#parts;
    if (desk === undefined || runner === undefined || life === undefined || life.isPaused) return;
    const { state } = runner;
    for (const id of state.liveParents) {
      const parent = state.parents.get(id);
      if (parent === undefined || parent.cancelAskedBy !== undefined) continue;
      if (!this.#random.chance(likelihood(state, parent))) continue;
      trace.say('decision', `operator: calls off ${id}`);
      askServer(this.#parts, life, () => desk.cancelOrder(ACTOR, id));
    }
  }
}

function likelihood(state: AccountState, { openChildIds }: ParentOrder): number {
  if (openChildIds.size === 0) return WHILE_CALM;
  const isUnderWay = [...openChildIds].some((id) => isInFlight(state.orders.get(id)?.status ?? 'accepted'));
  return isUnderWay ? WHILE_UNDER_WAY : WHILE_RESTING;
}
