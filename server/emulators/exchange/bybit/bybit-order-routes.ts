/** Bybit: placing, changing and canceling orders, one by one, in batches and all; an answer only names the order. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive } from '../core/exchange-order.ts';
import type { OrderOutcome } from '../core/order-outcome.ts';
import { accountOf, type Fields } from '../door/call-fields.ts';
import { NativeRefusal, type Route } from '../door/dialect.ts';
import { ERRORS, type NativeError, ORDER_UNKNOWN, REFUSALS, throwError, wrongParameter } from './bybit-errors.ts';
import { filterOf, stopOrderTypeOf } from './bybit-order-body.ts';
import { ORDER_NAMES, readOrder, TRIGGERS_BY } from './bybit-order-reading.ts';
import {
  Batch,
  type BybitContext,
  categoryIn,
  documented,
  linkIdOf,
  marketOf,
  objectIn,
  onlyDocumented,
  priceOf,
  read,
  scopeOf,
} from './bybit-params.ts';

const BATCH_MAX = 10;
const CANCEL_NAMES = ['category', 'symbol', 'orderId', 'orderLinkId', 'orderFilter'];
const AMEND_NAMES = `category symbol orderId orderLinkId triggerPrice qty price triggerBy`.split(' ');
const FILTERS = ['Order', 'StopOrder', 'tpslOrder'] as const;

/** One order's act: how the order is named afterwards. Throws the native refusal. */
export type OrderAct = (
  context: BybitContext,
  account: ExchangeAccount,
  fields: Fields,
) => Readonly<Record<string, unknown>>;

interface KnownAct {
  readonly act: OrderAct;
  readonly names: readonly string[];
}

export const ACTS: Readonly<Record<'create' | 'amend' | 'cancel', KnownAct>> = {
  create: { act: place, names: ORDER_NAMES },
  amend: { act: amend, names: AMEND_NAMES },
  cancel: { act: cancel, names: CANCEL_NAMES },
};

export function orderRoutes(context: BybitContext): readonly Route[] {
  const post = (path: string, names: readonly string[], act: (account: ExchangeAccount, fields: Fields) => unknown) =>
    documented(context, {
      method: 'POST',
      path: `/order/${path}`,
      access: 'trade',
      names,
      handle: (fields, call) => act(accountOf(call), fields),
    });
  const each = Object.entries(ACTS).flatMap(([name, { act, names }]) => [
    post(name, names, (account, fields) => act(context, account, fields)),
    post(`${name}-batch`, ['category', 'request'], (account, fields) =>
      batch(context, account, { fields, known: { act, names } }),
    ),
  ]);
  const all = ['category', 'symbol', 'baseCoin', 'settleCoin', 'orderFilter', 'stopOrderType'];
  return [...each, post('cancel-all', all, (account, fields) => cancelAll(context, account, fields))];
}

/** The order, or the native refusal thrown. */
export function done(outcome: OrderOutcome, type: 'spot' | 'swap'): ExchangeOrder {
  return outcome.kind === 'done' ? outcome.order : throwError(REFUSALS[type][outcome.reason]);
}

const named = (order: ExchangeOrder) => ({ orderId: order.id, orderLinkId: order.clientOrderId });

function place(context: BybitContext, account: ExchangeAccount, fields: Fields): Readonly<Record<string, unknown>> {
  const order = readOrder({ context, account }, fields);
  return named(done(context.world.place(account, order), order.market.type));
}

/** The live order that is named; the exchange's id counts where both are given. */
function findLive({ world, ...context }: BybitContext, account: ExchangeAccount, fields: Fields): ExchangeOrder {
  const market = marketOf({ world, ...context }, fields);
  const id = read.text(fields, 'orderId');
  const clientOrderId = linkIdOf(fields);
  if (id === undefined && clientOrderId === undefined) throw wrongParameter('orderId or orderLinkId is required');
  const name = id === undefined ? { clientOrderId: clientOrderId ?? '' } : { id };
  const order = world.orders.lookup({ accountId: account.id, market, ...name });
  return order === undefined || !isLive(order) ? throwError(ORDER_UNKNOWN[market.type]) : order;
}

function cancel(context: BybitContext, account: ExchangeAccount, fields: Fields): Readonly<Record<string, unknown>> {
  const order = findLive(context, account, fields);
  const { type } = order.market;
  const filter = read.text(fields, 'orderFilter') ?? 'Order';
  // On spot an order is only found under its own filter.
  if (type === 'spot' && filterOf(order) !== filter) throwError(ORDER_UNKNOWN.spot);
  return named(done(context.world.cancel(order), type));
}

function amend(context: BybitContext, account: ExchangeAccount, fields: Fields): Readonly<Record<string, unknown>> {
  const order = findLive(context, account, fields);
  const [quantity, limitPrice, triggerPrice] = ['qty', 'price', 'triggerPrice'].map((name) => priceOf(fields, name));
  read.word(fields, 'triggerBy', { among: TRIGGERS_BY, standard: 'LastPrice' });
  if (triggerPrice !== undefined && order.trigger === undefined) throw wrongParameter('triggerPrice invalid');
  if (quantity === undefined && limitPrice === undefined && triggerPrice === undefined) throwError(ERRORS.unchanged);
  const outcome = context.world.amend(order, {
    ...(quantity === undefined ? {} : { quantity }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(triggerPrice === undefined ? {} : { triggerPrice }),
  });
  return named(done(outcome, order.market.type));
}

interface BatchAct {
  readonly fields: Fields;
  readonly known: KnownAct;
}

/** Carries each order out by itself; codes stand beside the list. */
function batch(context: BybitContext, account: ExchangeAccount, { fields, known }: BatchAct): Batch {
  const category = categoryIn(fields);
  const { request } = fields;
  if (!Array.isArray(request) || request.length === 0) throw wrongParameter('request is required');
  if (request.length > BATCH_MAX) throw wrongParameter('the batch is too large');
  const names = new Set(known.names.filter((name) => name !== 'category'));
  const members = request.map((member: unknown) => {
    const item = objectIn(member);
    const { orderId = '', orderLinkId = '', symbol } = item;
    const asked = { category, symbol, orderId, orderLinkId, createAt: '' };
    try {
      onlyDocumented(item, names);
      const answer = known.act(context, account, { ...item, category });
      return { body: { ...asked, ...answer, createAt: String(context.world.clock.now()) }, code: 0, msg: 'OK' };
    } catch (error) {
      if (!(error instanceof NativeRefusal)) throw error;
      const { retCode, retMsg } = error.answer.body as NativeError;
      return { body: asked, code: retCode, msg: retMsg };
    }
  });
  const codes = members.map(({ code, msg }) => ({ code, msg }));
  return new Batch(
    members.map(({ body }) => body),
    codes,
  );
}

/** Everything in the scope; on spot only plain orders unless another filter is named. */
function cancelAll(context: BybitContext, account: ExchangeAccount, fields: Fields): unknown {
  const category = categoryIn(fields);
  const isScoped = ['symbol', 'baseCoin', 'settleCoin'].some((name) => read.text(fields, name) !== undefined);
  if (category !== 'spot' && !isScoped) throw wrongParameter('symbol, baseCoin or settleCoin is required');
  const filter =
    read.text(fields, 'orderFilter') === undefined && category !== 'spot'
      ? undefined
      : read.word(fields, 'orderFilter', { among: FILTERS, standard: 'Order' });
  const stopOrderType = read.text(fields, 'stopOrderType');
  const scope = new Set(scopeOf(context, fields));
  const gone = context.world.orders
    .list({ accountId: account.id, live: true })
    .filter((order) => scope.has(order.market) && (filter === undefined || filterOf(order) === filter))
    .filter((order) => stopOrderType === undefined || stopOrderTypeOf(order) === stopOrderType);
  for (const order of gone) if (isLive(order)) context.world.cancel(order);
  return { list: gone.map(named), success: '1' };
}
