/** Accounts and positions as people and programs see them, folded from the engine's state and fresh prices. */
import { type Account, type ExchangeTerms, mustBeArmed } from '#domain/account.ts';
import { absolute, type Decimal, formatDecimal, multiplyRounded, ONE, ZERO } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { Funding, QuoteSource } from '#domain/market.ts';
import type { Reason } from '#domain/order.ts';
import type { Position } from '#domain/position.ts';
import { unrealizedPnl } from '#domain/position-accounting.ts';
import { closingPrice, conversionRate, marginTiedUp, summarize, valuationRate } from '#engine/money.ts';
import { shownTargets } from '#engine/shown-targets.ts';
import { type AccountState, openOrderCount, positionSide } from '#engine/state.ts';
import { levelsOf } from './position-levels.ts';
import type { AccountView, PositionView } from './shapes.ts';

export interface MarketFacts {
  readonly source: QuoteSource;
  readonly simulated: boolean;
}

/** What is known of a position beside the state of its account. */
export interface PositionFacts extends MarketFacts {
  /** Of a perpetual, where its venue tells it. */
  readonly funding?: Funding;
}

/** What is known of an account beside its state. */
export interface AccountFacts extends MarketFacts {
  readonly problems: readonly Reason[];
  readonly keyEnding: string | undefined;
  /** Its terms as they are now: the books have those it was opened with. */
  readonly terms: ExchangeTerms | undefined;
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
    ...exchangeOf(account, market),
    ...(comparedAt === undefined ? {} : { comparedAt: isoTime(comparedAt) }),
    balance: moneyText(money.balance),
    equity: moneyText(money.equity),
    marginUsed: moneyText(money.marginUsed),
    reserved: moneyText(money.reserved),
    available: moneyText(money.available),
    unrealizedPnl: moneyText(money.unrealizedPnl),
    realizedPnl: moneyText(money.realizedPnl),
    fees: moneyText(money.fees),
    ...exchangeMoneyOf(state),
    openOrders: openOrderCount(state) + [...shownTargets(state)].length,
    unknownOrders,
    positions: state.positions.size,
    marketData: market.source,
    simulated: market.simulated,
  };
}

/** What the balance owes to other things than trades, where it is the venue's. */
function exchangeMoneyOf(state: AccountState): Pick<AccountView, 'adjustments' | 'funding'> {
  const { balanceIsTruth, fundingUnlisted } = state.volatile.settings.traits;
  if (balanceIsTruth !== true) return {};
  // What nobody has told is not zero.
  const isTold = fundingUnlisted !== true && state.comparedFrom !== undefined;
  return { adjustments: moneyText(state.adjusted), funding: isTold ? moneyText(state.fundingReceived) : null };
}

function armingOf({ account, armTrading }: AccountState): Pick<AccountView, 'armed'> {
  const armed = armTrading.state === 'active';
  return armed && !mustBeArmed(account) ? {} : { armed };
}

const BROKER_PREFIX = 'ccxt:';

function exchangeOf({ broker }: Account, { terms, keyEnding }: AccountFacts): Pick<AccountView, 'exchange'> {
  if (terms === undefined) return {};
  const { leverage, ...rest } = terms;
  return {
    exchange: {
      name: broker.startsWith(BROKER_PREFIX) ? broker.slice(BROKER_PREFIX.length) : broker,
      ...rest,
      ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }),
      ...(keyEnding === undefined ? {} : { keyEnding }),
    },
  };
}

/** Exact: what the books say, not rounded for the eye. */
const moneyText = (value: Decimal): string => formatDecimal(value);

/** One open position at its closing price. */
export function positionView(state: AccountState, position: Position, market: PositionFacts): PositionView {
  const quoted = state.volatile.quotes.has(position.instrumentId);
  const price = closingPrice(state, position);
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
    ...fundingOf(market),
    currency: state.account.currency,
    ...levelsOf(state, position),
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

function fundingOf({ funding }: PositionFacts): Pick<PositionView, 'fundingRate' | 'nextFundingAt'> {
  if (funding === undefined) return {};
  const { rate, nextTime } = funding;
  return {
    fundingRate: formatDecimal(rate),
    ...(nextTime === undefined ? {} : { nextFundingAt: isoTime(nextTime) }),
  };
}
