/** People who withdraw entries that rest, where the venue may learn later that a part of one was filled all the same. */
import type { Order } from '#domain/order.ts';
import type { Actor } from '#runtime/desk.ts';
import { askServer } from './ask-server.ts';
import type { Random } from '../kernel/random.ts';
import type { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';

const ACTOR: Actor = { kind: 'api_key', id: 'operator' };
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
    this.#parts.kernel.after(this.#random.skewed(...LOOK_MS), () => {
      if (this.#parts.faults.isOver) return;
      for (const node of this.#nodes()) this.#look(node);
      this.begin();
    });
  }

  #look({ desk, runner, life }: SimulatedNode): void {
    const { trace } = this.#parts;
    if (desk === undefined || runner === undefined || life === undefined || life.isPaused) return;
    for (const order of runner.state.orders.values()) {
      if (!restsAsEntry(order) || !this.#random.chance(LIKELIHOOD)) continue;
      trace.say('decision', `operator: withdraws ${order.id}`);
      askServer(this.#parts, life, () => desk.cancelOrder(ACTOR, order.id));
    }
  }
}

const restsAsEntry = ({ status, request: { role, type } }: Order): boolean =>
  role === 'entry' && type === 'limit' && (status === 'accepted' || status === 'partially_filled');
