/** Bitget spot: placing, replacing and canceling orders and plan orders. A market buy is sized by what it costs. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive, type NewOrder } from '../core/exchange-order.ts';
import { type Fields, names, objectOf, unknownNames } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, resultsOf, throwError, wrongParameter } from './bitget-errors.ts';
import {
  type Act,
  type BitgetContext,
  clientIdOf,
  done,
  findOrder,
  marketOf,
  named,
  privateRoute,
  read,
} from './bitget-context.ts';

const ORDER_NAMES = `symbol side orderType force price size clientOid tpslType requestTime receiveWindow stpMode`;
/** A widespread client sends the price and the force of its plain orders along. */
const PLAN_NAMES =
  'symbol side triggerPrice orderType executePrice planType size triggerType clientOid stpMode price force';
const BATCH_MAX = 50;

export function spotOrderRoutes(context: BitgetContext): readonly Route[] {
  const at = privateRoute(context);
  return [
    at('POST', 'spot/trade/place-order', ORDER_NAMES, place),
    at('POST', 'spot/trade/batch-orders', 'symbol batchMode orderList', placeMany),
    at('POST', 'spot/trade/cancel-order', 'symbol orderId clientOid tpslType', cancel),
    at('POST', 'spot/trade/batch-cancel-order', 'symbol batchMode orderList', cancelMany),
    at('POST', 'spot/trade/cancel-symbol-order', 'symbol', cancelSymbol),
    // The type stands in the request of a widespread client, and is that of the order anyway.
    at(
      'POST',
      'spot/trade/cancel-replace-order',
      'symbol price size orderId clientOid newClientOid orderType',
      replace,
    ),
    at('POST', 'spot/trade/place-plan-order', PLAN_NAMES, placePlan),
    at('POST', 'spot/trade/cancel-plan-order', 'orderId clientOid', cancelPlan),
    at('POST', 'spot/trade/batch-cancel-plan-order', 'symbolList', cancelPlans),
  ];
}

const FORCES = { gtc: 'gtc', ioc: 'ioc', fok: 'fok', post_only: 'gtc' } as const;

/** What is said of how long an order lives; the exchange takes it in any case of letters. */
export function forceOf(fields: Fields): keyof typeof FORCES {
  const force = read.text(fields, 'force')?.toLowerCase();
  return read.word({ force }, 'force', { among: ['gtc', 'ioc', 'fok', 'post_only'], standard: 'gtc' });
}

export function livesBy(fields: Fields, isMarket: boolean): Pick<NewOrder, 'timeInForce' | 'postOnly'> {
  const force = forceOf(fields);
  if (isMarket && force === 'post_only') throw wrongParameter('force');
  return { timeInForce: isMarket ? 'ioc' : FORCES[force], postOnly: force === 'post_only' };
}

function readOrder(context: BitgetContext, fields: Fields): NewOrder {
  const market = marketOf(context, 'spot', fields);
  const side = read.word(fields, 'side', { among: ['buy', 'sell'] });
  const type = read.word(fields, 'orderType', { among: ['limit', 'market'] });
  read.word(fields, 'tpslType', { among: ['normal'], standard: 'normal' });
  const size = read.needDecimal(fields, 'size');
  return {
    market,
    side,
    type,
    clientOrderId: clientIdOf(fields),
    ...(type === 'market' && side === 'buy' ? { cost: size } : { quantity: size }),
    ...(type === 'limit' ? { limitPrice: read.needDecimal(fields, 'price') } : {}),
    ...livesBy(fields, type === 'market'),
    reduceOnly: false,
    positionSide: 'both',
    native: { force: forceOf(fields) },
  };
}

const place: Act = (context, account, fields) => {
  const order = readOrder(context, fields);
  return named(done(context.world.place(account, order), order.market));
};

export function listIn(fields: Fields, name: string): readonly Fields[] {
  const list = fields[name];
  if (!Array.isArray(list) || list.length === 0 || list.length > BATCH_MAX) throw wrongParameter(name);
  return list.map(objectOf);
}

const namesIn = (fields: Fields) => ({ orderId: fields['orderId'] ?? '', clientOid: fields['clientOid'] ?? '' });

const placeMany: Act = (context, account, fields) =>
  resultsOf(listIn(fields, 'orderList'), namesIn, (one) => {
    for (const name of unknownNames(one, names(ORDER_NAMES))) throw wrongParameter(name);
    return place(context, account, { symbol: fields['symbol'], ...one }) as object;
  });

const SPOT_PLAIN = { type: 'spot', conditional: false } as const;
const SPOT_PLAN = { type: 'spot', conditional: true } as const;

function cancelFound(context: BitgetContext, order: ExchangeOrder | undefined): ExchangeOrder {
  if (order === undefined || !isLive(order)) throwError(ERRORS.spotOrder);
  return done(context.world.cancel(order), order.market);
}

const cancel: Act = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  const order = findOrder(context, account, fields, SPOT_PLAIN);
  return named(cancelFound(context, order?.market === market ? order : undefined));
};

const cancelMany: Act = (context, account, fields) =>
  resultsOf(
    listIn(fields, 'orderList'),
    namesIn,
    (one) => cancel(context, account, { symbol: fields['symbol'], ...one }) as object,
  );

const cancelSymbol: Act = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  for (const order of context.world.orders.list({ accountId: account.id, market, live: true, conditional: false })) {
    context.world.cancel(order);
  }
  return { symbol: fields['symbol'] };
};

/** A cancel and a new order in one. */
const replace: Act = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  const order = findOrder(context, account, fields, SPOT_PLAIN);
  const quantity = read.needDecimal(fields, 'size');
  const limitPrice = read.needDecimal(fields, 'price');
  const { side, type, timeInForce, postOnly, reduceOnly, positionSide, native } = cancelFound(context, order);
  const clientOrderId = clientIdOf(fields, 'newClientOid');
  const terms = { market, clientOrderId, side, type, timeInForce, postOnly, reduceOnly, positionSide, native };
  const placed = done(context.world.place(account, { ...terms, quantity, limitPrice }), market);
  return { ...named(placed), success: 'success', msg: null };
};

/** Which way the price has to go follows from where it is now. */
const placePlan: Act = (context, account, fields) => {
  const market = marketOf(context, 'spot', fields);
  const side = read.word(fields, 'side', { among: ['buy', 'sell'] });
  const type = read.word(fields, 'orderType', { among: ['limit', 'market'] });
  const planType = read.word(fields, 'planType', { among: ['amount', 'total'], standard: 'amount' });
  const by = triggerTypeOf(fields);
  const price = read.needDecimal(fields, 'triggerPrice');
  const size = read.needDecimal(fields, 'size');
  if (planType === 'total' && type === 'limit') throw wrongParameter('planType');
  const { last, mark } = context.world.feed.of(market);
  const order: NewOrder = {
    market,
    side,
    type,
    clientOrderId: clientIdOf(fields),
    ...(planType === 'total' ? { cost: size } : { quantity: size }),
    ...(type === 'limit' ? { limitPrice: read.needDecimal(fields, 'executePrice') } : {}),
    ...livesBy(fields, type === 'market'),
    reduceOnly: false,
    positionSide: 'both',
    trigger: { price, direction: price > (by === 'mark' ? mark : last) ? 'up' : 'down', by },
    native: { force: forceOf(fields), planType, triggerType: fields['triggerType'] },
  };
  return named(done(context.world.place(account, order), market));
};

export const triggerTypeOf = (fields: Fields): 'last' | 'mark' =>
  read.word(fields, 'triggerType', { among: ['fill_price', 'mark_price', 'index_price'] }) === 'mark_price'
    ? 'mark'
    : 'last';

const cancelPlan: Act = (context, account, fields) => {
  const order = findOrder(context, account, fields, SPOT_PLAN);
  if (order === undefined || !isLive(order)) throwError(ERRORS.planOrder);
  done(context.world.cancel(order), order.market);
  return { result: 'success' };
};

const cancelPlans: Act = (context, account: ExchangeAccount) => {
  const live = context.world.orders.list({ accountId: account.id, live: true, ...SPOT_PLAN });
  return resultsOf(live, named, (order) => named(done(context.world.cancel(order), order.market)));
};
