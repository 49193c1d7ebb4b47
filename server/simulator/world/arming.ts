/** Somebody disarms the account while orders are on their way, and arms it again later. */
import { askServer } from './ask-server.ts';
import type { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';
import { ACCOUNT_ID } from './trading-terms.ts';

const ACTOR = 'api_key:operator';
const REASON = { code: 'ACCOUNT_NOT_ARMED', values: { account: ACCOUNT_ID } } as const;
const DISARMED_MS = [200, 15_000] as const;
const ASK_AGAIN_MS = 1_000;

export class Arming {
  readonly #parts: WorldParts;
  readonly #nodes: () => readonly SimulatedNode[];

  constructor(parts: WorldParts, nodes: () => readonly SimulatedNode[]) {
    this.#parts = parts;
    this.#nodes = nodes;
  }

  disarm(node: SimulatedNode): void {
    const { kernel, trace, faults } = this.#parts;
    trace.say('node', 'the account is disarmed');
    this.#ask(node, 'reducing');
    kernel.after(faults.detail('disarmed').skewed(...DISARMED_MS), () => this.#arm());
  }

  /** When the faults have stopped: a word that could not be written is said again. */
  armAgain(): void {
    if (this.#node?.runner?.state.armTrading.state === 'reducing') this.#arm();
  }

  get #node(): SimulatedNode | undefined {
    return this.#nodes().find(({ runner, life }) => runner !== undefined && life?.isPaused === false);
  }

  #arm(): void {
    const { kernel, trace } = this.#parts;
    const node = this.#node;
    if (node === undefined) {
      kernel.after(ASK_AGAIN_MS, () => this.#arm());
      return;
    }
    trace.say('node', 'the account is armed');
    this.#ask(node, 'active');
  }

  #ask({ runner, life }: SimulatedNode, state: 'active' | 'reducing'): void {
    if (runner === undefined || life === undefined) return;
    askServer(this.#parts, life, () =>
      runner.submit({ kind: 'set_trading_state', scope: 'arming', state, reason: REASON, actor: ACTOR }),
    );
  }
}
