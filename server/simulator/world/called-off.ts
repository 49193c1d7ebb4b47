/**
 * People who call off what the server carries out for them, where the world has such orders: mostly while one of its
 * children is on its way or nobody knows what has become of it.
 */
import { isInFlight } from '#domain/order.ts';
import type { ParentOrder } from '#domain/parent-order.ts';
import type { AccountState } from '#engine/state.ts';
import type { Random } from '../kernel/random.ts';
import { cancelNowAndThen } from './cancel-now-and-then.ts';
import type { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';

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
    if (!this.#random.chance(FICKLE)) return;
    cancelNowAndThen({
      parts: this.#parts,
      nodes: this.#nodes,
      random: this.#random,
      lookMs: LOOK_MS,
      does: 'calls off',
      unwanted: (state) => this.#unwanted(state),
    });
  }

  *#unwanted(state: AccountState): Iterable<string> {
    for (const id of state.liveParents) {
      const parent = state.parents.get(id);
      if (parent === undefined || parent.cancelAskedBy !== undefined) continue;
      if (this.#random.chance(likelihood(state, parent))) yield id;
    }
  }
}

function likelihood(state: AccountState, { openChildIds }: ParentOrder): number {
  if (openChildIds.size === 0) return WHILE_CALM;
  const isUnderWay = [...openChildIds].some((id) => isInFlight(state.orders.get(id)?.status ?? 'accepted'));
  return isUnderWay ? WHILE_UNDER_WAY : WHILE_RESTING;
}
