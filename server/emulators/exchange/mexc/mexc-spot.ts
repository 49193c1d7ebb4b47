/** MEXC spot: the account, orders and trades. What an order is called also says how long it lives. */
import { ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, isLive, type NewOrder } from '../core/exchange-order.ts';
import { accountOf, type Fields, fieldsOf, names, objectOf } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, MexcRefusal, throwError, wrongParameter } from './mexc-errors.ts';
import {
  clientIdOf,
  done,
  type MexcContext,
  marketFilter,
  marketOf,
  nativeId,
  read as readers,
  show,
} from './mexc-context.ts';

const read = readers.spot;
const BATCH_MAX = 20;
const LIST_MAX = 1_000;

type Act = (context: MexcContext, account: ExchangeAccount, fields: Fields) => unknown;

export function spotRoutes(context: MexcContext): readonly Route[] {
  const at = (method: Route['method'], path: string, params: string, act: Act): Route => ({
    method,
    path: `/api/v3/${path}`,
    access: method === 'GET' ? 'read' : 'trade',
    params: names(params),
    handle: (call) => act(context, accountOf(call), fieldsOf(call)),
  });
  const order = 'symbol side type quantity quoteOrderQty price newClientOrderId stpMode';
  const period = 'symbol startTime endTime limit';
  return [
    at('GET', 'capital/config/getall', '', () => []),
    at('GET', 'account', '', balances),
    at('POST', 'order', order, (own, account, fields) => acknowledged(place(own, account, fields))),
    at('POST', 'batchOrders', 'batchOrders', placeMany),
    at('GET', 'order', 'symbol origClientOrderId orderId', (own, account, fields) =>
      orderBody(find(own, account, fields) ?? throwError('spot', ERRORS.spotOrder)),
    ),
    // A widespread client leaves its own name for the id in beside this one.
    at('DELETE', 'order', 'symbol origClientOrderId orderId newClientOrderId clientOrderId', cancel),
    at('DELETE', 'openOrders', 'symbol', (own, account, fields) => {
      const market = marketOf(own, 'spot', fields);
      const live = own.world.orders.list({ accountId: account.id, market, live: true });
      for (const one of live) own.world.cancel(one);
      return live.map(orderBody);
    }),
    at('GET', 'openOrders', 'symbol', (own, account, fields) =>
      own.world.orders
        .list({ accountId: account.id, type: 'spot', live: true, ...marketFilter(own, 'spot', fields) })
        .toReversed()
        .map(orderBody),
    ),
    at('GET', 'allOrders', period, (own, account, fields) => {
      const all = own.world.orders.list({ accountId: account.id, market: marketOf(own, 'spot', fields) });
      return listed(all, ({ createdAt }) => createdAt, fields).map(orderBody);
    }),
    at('GET', 'myTrades', `${period} orderId`, (own, account, fields) => {
      const orderId = read.text(fields, 'orderId');
      const all = own.world.orders
        .trades(account.id, marketOf(own, 'spot', fields))
        .filter((trade) => (orderId ?? trade.orderId) === trade.orderId);
      return listed(all, ({ time }) => time, fields).map((trade) => tradeBody(own, trade));
    }),
  ];
}

function listed<T>(items: readonly T[], timeOf: (item: T) => number, fields: Fields): readonly T[] {
  const from = read.integer(fields, 'startTime') ?? 0;
  const to = read.integer(fields, 'endTime') ?? Number.MAX_SAFE_INTEGER;
  const limit = Math.min(read.integer(fields, 'limit') ?? 500, LIST_MAX);
  return items
    .filter((item) => timeOf(item) >= from && timeOf(item) <= to)
    .toReversed()
    .slice(0, limit);
}

const balances: Act = (_context, account) => ({
  canTrade: true,
  canWithdraw: false,
  canDeposit: true,
  updateTime: null,
  accountType: 'SPOT',
  balances: account.spot.all().map(({ currency, free, locked }) => ({
    asset: currency,
    free: show(free),
    locked: show(locked),
    available: show(free),
  })),
  permissions: ['SPOT'],
});

type Terms = Pick<NewOrder, 'type' | 'timeInForce' | 'postOnly'>;

const LIMIT: Terms = { type: 'limit', timeInForce: 'gtc', postOnly: false };
const TYPES: Readonly<Record<string, Terms>> = {
  LIMIT,
  MARKET: { type: 'market', timeInForce: 'ioc', postOnly: false },
  LIMIT_MAKER: { ...LIMIT, postOnly: true },
  IMMEDIATE_OR_CANCEL: { ...LIMIT, timeInForce: 'ioc' },
  FILL_OR_KILL: { ...LIMIT, timeInForce: 'fok' },
};

function place(context: MexcContext, account: ExchangeAccount, fields: Fields): ExchangeOrder {
  const market = marketOf(context, 'spot', fields);
  const type = read.need(fields, 'type');
  const terms = TYPES[type];
  if (terms === undefined) throw wrongParameter('spot', 'type');
  const side = read.word(fields, 'side', { among: ['BUY', 'SELL'] });
  const isMarket = terms.type === 'market';
  if (isMarket && read.text(fields, 'price') !== undefined) throw wrongParameter('spot', 'price');
  const cost = isMarket ? read.decimal(fields, 'quoteOrderQty') : undefined;
  return done(
    context.world.place(account, {
      ...terms,
      market,
      side: side === 'BUY' ? 'buy' : 'sell',
      clientOrderId: clientIdOf('spot', fields, 'newClientOrderId'),
      ...(cost === undefined ? { quantity: read.needDecimal(fields, 'quantity') } : { cost }),
      ...(isMarket ? {} : { limitPrice: read.needDecimal(fields, 'price') }),
      reduceOnly: false,
      positionSide: 'both',
      native: { type },
    }),
    market,
  );
}

/** What comes back at once says nothing of what became of the order. */
const acknowledged = (order: ExchangeOrder) => ({
  symbol: nativeId(order.market),
  orderId: order.id,
  orderListId: -1,
  price: show(order.limitPrice ?? ZERO),
  origQty: show(order.quantity),
  type: order.native['type'],
  side: order.side.toUpperCase(),
  transactTime: order.createdAt,
});

const placeMany: Act = (context, account, fields) => {
  const list: unknown = JSON.parse(read.need(fields, 'batchOrders'));
  if (!Array.isArray(list) || list.length === 0 || list.length > BATCH_MAX) throw wrongParameter('spot', 'batchOrders');
  return list.map((item: unknown) => {
    const one = objectOf(item);
    try {
      const { id, market } = place(context, account, one);
      return { symbol: nativeId(market), orderId: id, newClientOrderId: one['newClientOrderId'] ?? null };
    } catch (error) {
      if (!(error instanceof MexcRefusal)) throw error;
      return { newClientOrderId: one['newClientOrderId'] ?? null, msg: error.native.text, code: error.native.code };
    }
  });
};

function find({ world, markets }: MexcContext, account: ExchangeAccount, fields: Fields): ExchangeOrder | undefined {
  const market = marketOf({ world, markets }, 'spot', fields);
  const id = read.text(fields, 'orderId');
  const name = id === undefined ? { clientOrderId: read.need(fields, 'origClientOrderId') } : { id };
  return world.orders.lookup({ accountId: account.id, market, ...name });
}

const cancel: Act = (context, account, fields) => {
  const order = find(context, account, fields);
  if (order === undefined || !isLive(order)) throwError('spot', ERRORS.spotCancel);
  return orderBody(done(context.world.cancel(order), order.market));
};

function statusOf(order: ExchangeOrder): string {
  const isPartial = order.filledQuantity > ZERO;
  if (order.status === 'filled') return 'FILLED';
  if (order.status === 'open') return isPartial ? 'PARTIALLY_FILLED' : 'NEW';
  return isPartial ? 'PARTIALLY_CANCELED' : 'CANCELED';
}

export const orderBody = (order: ExchangeOrder): unknown => ({
  symbol: nativeId(order.market),
  orderId: order.id,
  orderListId: -1,
  clientOrderId: order.clientOrderId,
  price: show(order.limitPrice ?? ZERO),
  origQty: show(order.quantity),
  executedQty: show(order.filledQuantity),
  cummulativeQuoteQty: show(order.filledValue),
  status: statusOf(order),
  timeInForce: null,
  type: order.native['type'],
  side: order.side.toUpperCase(),
  stopPrice: null,
  time: order.createdAt,
  updateTime: order.updatedAt,
  isWorking: true,
  origQuoteOrderQty: show(order.cost ?? ZERO),
});

const tradeBody = ({ world }: MexcContext, trade: ExchangeTrade): unknown => ({
  symbol: nativeId(trade.market),
  id: trade.id,
  orderId: trade.orderId,
  orderListId: -1,
  price: show(trade.price),
  qty: show(trade.quantity),
  quoteQty: show(trade.value),
  commission: show(trade.fee),
  commissionAsset: trade.feeCurrency,
  time: trade.time,
  isBuyer: trade.side === 'buy',
  isMaker: trade.liquidity === 'maker',
  isBestMatch: true,
  isSelfTrade: false,
  clientOrderId: world.orders.byId(trade.orderId)?.clientOrderId ?? null,
});
