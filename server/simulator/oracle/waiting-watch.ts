/**
 * Closes that wait for room: where the venue does not know reduce-only, a close stays here while stop-losses and
 * take-profits could take the same. When nothing is in its way any more it is out within seconds; and when it has ended
 * unsent, the protection that gave way to it is back within seconds. Looked at only where nothing that struck explains a
 * delay.
 */
import { ZERO } from '#domain/decimal.ts';
import type { ProtectionGroup } from '#engine/protection-group.ts';
import type { AccountState } from '#engine/state.ts';
import { DELAYS, LINGERS_MS } from './answer-watch.ts';
import { isOut, leavesAtMost, type OrderFacts } from './journal-facts.ts';
import { OversizeWatch } from './oversize-watch.ts';
import { isOf, protects, wasTurnedAway } from './protection-at-rest.ts';
import { goOn, type Since, type StandstillOptions } from './since.ts';

const WITHIN_MS = 2_500;

export class WaitingWatch {
  readonly #options: StandstillOptions;
  /** Closes that were approved and not signed; since when each could have gone out. */
  readonly #waiting = new Map<string, Since | undefined>();
  /** Instruments in which one has ended unsent; since when protection could have been back. */
  readonly #bare = new Map<string, Since | undefined>();

  readonly #oversize: OversizeWatch;

  constructor(options: StandstillOptions) {
    this.#options = options;
    this.#oversize = new OversizeWatch(options);
  }

  /** The journal says that the order was approved. */
  approved(orderId: string): void {
    if (this.#options.facts.orders.get(orderId)?.request.role === 'close') this.#waiting.set(orderId, undefined);
  }

  look(): void {
    this.#oversize.look();
    for (const [id, since] of this.#waiting) this.#lookAtClose(id, since);
    for (const [instrumentId, since] of this.#bare) this.#lookAtProtection(instrumentId, since);
  }

  #lookAtClose(id: string, since: Since | undefined): void {
    const { facts, say } = this.#options;
    const order = facts.orders.get(id);
    if (order === undefined || order.submissions.length > 0 || order.ended !== undefined) {
      this.#waiting.delete(id);
      if (order?.submissions.length === 0) this.#bare.set(order.request.instrumentId, undefined);
      return;
    }
    const known = this.#hasRoom(order) ? this.#goOn(since) : undefined;
    this.#waiting.set(id, known);
    if (!this.#isOver(known)) return;
    this.#waiting.delete(id);
    say(`I-29: close ${id} waits, and nothing is in its way`);
  }

  #lookAtProtection(instrumentId: string, since: Since | undefined): void {
    const { say } = this.#options;
    const known = this.#goOn(since);
    const bare = known === undefined ? undefined : this.#bareGroup(instrumentId, known.state);
    if (known !== undefined && bare === undefined && known.state.tradingState === 'active') {
      this.#bare.delete(instrumentId);
      return;
    }
    this.#bare.set(instrumentId, known);
    if (!this.#isOver(known)) return;
    this.#bare.delete(instrumentId);
    if (bare !== undefined)
      say(`I-05: the stop of group ${bare.id} gave way to a close that was not sent, and is not back`);
  }

  /** Since when it is so, where nothing explains that it takes longer. */
  #goOn(since: Since | undefined): Since | undefined {
    const { now, state, faults } = this.#options;
    const present = state();
    const atMs = now();
    if (present?.volatile.reconciled !== true || present.tradingState !== 'active') return undefined;
    if (faults.injections.some((one) => DELAYS.has(one.name) && one.atMs >= atMs - LINGERS_MS)) return undefined;
    return goOn(since, { atMs, state: present });
  }

  #isOver(since: Since | undefined): boolean {
    return since !== undefined && this.#options.now() - since.atMs > WITHIN_MS;
  }

  /** Whether all that may take something off the position leaves room for the close, however the amends have ended. */
  #hasRoom({ id, request }: OrderFacts): boolean {
    const { orders, positions } = this.#options.facts;
    const position = positions.get(request.instrumentId) ?? ZERO;
    let protection = 0n;
    let all: bigint = leavesAtMost(orders.get(id) as OrderFacts);
    for (const other of orders.values()) {
      const { role, instrumentId } = other.request;
      if (other.id === id || instrumentId !== request.instrumentId || other.ended !== undefined) continue;
      if (role === 'close') all += leavesAtMost(other);
      if (role === 'stop_loss' || role === 'take_profit') protection += leavesAtMost(other);
    }
    return protection === 0n || all + protection <= (request.side === 'sell' ? position : -position);
  }

  /** A group that is to have a stop-loss and has none, while nothing closes its position. */
  #bareGroup(instrumentId: string, { groups, volatile }: AccountState): ProtectionGroup | undefined {
    const { facts } = this.#options;
    // Where what rests ties up what it sells, a stop-loss gives way to a take-profit too, until that is known to be over.
    const roles = volatile.settings.traits.tiesUp === undefined ? ['stop_loss'] : ['stop_loss', 'take_profit'];
    const orders = [...facts.orders.values()].filter(({ request }) => request.instrumentId === instrumentId);
    if (
      orders.some((order) => order.request.role === 'close' && order.ended === undefined && leavesAtMost(order) > ZERO)
    )
      return undefined;
    const position = facts.positions.get(instrumentId) ?? ZERO;
    return [...groups.values()].find(
      (group) =>
        group.instrumentId === instrumentId &&
        group.stopLoss !== undefined &&
        protects(group, position) > ZERO &&
        !wasTurnedAway(facts, group, 'stop_loss') &&
        !orders.some(
          (order) => roles.includes(order.request.role) && isOf(group, order.request.ocoGroup) && isOut(order),
        ),
    );
  }
}
