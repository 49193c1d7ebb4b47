/** HTX spot: the account, its balances, and asking for orders and trades. */
import { ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, isLive } from '../core/exchange-order.ts';
import { feesOf } from '../core/order-figures.ts';
import { accountOf, type Fields, fieldsOf, names } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { ERRORS, spotOk, throwError } from './htx-errors.ts';
import {
  clientIdShown,
  downFrom,
  type HtxContext,
  marketFilter,
  marketOf,
  nativeId,
  newest,
  read as readers,
  show,
  SPOT_ACCOUNT_ID,
  SPOT_HOSTS,
} from './htx-context.ts';

const read = readers.spot;
const USER_ID = 63_628_520;
const LIST_MAX = 100;
const OPEN_MAX = 500;

type Question = (context: HtxContext, account: ExchangeAccount, fields: Fields) => unknown;

export function spotListRoutes(context: HtxContext): readonly Route[] {
  const get = (path: string, params: string, question: Question): Route => ({
    method: 'GET',
    path: `/v1/${path}`,
    hosts: SPOT_HOSTS,
    access: 'read',
    params: names(params),
    handle: (call: Call) => spotOk(question(context, accountOf(call), fieldsOf(call))),
  });
  const period = 'start-time end-time start-date end-date from direct size';
  return [
    get('account/accounts', '', () => [{ id: Number(SPOT_ACCOUNT_ID), type: 'spot', subtype: '', state: 'working' }]),
    get('account/accounts/{account-id}/balance', '', balance),
    get('order/orders/getClientOrder', 'clientOrderId', byName),
    get('order/openOrders', 'account-id symbol side types from direct size', open),
    get('order/orders', `symbol types states ${period}`, past),
    get('order/matchresults', `symbol types ${period}`, trades),
    get('order/orders/{order-id}', '', byId),
    get('order/orders/{order-id}/matchresults', '', tradesOfOrder),
    { ...get('user/uid', '', () => undefined), path: '/v2/user/uid', handle: () => ({ code: 200, data: USER_ID }) },
    { ...get('user/api-key', 'uid accessKey', () => undefined), path: '/v2/user/api-key', handle: keysOfUser },
  ];
}

/** The keys of a user, or the one that is named. */
function keysOfUser(call: Call) {
  const fields = fieldsOf(call);
  if (read.need(fields, 'uid') !== String(USER_ID)) return { code: 2002, message: 'invalid field value in `uid`' };
  const named = fields['accessKey'];
  const keys = accountOf(call).keys.filter(({ apiKey }) => named === undefined || named === apiKey);
  const data = keys.map(({ apiKey, permissions }) => ({
    accessKey: apiKey,
    status: 'normal',
    note: 'emulated',
    permission: [
      'readOnly',
      ...(permissions.trade ? ['trade'] : []),
      ...(permissions.withdraw ? ['withdraw'] : []),
    ].join(','),
    ipAddresses: '',
    validDays: -1,
  }));
  return { code: 200, message: 'success', data };
}

const balance: Question = (_context, account, fields) => {
  if (read.need(fields, 'account-id') !== SPOT_ACCOUNT_ID) throwError('spot', ERRORS.spotAccount);
  const list = account.spot.all().flatMap(({ currency, free, locked }) => [
    { currency: currency.toLowerCase(), type: 'trade', balance: show(free), 'seq-num': '1' },
    { currency: currency.toLowerCase(), type: 'frozen', balance: show(locked), 'seq-num': '1' },
  ]);
  return { id: Number(SPOT_ACCOUNT_ID), type: 'spot', state: 'working', list };
};

export function spotStateOf(order: ExchangeOrder): string {
  if (order.status === 'untriggered') return 'created';
  const isPartial = order.filledQuantity > ZERO;
  if (order.status === 'open') return isPartial ? 'partial-filled' : 'submitted';
  if (order.status === 'filled') return 'filled';
  return isPartial ? 'partial-canceled' : 'canceled';
}

/** An order as asking for it tells it; `field` is how this protocol writes *filled* there, and not in the open ones. */
function orderBody(order: ExchangeOrder, filled: 'field' | 'filled'): Readonly<Record<string, unknown>> {
  const { trigger } = order;
  const ended = isLive(order) ? 0 : order.updatedAt;
  return {
    id: Number(order.id),
    symbol: nativeId(order.market),
    'account-id': Number(SPOT_ACCOUNT_ID),
    'client-order-id': clientIdShown(order),
    amount: show(order.cost ?? order.quantity),
    price: show(order.limitPrice ?? ZERO),
    'created-at': order.createdAt,
    type: order.native['type'],
    [`${filled}-amount`]: show(order.filledQuantity),
    [`${filled}-cash-amount`]: show(order.filledValue),
    [`${filled}-fees`]: show(feesOf(order)),
    'finished-at': ended,
    'updated-at': order.updatedAt,
    'canceled-at': order.status === 'filled' ? 0 : ended,
    source: 'spot-api',
    state: spotStateOf(order),
    ...(trigger === undefined
      ? {}
      : { 'stop-price': show(trigger.price), operator: trigger.direction === 'up' ? 'gte' : 'lte' }),
  };
}

const byName: Question = ({ world }, account, fields) => {
  const clientOrderId = read.need(fields, 'clientOrderId');
  const order = world.orders.lookup({ accountId: account.id, type: 'spot', clientOrderId });
  return orderBody(order ?? throwError('spot', ERRORS.spotOrder), 'field');
};

function ofId({ world }: HtxContext, account: ExchangeAccount, fields: Fields): ExchangeOrder {
  const order = world.orders.lookup({ accountId: account.id, type: 'spot', id: read.need(fields, 'order-id') });
  return order ?? throwError('spot', ERRORS.spotOrder);
}

const byId: Question = (context, account, fields) => orderBody(ofId(context, account, fields), 'field');

const open: Question = (context, account, fields) => {
  const side = read.text(fields, 'side');
  const live = context.world.orders
    .list({ accountId: account.id, type: 'spot', live: true, ...marketFilter(context, 'spot', fields) })
    .filter((order) => side === undefined || order.side === side);
  const size = read.integer(fields, 'size') ?? LIST_MAX;
  return newest(downFrom(live, read.text(fields, 'from')), size, OPEN_MAX).map((order) => orderBody(order, 'filled'));
};

/** Those of the states that were asked for. */
const past: Question = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  const states = read.need(fields, 'states').split(',');
  const [from, to] = periodOf(context, fields);
  const found = context.world.orders
    .list({ accountId: account.id, market })
    .filter((order) => states.includes(spotStateOf(order)) && order.createdAt >= from && order.createdAt <= to);
  return newest(found, read.integer(fields, 'size'), LIST_MAX).map((order) => orderBody(order, 'field'));
};

const SPAN_MS = 2 * 86_400_000;

/** Two days at most, and the last two where nothing is said. */
function periodOf({ world }: HtxContext, fields: Fields): readonly [number, number] {
  const to = read.integer(fields, 'end-time') ?? world.clock.now();
  const from = read.integer(fields, 'start-time') ?? to - SPAN_MS;
  if (to - from > SPAN_MS) throwError('spot', ERRORS.spotInterval);
  return [from, to];
}

const trades: Question = (context, account, fields) => {
  const { market } = marketFilter(context, 'spot', fields);
  const [from, to] = periodOf(context, fields);
  const found = context.world.orders
    .trades(account.id, market)
    .filter((trade) => trade.market.type === 'spot' && trade.time >= from && trade.time <= to);
  return newest(found, read.integer(fields, 'size') ?? LIST_MAX, OPEN_MAX).map((trade) => tradeBody(context, trade));
};

const tradesOfOrder: Question = (context, account, fields) =>
  ofId(context, account, fields).trades.map((trade) => tradeBody(context, trade));

function tradeBody({ world }: HtxContext, trade: ExchangeTrade): unknown {
  return {
    id: trade.number,
    symbol: nativeId(trade.market),
    'order-id': Number(trade.orderId),
    'match-id': trade.number,
    'trade-id': Number(trade.id),
    type: world.orders.byId(trade.orderId)?.native['type'] ?? `${trade.side}-limit`,
    source: 'spot-api',
    price: show(trade.price),
    'filled-amount': show(trade.quantity),
    'filled-fees': show(trade.fee),
    'filled-points': '0',
    'fee-currency': trade.feeCurrency.toLowerCase(),
    'fee-deduct-currency': '',
    'fee-deduct-state': 'done',
    role: trade.liquidity,
    'created-at': trade.time,
    'updated-at': trade.time,
  };
}
