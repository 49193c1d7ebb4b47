/** KuCoin futures: placing and canceling orders of perpetuals, counted in contracts; an answer names the order and no more. */
import { absolute, ZERO } from '#domain/decimal.ts';
import { type ExchangeAccount, positionKey } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import {
  type AttachedExit,
  type ExchangeOrder,
  isLive,
  type NewOrder,
  type PositionSide,
} from '../core/exchange-order.ts';
import { termsOf } from '../core/swap-margin.ts';
import { setLeverage } from '../core/swap-settings.ts';
import { accountOf, type Fields, fieldsOf, names, objectOf, unknownNames } from '../door/call-fields.ts';
import { type Call, NativeRefusal, type Route } from '../door/dialect.ts';
import { ERRORS, type NativeError, ok, throwError, wrongParameter } from './kucoin-errors.ts';
import {
  clientIdOf,
  done,
  FUTURES_HOST,
  type KucoinContext,
  marketFilter,
  marketOf,
  nativeId,
  read,
} from './kucoin-context.ts';

const ORDER_NAMES = names(`clientOid side symbol leverage type remark stop stopPriceType stopPrice reduceOnly closeOrder
  forceHold stp marginMode price size qty valueQty timeInForce postOnly hidden iceberg visibleSize positionSide`);
const EXIT_NAMES = names('triggerStopUpPrice triggerStopDownPrice');
const BATCH_MAX = 20;

type Act = (context: KucoinContext, account: ExchangeAccount, fields: Fields) => unknown;

export function futuresOrderRoutes(context: KucoinContext): readonly Route[] {
  const at = (method: 'POST' | 'DELETE', path: string, params: readonly string[], act: Act): Route => ({
    method,
    path: `/api/v1/${path}`,
    hosts: [FUTURES_HOST],
    access: 'trade',
    params,
    handle: (call: Call) => ok(act(context, accountOf(call), fieldsOf(call))),
  });
  return [
    at('POST', 'orders', ORDER_NAMES, place),
    at('POST', 'st-orders', [...ORDER_NAMES, ...EXIT_NAMES], place),
    {
      ...at('POST', 'orders/multi', ORDER_NAMES, place),
      handle: (call: Call) => ok(placeMany(context, accountOf(call), call.request.json)),
    },
    at('DELETE', 'orders/multi-cancel', names('orderIdsList clientOidsList'), cancelMany),
    at('DELETE', 'orders/{orderId}', [], (own, account, fields) => {
      const order = findFutures(own, account, fields);
      return { cancelledOrderIds: [cancelLive(own, order).id] };
    }),
    at('DELETE', 'orders/client-order/{clientOid}', names('symbol'), (own, account, fields) => {
      const order = findFutures(own, account, fields, marketOf(own, 'swap', fields));
      // What waits for its price is not canceled by this name.
      if (order?.status === 'untriggered') throwError(ERRORS.futuresCancel);
      return { clientOid: cancelLive(own, order).clientOrderId };
    }),
    at(
      'DELETE',
      'orders',
      names('symbol'),
      cancelAll(({ status }) => status === 'open'),
    ),
    at(
      'DELETE',
      'stopOrders',
      names('symbol'),
      cancelAll(({ status }) => status === 'untriggered'),
    ),
  ];
}

const TIMES = { GTC: 'gtc', IOC: 'ioc', FOK: 'fok' } as const;

function readOrder(context: KucoinContext, account: ExchangeAccount, fields: Fields): NewOrder {
  const market = marketOf(context, 'swap', fields);
  const positionSide = positionSideOf(account, fields);
  const closesAll = read.flag(fields, 'closeOrder');
  const type = read.word(fields, 'type', { among: ['limit', 'market'], standard: 'limit' });
  const postOnly = read.flag(fields, 'postOnly');
  const timeInForce = read.word(fields, 'timeInForce', { among: ['GTC', 'IOC', 'FOK'], standard: 'GTC' });
  if (postOnly && (type === 'market' || timeInForce !== 'GTC')) throw wrongParameter('postOnly');
  if (type === 'market' && read.text(fields, 'price') !== undefined) throw wrongParameter('price');
  const sized = closesAll ? closing(account, { market, positionSide }) : { side: sideOf(fields), ...sizeOf(fields) };
  const reduceOnly = closesAll || read.flag(fields, 'reduceOnly');
  const marginMode = read.word(fields, 'marginMode', { among: ['ISOLATED', 'CROSS'], standard: 'ISOLATED' });
  const order = {
    market,
    clientOrderId: clientIdOf(fields),
    ...sized,
    type,
    ...(type === 'limit' ? { limitPrice: read.needDecimal(fields, 'price') } : {}),
    timeInForce: type === 'limit' ? TIMES[timeInForce] : 'ioc',
    postOnly,
    reduceOnly,
    positionSide,
    ...triggerOf(fields),
    native: {
      timeInForce,
      marginMode,
      stop: read.text(fields, 'stop') ?? '',
      remark: read.text(fields, 'remark') ?? null,
    },
  } as const;
  return { ...order, ...exitsOf(fields, order.side) };
}

const sideOf = (fields: Fields): NewOrder['side'] => read.word(fields, 'side', { among: ['buy', 'sell'] });

/** Contracts, coins or money: exactly one of them. */
function sizeOf(fields: Fields): Pick<NewOrder, 'quantity' | 'cost'> {
  const given = ['size', 'qty', 'valueQty'].filter((name) => read.text(fields, name) !== undefined);
  if (given.length !== 1) throw wrongParameter('size');
  if (given[0] === 'qty') throw wrongParameter('qty');
  if (given[0] === 'valueQty') return { cost: read.needDecimal(fields, 'valueQty') };
  return { quantity: read.needDecimal(fields, 'size') };
}

interface Held {
  readonly market: ExchangeMarket;
  readonly positionSide: PositionSide;
}

/** The whole of what is held. */
function closing(
  account: ExchangeAccount,
  { market, positionSide }: Held,
): Required<Pick<NewOrder, 'side' | 'quantity'>> {
  const held = account.positions.get(positionKey(market, positionSide))?.quantity ?? throwError(ERRORS.noPosition);
  return { side: held > ZERO ? 'sell' : 'buy', quantity: absolute(held) };
}

function positionSideOf(account: ExchangeAccount, fields: Fields): PositionSide {
  const side = read.word(fields, 'positionSide', { among: ['BOTH', 'LONG', 'SHORT'], standard: 'BOTH' });
  if ((side !== 'BOTH') !== (account.positionMode === 'hedge')) throwError(ERRORS.positionMode);
  return side === 'BOTH' ? 'both' : side === 'LONG' ? 'long' : 'short';
}

/** TP is the price of trades, MP the mark, IP the index, which is the last price here. */
const priceTypeOf = (fields: Fields): 'mark' | 'last' =>
  read.word(fields, 'stopPriceType', { among: ['TP', 'MP', 'IP'] }) === 'MP' ? 'mark' : 'last';

function triggerOf(fields: Fields): Pick<NewOrder, 'trigger'> {
  if (read.text(fields, 'stop') === undefined) {
    if (read.text(fields, 'stopPrice') !== undefined) throw wrongParameter('stop');
    return {};
  }
  const direction = read.word(fields, 'stop', { among: ['up', 'down'] });
  return { trigger: { price: read.needDecimal(fields, 'stopPrice'), direction, by: priceTypeOf(fields) } };
}

/** The upper price takes a long's profit and stops a short's loss. */
function exitsOf(fields: Fields, side: NewOrder['side']): Pick<NewOrder, 'stopLoss' | 'takeProfit'> {
  const exit = (name: string): AttachedExit | undefined => {
    const triggerPrice = read.decimal(fields, name);
    return triggerPrice === undefined ? undefined : { triggerPrice };
  };
  const [up, down] = [exit('triggerStopUpPrice'), exit('triggerStopDownPrice')];
  if (up !== undefined || down !== undefined) priceTypeOf(fields);
  const [takeProfit, stopLoss] = side === 'buy' ? [up, down] : [down, up];
  return { ...(takeProfit === undefined ? {} : { takeProfit }), ...(stopLoss === undefined ? {} : { stopLoss }) };
}

/** An order that opens brings its leverage along; its margin mode must be the contract's. */
function useTerms({ world }: KucoinContext, account: ExchangeAccount, { order, fields }: Asked): void {
  const { market, reduceOnly } = order;
  const mode = order.native?.['marginMode'] === 'CROSS' ? 'cross' : 'isolated';
  if (termsOf(world, account, market).marginMode !== mode) throwError(ERRORS.marginMode);
  if (reduceOnly) return;
  const leverage = read.text(fields, 'leverage') ?? throwError(ERRORS.leverageMissing);
  const outcome = setLeverage(world, account, { market, leverage: Number(leverage) });
  if (outcome.kind === 'refused') throwError(ERRORS.leverageTooHigh);
}

interface Asked {
  readonly order: NewOrder;
  readonly fields: Fields;
}

const place: Act = (context, account, fields) => {
  const order = readOrder(context, account, fields);
  useTerms(context, account, { order, fields });
  const placed = done(context.world.place(account, order), order.market);
  return { orderId: placed.id, clientOid: placed.clientOrderId };
};

/** Each order of the list is answered by itself. */
function placeMany(context: KucoinContext, account: ExchangeAccount, json: unknown): readonly unknown[] {
  if (!Array.isArray(json) || json.length === 0 || json.length > BATCH_MAX) throw wrongParameter('orders');
  return json.map((item: unknown) => {
    const fields = objectOf(item);
    const shared = { clientOid: fields['clientOid'], symbol: fields['symbol'] };
    return attempt(shared, () => {
      for (const name of unknownNames(fields, ORDER_NAMES)) throw wrongParameter(name);
      return place(context, account, fields) as object;
    });
  });
}

function attempt(shared: object, act: () => object): unknown {
  try {
    return { ...shared, ...act(), code: '200000', msg: 'success' };
  } catch (error) {
    if (!(error instanceof NativeRefusal)) throw error;
    const { code, msg } = error.answer.body as NativeError;
    return { ...shared, orderId: null, code, msg };
  }
}

export function findFutures(
  { world }: KucoinContext,
  account: ExchangeAccount,
  fields: Fields,
  market?: ExchangeMarket,
): ExchangeOrder | undefined {
  const id = read.text(fields, 'orderId');
  const name = id === undefined ? { clientOrderId: read.need(fields, 'clientOid') } : { id };
  const of = market === undefined ? {} : { market };
  return world.orders.lookup({ accountId: account.id, type: 'swap', ...name, ...of });
}

function cancelLive({ world }: KucoinContext, order: ExchangeOrder | undefined): ExchangeOrder {
  if (order === undefined || !isLive(order)) throwError(ERRORS.futuresCancel);
  return done(world.cancel(order), order.market);
}

const cancelMany: Act = (context, account, fields) => {
  const [ids, clientIds] = [fields['orderIdsList'], fields['clientOidsList']];
  const list: unknown[] = Array.isArray(ids) ? (ids as unknown[]).map((orderId) => ({ orderId })) : [];
  if (Array.isArray(clientIds)) list.push(...(clientIds as unknown[]));
  if (list.length === 0 || list.length > BATCH_MAX) throw wrongParameter('orderIdsList');
  return list.map((item) => {
    const one = objectOf(item);
    return attempt({ orderId: one['orderId'] ?? null, clientOid: one['clientOid'] ?? null }, () => ({
      orderId: cancelLive(context, findFutures(context, account, one)).id,
    }));
  });
};

const cancelAll =
  (isMeant: (order: ExchangeOrder) => boolean): Act =>
  (context, account, fields) => {
    const market = marketFilter(context, 'swap', fields);
    const live = context.world.orders
      .list({ accountId: account.id, type: 'swap', live: true, ...(market === undefined ? {} : { market }) })
      .filter(isMeant);
    for (const order of live) context.world.cancel(order);
    return {
      cancelledOrderIds: live.map(({ id }) => id),
      symbols: [...new Set(live.map((order) => nativeId(order.market)))],
    };
  };
