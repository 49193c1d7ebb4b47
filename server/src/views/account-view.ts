/** Accounts, positions and instruments as people and programs see them, folded from the engine's state and fresh prices. */
import { type Account, mustBeArmed } from '#domain/account.ts';
import {
  absolute,
  add,
  type Decimal,
  formatDecimal,
  maximum,
  minimum,
  multiplyRounded,
  ONE,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { Quote, QuoteSource } from '#domain/market.ts';
import { isWorking, type Order, type Reason } from '#domain/order.ts';
import type { Position } from '#domain/position.ts';
import { unrealizedPnl } from '#domain/position-accounting.ts';
import type { VenueBalance } from '#domain/report.ts';
import { closingPrice, conversionRate, marginTiedUp, summarize, valuationRate } from '#engine/money.ts';
import { type AccountState, positionSide } from '#engine/state.ts';
import type { AccountView, BalanceView, InstrumentView, PositionView } from './shapes.ts';

export interface MarketFacts {
  readonly source: QuoteSource;
  readonly simulated: boolean;
}

/** What is known of an account beside its state. */
export interface AccountFacts extends MarketFacts {
  readonly problems: readonly Reason[];
  readonly keyEnding: string | undefined;
}

/** The account with its money at this moment. */
export function accountView(state: AccountState, market: AccountFacts): AccountView {
  const { account } = state;
  const { comparedAt } = state.volatile;
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
    problems: [...market.problems, ...state.frozen.values()],
    ...armingOf(state),
    ...exchangeOf(account, market.keyEnding),
    ...(comparedAt === undefined ? {} : { comparedAt: isoTime(comparedAt) }),
    balance: moneyText(money.balance),
    equity: moneyText(money.equity),
    marginUsed: moneyText(money.marginUsed),
    reserved: moneyText(money.reserved),
    available: moneyText(money.available),
    unrealizedPnl: moneyText(money.unrealizedPnl),
    realizedPnl: moneyText(money.realizedPnl),
    fees: moneyText(money.fees),
    ...(state.volatile.settings.traits.balanceIsTruth === true ? { adjustments: moneyText(state.adjusted) } : {}),
    openOrders: state.openCount,
    unknownOrders,
    positions: state.positions.size,
    marketData: market.source,
    simulated: market.simulated,
  };
}

function armingOf({ account, armTrading }: AccountState): Pick<AccountView, 'armed'> {
  const armed = armTrading.state === 'active';
  return armed && !mustBeArmed(account) ? {} : { armed };
}

const BROKER_PREFIX = 'ccxt:';

function exchangeOf({ broker, exchange }: Account, keyEnding: string | undefined): Pick<AccountView, 'exchange'> {
  if (exchange === undefined) return {};
  const { leverage, ...terms } = exchange;
  return {
    exchange: {
      name: broker.startsWith(BROKER_PREFIX) ? broker.slice(BROKER_PREFIX.length) : broker,
      ...terms,
      ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }),
      ...(keyEnding === undefined ? {} : { keyEnding }),
    },
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
    ...marginOf(state, position),
    ...liquidationOf(state, position),
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

function marginOf(state: AccountState, position: Position): Pick<PositionView, 'marginUsed'> {
  const margin = marginTiedUp(state, position);
  return margin === undefined ? {} : { marginUsed: moneyText(margin) };
}

function liquidationOf(state: AccountState, position: Position): Pick<PositionView, 'liquidationPrice'> {
  const price = state.volatile.liquidationPrices.get(positionSide(position));
  return price === undefined ? {} : { liquidationPrice: formatDecimal(price) };
}

type Levels = Pick<PositionView, 'stopLoss' | 'takeProfit' | 'partStopLoss' | 'partTakeProfit'>;

/** What rests against a position on one side: how much of it leaves there, and the level nearest to the price. */
interface Cover {
  readonly quantity: Decimal;
  readonly nearest: Decimal | undefined;
}

const UNCOVERED: Cover = { quantity: ZERO, nearest: undefined };

/**
 * The levels at which the position leaves, where resting orders really cover all of it, each side by itself; where they
 * cover a part, the level is said to be that of a part. Of several, the one nearest to the price.
 */
function protectionOf(state: AccountState, position: Position): Levels {
  const isLong = position.quantity > ZERO;
  let stop = UNCOVERED;
  let target = UNCOVERED;
  for (const id of state.openByInstrument.get(position.instrumentId) ?? []) {
    const order = state.orders.get(id);
    if (order === undefined || !protects(order, state, position)) continue;
    if (order.request.role === 'stop_loss') stop = covered(stop, order, isLong ? maximum : minimum);
    else target = covered(target, order, isLong ? minimum : maximum);
  }
  const held = absolute(position.quantity);
  return {
    ...levelOf(stop, held, ['stopLoss', 'partStopLoss']),
    ...levelOf(target, held, ['takeProfit', 'partTakeProfit']),
  };
}

function covered(cover: Cover, { request, filledQuantity }: Order, nearer: typeof maximum): Cover {
  const level = request.role === 'stop_loss' ? request.stopPrice : request.limitPrice;
  const { nearest } = cover;
  return {
    quantity: add(cover.quantity, subtract(request.quantity, filledQuantity)),
    nearest: nearest === undefined || level === undefined ? (nearest ?? level) : nearer(nearest, level),
  };
}

function levelOf({ quantity, nearest }: Cover, held: Decimal, [whole, part]: [keyof Levels, keyof Levels]): Levels {
  return nearest === undefined ? {} : { [quantity < held ? part : whole]: formatDecimal(nearest) };
}

function protects({ status, request }: Order, state: AccountState, position: Position): boolean {
  if (request.role !== 'stop_loss' && request.role !== 'take_profit') return false;
  if (!isWorking(status)) return false;
  return state.account.positionMode === 'netting' || request.positionId === position.id;
}

/** What a venue says of one currency. */
export function balanceView({ currency, total, free }: VenueBalance): BalanceView {
  return { currency, free: moneyText(free), used: moneyText(subtract(total, free)), total: moneyText(total) };
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
