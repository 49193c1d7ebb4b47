/** Coinbase's orders and fills as they are told, one by one and in lists. */
import { add, divideProducts, fromInteger, subtract, ZERO } from '#domain/decimal.ts';
import { type ExchangeOrder, type ExchangeTrade, isConditional, isLive } from '../core/exchange-order.ts';
import { averagePriceOf, feesOf } from '../core/order-figures.ts';
import { termsOf } from '../core/swap-margin.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import {
  type Act,
  type CoinbaseContext,
  listed,
  nativeId,
  pageOf,
  portfolioOf,
  privateRoute,
  read,
  show,
  timeText,
  uuidOf,
} from './coinbase-context.ts';
import { ERRORS, throwInvalid, throwNotFound, wrongParameter } from './coinbase-errors.ts';
import { BRACKET_KIND, STOP_KIND } from './coinbase-order-body.ts';

const ORDERS = `order_ids product_ids product_id product_type order_status time_in_forces order_types order_side start_date
  end_date order_placement_source contract_expiry_type asset_filters retail_portfolio_id limit cursor sort_by
  user_native_currency`;
const FILLS = `order_ids order_id trade_ids product_ids product_id start_sequence_timestamp end_sequence_timestamp
  retail_portfolio_id limit cursor sort_by`;
const STATUSES = ['OPEN', 'FILLED', 'CANCELLED', 'EXPIRED', 'FAILED'] as const;
const HUNDRED = fromInteger(100);

export function orderListRoutes(context: CoinbaseContext): readonly Route[] {
  const at = privateRoute(context);
  return [
    at('GET', 'orders/historical/batch', ORDERS, orders),
    at('GET', 'orders/historical/fills', FILLS, fills),
    at('GET', 'orders/historical/{order_id}', 'client_order_id user_native_currency', (own, account, fields) => {
      const order = own.world.orders.lookup({ accountId: account.id, id: read.need(fields, 'order_id') });
      return { order: orderBody(own, order ?? throwNotFound(ERRORS.order)) };
    }),
  ];
}

/** Which of the markets a list is about; those of all when it does not say. */
function marketsIn({ markets }: CoinbaseContext, request: DoorRequest): (id: string) => boolean {
  const ids = listed(request, 'product_id', 'product_ids');
  if (ids.some((id) => !markets.has(id))) throwInvalid(ERRORS.product);
  return (id) => ids.length === 0 || ids.includes(id);
}

const orders: Act = (context, account, fields, request) => {
  const isMarket = marketsIn(context, request);
  const statuses = listed(request, 'order_status');
  if (statuses.some((status) => !STATUSES.some((known) => known === status))) throw wrongParameter('order_status');
  if (statuses.length > 1 && statuses.includes('OPEN')) throw wrongParameter('order_status');
  const ids = listed(request, 'order_ids');
  const type = typeOf(fields);
  const all = context.world.orders
    .list({ accountId: account.id, ...(type === undefined ? {} : { type }) })
    .filter((order) => isMarket(nativeId(order.market)))
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .filter((order) => statuses.length === 0 || statuses.includes(statusOf(order)));
  const period = { from: 'start_date', to: 'end_date' };
  const { items, hasNext, cursor } = pageOf(all, ({ createdAt }) => createdAt, fields, period);
  return { orders: items.map((order) => orderBody(context, order)), sequence: '0', has_next: hasNext, cursor };
};

function typeOf(fields: Fields): 'spot' | 'swap' | undefined {
  if (read.text(fields, 'product_type') === undefined) return undefined;
  return read.word(fields, 'product_type', { among: ['SPOT', 'FUTURE'] }) === 'SPOT' ? 'spot' : 'swap';
}

const fills: Act = (context, account, fields, request) => {
  const isMarket = marketsIn(context, request);
  const [ofOrders, named] = [listed(request, 'order_id', 'order_ids'), listed(request, 'trade_ids')];
  const all = context.world.orders
    .trades(account.id)
    .filter(({ market }) => isMarket(nativeId(market)))
    .filter(({ orderId }) => ofOrders.length === 0 || ofOrders.includes(orderId))
    .filter(({ id }) => named.length === 0 || named.includes(id));
  const period = { from: 'start_sequence_timestamp', to: 'end_sequence_timestamp' };
  const { items, cursor } = pageOf(all, ({ time }) => time, fields, period);
  return { fills: items.map((trade) => fillBody(context, account.id, trade)), cursor };
};

export function statusOf(order: ExchangeOrder): (typeof STATUSES)[number] {
  if (isLive(order)) return 'OPEN';
  if (order.status === 'filled') return 'FILLED';
  return order.ending === 'refused' ? 'FAILED' : 'CANCELLED';
}

export const TIMES_IN_FORCE = { gtc: 'GOOD_UNTIL_CANCELLED', ioc: 'IMMEDIATE_OR_CANCEL', fok: 'FILL_OR_KILL' } as const;

export function typeShown({ native, type }: ExchangeOrder): string {
  if (native['kind'] === STOP_KIND) return 'STOP_LIMIT';
  if (native['kind'] === BRACKET_KIND || native['attachedTo'] !== undefined) return 'BRACKET';
  return type === 'market' ? 'MARKET' : 'LIMIT';
}

export function triggerShown(order: ExchangeOrder): string {
  if (!isConditional(order)) return 'INVALID_ORDER_TYPE';
  return order.triggeredAt === undefined ? 'STOP_PENDING' : 'STOP_TRIGGERED';
}

/** As it was asked for, with the size and the price it has by now. */
function configurationShown({ native, quantity, limitPrice, trigger, otherLeg }: ExchangeOrder): unknown {
  const kind = typeof native['kind'] === 'string' ? native['kind'] : BRACKET_KIND;
  const asked = native['configuration'] as Readonly<Record<string, Fields>> | undefined;
  if (asked === undefined) {
    const [profit, stop] = limitPrice === undefined ? [otherLeg?.trigger, trigger] : [trigger, otherLeg?.trigger];
    const prices = { limit_price: show(profit?.price ?? ZERO), stop_trigger_price: show(stop?.price ?? ZERO) };
    return { [kind]: { base_size: show(quantity), ...prices } };
  }
  const terms = { ...asked[kind] };
  const isSized = terms['base_size'] !== undefined;
  const isPriced = terms['limit_price'] !== undefined && limitPrice !== undefined;
  return {
    [kind]: {
      ...terms,
      ...(isSized ? { base_size: show(quantity) } : {}),
      ...(isPriced ? { limit_price: show(limitPrice) } : {}),
    },
  };
}

function orderBody({ world }: CoinbaseContext, order: ExchangeOrder): unknown {
  const account = world.accountOf(order.accountId);
  const [filled, fees, last] = [order.filledQuantity, feesOf(order), order.trades.at(-1)];
  const isSwap = order.market.type === 'swap';
  const after = order.side === 'buy' ? add(order.filledValue, fees) : subtract(order.filledValue, fees);
  const share = order.quantity === ZERO ? ZERO : divideProducts([filled, HUNDRED], [order.quantity], 'half_even');
  const { leverage, marginMode } = termsOf(world, account, order.market);
  return {
    order_id: order.id,
    product_id: nativeId(order.market),
    user_id: uuidOf('user', account.id),
    order_configuration: configurationShown(order),
    side: order.side.toUpperCase(),
    client_order_id: order.clientOrderId,
    status: statusOf(order),
    time_in_force: TIMES_IN_FORCE[order.timeInForce],
    created_time: timeText(order.createdAt),
    completion_percentage: show(share),
    filled_size: show(filled),
    average_filled_price: show(averagePriceOf(order) ?? ZERO),
    fee: '',
    number_of_fills: String(order.trades.length),
    filled_value: show(order.filledValue),
    pending_cancel: false,
    size_in_quote: order.cost !== undefined,
    total_fees: show(fees),
    size_inclusive_of_fees: false,
    total_value_after_fees: show(after),
    trigger_status: triggerShown(order),
    order_type: typeShown(order),
    reject_reason: 'REJECT_REASON_UNSPECIFIED',
    settled: order.status === 'filled',
    product_type: isSwap ? 'FUTURE' : 'SPOT',
    reject_message: '',
    cancel_message: order.ending === 'request' ? 'User requested cancel' : '',
    order_placement_source: 'RETAIL_ADVANCED',
    outstanding_hold_amount: show(order.lockedAmount),
    is_liquidation: order.ending === 'liquidation',
    last_fill_time: last === undefined ? null : timeText(last.time),
    edit_history: [],
    leverage: isSwap ? String(leverage) : '',
    margin_type: isSwap ? marginMode.toUpperCase() : 'UNKNOWN_MARGIN_TYPE',
    retail_portfolio_id: portfolioOf(account),
    originating_order_id: typeof order.native['attachedTo'] === 'string' ? order.native['attachedTo'] : '',
    attached_order_id: '',
  };
}

/** What was ordered by its cost is told by its cost. */
function fillBody({ world }: CoinbaseContext, accountId: string, trade: ExchangeTrade): unknown {
  const isInQuote = world.orders.byId(trade.orderId)?.cost !== undefined;
  return {
    entry_id: uuidOf('entry', trade.id),
    trade_id: trade.id,
    order_id: trade.orderId,
    trade_time: timeText(trade.time),
    trade_type: 'FILL',
    price: show(trade.price),
    size: show(isInQuote ? trade.value : trade.quantity),
    commission: show(trade.fee),
    product_id: nativeId(trade.market),
    sequence_timestamp: timeText(trade.time),
    liquidity_indicator: trade.liquidity.toUpperCase(),
    size_in_quote: isInQuote,
    user_id: uuidOf('user', accountId),
    side: trade.side.toUpperCase(),
    retail_portfolio_id: portfolioOf(world.accountOf(accountId)),
  };
}
