/**
 * Protection that is larger than its position: where the venue does not know reduce-only, a stop-loss or take-profit that
 * rests and could turn the position round is cut or called off within seconds of the trade that made it too large,
 * whatever state the account is in. Only what stands still in one and the same process counts.
 */
import { ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { AccountState } from '#engine/state.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import { goOn, type Since, type StandstillOptions } from './since.ts';

/** A change that came to nothing is asked for again by then. */
const WITHIN_MS = 8_000;
const ASKED_AGAIN_MS = 31_000;
/** After these the engine may rightly hold a position for another than its fills say. */
const DOUBTS = new Set<string>(['over_fill', 'absurd_report', 'terminal_renumbers']);

export class OversizeWatch {
  readonly #options: StandstillOptions;
  /** Since when each order has been too large. */
  readonly #since = new Map<string, Since>();
  #sequence = -1;

  constructor(options: StandstillOptions) {
    this.#options = options;
  }

  look(): void {
    const { facts, faults } = this.#options;
    const state = this.#options.state();
    if (state === undefined || state.volatile.settings.traits.reduceOnly) return;
    // What is decided and not written yet may be the change itself.
    if (state.sequence !== facts.sequence) return;
    if (this.#sequence !== state.sequence) this.#find(state);
    this.#sequence = state.sequence;
    const atMs = this.#options.now();
    for (const [id, since] of this.#since) {
      const known = goOn(since, { atMs, state });
      this.#since.set(id, known);
      if (atMs - known.atMs > WITHIN_MS && !faults.injections.some(isDoubt)) this.#tell(id, state);
    }
  }

  #find(state: AccountState): void {
    const tooLarge = new Set<string>();
    for (const order of state.orders.values()) if (this.#isTooLarge(state, order)) tooLarge.add(order.id);
    for (const id of this.#since.keys()) if (!tooLarge.has(id)) this.#since.delete(id);
    for (const id of tooLarge) if (!this.#since.has(id)) this.#since.set(id, { atMs: this.#options.now(), state });
  }

  /** One of which a change is on its way, or was refused by the venue, is not: somebody is at it, or was told. */
  #isTooLarge(state: AccountState, { id, status, request, filledQuantity }: Order): boolean {
    const { facts } = this.#options;
    if (request.role !== 'stop_loss' && request.role !== 'take_profit') return false;
    if (status !== 'accepted' && status !== 'partially_filled') return false;
    if (facts.orders.get(id)?.isAmendRefused === true) return false;
    if (state.volatile.settings.directory.byId(request.instrumentId)?.tradable === false) return false;
    const position = facts.positions.get(request.instrumentId) ?? ZERO;
    return request.quantity - filledQuantity > (request.side === 'sell' ? position : -position);
  }

  #tell(id: string, state: AccountState): void {
    const { facts, now } = this.#options;
    // A venue that refuses is asked again, after pauses of up to half a minute.
    if (WALL_START_MS + now() - (facts.orders.get(id)?.askedAt ?? 0) < ASKED_AGAIN_MS) return;
    this.#since.set(id, { atMs: Number.POSITIVE_INFINITY, state });
    const role = state.orders.get(id)?.request.role;
    this.#options.say(`I-23: ${role} ${id} stays larger than the position that it is to close`);
  }
}

const isDoubt = ({ name }: { readonly name: string }): boolean => DOUBTS.has(name);
