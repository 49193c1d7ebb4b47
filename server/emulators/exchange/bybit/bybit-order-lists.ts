/** Bybit: asking for orders (the present list with the last ended ones, the history) and for executions. */
import { type ExchangeOrder, type ExchangeTrade, isLive } from '../core/exchange-order.ts';
import type { Income } from '../core/exchange-account.ts';
import { accountOf, type Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { wrongParameter } from './bybit-errors.ts';
import { executionBody, filterOf, fundingBody, orderBody, statusOf } from './bybit-order-body.ts';
import {
  type BybitContext,
  categoryIn,
  documented,
  linkIdOf,
  pageOf,
  periodOf,
  read,
  scopeOf,
} from './bybit-params.ts';

const ORDERS = { standard: 20, max: 50 };
const EXECUTIONS = { standard: 50, max: 100 };
/** So many of the last ended orders are in the present list. */
const RECENT_MAX = 500;

type Answered = (context: BybitContext, accountId: string, fields: Fields) => unknown;

export function orderListRoutes(context: BybitContext): readonly Route[] {
  const get = (path: string, names: string, answered: Answered): Route =>
    documented(context, {
      method: 'GET',
      path,
      access: 'read',
      names: names.split(' '),
      handle: (fields, call) => answered(context, accountOf(call).id, fields),
    });
  const scope = 'category symbol baseCoin settleCoin orderId orderLinkId orderFilter limit cursor';
  return [
    get('/order/realtime', `${scope} openOnly`, realtime),
    get('/order/history', `${scope} orderStatus startTime endTime`, history),
    // `size` is no name of this call; a widespread client sends it where it asks for funding, and the limit stays.
    get(
      '/execution/list',
      'category symbol orderId orderLinkId baseCoin startTime endTime execType limit cursor size',
      executions,
    ),
  ];
}

/** Whether an order is among those asked for. */
function isAsked(context: BybitContext, fields: Fields): (order: ExchangeOrder) => boolean {
  const scope = new Set(scopeOf(context, fields));
  const [id, filter, status] = ['orderId', 'orderFilter', 'orderStatus'].map((name) => read.text(fields, name));
  const linkId = linkIdOf(fields);
  return (order) =>
    scope.has(order.market) &&
    (id === undefined || order.id === id) &&
    (linkId === undefined || order.clientOrderId === linkId) &&
    (filter === undefined || filterOf(order) === filter) &&
    (status === undefined || statusOf(order) === status);
}

function listBody(context: BybitContext, fields: Fields, found: readonly ExchangeOrder[]): unknown {
  const { items, cursor } = pageOf(found, ({ id }) => id, [fields, ORDERS]);
  const list = items.map((order) => orderBody(context, order));
  return { category: categoryIn(fields), list, nextPageCursor: cursor };
}

/** Open orders; with an id, or with `openOnly`, also those that ended lately. */
const realtime: Answered = (context, accountId, fields) => {
  const isNamed = read.text(fields, 'orderId') !== undefined || read.text(fields, 'orderLinkId') !== undefined;
  const isScoped = ['symbol', 'baseCoin', 'settleCoin'].some((name) => read.text(fields, name) !== undefined);
  if (categoryIn(fields) === 'linear' && !isScoped) {
    throw wrongParameter('symbol, settleCoin or baseCoin is required');
  }
  const isOpenOnly = (read.integer(fields, 'openOnly') ?? 0) === 0 && !isNamed;
  const all = context.world.orders.list({ accountId }).toReversed();
  const recent = new Set(all.filter((order) => !isLive(order)).slice(0, RECENT_MAX));
  const isThere = (order: ExchangeOrder): boolean => isLive(order) || (!isOpenOnly && recent.has(order));
  return listBody(context, fields, all.filter(isThere).filter(isAsked(context, fields)));
};

const history: Answered = (context, accountId, fields) => {
  const { start, end } = periodOf(context, fields);
  const ended = context.world.orders
    .list({ accountId })
    .filter((order) => !isLive(order) && order.createdAt >= start && order.createdAt <= end)
    .filter(isAsked(context, fields));
  return listBody(context, fields, ended.toReversed());
};

type Execution = { readonly trade: ExchangeTrade } | { readonly income: Income };

const numberOf = (execution: Execution): number =>
  'trade' in execution ? execution.trade.number : execution.income.number;

/** Trades, and payments of funding, newest first. */
const executions: Answered = (context, accountId, fields) => {
  const { world } = context;
  const { start, end } = periodOf(context, fields);
  const scope = new Set(scopeOf(context, fields));
  const [id, type] = ['orderId', 'execType'].map((name) => read.text(fields, name));
  const linkId = linkIdOf(fields);
  const trades = world.orders
    .trades(accountId)
    .filter((trade) => scope.has(trade.market) && trade.time >= start && trade.time <= end)
    .filter(
      (trade) => (id === undefined || trade.orderId === id) && (linkId ?? trade.clientOrderId) === trade.clientOrderId,
    )
    .map((trade): Execution => ({ trade }));
  const payments = world
    .accountOf(accountId)
    .incomes.filter(({ kind, market, time }) => kind === 'funding' && scope.has(market) && time >= start && time <= end)
    .filter(() => id === undefined && linkId === undefined)
    .map((income): Execution => ({ income }));
  const found = [...(type === 'Funding' ? [] : trades), ...(type === 'Trade' ? [] : payments)];
  if (type !== undefined && type !== 'Funding' && type !== 'Trade') found.length = 0;
  found.sort((left, right) => numberOf(right) - numberOf(left));
  const { items, cursor } = pageOf(found, (execution) => String(numberOf(execution)), [fields, EXECUTIONS]);
  const list = items.map((execution) =>
    'trade' in execution ? executionBody(context, execution.trade) : fundingBody(context, execution.income),
  );
  return { category: categoryIn(fields), list, nextPageCursor: cursor };
};
