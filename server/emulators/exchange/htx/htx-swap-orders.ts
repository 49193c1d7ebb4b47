/** HTX swaps: placing and canceling plain orders and closing a position. Quantities are contracts. */
import { absolute, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive, type NewOrder } from '../core/exchange-order.ts';
import { accountOf, type Fields, names, objectOf, unknownNames } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { ERRORS, HtxRefusal, swapOk, throwError, wrongParameter } from './htx-errors.ts';
import { done, type HtxContext, marketFilter, marketOf, read as readers } from './htx-context.ts';
import { attachedExits, clientIdOf, readShared, type SwapAct, swapRoute, useMarginMode } from './htx-swap-reading.ts';

const read = readers.swap;
const ORDER_NAMES = names(`contract_code margin_mode position_side side type price_match client_order_id price volume
  reduce_only time_in_force tp_trigger_price tp_order_price tp_type tp_trigger_price_type sl_trigger_price sl_order_price
  sl_type sl_trigger_price_type price_protect self_match_prevent channel_code`);
const BATCH_MAX = 25;

export function swapOrderRoutes(context: HtxContext): readonly Route[] {
  const post = (path: string, params: readonly string[], act: SwapAct): Route =>
    swapRoute(context, { method: 'POST', path, params, act });
  const list = (path: string, act: (account: ExchangeAccount, items: readonly unknown[]) => unknown): Route => ({
    ...post(path, ORDER_NAMES, place),
    handle: (call: Call) => {
      const { json } = call.request;
      if (!Array.isArray(json) || json.length === 0 || json.length > BATCH_MAX) throw wrongParameter('swap', 'orders');
      return swapOk(act(accountOf(call), json as unknown[]), context.world.clock.now());
    },
  });
  return [
    post('trade/order', ORDER_NAMES, place),
    list('trade/batch_orders', (account, items) =>
      items.map((item) =>
        attempt(() => {
          const fields = objectOf(item);
          for (const name of unknownNames(fields, ORDER_NAMES)) throw wrongParameter('swap', name);
          return place(context, account, fields) as object;
        }),
      ),
    ),
    post('trade/cancel_order', names('contract_code order_id client_order_id'), cancel),
    post('trade/cancel_batch_orders', names('contract_code order_id client_order_id'), cancelMany),
    post('trade/cancel_all_orders', names('contract_code side position_side'), cancelAll),
    post('trade/position', names('contract_code margin_mode position_side client_order_id'), close),
  ];
}

/** Each order of a list is answered by itself. */
export function attempt(act: () => object): unknown {
  try {
    return { ...act(), code: 200, message: 'Success' };
  } catch (error) {
    if (!(error instanceof HtxRefusal)) throw error;
    const { code, message } = error.native;
    return { code: Number(code), message, err_code: Number(code), err_msg: message };
  }
}

const named = ({ id, clientOrderId }: ExchangeOrder) => ({ order_id: id, client_order_id: clientOrderId });

function readOrder(context: HtxContext, account: ExchangeAccount, fields: Fields): NewOrder {
  const { marginMode, timeInForce, ...shared } = readShared(context, account, fields);
  const type = read.word(fields, 'type', { among: ['market', 'limit', 'post_only'] });
  const isMarket = type === 'market';
  if (isMarket && read.text(fields, 'price') !== undefined) throw wrongParameter('swap', 'price');
  useMarginMode(context, account, { ...shared, marginMode, timeInForce });
  return {
    ...shared,
    clientOrderId: clientIdOf(fields, 'client_order_id'),
    type: isMarket ? 'market' : 'limit',
    quantity: read.needDecimal(fields, 'volume'),
    ...(isMarket ? {} : { limitPrice: read.needDecimal(fields, 'price') }),
    timeInForce: isMarket ? 'ioc' : timeInForce,
    postOnly: type === 'post_only',
    ...attachedExits(fields),
    native: { type, timeInForce, marginMode },
  };
}

const place: SwapAct = (context, account, fields) => {
  const order = readOrder(context, account, fields);
  return named(done(context.world.place(account, order), order.market));
};

/** The plain order that `order_id` or `client_order_id` names. */
export function findPlain({ world }: HtxContext, account: ExchangeAccount, fields: Fields): ExchangeOrder | undefined {
  const id = read.text(fields, 'order_id');
  const name = id === undefined ? { clientOrderId: read.need(fields, 'client_order_id') } : { id };
  const order = world.orders.lookup({ accountId: account.id, type: 'swap', conditional: false, ...name });
  return id === undefined && order?.parentId !== undefined ? undefined : order;
}

const cancel: SwapAct = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  const order = findPlain(context, account, fields);
  if (order?.market !== market || !isLive(order)) throwError('swap', ERRORS.swapOrder);
  return named(done(context.world.cancel(order), market));
};

const cancelMany: SwapAct = (context, account, fields) => {
  const asked = (['order_id', 'client_order_id'] as const).flatMap((name) => {
    const list = fields[name];
    return Array.isArray(list) ? (list as unknown[]).map((value) => ({ [name]: value })) : [];
  });
  if (asked.length === 0) throw wrongParameter('swap', 'order_id');
  return asked.map((one) =>
    attempt(() => cancel(context, account, { ...one, contract_code: fields['contract_code'] }) as object),
  );
};

const cancelAll: SwapAct = (context, account, fields) => {
  const side = read.text(fields, 'side');
  const live = context.world.orders
    .list({
      accountId: account.id,
      type: 'swap',
      live: true,
      conditional: false,
      ...marketFilter(context, 'swap', fields),
    })
    .filter((order) => side === undefined || order.side === side);
  if (live.length === 0) throwError('swap', ERRORS.swapNoOrders);
  return live.map((order) => attempt(() => named(done(context.world.cancel(order), order.market))));
};

/** Closes what is held at the market. */
const close: SwapAct = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  const side = read.word(fields, 'position_side', { among: ['both', 'long', 'short'], standard: 'both' });
  read.word(fields, 'margin_mode', { among: ['cross', 'isolated'] });
  const held = [...account.positions.values()].find((position) => position.market === market && position.side === side);
  if (held === undefined) throwError('swap', { code: '1048', message: 'Insufficient close amount available.' });
  const outcome = context.world.place(account, {
    market,
    clientOrderId: clientIdOf(fields, 'client_order_id'),
    side: held.quantity > ZERO ? 'sell' : 'buy',
    type: 'market',
    quantity: absolute(held.quantity),
    timeInForce: 'ioc',
    postOnly: false,
    reduceOnly: true,
    positionSide: side,
    native: { type: 'market', timeInForce: 'gtc' },
  });
  return named(done(outcome, market));
};
