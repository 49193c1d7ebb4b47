/**
 * The open orders of one instrument, indexed by what they wait for, so that a quote touches only the orders it reaches.
 * An order stands in exactly one of the five places, and in `reducing` besides when it may only shrink a position.
 */
import type { Decimal } from '#domain/decimal.ts';
import { PriceQueue } from './price-queue.ts';
import { awaitsTrigger, isMarketNow, type OrderRecord } from './venue-order.ts';

export interface InstrumentBook {
  readonly buyLimits: PriceQueue<OrderRecord>;
  readonly sellLimits: PriceQueue<OrderRecord>;
  readonly buyStops: PriceQueue<OrderRecord>;
  readonly sellStops: PriceQueue<OrderRecord>;
  /** Market orders that found too little to trade with, oldest first. */
  readonly market: Set<OrderRecord>;
  readonly reducing: Set<OrderRecord>;
}

export function createInstrumentBook(): InstrumentBook {
  return {
    buyLimits: new PriceQueue('highest'),
    sellLimits: new PriceQueue('lowest'),
    buyStops: new PriceQueue('lowest'),
    sellStops: new PriceQueue('highest'),
    market: new Set(),
    reducing: new Set(),
  };
}

export function insertIntoBook(book: InstrumentBook, order: OrderRecord): void {
  if (order.reducing) book.reducing.add(order);
  if (isMarketNow(order)) book.market.add(order);
  else queueOf(book, order).insert(priceOf(order), order);
}

/** Must run before the order's prices, trigger or priority change. */
export function removeFromBook(book: InstrumentBook, order: OrderRecord): void {
  book.reducing.delete(order);
  if (isMarketNow(order)) book.market.delete(order);
  else queueOf(book, order).remove(priceOf(order), order);
}

function queueOf(book: InstrumentBook, order: OrderRecord): PriceQueue<OrderRecord> {
  if (awaitsTrigger(order)) return order.side === 'buy' ? book.buyStops : book.sellStops;
  return order.side === 'buy' ? book.buyLimits : book.sellLimits;
}

function priceOf(order: OrderRecord): Decimal {
  const price = awaitsTrigger(order) ? order.stopPrice : order.limitPrice;
  if (price === undefined) throw new Error(`order ${order.venueOrderId} has no price to wait for`);
  return price;
}
