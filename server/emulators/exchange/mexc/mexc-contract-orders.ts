/** MEXC contracts: orders. A number says whether an order opens or closes a long or a short, and brings its leverage. */
import { absolute, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import {
  type ExchangeOrder,
  type ExchangeTrade,
  isLive,
  type NewOrder,
  type PositionSide,
} from '../core/exchange-order.ts';
import { averagePriceOf, feesOf, realizedBy } from '../core/order-figures.ts';
import { termsOf } from '../core/swap-margin.ts';
import { setLeverage } from '../core/swap-settings.ts';
import { accountOf, type Fields, fieldsOf, names } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { contractOk, ERRORS, throwError, wrongParameter } from './mexc-errors.ts';
import {
  clientIdOf,
  done,
  type MexcContext,
  marketFilter,
  marketOf,
  nativeId,
  number,
  read as readers,
} from './mexc-context.ts';

const read = readers.swap;
const ORDER_NAMES = `symbol price vol leverage side type openType positionId externalOid stopLossPrice takeProfitPrice
  positionMode reduceOnly`;
const PAGE = 100;
const CANCEL_MAX = 50;

export type ContractAct = (context: MexcContext, account: ExchangeAccount, fields: Fields) => unknown;

export const contractRoute =
  (context: MexcContext) =>
  (method: 'GET' | 'POST', path: string, params: string, act: ContractAct): Route => ({
    method,
    path: `/api/v1/private/${path}`,
    access: method === 'GET' ? 'read' : 'trade',
    params: names(params),
    handle: (call: Call) => contractOk(act(context, accountOf(call), fieldsOf(call))),
  });

export function contractOrderRoutes(context: MexcContext): readonly Route[] {
  const at = contractRoute(context);
  const paged = 'symbol page_num page_size';
  return [
    at('POST', 'order/create', ORDER_NAMES, place),
    {
      ...at('POST', 'order/cancel', '', () => undefined),
      handle: (call: Call) => contractOk(cancelMany(context, accountOf(call), call.request.json)),
    },
    at('POST', 'order/cancel_with_external', 'symbol externalOid', (own, account, fields) => {
      const order = findNamed(own, account, { ...fields, external_oid: fields['externalOid'] });
      if (order === undefined) throwError('swap', ERRORS.contractOrder);
      if (!isLive(order)) throwError('swap', ERRORS.contractClosed);
      done(own.world.cancel(order), order.market);
      return { symbol: nativeId(order.market), externalOid: order.clientOrderId };
    }),
    at('POST', 'order/cancel_all', 'symbol', (own, account, fields) => {
      const live = ordersOf(own, account, fields).filter(isLive);
      for (const order of live) own.world.cancel(order);
      return live.map(({ id }) => ({ orderId: id, errorCode: 0, errorMsg: 'success' }));
    }),
    // The contract is not documented here, and clients send it all the same.
    at('GET', 'order/get/{order_id}', 'symbol', (own, account, fields) => {
      const id = read.need(fields, 'order_id');
      const order = own.world.orders.lookup({ accountId: account.id, type: 'swap', id });
      return contractOrderBody(own, order ?? throwError('swap', ERRORS.contractOrder));
    }),
    at('GET', 'order/external/{symbol}/{external_oid}', '', (own, account, fields) =>
      contractOrderBody(own, findNamed(own, account, fields) ?? throwError('swap', ERRORS.contractOrder)),
    ),
    at('GET', 'order/list/open_orders', paged, (own, account, fields) =>
      page(ordersOf(own, account, fields).filter(isLive), fields).map((order) => contractOrderBody(own, order)),
    ),
    at('GET', 'order/list/history_orders', `${paged} states category start_time end_time side`, history),
    at('GET', 'order/list/order_deals', `${paged} start_time end_time`, (own, account, fields) => {
      const from = read.integer(fields, 'start_time') ?? 0;
      const all = own.world.orders.trades(account.id, marketOf(own, 'swap', fields)).filter(({ time }) => time >= from);
      return page(all, fields).map((trade) => dealBody(own, trade));
    }),
    at('GET', 'order/deal_details/{order_id}', '', (own, account, fields) => {
      const orderId = read.need(fields, 'order_id');
      const all = own.world.orders.trades(account.id).filter((trade) => trade.orderId === orderId);
      return all.map((trade) => dealBody(own, trade));
    }),
  ];
}

function page<T>(items: readonly T[], fields: Fields): readonly T[] {
  const size = Math.min(read.integer(fields, 'page_size') ?? 20, PAGE);
  const at = Math.max(read.integer(fields, 'page_num') ?? 1, 1) - 1;
  return items.toReversed().slice(at * size, (at + 1) * size);
}

const SIDES = {
  '1': { side: 'buy', closes: false, of: 'long' },
  '2': { side: 'buy', closes: true, of: 'short' },
  '3': { side: 'sell', closes: false, of: 'short' },
  '4': { side: 'sell', closes: true, of: 'long' },
} as const;

type Terms = Pick<NewOrder, 'type' | 'timeInForce' | 'postOnly'>;

const LIMIT: Terms = { type: 'limit', timeInForce: 'gtc', postOnly: false };
const AT_MARKET: Terms = { type: 'market', timeInForce: 'ioc', postOnly: false };
const TYPES = {
  '1': LIMIT,
  '2': { ...LIMIT, postOnly: true },
  '3': { ...LIMIT, timeInForce: 'ioc' },
  '4': { ...LIMIT, timeInForce: 'fok' },
  '5': AT_MARKET,
  '6': AT_MARKET,
} as const satisfies Record<string, Terms>;

function readOrder(context: MexcContext, account: ExchangeAccount, fields: Fields): NewOrder {
  const market = marketOf(context, 'swap', fields);
  const code = read.word(fields, 'side', { among: ['1', '2', '3', '4'] });
  const type = read.word(fields, 'type', { among: ['1', '2', '3', '4', '5', '6'] });
  const openType = read.word(fields, 'openType', { among: ['1', '2'] });
  const { side, closes, of } = SIDES[code];
  const isHedged = account.positionMode === 'hedge';
  const mode = read.word(fields, 'positionMode', { among: ['1', '2'], standard: isHedged ? '1' : '2' });
  if ((mode === '1') !== isHedged) throwError('swap', ERRORS.mode);
  if (read.decimal(fields, 'stopLossPrice') !== undefined) throw wrongParameter('swap', 'stopLossPrice');
  if (read.decimal(fields, 'takeProfitPrice') !== undefined) throw wrongParameter('swap', 'takeProfitPrice');
  const positionSide: PositionSide = isHedged ? of : 'both';
  const terms = TYPES[type];
  return {
    ...terms,
    market,
    side,
    positionSide,
    clientOrderId: clientIdOf('swap', fields, 'externalOid'),
    quantity: read.needDecimal(fields, 'vol'),
    ...(terms.type === 'limit' ? { limitPrice: read.needDecimal(fields, 'price') } : {}),
    reduceOnly: (closes && !isHedged) || read.flag(fields, 'reduceOnly'),
    native: { side: Number(code), orderType: Number(type), openType: Number(openType), positionMode: Number(mode) },
  };
}

/** Margin mode and leverage come with an order that opens; a position holds the contract to the mode it has. */
function useTerms({ world }: MexcContext, account: ExchangeAccount, { order, fields }: Asked): void {
  const { market, native } = order;
  const marginMode = native?.['openType'] === 1 ? 'isolated' : 'cross';
  const terms = termsOf(world, account, market);
  if (terms.marginMode !== marginMode) {
    const isHeld = [...account.positions.values()].some((position) => position.market === market);
    if (isHeld) throwError('swap', ERRORS.mode);
    account.swapTerms.set(market.key, { ...terms, marginMode });
  }
  const leverage = read.integer(fields, 'leverage');
  if (leverage === undefined) {
    if (marginMode === 'isolated' && !order.reduceOnly) throwError('swap', ERRORS.leverage);
    return;
  }
  if (order.reduceOnly) return;
  if (setLeverage(world, account, { market, leverage }).kind === 'refused') throwError('swap', ERRORS.leverage);
}

interface Asked {
  readonly order: NewOrder;
  readonly fields: Fields;
}

const place: ContractAct = (context, account, fields) => {
  const order = readOrder(context, account, fields);
  useTerms(context, account, { order, fields });
  const placed = done(context.world.place(account, order), order.market);
  return { orderId: placed.id, ts: placed.createdAt };
};

function ordersOf(context: MexcContext, account: ExchangeAccount, fields: Fields): readonly ExchangeOrder[] {
  return context.world.orders.list({ accountId: account.id, type: 'swap', ...marketFilter(context, 'swap', fields) });
}

function findNamed(context: MexcContext, account: ExchangeAccount, fields: Fields): ExchangeOrder | undefined {
  const market = marketOf(context, 'swap', fields);
  const clientOrderId = read.need(fields, 'external_oid');
  return context.world.orders.lookup({ accountId: account.id, market, clientOrderId });
}

/** Each id is answered by itself, and the whole always goes through. */
function cancelMany({ world }: MexcContext, account: ExchangeAccount, json: unknown): readonly unknown[] {
  if (!Array.isArray(json) || json.length === 0 || json.length > CANCEL_MAX) throw wrongParameter('swap', 'orderIds');
  return json.map((item: unknown) => {
    const id = String(item);
    const order = world.orders.lookup({ accountId: account.id, type: 'swap', id });
    if (order !== undefined && isLive(order)) {
      world.cancel(order);
      return { orderId: id, errorCode: 0, errorMsg: 'success' };
    }
    const { code, text } = order === undefined ? ERRORS.contractOrder : ERRORS.contractClosed;
    return { orderId: id, errorCode: code, errorMsg: text };
  });
}

const history: ContractAct = (context, account, fields) => {
  const states = read.text(fields, 'states')?.split(',');
  const from = read.integer(fields, 'start_time') ?? 0;
  const to = read.integer(fields, 'end_time') ?? Number.MAX_SAFE_INTEGER;
  const found = ordersOf(context, account, fields)
    .filter((order) => !isLive(order) && (states?.includes(String(stateOf(order))) ?? true))
    .filter(({ createdAt }) => createdAt >= from && createdAt <= to);
  return page(found, fields).map((order) => contractOrderBody(context, order));
};

/** Not completed, completed, canceled. */
function stateOf({ status }: ExchangeOrder): number {
  if (status === 'open') return 2;
  return status === 'filled' ? 3 : 4;
}

export function contractOrderBody({ world }: MexcContext, order: ExchangeOrder): unknown {
  const { market, native } = order;
  const isTaker = order.trades.at(-1)?.liquidity === 'taker';
  const fee = number(feesOf(order));
  return {
    orderId: order.id,
    symbol: nativeId(market),
    positionId: 0,
    price: number(order.limitPrice ?? averagePriceOf(order) ?? ZERO),
    vol: number(order.quantity),
    leverage: termsOf(world, world.accountOf(order.accountId), market).leverage,
    side: native['side'],
    category: 1,
    orderType: native['orderType'],
    dealAvgPrice: number(averagePriceOf(order) ?? ZERO),
    dealVol: number(order.filledQuantity),
    orderMargin: 0,
    takerFee: isTaker ? fee : 0,
    makerFee: isTaker ? 0 : fee,
    profit: number(realizedBy(order)),
    feeCurrency: market.settle,
    openType: native['openType'],
    state: stateOf(order),
    externalOid: order.clientOrderId,
    errorCode: 0,
    usedMargin: 0,
    createTime: order.createdAt,
    updateTime: order.updatedAt,
    positionMode: native['positionMode'],
    reduceOnly: order.reduceOnly,
  };
}

export function dealBody({ world }: MexcContext, trade: ExchangeTrade): unknown {
  const native = world.orders.byId(trade.orderId)?.native ?? {};
  return {
    id: trade.id,
    symbol: nativeId(trade.market),
    side: native['side'],
    vol: number(absolute(trade.quantity)),
    price: number(trade.price),
    feeCurrency: trade.feeCurrency,
    fee: number(trade.fee),
    timestamp: trade.time,
    profit: number(trade.realized),
    category: 1,
    orderId: trade.orderId,
    positionMode: native['positionMode'],
    taker: trade.liquidity === 'taker',
  };
}
