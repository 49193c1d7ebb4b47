/** Accounts, positions and instruments as people and programs see them, folded from the engine's state and fresh prices. */
import { absolute, add, type Decimal, formatDecimal, multiplyRounded, ONE, subtract, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { Quote, QuoteSource } from '#domain/market.ts';
import { isWorking, type Order } from '#domain/order.ts';
import type { Position } from '#domain/position.ts';
import { unrealizedPnl } from '#domain/position-accounting.ts';
import { closingPrice, conversionRate, summarize, valuationRate } from '#engine/money.ts';
import type { AccountState } from '#engine/state.ts';
import type { AccountView, InstrumentView, PositionView } from './shapes.ts';

export interface MarketFacts {
  readonly source: QuoteSource;
  readonly simulated: boolean;
}

/** The account with its money at this moment. */
export function accountView(state: AccountState, market: MarketFacts): AccountView {
  const { account } = state;
  const money = summarize(state);
  let unknownOrders = 0;
  for (const order of state.orders.values()) if (order.status === 'unknown') unknownOrders += 1;
  return {
    id: account.id,
    name: account.name,
    broker: account.broker,
    environment: account.environment,
    currency: account.currency,
    positionMode: account.positionMode,
    tradingState: state.tradingState,
    ...(state.tradingStateReason === undefined ? {} : { tradingStateReason: state.tradingStateReason }),
    reconciled: state.volatile.reconciled,
    balance: moneyText(money.balance),
    equity: moneyText(money.equity),
    marginUsed: moneyText(money.marginUsed),
    reserved: moneyText(money.reserved),
    available: moneyText(money.available),
    unrealizedPnl: moneyText(money.unrealizedPnl),
    realizedPnl: moneyText(money.realizedPnl),
    fees: moneyText(money.fees),
    openOrders: state.openCount,
    unknownOrders,
    positions: state.positions.size,
    marketData: market.source,
    simulated: market.simulated,
  };
}

/** Exact: what the books say, not rounded for the eye. */
const moneyText = (value: Decimal): string => formatDecimal(value);

/** One open position at its closing price. */
export function positionView(state: AccountState, position: Position, market: MarketFacts): PositionView {
  const quoted = state.volatile.quotes.has(position.instrumentId);
  const price = closingPrice(state, position);
  const protection = protectionOf(state, position);
  return {
    id: position.id,
    account: position.accountId,
    ticket: position.ticket,
    symbol: position.instrumentId,
    side: position.quantity > ZERO ? 'long' : 'short',
    quantity: formatDecimal(absolute(position.quantity)),
    averagePrice: formatDecimal(position.averagePrice),
    ...(quoted ? { currentPrice: formatDecimal(price) } : {}),
    ...valuationOf(state, position),
    realizedPnl: moneyText(position.realizedPnl),
    fees: moneyText(position.fees),
    currency: state.account.currency,
    ...protection,
    ...(position.magic === undefined ? {} : { magic: position.magic }),
    ...(position.comment === undefined ? {} : { comment: position.comment }),
    openedAt: isoTime(position.openedAt),
    updatedAt: isoTime(position.updatedAt),
    simulated: market.simulated,
  };
}

/** The profit of the position at a rate that is known; otherwise none, and why. */
function valuationOf(state: AccountState, position: Position): Pick<PositionView, 'unrealizedPnl' | 'valuationReason'> {
  const { instrumentId } = position;
  const instrument = state.volatile.settings.directory.byId(instrumentId);
  const currency = instrument?.quoteCurrency ?? '';
  const rate = currency === state.account.currency ? ONE : valuationRate(state, currency);
  if (!state.volatile.quotes.has(instrumentId))
    return { valuationReason: { code: 'REFERENCE_PRICE_MISSING', values: { symbol: instrumentId } } };
  if (rate === undefined) return { valuationReason: { code: 'CONVERSION_RATE_MISSING', values: { currency } } };
  const profit = unrealizedPnl(position, closingPrice(state, position), instrument?.contractSize ?? ONE);
  const unrealized = { unrealizedPnl: moneyText(multiplyRounded(profit, rate, 'half_even')) };
  if (currency === state.account.currency || conversionRate(state, currency) !== undefined) return unrealized;
  const values = { currency, rate: formatDecimal(rate) };
  return { ...unrealized, valuationReason: { code: 'CONVERSION_RATE_LAST_KNOWN', values } };
}

/**
 * The levels at which the whole position leaves: shown only when resting orders really cover all of it, each side by
 * itself. What covers a part is in the list of orders.
 */
function protectionOf(state: AccountState, position: Position): { stopLoss?: string; takeProfit?: string } {
  let stopped: Decimal = ZERO;
  let targeted: Decimal = ZERO;
  let stopLoss: Decimal | undefined;
  let takeProfit: Decimal | undefined;
  for (const id of state.openByInstrument.get(position.instrumentId) ?? []) {
    const order = state.orders.get(id);
    if (order === undefined || !protects(order, state, position)) continue;
    const leaves = subtract(order.request.quantity, order.filledQuantity);
    if (order.request.role === 'stop_loss') {
      stopped = add(stopped, leaves);
      stopLoss = order.request.stopPrice;
    } else {
      targeted = add(targeted, leaves);
      takeProfit = order.request.limitPrice;
    }
  }
  const held = absolute(position.quantity);
  return {
    ...(stopLoss === undefined || stopped < held ? {} : { stopLoss: formatDecimal(stopLoss) }),
    ...(takeProfit === undefined || targeted < held ? {} : { takeProfit: formatDecimal(takeProfit) }),
  };
}

function protects({ status, request }: Order, state: AccountState, position: Position): boolean {
  if (request.role !== 'stop_loss' && request.role !== 'take_profit') return false;
  if (!isWorking(status)) return false;
  return state.account.positionMode === 'netting' || request.positionId === position.id;
}

/** The instrument with its newest price, if there is one. */
export function instrumentView(instrument: Instrument, quote: Quote | undefined): InstrumentView {
  return {
    symbol: instrument.id,
    venue: instrument.venue,
    kind: instrument.kind,
    baseCurrency: instrument.baseCurrency,
    quoteCurrency: instrument.quoteCurrency,
    unit: unitOf(instrument),
    tickSize: formatDecimal(instrument.tickSize),
    lotStep: formatDecimal(instrument.lotStep),
    quantityMin: formatDecimal(instrument.quantityMin),
    quantityMax: formatDecimal(instrument.quantityMax),
    notionalMin: formatDecimal(instrument.notionalMin),
    contractSize: formatDecimal(instrument.contractSize),
    lotSize: formatDecimal(instrument.lotSize),
    marginRate: formatDecimal(instrument.marginRate),
    shortable: instrument.shortable,
    tradable: instrument.tradable,
    ...(quote === undefined
      ? {}
      : {
          bid: formatDecimal(quote.bid),
          ask: formatDecimal(quote.ask),
          last: formatDecimal(quote.last),
          quoteTime: isoTime(quote.time),
          quoteSource: quote.source,
        }),
  };
}

/** What one of the venue's quantity is, as people say it. */
function unitOf({ kind, baseCurrency }: Instrument): string {
  switch (kind) {
    case 'crypto_spot':
      return baseCurrency;
    case 'crypto_perpetual':
      return 'contracts';
    case 'stock':
      return 'shares';
    case 'forex':
    case 'cfd':
      return 'lots';
  }
}
