/** Bitget spot: the account, and asking for orders, plan orders and trades. */
import { negate, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, isLive } from '../core/exchange-order.ts';
import { averagePriceOf, feeCurrencyOf, feesOf } from '../core/order-figures.ts';
import { type Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ok } from './bitget-errors.ts';
import {
  type Act,
  type BitgetContext,
  clientIdShown,
  createdAt,
  findOrder,
  marketFilter,
  nativeId,
  pageOf,
  privateRoute,
  read,
  show,
} from './bitget-context.ts';

const PERIOD = 'startTime endTime idLessThan limit';

export function spotListRoutes(context: BitgetContext): readonly Route[] {
  const at = privateRoute(context);
  const lists = `symbol ${PERIOD} orderId tpslType requestTime receiveWindow`;
  return [
    at('GET', 'spot/account/assets', 'coin assetType', balances),
    {
      ...at('GET', 'spot/account/info', '', () => null),
      handle: ({ owner }) => ok(infoBody(owner?.key.permissions ?? {}), context.world.clock.now()),
    },
    at('GET', 'spot/trade/orderInfo', 'orderId clientOid requestTime receiveWindow', (own, account, fields) => {
      const order = findOrder(own, account, fields, { type: 'spot', conditional: false });
      return order === undefined ? [] : [spotOrderBody(order)];
    }),
    at('GET', 'spot/trade/unfilled-orders', lists, (own, account, fields) =>
      pageOf(plain(own, account, fields).filter(isLive), createdAt, fields).map(spotOrderBody),
    ),
    at('GET', 'spot/trade/history-orders', lists, (own, account, fields) =>
      pageOf(
        plain(own, account, fields).filter((order) => !isLive(order)),
        createdAt,
        fields,
      ).map(spotOrderBody),
    ),
    at('GET', 'spot/trade/fills', `symbol orderId ${PERIOD}`, fills),
    at('GET', 'spot/trade/current-plan-order', `symbol ${PERIOD}`, plans(isLive)),
    at(
      'GET',
      'spot/trade/history-plan-order',
      `symbol ${PERIOD}`,
      plans((order) => !isLive(order)),
    ),
  ];
}

const balances: Act = ({ world }, account, fields) => {
  const coin = read.text(fields, 'coin');
  return account.spot
    .all()
    .filter(({ currency }) => coin === undefined || coin === currency)
    .map(({ currency, free, locked }) => ({
      coin: currency,
      available: show(free),
      limitAvailable: '0',
      frozen: show(locked),
      locked: '0',
      uTime: String(world.clock.now()),
    }));
};

function infoBody(permissions: { readonly trade?: boolean; readonly withdraw?: boolean }): unknown {
  const authorities = [
    'readonly',
    ...(permissions.trade === true ? ['trade'] : []),
    ...(permissions.withdraw === true ? ['withdraw'] : []),
  ];
  return {
    userId: '1001',
    inviterId: '',
    ips: '',
    authorities,
    parentId: 1001,
    traderType: 'not_trader',
    channelCode: '',
    channel: '',
    regisTime: '1600000000000',
  };
}

function stateOf(order: ExchangeOrder): string {
  if (order.status === 'filled') return 'filled';
  if (order.status !== 'open') return 'cancelled';
  return order.filledQuantity > ZERO ? 'partially_filled' : 'live';
}

export function spotOrderBody(order: ExchangeOrder): unknown {
  const coin = feeCurrencyOf(order);
  const fee = {
    deduction: false,
    feeCoinCode: coin,
    totalDeductionFee: 0,
    totalFee: Number(show(negate(feesOf(order)))),
  };
  return {
    userId: '1001',
    symbol: nativeId(order.market),
    orderId: order.id,
    clientOid: clientIdShown(order),
    price: show(order.limitPrice ?? ZERO),
    size: show(order.cost ?? order.quantity),
    orderType: order.type,
    side: order.side,
    force: order.native['force'] ?? 'gtc',
    status: stateOf(order),
    priceAvg: show(averagePriceOf(order) ?? ZERO),
    baseVolume: show(order.filledQuantity),
    quoteVolume: show(order.filledValue),
    enterPointSource: 'API',
    feeDetail: order.trades.length === 0 ? '' : JSON.stringify({ [coin]: fee }),
    orderSource: order.type,
    cancelReason: '',
    cTime: String(order.createdAt),
    uTime: String(order.updatedAt),
  };
}

function plain({ world }: BitgetContext, account: ExchangeAccount, fields: Fields): readonly ExchangeOrder[] {
  const orderId = read.text(fields, 'orderId');
  return world.orders
    .list({ accountId: account.id, type: 'spot', conditional: false, ...marketFilter({ world }, 'spot', fields) })
    .filter(({ id }) => orderId === undefined || id === orderId);
}

/** Of plan orders; an order that was brought into the world carries the plan's name no more. */
export const PLAN_STATES: Readonly<Record<ExchangeOrder['status'], string>> = {
  untriggered: 'live',
  open: 'executed',
  triggered: 'executed',
  filled: 'executed',
  canceled: 'cancelled',
  expired: 'cancelled',
  rejected: 'fail_execute',
};

const plans =
  (isMeant: (order: ExchangeOrder) => boolean): Act =>
  ({ world }, account, fields) => {
    const all = world.orders
      .list({ accountId: account.id, type: 'spot', conditional: true, ...marketFilter({ world }, 'spot', fields) })
      .filter(isMeant);
    const orderList = pageOf(all, createdAt, fields).map((order) => ({
      orderId: order.id,
      clientOid: order.clientOrderId,
      symbol: nativeId(order.market),
      triggerPrice: show(order.trigger?.price ?? ZERO),
      triggerType: order.native['triggerType'],
      orderType: order.type,
      executePrice: order.limitPrice === undefined ? '' : show(order.limitPrice),
      planType: order.native['planType'],
      side: order.side,
      size: show(order.cost ?? order.quantity),
      status: PLAN_STATES[order.status],
      executeOrderId: order.childId ?? '',
      enterPointSource: 'API',
      cTime: String(order.createdAt),
      uTime: String(order.updatedAt),
    }));
    return { nextFlag: false, idLessThan: orderList.at(-1)?.orderId ?? '', orderList };
  };

const fills: Act = ({ world }, account, fields) => {
  const { market } = marketFilter({ world }, 'spot', fields);
  const orderId = read.text(fields, 'orderId');
  const all = world.orders
    .trades(account.id, market)
    .filter((trade) => trade.market.type === 'spot' && (orderId === undefined || trade.orderId === orderId));
  return pageOf(all, ({ time }) => time, fields).map((trade) => fillBody(world.orders.byId(trade.orderId), trade));
};

export function fillBody(order: ExchangeOrder | undefined, trade: ExchangeTrade): unknown {
  return {
    userId: '1001',
    symbol: nativeId(trade.market),
    orderId: trade.orderId,
    tradeId: trade.id,
    orderType: order?.type ?? 'limit',
    side: trade.side,
    priceAvg: show(trade.price),
    size: show(trade.quantity),
    amount: show(trade.value),
    feeDetail: {
      deduction: 'no',
      feeCoin: trade.feeCurrency,
      totalDeductionFee: '',
      totalFee: show(negate(trade.fee)),
    },
    tradeScope: trade.liquidity,
    cTime: String(trade.time),
    uTime: String(trade.time),
  };
}
