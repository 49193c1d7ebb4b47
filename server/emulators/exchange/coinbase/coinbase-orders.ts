/** Coinbase's orders as they come, change and go. An id of the client's that is known already brings back the order it has. */
import { formatDecimal } from '#domain/decimal.ts';
import type { ExchangeAccount, SwapTerms } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { type ExchangeOrder, isLive, type NewOrder, type OrderSide } from '../core/exchange-order.ts';
import type { AmendedTerms } from '../core/order-outcome.ts';
import { closableQuantity, heldQuantity, termsOf } from '../core/swap-margin.ts';
import { setLeverage, setMarginMode } from '../core/swap-settings.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { type Act, type CoinbaseContext, marketOf, nativeId, privateRoute, read } from './coinbase-context.ts';
import { failedOrder, inPreview, OrderRefused, REFUSALS, wrongParameter } from './coinbase-errors.ts';
import { attachedExits, readConfiguration, STOP_KIND } from './coinbase-order-body.ts';

const ORDER = `client_order_id product_id side order_configuration leverage margin_type retail_portfolio_id
  self_trade_prevention_id preview_id attached_order_configuration`;
const CLIENT_ID = /^[\x21-\x7e]{1,64}$/;
const CANCEL_MAX = 100;

export function orderRoutes(context: CoinbaseContext): readonly Route[] {
  const at = privateRoute(context);
  return [
    at('POST', 'orders', ORDER, orRefused(place)),
    at('POST', 'orders/batch_cancel', 'order_ids', cancelMany),
    at('POST', 'orders/edit', 'order_id price size', edit),
    // A widespread client leaves its own word for the size in beside these.
    at(
      'POST',
      'orders/close_position',
      'client_order_id product_id size amount leverage margin_type',
      orRefused(close),
    ),
  ];
}

/** A refused order is an answer like others. */
const orRefused =
  (act: Act): Act =>
  (context, account, fields, request) => {
    try {
      return act(context, account, fields, request);
    } catch (error) {
      if (!(error instanceof OrderRefused)) throw error;
      return failedOrder(error.failure, fields['order_configuration'] ?? {});
    }
  };

const place: Act = (context, account, fields) => {
  const clientOrderId = clientIdOf(fields);
  const known = knownOrder(context, account, clientOrderId);
  if (known !== undefined) return placed(known);
  const market = marketOf(context, fields);
  const side = sideOf(fields);
  const { kind, terms } = readConfiguration(fields, market, side);
  const exits = attachedExits(fields);
  applySwapTerms(context, account, { market, fields });
  const native = { kind, configuration: fields['order_configuration'] };
  const order: NewOrder = {
    ...terms,
    ...exits,
    market,
    side,
    clientOrderId,
    reduceOnly: false,
    positionSide: 'both',
    native,
  };
  return placed(taken(context, account, order));
};

function clientIdOf(fields: Fields): string {
  const value = read.need(fields, 'client_order_id');
  if (!CLIENT_ID.test(value)) throw wrongParameter('client_order_id');
  return value;
}

const sideOf = (fields: Fields): OrderSide =>
  read.word(fields, 'side', { among: ['BUY', 'SELL'] }) === 'BUY' ? 'buy' : 'sell';

const knownOrder = ({ world }: CoinbaseContext, { id }: ExchangeAccount, clientOrderId: string) =>
  world.orders.candidates({ accountId: id, clientOrderId })[0];

function taken({ world }: CoinbaseContext, account: ExchangeAccount, order: NewOrder): ExchangeOrder {
  const outcome = world.place(account, order);
  if (outcome.kind === 'done') return outcome.order;
  const isLowStop = outcome.reason === 'trigger_at_once' && order.trigger?.direction === 'up';
  throw new OrderRefused(isLowStop ? inPreview('STOP_PRICE_BELOW_LAST_TRADE_PRICE') : REFUSALS[outcome.reason]);
}

const placed = (order: ExchangeOrder): unknown => ({
  success: true,
  failure_reason: 'UNKNOWN_FAILURE_REASON',
  order_id: order.id,
  success_response: {
    order_id: order.id,
    product_id: nativeId(order.market),
    side: order.side.toUpperCase(),
    client_order_id: order.clientOrderId,
    attached_order_id: '',
  },
  order_configuration: order.native['configuration'],
});

interface OfMarket {
  readonly market: ExchangeMarket;
  readonly fields: Fields;
}

/** Leverage and margin mode travel with the order; they hold for the whole position. */
function applySwapTerms({ world }: CoinbaseContext, account: ExchangeAccount, { market, fields }: OfMarket): void {
  const [leverage, marginType] = [read.text(fields, 'leverage'), read.text(fields, 'margin_type')];
  if (market.type === 'spot') {
    if (leverage !== undefined || marginType !== undefined) throw wrongParameter('leverage');
    return;
  }
  const marginMode = marginModeOf(fields);
  if (marginMode !== undefined && marginMode !== termsOf(world, account, market).marginMode) {
    const outcome = setMarginMode(world, account, { market, marginMode });
    if (outcome.kind === 'refused') throw new OrderRefused(REFUSALS[outcome.reason]);
  }
  const asked = leverage === undefined ? undefined : Number(formatDecimal(read.needDecimal(fields, 'leverage')));
  if (asked === undefined || asked === termsOf(world, account, market).leverage) return;
  const outcome = setLeverage(world, account, { market, leverage: asked });
  if (outcome.kind === 'refused') throw new OrderRefused(REFUSALS[outcome.reason]);
}

function marginModeOf(fields: Fields): SwapTerms['marginMode'] | undefined {
  if (read.text(fields, 'margin_type') === undefined) return undefined;
  return read.word(fields, 'margin_type', { among: ['CROSS', 'ISOLATED'] }) === 'CROSS' ? 'cross' : 'isolated';
}

/** Closes what is held, or so much of it, at the market. */
const close: Act = (context, account, fields) => {
  const clientOrderId = clientIdOf(fields);
  const known = knownOrder(context, account, clientOrderId);
  if (known !== undefined) return placed(known);
  const market = marketOf(context, fields);
  if (market.type === 'spot') throw wrongParameter('product_id');
  const held = heldQuantity(account, market, 'both');
  const side = held > 0n ? 'sell' : 'buy';
  const order = { market, side, positionSide: 'both' } as const;
  const quantity = read.decimal(fields, 'size') ?? closableQuantity(account, order);
  if (held === 0n) throw new OrderRefused(REFUSALS.reduce_only);
  const kind = 'market_market_ioc';
  const native = { kind, configuration: { [kind]: { base_size: formatDecimal(quantity) } } };
  const terms = { type: 'market', timeInForce: 'ioc', postOnly: false, reduceOnly: true } as const;
  return placed(taken(context, account, { ...order, ...terms, clientOrderId, quantity, native }));
};

const cancelMany: Act = (context, account, { order_ids: ids }) => {
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > CANCEL_MAX) throw wrongParameter('order_ids');
  return { results: ids.map((id: unknown) => cancelOne(context, account, id)) };
};

function cancelOne({ world }: CoinbaseContext, account: ExchangeAccount, id: unknown): unknown {
  const order = typeof id === 'string' ? world.orders.lookup({ accountId: account.id, id }) : undefined;
  const failed = (failure_reason: string) => ({ success: false, failure_reason, order_id: id });
  if (order === undefined) return failed('UNKNOWN_CANCEL_ORDER');
  if (order.status === 'filled') return failed('ORDER_IS_FULLY_FILLED');
  if (world.cancel(order).kind === 'refused') return failed('UNKNOWN_CANCEL_ORDER');
  return { success: true, failure_reason: 'UNKNOWN_CANCEL_FAILURE_REASON', order_id: id };
}

/** Only orders that rest at a limit can be changed. */
const edit: Act = ({ world }, account, fields) => {
  const order = world.orders.lookup({ accountId: account.id, id: read.need(fields, 'order_id') });
  if (order === undefined) return notEdited('ORDER_NOT_FOUND');
  if (!isLive(order)) return notEdited('INVALID_ORIGINAL_ORDER_STATUS');
  const isLimit = order.native['kind'] === 'limit_limit_gtc' || order.native['kind'] === STOP_KIND;
  if (!isLimit) return notEdited('ORDER_TYPE_NOT_SUPPORTED_FOR_EDIT');
  const [quantity, limitPrice] = [read.decimal(fields, 'size'), read.decimal(fields, 'price')];
  const terms: AmendedTerms = {
    ...(quantity === undefined ? {} : { quantity }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
  };
  const outcome = world.amend(order, terms);
  if (outcome.kind === 'done') return { success: true, errors: [] };
  if (outcome.reason === 'amend_no_change') return notEdited('NO_CHANGE');
  const { error, preview } = REFUSALS[outcome.reason];
  return notEdited(error, preview);
};

const notEdited = (edit_failure_reason: string, preview = 'UNKNOWN_PREVIEW_FAILURE_REASON'): unknown => ({
  success: false,
  errors: [{ edit_failure_reason, preview_failure_reason: preview }],
});
