/** People who withdraw entries that rest, where the venue may learn later that a part of one was filled all the same. */
import type { Order } from '#domain/order.ts';
import type { AccountState } from '#engine/state.ts';
import type { Random } from '../kernel/random.ts';
import { cancelNowAndThen } from './cancel-now-and-then.ts';
import type { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';

const LOOK_MS = [300, 3_000] as const;
/** How likely an order is withdrawn at one look. */
const LIKELIHOOD = 0.4;

export class WithdrawnEntries {
  readonly #parts: WorldParts;
  readonly #nodes: () => readonly SimulatedNode[];
  readonly #random: Random;

  constructor(parts: WorldParts, nodes: () => readonly SimulatedNode[]) {
    this.#parts = parts;
    this.#nodes = nodes;
    this.#random = parts.random.fork('withdrawn entries');
  }

  begin(): void {
    cancelNowAndThen({
      parts: this.#parts,
      nodes: this.#nodes,
      random: this.#random,
      lookMs: LOOK_MS,
      does: 'withdraws',
      unwanted: (state) => this.#unwanted(state),
    });
  }

  *#unwanted(state: AccountState): Iterable<string> {
    for (const order of state.orders.values())
      if (restsAsEntry(order) && this.#random.chance(LIKELIHOOD)) yield order.id;
  }
}

const restsAsEntry = ({ status, request: { role, type } }: Order): boolean =>
  role === 'entry' && type === 'limit' && (status === 'accepted' || status === 'partially_filled');
