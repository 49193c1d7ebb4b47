/** Whose order it is that the venue speaks of: ours or somebody else's, by its own id or by the one that was given to it. */
import type { Order } from '#domain/order.ts';
import type { VenueOrder } from '#domain/report.ts';
import type { AccountState } from './state.ts';

/** Names an order of the venue: ids are unique within an instrument. */
export const keyOf = ({ instrumentId, venueOrderId }: Pick<VenueOrder, 'instrumentId' | 'venueOrderId'>): string =>
  `${instrumentId} ${venueOrderId}`;
export const keyOfOrder = ({ request: { instrumentId }, venueOrderId = '' }: Order): string =>
  keyOf({ instrumentId, venueOrderId });

type Named = Pick<VenueOrder, 'clientOrderId' | 'instrumentId'> & { readonly venueOrderId?: string };

/** Which order of our books the venue speaks of: the newest, where somebody used an id again. */
export class Owners {
  readonly #state: AccountState;
  readonly #byVenueId = new Map<string, Order>();

  constructor(state: AccountState) {
    this.#state = state;
    for (const order of state.orders.values()) if (order.venueOrderId !== undefined) this.note(order);
  }

  note(order: Order): void {
    this.#byVenueId.set(keyOfOrder(order), order);
  }

  of({ clientOrderId, instrumentId, venueOrderId }: Named): Order | undefined {
    const byVenue = venueOrderId === undefined ? undefined : this.#byVenueId.get(keyOf({ instrumentId, venueOrderId }));
    if (byVenue !== undefined) return byVenue;
    const order = this.#state.orders.get(this.#state.orderIdByClientId.get(clientOrderId) ?? '');
    // Others may use an id of theirs again; one of ours never means two orders.
    return order?.request.role === 'external' && venueOrderId !== undefined ? undefined : order;
  }
}
