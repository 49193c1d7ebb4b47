/**
 * Trading at the pretend venue: what one quote does to the orders it reaches, and what a new order finds. The quantity
 * a quote offers is used up once. Every fill is followed at once by its consequences (one-cancels-other, nothing left
 * to reduce), so that no later fill of the same quote can contradict them.
 */
import {
  add,
  type Decimal,
  maximum,
  minimum,
  multiplyAllRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { InstrumentBook } from './instrument-book.ts';
import { settleGroup } from './oco-group.ts';
import { crosses, crossesMarket, reducibleOf } from './placement-checks.ts';
import { byPriority, cancel, emit, type MarketState, type Venue } from './venue.ts';
import { awaitsTrigger, isMarketNow, leavesOf, type OrderRecord } from './venue-order.ts';
import { bookOf } from './venue-state.ts';

/** Lets everything happen that the market of this instrument, as it now stands, allows. */
export function matchInstrument(venue: Venue, instrument: Instrument, market: MarketState): void {
  const book = bookOf(venue.state, instrument.id);
  if (book.market.size > 0) {
    for (const order of byPriority(book.market)) if (order.status === 'open') take(venue, order);
  }
  matchLimits(venue, book, market);
  triggerStops(venue, book, market);
}

/** A new, changed or triggered order takes what the market offers; what its terms do not let rest is canceled. */
export function take(venue: Venue, order: OrderRecord): void {
  const market = venue.market.get(order.instrumentId);
  if (market === undefined || !crosses(isMarketNow(order) ? { side: order.side } : order, market.quote)) {
    cancelRest(venue, order);
    return;
  }
  if (order.postOnly) {
    cancel(venue, order, 'post_only');
    return;
  }
  const quantity = fillable(venue, order, market);
  if (order.timeInForce === 'fok' && quantity < leavesOf(order)) {
    cancel(venue, order, 'fok');
    return;
  }
  if (quantity > ZERO) fill(venue, order, { quantity, price: takingPrice(venue, order, quantity), liquidity: 'taker' });
  if (order.status === 'open') cancelRest(venue, order);
}

function cancelRest(venue: Venue, order: OrderRecord): void {
  if (awaitsTrigger(order)) return;
  if (order.timeInForce === 'ioc' || order.timeInForce === 'fok') cancel(venue, order, order.timeInForce);
}

function matchLimits(venue: Venue, book: InstrumentBook, market: MarketState): void {
  const { bid, ask } = market.quote;
  for (;;) {
    const price = book.buyLimits.bestPrice();
    if (price === undefined || price < ask || !fillResting(venue, book.buyLimits.best(), market)) break;
  }
  for (;;) {
    const price = book.sellLimits.bestPrice();
    if (price === undefined || price > bid || !fillResting(venue, book.sellLimits.best(), market)) break;
  }
}

/**
 * Fills a resting order at its own price, or, while what it came to take is still being refilled, at the quote's;
 * false when the quote has nothing left for it.
 */
function fillResting(venue: Venue, order: OrderRecord | undefined, market: MarketState): boolean {
  if (order?.limitPrice === undefined) return false;
  const quantity = fillable(venue, order, market);
  if (quantity === ZERO) return false;
  const isStillTaking = order.crossing && market.previous !== undefined && crosses(order, market.previous);
  if (isStillTaking) fill(venue, order, { quantity, price: takingPrice(venue, order, quantity), liquidity: 'taker' });
  else fill(venue, order, { quantity, price: order.limitPrice, liquidity: 'maker' });
  return true;
}

/** Stops of buyers trigger on the ask, of sellers on the bid: the price they would trade at. */
function triggerStops(venue: Venue, book: InstrumentBook, market: MarketState): void {
  const { bid, ask } = market.quote;
  for (;;) {
    const price = book.buyStops.bestPrice();
    if (price === undefined || price > ask) break;
    trigger(venue, book.buyStops.best());
  }
  for (;;) {
    const price = book.sellStops.bestPrice();
    if (price === undefined || price < bid) break;
    trigger(venue, book.sellStops.best());
  }
}

/** The stop price is reached: the order becomes what it was to become, and takes what there is. */
export function trigger(venue: Venue, order: OrderRecord | undefined): void {
  if (order === undefined) return;
  const { clientOrderId } = order;
  emit(venue, { kind: 'triggered', clientOrderId, time: venue.time, crossing: crossesMarket(venue, order) });
  take(venue, order);
}

function fillable(venue: Venue, order: OrderRecord, market: MarketState): Decimal {
  const left = order.side === 'buy' ? market.askLeft : market.bidLeft;
  const wanted = order.reducing ? minimum(leavesOf(order), reducibleOf(venue, order)) : leavesOf(order);
  return left === undefined ? wanted : minimum(wanted, left);
}

/** The quote's price made worse by slippage, in whole ticks, but never worse than the order's limit. */
function takingPrice(venue: Venue, order: OrderRecord, quantity: Decimal): Decimal {
  const { instrument, market } = tradingPlace(venue, order);
  const { side } = order;
  const price = side === 'buy' ? market.quote.ask : market.quote.bid;
  const distance = venue.settings.models.slippage.distance({ instrument, side, price, quantity });
  if (distance === ZERO) return price;
  const ticks = roundToStep(distance, instrument.tickSize, 'up');
  const worse = side === 'buy' ? add(price, ticks) : maximum(subtract(price, ticks), instrument.tickSize);
  if (isMarketNow(order) || order.limitPrice === undefined) return worse;
  return side === 'buy' ? minimum(worse, order.limitPrice) : maximum(worse, order.limitPrice);
}

interface Trade {
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly liquidity: 'maker' | 'taker';
}

function fill(venue: Venue, order: OrderRecord, trade: Trade): void {
  const { instrument, market } = tradingPlace(venue, order);
  const { price, quantity, liquidity } = trade;
  const { contractSize, quoteCurrency } = instrument;
  const { side } = order;
  const charge = venue.settings.models.fees.fee({
    instrument,
    side,
    liquidity,
    value: multiplyAllRounded([price, quantity, contractSize], 'half_even'),
    accruedBefore: order.feeAccrued,
    chargedBefore: order.fees,
  });
  const rate = venue.settings.conversionRate(quoteCurrency);
  consume(market, side, quantity);
  emit(venue, {
    kind: 'fill',
    time: venue.time,
    clientOrderId: order.clientOrderId,
    venueOrderId: order.venueOrderId,
    tradeId: `T${venue.state.lastTradeNumber + 1}`,
    instrumentId: order.instrumentId,
    positionId: order.positionId,
    side,
    price,
    quantity,
    fee: charge.fee,
    liquidity,
    contractSize,
    quoteCurrency,
    ...(rate === undefined ? {} : { rate }),
    ...(charge.accrued === undefined ? {} : { feeAccrued: charge.accrued }),
  });
  settleGroup(venue, order, quantity);
  cancelPointless(venue, order.instrumentId);
}

function consume(market: MarketState, side: 'buy' | 'sell', quantity: Decimal): void {
  if (side === 'buy') {
    if (market.askLeft !== undefined) market.askLeft = subtract(market.askLeft, quantity);
  } else if (market.bidLeft !== undefined) {
    market.bidLeft = subtract(market.bidLeft, quantity);
  }
}

/** Orders that may only reduce and have nothing (more) to reduce end here: they must not open later. */
function cancelPointless(venue: Venue, instrumentId: string): void {
  const { reducing } = bookOf(venue.state, instrumentId);
  if (reducing.size === 0) return;
  for (const order of byPriority(reducing)) {
    if (reducibleOf(venue, order) === ZERO) cancel(venue, order, 'position');
  }
}

function tradingPlace(venue: Venue, order: OrderRecord): { instrument: Instrument; market: MarketState } {
  const instrument = venue.settings.instruments.get(order.instrumentId);
  const market = venue.market.get(order.instrumentId);
  if (instrument === undefined || market === undefined) throw new Error(`no market for ${order.instrumentId}`);
  return { instrument, market };
}
