/**
 * Which calls ask an exchange for an account's trades: of one order, and of all since a moment. Some exchanges want a symbol
 * with every question, so the symbols this account has traded are remembered.
 */
import type { ExchangeMarket, ExchangeName } from './exchange-name.ts';
import type { ClientCall, VenueMarket } from './profile.ts';

/** How the trades of one order are asked for. */
type OrderTrades = (market: VenueMarket, venueOrderId: string) => ClientCall;

const byFilter =
  (field: string, limit: number): OrderTrades =>
  ({ symbol }, venueOrderId) => ({
    method: 'fetchMyTrades',
    args: [symbol, undefined, limit, { [field]: venueOrderId }],
  });

const byOrder: OrderTrades = ({ symbol }, venueOrderId) => ({
  method: 'fetchOrderTrades',
  args: [venueOrderId, symbol],
});

const ORDER_TRADES: Readonly<Record<ExchangeName, OrderTrades>> = {
  binance: byFilter('orderId', 1_000),
  okx: byOrder,
  bybit: byOrder,
  htx: (market, id) => (market.kind === 'spot' ? byOrder(market, id) : byFilter('order_id', 500)(market, id)),
  bitget: byFilter('orderId', 100),
  coinbase: byFilter('order_ids', 250),
  kucoin: byFilter('orderId', 100),
  mexc: (market, id) => (market.kind === 'spot' ? byFilter('orderId', 1_000)(market, id) : byOrder(market, id)),
};

/** The call that asks for the trades of an order, by the exchange's own id for it. */
export const orderTradesCall = (exchange: ExchangeName, market: VenueMarket, venueOrderId: string): ClientCall =>
  ORDER_TRADES[exchange](market, venueOrderId);

/**
 * The call that lists an instrument's conditional orders with what they became, where a triggered one becomes another order
 * that does not name the one it came from. Undefined where that one is the same order, or names it.
 */
export function triggeredOrdersCall(exchange: ExchangeName, { kind, symbol }: VenueMarket): ClientCall | undefined {
  const params = { trigger: true };
  if (exchange === 'binance' && kind === 'swap') {
    return { method: 'fetchOrders', args: [symbol, undefined, undefined, params] };
  }
  return exchange === 'bitget'
    ? { method: 'fetchCanceledAndClosedOrders', args: [symbol, undefined, undefined, params] }
    : undefined;
}

/**
 * Exchanges that are asked for all symbols of a market at once. Bybit would answer too, but its trades do not say whether they
 * are of the coin or of the perpetual, which go by the same name there.
 */
const ALL_SYMBOLS: Readonly<Partial<Record<ExchangeName, readonly ExchangeMarket[]>>> = {
  okx: ['spot', 'swap'],
  htx: ['spot'],
  coinbase: ['spot'],
  kucoin: ['swap'],
};

const PAGE: Readonly<Partial<Record<ExchangeName, number>>> = { binance: 1_000, mexc: 100, htx: 500, coinbase: 250 };
const PAGE_DEFAULT = 100;

export const needsSymbol = (exchange: ExchangeName, market: ExchangeMarket): boolean =>
  ALL_SYMBOLS[exchange]?.includes(market) !== true;

/** How many trades one answer has at most; one that is full may not be all. */
export const tradesPage = (exchange: ExchangeName): number => PAGE[exchange] ?? PAGE_DEFAULT;

/** The call for trades since a moment: of one symbol, or of a whole market. */
export function tradesCall(
  exchange: ExchangeName,
  of: { market: ExchangeMarket; symbol?: string },
  since: number,
): ClientCall {
  const limit = exchange === 'okx' ? undefined : tradesPage(exchange);
  const params = of.symbol === undefined ? wholeMarket(exchange, of.market) : {};
  return { method: 'fetchMyTrades', args: [of.symbol, since, limit, params] };
}

const wholeMarket = (exchange: ExchangeName, type: ExchangeMarket): Readonly<Record<string, unknown>> =>
  exchange === 'coinbase' ? {} : { type };
