/** People who look at what each server has, again and again until the faults are over, and have some of it canceled. */
import type { AccountState } from '#engine/state.ts';
import type { Actor } from '#runtime/desk.ts';
import { askServer } from './ask-server.ts';
import type { Random } from '../kernel/random.ts';
import type { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';

export interface Fickleness {
  readonly parts: WorldParts;
  readonly nodes: () => readonly SimulatedNode[];
  readonly random: Random;
  /** From one look to the next. */
  readonly lookMs: readonly [number, number];
  /** What they do to it, for the trace. */
  readonly does: string;
  /** Whom they want gone at this look, one after the other: what is asked of the server comes between. */
  readonly unwanted: (state: AccountState) => Iterable<string>;
}

const ACTOR: Actor = { kind: 'api_key', id: 'operator' };

export function cancelNowAndThen(fickleness: Fickleness): void {
  const { parts, nodes, random, lookMs } = fickleness;
  parts.kernel.after(random.skewed(...lookMs), () => {
    if (parts.faults.isOver) return;
    for (const node of nodes()) cancelAt(node, fickleness);
    cancelNowAndThen(fickleness);
  });
}

function cancelAt({ desk, runner, life }: SimulatedNode, { parts, does, unwanted }: Fickleness): void {
  if (desk === undefined || runner === undefined || life === undefined || life.isPaused) return;
  for (const id of unwanted(runner.state)) {
    parts.trace.say('decision', `operator: ${does} ${id}`);
    askServer(parts, life, () => desk.cancelOrder(ACTOR, id));
  }
}
