/** OKX: asking for plain orders and trades: one, the pending, the history, the fills. */
import { type ExchangeOrder, type ExchangeTrade, isLive } from '../core/exchange-order.ts';
import { accountOf, type Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { billIdOf, fillBody, orderBody } from './okx-order-body.ts';
import { ERRORS, ok, throwError } from './okx-errors.ts';
import { findPlain } from './okx-order-routes.ts';
import { documented, type Listed, marketFilter, type OkxContext, pageOf, read } from './okx-params.ts';

const DAY_MS = 86_400_000;
const SCOPE = ['instType', 'uly', 'instFamily', 'instId'];
const PAGE = ['after', 'before', 'limit'];
const PERIOD = ['begin', 'end'];

export const byTime = (order: ExchangeOrder): Listed => ({ id: order.id, time: order.createdAt });
const tradeListed = (trade: ExchangeTrade): Listed => ({ id: billIdOf(trade.number), time: trade.time });

export function orderListRoutes(context: OkxContext): readonly Route[] {
  const history = [...SCOPE, 'ordType', 'state', 'category', ...PAGE, ...PERIOD];
  const fills = [...SCOPE, 'ordId', 'subType', ...PAGE, ...PERIOD];
  return [
    documented({
      method: 'GET',
      path: '/trade/order',
      access: 'read',
      names: ['instId', 'ordId', 'clOrdId'],
      handle: (fields, call) => {
        const order = findPlain(context, accountOf(call), fields) ?? throwError(ERRORS.orderUnknown);
        return ok([orderBody(context, order)]);
      },
    }),
    documented({
      method: 'GET',
      path: '/trade/orders-pending',
      access: 'read',
      names: [...SCOPE, 'ordType', 'state', ...PAGE],
      handle: (fields, call) => ok(pending(context, accountOf(call).id, fields)),
    }),
    ...[
      { path: '/trade/orders-history', days: 7 },
      { path: '/trade/orders-history-archive', days: 90 },
    ].map(({ path, days }) =>
      documented({
        method: 'GET',
        path,
        access: 'read',
        names: history,
        handle: (fields, call) => ok(ended(context, accountOf(call).id, { fields, days })),
      }),
    ),
    ...[
      { path: '/trade/fills', days: 3, needsType: false },
      { path: '/trade/fills-history', days: 90, needsType: true },
    ].map(({ path, days, needsType }) =>
      documented({
        method: 'GET',
        path,
        access: 'read',
        names: fills,
        handle: (fields, call) => {
          if (needsType) read.need(fields, 'instType');
          return ok(tradesOf(context, accountOf(call).id, { fields, days }));
        },
      }),
    ),
  ];
}

/** Whether an order's `ordType` and `state` are among those asked for. */
function isWanted(context: OkxContext, fields: Fields): (order: ExchangeOrder) => boolean {
  const types = read.text(fields, 'ordType')?.split(',');
  const state = read.text(fields, 'state');
  const isInScope = marketFilter(context, fields);
  return (order) => {
    if (!isInScope(order.market)) return false;
    const body = orderBody(context, order);
    return (types?.includes(String(body['ordType'])) ?? true) && (state === undefined || body['state'] === state);
  };
}

function pending(context: OkxContext, accountId: string, fields: Fields): readonly unknown[] {
  const live = context.world.orders.list({ accountId, live: true, conditional: false });
  return pageOf(live.filter(isWanted(context, fields)), byTime, fields).map((order) => orderBody(context, order));
}

interface Past {
  readonly fields: Fields;
  /** How far back this list goes. */
  readonly days: number;
}

function ended(context: OkxContext, accountId: string, { fields, days }: Past): readonly unknown[] {
  read.need(fields, 'instType');
  const since = context.world.clock.now() - days * DAY_MS;
  const isAsked = isWanted(context, fields);
  const over = context.world.orders
    .list({ accountId, conditional: false })
    .filter((order) => !isLive(order) && order.updatedAt >= since && isAsked(order));
  return pageOf(over, byTime, fields).map((order) => orderBody(context, order));
}

function tradesOf(context: OkxContext, accountId: string, { fields, days }: Past): readonly unknown[] {
  const since = context.world.clock.now() - days * DAY_MS;
  const isInScope = marketFilter(context, fields);
  const orderId = read.text(fields, 'ordId');
  const all = context.world.orders
    .trades(accountId)
    .filter((trade) => trade.time >= since && isInScope(trade.market))
    .filter((trade) => orderId === undefined || trade.orderId === orderId);
  return pageOf(all, tradeListed, fields).map((trade) => fillBody(context, trade));
}
