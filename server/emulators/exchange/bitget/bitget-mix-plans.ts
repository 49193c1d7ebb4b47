/** Bitget futures: plan orders (trigger, trailing, the exits of a position), which have books of their own. */
import { absolute, type Decimal, fromInteger, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive, type NewOrder } from '../core/exchange-order.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, resultsOf, throwError, wrongParameter } from './bitget-errors.ts';
import {
  type Act,
  type BitgetContext,
  clientIdOf,
  createdAt,
  done,
  findOrder,
  marketFilter,
  marketOf,
  named,
  nativeId,
  needProduct,
  pageOf,
  privateRoute,
  read,
  show,
} from './bitget-context.ts';
import { exitsOf, readMixTerms } from './bitget-mix-reading.ts';
import { positionSideShown, sideShown, tradeSideShown } from './bitget-mix-lists.ts';
import { listIn, triggerTypeOf } from './bitget-spot-orders.ts';
import { PLAN_STATES } from './bitget-spot-lists.ts';

/** A widespread client sends the price and the force of its plain orders along. */
const PLAN_NAMES = `planType symbol productType marginMode marginCoin size price callbackRatio triggerPrice triggerType side
  tradeSide orderType clientOid reduceOnly stopSurplusTriggerPrice stopSurplusExecutePrice stopSurplusTriggerType
  stopLossTriggerPrice stopLossExecutePrice stopLossTriggerType stpMode executePrice force`;
const TPSL_NAMES = `marginCoin productType symbol planType triggerPrice triggerType executePrice holdSide size rangeRate
  clientOid stpMode orderType force`;
const PLAN = { type: 'swap', conditional: true } as const;
const CALLBACK_MAX = fromInteger(10);
const LOSS = { price: 'stopLossTriggerPrice', execute: 'stopLossExecutePrice' };
const PROFIT = { price: 'stopSurplusTriggerPrice', execute: 'stopSurplusExecutePrice' };
const KINDS = ['normal_plan', 'track_plan', 'profit_loss'] as const;

export function mixPlanRoutes(context: BitgetContext): readonly Route[] {
  const at = privateRoute(context);
  const scope = 'orderId clientOid symbol planType productType idLessThan startTime endTime limit';
  return [
    at('POST', 'mix/order/place-plan-order', PLAN_NAMES, placePlan),
    at('POST', 'mix/order/place-tpsl-order', TPSL_NAMES, placeExit),
    at('POST', 'mix/order/cancel-plan-order', 'orderIdList symbol productType marginCoin planType', cancel),
    at('GET', 'mix/order/orders-plan-pending', scope, list(isLive)),
    at(
      'GET',
      'mix/order/orders-plan-history',
      `${scope} planStatus`,
      list((order) => !isLive(order)),
    ),
  ];
}

const placePlan: Act = (context, account, fields) => {
  const planType = read.word(fields, 'planType', { among: ['normal_plan', 'track_plan'] });
  const terms = readMixTerms(context, account, fields);
  const triggerPrice = read.needDecimal(fields, 'triggerPrice');
  const by = triggerTypeOf(fields);
  const native = { ...terms.native, planType, triggerType: fields['triggerType'] };
  if (planType === 'track_plan') {
    if (terms.type !== 'market') throw wrongParameter('orderType');
    const distance = read.needDecimal(fields, 'callbackRatio');
    if (distance > CALLBACK_MAX) throw wrongParameter('callbackRatio');
    const trailing = { kind: 'percent', distance, activationPrice: triggerPrice, by } as const;
    return named(done(context.world.place(account, { ...terms, trailing, native }), terms.market));
  }
  const now = context.world.feed.of(terms.market);
  const direction = triggerPrice > (by === 'mark' ? now.mark : now.last) ? 'up' : 'down';
  const limit = read.decimal(fields, 'executePrice') ?? read.decimal(fields, 'price');
  const order: NewOrder = {
    ...terms,
    ...(terms.type === 'limit' ? { limitPrice: limit ?? read.needDecimal(fields, 'price') } : {}),
    trigger: { price: triggerPrice, direction, by },
    ...exitsOf(fields, LOSS, PROFIT),
    native,
  };
  return named(done(context.world.place(account, order), order.market));
};

const EXITS = ['pos_loss', 'pos_profit', 'loss_plan', 'profit_plan'] as const;

/** An exit of the whole position, or of a part of it. In one-way mode the side held is called buy or sell. */
const placeExit: Act = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  const planType = read.word(fields, 'planType', { among: EXITS });
  const holdSide = read.word(fields, 'holdSide', { among: ['long', 'short', 'buy', 'sell'] });
  const isHedged = account.positionMode === 'hedge';
  if ((holdSide === 'long' || holdSide === 'short') !== isHedged) throwError(ERRORS.positionMode);
  const isLong = holdSide === 'long' || holdSide === 'buy';
  const positionSide = isHedged ? (isLong ? 'long' : 'short') : 'both';
  const held = heldOf(account, { market, positionSide, isLong });
  if (held === undefined) throwError(ERRORS.noPosition);
  const isWhole = planType.startsWith('pos_');
  const side = isLong ? 'sell' : 'buy';
  const isLoss = planType.includes('loss');
  const limitPrice = read.text(fields, 'executePrice') === '0' ? undefined : read.decimal(fields, 'executePrice');
  const order: NewOrder = {
    market,
    side,
    positionSide,
    clientOrderId: clientIdOf(fields),
    type: limitPrice === undefined ? 'market' : 'limit',
    ...(isWhole ? { closePosition: true } : { quantity: read.needDecimal(fields, 'size') }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    timeInForce: limitPrice === undefined ? 'ioc' : 'gtc',
    postOnly: false,
    reduceOnly: true,
    trigger: {
      price: read.needDecimal(fields, 'triggerPrice'),
      direction: isLoss === (side === 'sell') ? 'down' : 'up',
      by: triggerTypeOf(fields),
    },
    native: {
      planType,
      triggerType: fields['triggerType'],
      side: isLong ? 'buy' : 'sell',
      tradeSide: isHedged ? 'close' : '',
    },
  };
  return named(done(context.world.place(account, order), market));
};

interface Holding {
  readonly market: NewOrder['market'];
  readonly positionSide: NewOrder['positionSide'];
  readonly isLong: boolean;
}

function heldOf(account: ExchangeAccount, { market, positionSide, isLong }: Holding): Decimal | undefined {
  const held = [...account.positions.values()].find(
    (position) => position.market === market && position.side === positionSide && position.quantity > ZERO === isLong,
  );
  return held === undefined ? undefined : absolute(held.quantity);
}

/** Those of the list; without one, all of the kind. Each is answered by itself. */
const cancel: Act = (context, account, fields) => {
  needProduct(fields);
  const market = marketFilter(context, 'swap', fields);
  if (fields['orderIdList'] === undefined) {
    const planType = read.text(fields, 'planType') ?? 'normal_plan';
    const live = context.world.orders
      .list({ accountId: account.id, live: true, ...PLAN, ...market })
      .filter((order) => kindOf(order) === planType);
    return resultsOf(live, named, (order) => named(done(context.world.cancel(order), order.market)));
  }
  const namesIn = (one: Fields) => ({ orderId: one['orderId'] ?? null, clientOid: one['clientOid'] ?? null });
  return resultsOf(listIn(fields, 'orderIdList'), namesIn, (one) => {
    const order = findOrder(context, account, one, PLAN);
    if (order === undefined || !isLive(order)) throwError(ERRORS.planOrder);
    return named(done(context.world.cancel(order), order.market));
  });
};

/** The book an order stands in. */
function kindOf({ native, trailing }: ExchangeOrder): (typeof KINDS)[number] {
  if (trailing !== undefined) return 'track_plan';
  return native['planType'] === 'normal_plan' ? 'normal_plan' : 'profit_loss';
}

function planTypeShown(order: ExchangeOrder): unknown {
  const { planType, exit } = order.native;
  return planType ?? (exit === 'profit' ? 'profit_plan' : 'loss_plan');
}

const list =
  (isMeant: (order: ExchangeOrder) => boolean): Act =>
  (context: BitgetContext, account, fields) => {
    needProduct(fields);
    const planType = read.word(fields, 'planType', { among: KINDS });
    const [id, clientOid] = [read.text(fields, 'orderId'), read.text(fields, 'clientOid')];
    const all = context.world.orders
      .list({ accountId: account.id, ...PLAN, ...marketFilter(context, 'swap', fields) })
      .filter((order) => isMeant(order) && kindOf(order) === planType)
      .filter((order) => (id ?? order.id) === order.id && (clientOid ?? order.clientOrderId) === order.clientOrderId);
    const entrustedList = pageOf(all, createdAt, fields).map(planBody);
    return { entrustedList, endId: all[0]?.id ?? null };
  };

function planBody(order: ExchangeOrder): unknown {
  const { market, trigger, trailing, limitPrice } = order;
  const price = limitPrice === undefined ? '' : show(limitPrice);
  return {
    planType: planTypeShown(order),
    symbol: nativeId(market),
    size: show(order.quantity),
    orderId: order.id,
    executeOrderId: order.childId ?? '',
    clientOid: order.clientOrderId,
    price,
    executePrice: price,
    callbackRatio: trailing === undefined ? '' : show(trailing.distance),
    triggerPrice: show(trigger?.price ?? trailing?.activationPrice ?? ZERO),
    triggerType: order.native['triggerType'] ?? 'fill_price',
    planStatus: PLAN_STATES[order.status],
    side: sideShown(order),
    posSide: positionSideShown(order),
    marginCoin: market.settle,
    marginMode: order.native['marginMode'] ?? 'crossed',
    enterPointSource: 'API',
    tradeSide: tradeSideShown(order),
    posMode: order.positionSide === 'both' ? 'one_way_mode' : 'hedge_mode',
    reduceOnly: order.reduceOnly ? 'YES' : 'NO',
    orderType: order.type,
    orderSource: planTypeShown(order),
    cTime: String(order.createdAt),
    uTime: String(order.updatedAt),
  };
}
