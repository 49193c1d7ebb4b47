/** What the matching room says happened, carried over to the exchange's orders, money and events. */
import type { VenueEvent } from '#matching/venue-event.ts';
import { type ExchangeOrder, type OrderEnding, snapshotOf } from './exchange-order.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import { bookFill } from './fill-booking.ts';
import type { RefusalReason } from './refusal.ts';
import { unlockFunds } from './spot-funds.ts';

/** Carries the events over, oldest first; the reason when the last of them refused an order. */
export function carryOut(world: ExchangeWorld, events: readonly VenueEvent[]): RefusalReason | undefined {
  let refusal: RefusalReason | undefined;
  const ended: ExchangeOrder[] = [];
  for (const event of events) {
    const order = world.orders.byId(event.clientOrderId);
    if (order === undefined) throw new Error(`the market speaks of an unknown order ${event.clientOrderId}`);
    refusal = carryOne(world, order, event);
    if (order.status !== 'open') ended.push(order);
  }
  for (const order of ended) world.conditionals.afterOrder(order);
  return refusal;
}

function carryOne(world: ExchangeWorld, order: ExchangeOrder, event: VenueEvent): RefusalReason | undefined {
  switch (event.kind) {
    case 'accepted':
    case 'triggered':
      return undefined;
    case 'fill':
      bookFill(world, order, event);
      return undefined;
    case 'canceled':
      finish(world, order, event.cause === 'request' ? (order.ending ?? 'request') : event.cause);
      return undefined;
    case 'expired':
      finish(world, order, 'request');
      return undefined;
    case 'amended':
      publishAmended(world, order);
      return undefined;
    case 'rejected':
      return event.code === 'VENUE_REDUCE_ONLY' ? 'reduce_only' : 'terms_invalid';
    case 'cancel_rejected':
    case 'amend_rejected':
      return 'order_closed';
  }
}

function finish(world: ExchangeWorld, order: ExchangeOrder, ending: OrderEnding): void {
  order.status = 'canceled';
  order.ending = ending;
  order.updatedAt = world.clock.now();
  const account = world.accountOf(order.accountId);
  const hadLocked = order.lockedAmount > 0n;
  unlockFunds(account, order);
  world.orders.update(order);
  const { accountId, market } = order;
  const time = world.clock.now();
  world.bus.publish({ kind: 'order', accountId, cause: 'canceled', order: snapshotOf(order), time });
  if (!hadLocked) return;
  const currencies = [market.base, market.quote];
  world.bus.publish({ kind: 'balances', accountId, type: market.type, currencies, cause: 'order', time });
}

function publishAmended(world: ExchangeWorld, order: ExchangeOrder): void {
  order.updatedAt = world.clock.now();
  const { accountId } = order;
  world.bus.publish({ kind: 'order', accountId, cause: 'amended', order: snapshotOf(order), time: order.updatedAt });
}
