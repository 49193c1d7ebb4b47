/** The prices an account needs of a source that has them on demand: of what it holds, has orders in, or was asked about. */
import type { EngineEvent } from '#engine/events.ts';
import { rateInstrumentId } from '#engine/rates.ts';
import { type AccountState, openOrdersOf, positionsOf } from '#engine/state.ts';
import { WatchedPrices, type WatchedPricesOptions } from './watched-prices.ts';

export interface AccountPricesOptions extends Omit<WatchedPricesOptions, 'isNeeded'> {
  readonly state: () => AccountState;
}

export class AccountPrices {
  readonly #state: () => AccountState;
  readonly #watched: WatchedPrices;
  readonly #isOnDemand: boolean;

  constructor(options: AccountPricesOptions) {
    this.#state = options.state;
    this.#isOnDemand = options.watch !== undefined;
    this.#watched = new WatchedPrices({ ...options, isNeeded: (id) => this.#isNeeded(id) });
  }

  /** Wants fresh prices of the instrument; a name that is none is passed over. */
  want(instrumentId: string): void {
    if (this.#state().volatile.settings.directory.byId(instrumentId) !== undefined) this.#watched.want(instrumentId);
  }

  /** Wants all that the account can't do without; call it when it has come up, and when its instruments are known. */
  wantWhatIsHeld(): void {
    const { positions, openByInstrument } = this.#state();
    this.wantRates();
    for (const { instrumentId } of positions.values()) this.want(instrumentId);
    for (const instrumentId of openByInstrument.keys()) this.want(instrumentId);
    for (const instrumentId of this.#parentInstruments()) this.want(instrumentId);
  }

  /**
   * Wants what these events may have added to what is ordered and held: not all of it came by a command of ours. Of a source
   * that has all prices anyway nothing is wanted.
   */
  wantWhatWasAdded(events: readonly EngineEvent[]): void {
    if (!this.#isOnDemand) return;
    const { directory } = this.#state().volatile.settings;
    for (const event of events) {
      const instrumentId = addedBy(event);
      if (instrumentId !== undefined && directory.byId(instrumentId) !== undefined)
        this.#watched.wantIfNew(instrumentId);
    }
  }

  /** What waits for a rate is booked as soon as the venue has told a price. */
  wantRates(): void {
    const state = this.#state();
    for (const { currency } of state.unconverted) this.want(rateInstrumentId(state, currency));
  }

  /** Whether the first price of the instrument is still waited for. */
  isAwaited(instrumentId: string): boolean {
    return this.#watched.isAwaited(instrumentId);
  }

  /** A price has come. */
  hear(instrumentId: string): void {
    this.#watched.hear(instrumentId);
  }

  stop(): void {
    this.#watched.stop();
  }

  /** A parent order follows the price of its instrument, whether or not an order of it is open. */
  #parentInstruments(): string[] {
    const { liveParents, parents } = this.#state();
    return [...liveParents].flatMap((id) => parents.get(id)?.request.instrumentId ?? []);
  }

  #isNeeded(instrumentId: string): boolean {
    const state = this.#state();
    if (openOrdersOf(state, instrumentId).length > 0 || positionsOf(state, instrumentId).length > 0) return true;
    if (this.#parentInstruments().includes(instrumentId)) return true;
    return state.unconverted.some(({ currency }) => rateInstrumentId(state, currency) === instrumentId);
  }
}

/** The instrument in which there may be an order or a position by this event, and was none before it. */
function addedBy(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case 'order_created':
    case 'external_order_found':
      return event.request.instrumentId;
    case 'order_filled':
    case 'position_adopted':
      return event.instrumentId;
    default:
      return undefined;
  }
}
