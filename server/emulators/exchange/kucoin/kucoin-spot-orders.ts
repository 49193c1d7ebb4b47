/** KuCoin spot: placing, changing and canceling orders of the high-frequency account. An answer names the order and no more. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { type ExchangeOrder, isLive, type NewOrder } from '../core/exchange-order.ts';
import { accountOf, type Fields, fieldsOf, names, objectOf, unknownNames } from '../door/call-fields.ts';
import { type Call, NativeRefusal, type Route } from '../door/dialect.ts';
import { ERRORS, type NativeError, ok, throwError, wrongParameter } from './kucoin-errors.ts';
import { clientIdOf, done, type KucoinContext, marketOf, nativeId, read, SPOT_HOST } from './kucoin-context.ts';

const ORDER_NAMES = names(`clientOid side symbol type stp tags remark price size funds timeInForce cancelAfter postOnly
  hidden iceberg visibleSize allowMaxTimeWindow clientTimestamp`);
const STOP_NAMES = names(`clientOid side symbol type stp remark price size funds timeInForce cancelAfter postOnly hidden
  iceberg visibleSize tradeType stop stopPrice`);
const BATCH_MAX = 20;

type Act = (context: KucoinContext, account: ExchangeAccount, fields: Fields) => unknown;

export function spotOrderRoutes(context: KucoinContext): readonly Route[] {
  const at = (method: 'POST' | 'DELETE', path: string, params: readonly string[], act: Act): Route => ({
    method,
    path: `/api/v1/${path}`,
    hosts: [SPOT_HOST],
    access: 'trade',
    params,
    handle: (call: Call) => ok(act(context, accountOf(call), fieldsOf(call))),
  });
  return [
    at('POST', 'hf/orders', ORDER_NAMES, placePlain),
    at('POST', 'stop-order', STOP_NAMES, placeStop),
    // The symbol beside the list is not documented, and a widespread client sends it.
    at('POST', 'hf/orders/multi', names('orderList symbol'), placeMany),
    at('POST', 'hf/orders/alter', names('symbol orderId clientOid newSize newPrice'), alter),
    at('DELETE', 'hf/orders/cancelAll', [], (own, account) => cancelPlain(own, account, undefined)),
    at('DELETE', 'hf/orders', names('symbol'), (own, account, fields) => {
      cancelPlain(own, account, marketOf(own, 'spot', fields));
      return 'success';
    }),
    at('DELETE', 'hf/orders/{orderId}', names('symbol'), cancelOne),
    at('DELETE', 'hf/orders/client-order/{clientOid}', names('symbol'), cancelOne),
    at('DELETE', 'stop-order/cancel', names('symbol tradeType orderIds'), cancelStops),
    at('DELETE', 'stop-order/cancelOrderByClientOid', names('symbol clientOid'), cancelStop),
    at('DELETE', 'stop-order/{orderId}', [], cancelStop),
  ];
}

/** The terms that plain and stop orders have in common. */
function readOrder(context: KucoinContext, fields: Fields): NewOrder {
  const market = marketOf(context, 'spot', fields);
  const type = read.word(fields, 'type', { among: ['limit', 'market'] });
  const postOnly = read.flag(fields, 'postOnly');
  const isLimit = type === 'limit';
  const timeInForce = read.word(fields, 'timeInForce', { among: ['GTC', 'GTT', 'IOC', 'FOK'], standard: 'GTC' });
  if (postOnly && (!isLimit || timeInForce === 'IOC' || timeInForce === 'FOK')) throw wrongParameter('postOnly');
  if (timeInForce === 'GTT' || read.flag(fields, 'hidden') || read.flag(fields, 'iceberg')) {
    throw wrongParameter('timeInForce');
  }
  return {
    market,
    clientOrderId: clientIdOf(fields),
    side: read.word(fields, 'side', { among: ['buy', 'sell'] }),
    type,
    ...(isLimit ? { quantity: read.needDecimal(fields, 'size') } : marketSize(fields)),
    ...(isLimit ? { limitPrice: read.needDecimal(fields, 'price') } : {}),
    timeInForce: isLimit ? TIMES[timeInForce] : 'ioc',
    postOnly,
    reduceOnly: false,
    positionSide: 'both',
    native: {
      timeInForce,
      stp: read.text(fields, 'stp') ?? '',
      remark: read.text(fields, 'remark') ?? null,
      tags: read.text(fields, 'tags') ?? null,
    },
  };
}

const TIMES = { GTC: 'gtc', GTT: 'gtc', IOC: 'ioc', FOK: 'fok' } as const;

/** So many coins, or so much money. */
function marketSize(fields: Fields): Pick<NewOrder, 'quantity' | 'cost'> {
  const [size, funds] = [read.decimal(fields, 'size'), read.decimal(fields, 'funds')];
  if (read.text(fields, 'price') !== undefined) throw wrongParameter('price');
  if ((size === undefined) === (funds === undefined)) throw wrongParameter('funds');
  return funds === undefined ? { quantity: read.needDecimal(fields, 'size') } : { cost: funds };
}

const named = ({ id, clientOrderId }: ExchangeOrder) => ({ orderId: id, clientOid: clientOrderId });

const placePlain: Act = (context, account, fields) => {
  const order = readOrder(context, fields);
  return named(done(context.world.place(account, order), order.market));
};

/** `loss` waits for a falling price and is what is taken when nothing is said, `entry` for a rising one. */
const placeStop: Act = (context, account, fields) => {
  const order = readOrder(context, fields);
  const stop = read.word(fields, 'stop', { among: ['loss', 'entry'], standard: 'loss' });
  read.word(fields, 'tradeType', { among: ['TRADE'], standard: 'TRADE' });
  const price = read.needDecimal(fields, 'stopPrice');
  const waiting: NewOrder = {
    ...order,
    trigger: { price, direction: stop === 'entry' ? 'up' : 'down', by: 'last' },
    native: { ...order.native, stop },
  };
  return named(done(context.world.place(account, waiting), order.market));
};

/** Each order of the list is answered by itself. */
const placeMany: Act = (context, account, fields) => {
  const list = fields['orderList'];
  if (!Array.isArray(list) || list.length === 0 || list.length > BATCH_MAX) throw wrongParameter('orderList');
  return list.map((item: unknown) => {
    const one = objectOf(item);
    try {
      for (const name of unknownNames(one, ORDER_NAMES)) throw wrongParameter(name);
      return { ...(placePlain(context, account, one) as object), success: true };
    } catch (error) {
      if (!(error instanceof NativeRefusal)) throw error;
      return { success: false, failMsg: (error.answer.body as NativeError).msg };
    }
  });
};

export interface Search {
  readonly market?: ExchangeMarket;
  readonly conditional: boolean;
}

/** The order that `orderId` or `clientOid` names, whatever has become of it. */
export function findSpot(
  { world }: KucoinContext,
  account: ExchangeAccount,
  fields: Fields,
  search: Search,
): ExchangeOrder | undefined {
  const id = read.text(fields, 'orderId');
  const name = id === undefined ? { clientOrderId: read.need(fields, 'clientOid') } : { id };
  return world.orders.lookup({ accountId: account.id, type: 'spot', ...name, ...search });
}

function findLive(context: KucoinContext, account: ExchangeAccount, fields: Fields, search: Search): ExchangeOrder {
  const order = findSpot(context, account, fields, search);
  return order !== undefined && isLive(order) ? order : throwError(ERRORS.spotCancel);
}

const cancelOne: Act = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  const order = findLive(context, account, fields, { market, conditional: false });
  done(context.world.cancel(order), market);
  return read.text(fields, 'orderId') === undefined ? { clientOid: order.clientOrderId } : { orderId: order.id };
};

const cancelStop: Act = (context, account, fields) => {
  const order = findLive(context, account, fields, { conditional: true });
  done(context.world.cancel(order), order.market);
  if (read.text(fields, 'orderId') !== undefined) return { cancelledOrderIds: [order.id] };
  return { cancelledOrderId: order.id, clientOid: order.clientOrderId };
};

const cancelStops: Act = (context, account, fields) => {
  const market = read.text(fields, 'symbol') === undefined ? {} : { market: marketOf(context, 'spot', fields) };
  const ids = read.text(fields, 'orderIds')?.split(',');
  const waiting = context.world.orders
    .list({ accountId: account.id, type: 'spot', live: true, conditional: true, ...market })
    .filter(({ id }) => ids?.includes(id) ?? true);
  for (const order of waiting) context.world.cancel(order);
  return { cancelledOrderIds: waiting.map(({ id }) => id) };
};

function cancelPlain({ world }: KucoinContext, account: ExchangeAccount, market: ExchangeMarket | undefined): unknown {
  const filter = { accountId: account.id, type: 'spot', live: true, conditional: false } as const;
  const live = world.orders.list(market === undefined ? filter : { ...filter, market });
  for (const order of live) world.cancel(order);
  return { succeedSymbols: [...new Set(live.map((order) => nativeId(order.market)))], failedSymbols: [] };
}

/** A cancel and a new order of the same client id, which the exchange does in one. */
const alter: Act = (context, account, fields) => {
  const { world } = context;
  const market = marketOf(context, 'spot', fields);
  const order = findLive(context, account, fields, { market, conditional: false });
  const quantity = read.decimal(fields, 'newSize') ?? order.quantity;
  const limitPrice = read.decimal(fields, 'newPrice') ?? order.limitPrice;
  if (limitPrice === undefined) throw wrongParameter('newPrice');
  done(world.cancel(order), market);
  const { clientOrderId, side, type, timeInForce, postOnly, reduceOnly, positionSide, native } = order;
  const terms = { market, clientOrderId, side, type, timeInForce, postOnly, reduceOnly, positionSide, native };
  const placed = done(world.place(account, { ...terms, quantity, limitPrice }), market);
  return { newOrderId: placed.id, clientOid: clientOrderId };
};
