/** Bitget futures: placing and canceling plain orders and closing positions. */
import { absolute, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive, type NewOrder } from '../core/exchange-order.ts';
import { type Fields, names, unknownNames } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, REFUSALS, resultsOf, throwError, wrongParameter } from './bitget-errors.ts';
import {
  type Act,
  type BitgetContext,
  done,
  findOrder,
  marketFilter,
  marketOf,
  named,
  needProduct,
  privateRoute,
  read,
} from './bitget-context.ts';
import { exitsOf, readMixTerms } from './bitget-mix-reading.ts';
import { listIn } from './bitget-spot-orders.ts';

const ITEM_NAMES = `size price side tradeSide orderType force clientOid reduceOnly presetStopSurplusPrice presetStopLossPrice
  presetStopSurplusExecutePrice presetStopLossExecutePrice stpMode`;
const SHARED_NAMES = 'symbol productType marginMode marginCoin';
const LOSS = { price: 'presetStopLossPrice', execute: 'presetStopLossExecutePrice' };
const PROFIT = { price: 'presetStopSurplusPrice', execute: 'presetStopSurplusExecutePrice' };
const PLAIN = { type: 'swap', conditional: false } as const;

export function mixOrderRoutes(context: BitgetContext): readonly Route[] {
  const at = privateRoute(context);
  return [
    at('POST', 'mix/order/place-order', `${SHARED_NAMES} ${ITEM_NAMES}`, place),
    at('POST', 'mix/order/batch-place-order', `${SHARED_NAMES} orderList`, placeMany),
    at(
      'POST',
      'mix/order/modify-order',
      `symbol productType orderId clientOid newClientOid newSize newPrice
      newPresetStopSurplusPrice newPresetStopLossPrice marginCoin`,
      modify,
    ),
    at('POST', 'mix/order/cancel-order', 'symbol productType marginCoin orderId clientOid', cancel),
    at('POST', 'mix/order/batch-cancel-orders', 'symbol productType marginCoin orderIdList', cancelMany),
    at(
      'POST',
      'mix/order/cancel-all-orders',
      'productType marginCoin requestTime receiveWindow',
      (own, account, fields) => {
        needProduct(fields);
        return cancelLive(own, liveOf(own, account, {}));
      },
    ),
    at('POST', 'mix/order/close-positions', 'symbol productType holdSide', close),
  ];
}

const place: Act = (context, account, fields) => {
  const terms = readMixTerms(context, account, fields);
  const limit = terms.type === 'limit' ? { limitPrice: read.needDecimal(fields, 'price') } : {};
  const order: NewOrder = { ...terms, ...limit, ...exitsOf(fields, LOSS, PROFIT) };
  return named(done(context.world.place(account, order), order.market));
};

const namesIn = (fields: Fields) => ({ orderId: fields['orderId'] ?? '', clientOid: fields['clientOid'] ?? '' });

const placeMany: Act = (context, account, fields) => {
  const { orderList: _list, ...shared } = fields;
  // A widespread client repeats in each order what stands beside the list.
  const known = [...names(ITEM_NAMES), ...names(SHARED_NAMES)];
  return resultsOf(listIn(fields, 'orderList'), namesIn, (one) => {
    for (const name of unknownNames(one, known)) throw wrongParameter(name);
    return place(context, account, { ...one, ...shared }) as object;
  });
};

function findLive(context: BitgetContext, account: ExchangeAccount, fields: Fields): ExchangeOrder {
  const market = marketOf(context, 'swap', fields);
  const order = findOrder(context, account, fields, PLAIN);
  return order?.market === market && isLive(order) ? order : throwError(ERRORS.mixOrder);
}

/** Its own amend wants a new name, which the order bears from then on: a new order in all but its place. */
const modify: Act = (context, account, fields) => {
  const order = findLive(context, account, fields);
  const quantity = read.decimal(fields, 'newSize');
  const limitPrice = read.decimal(fields, 'newPrice');
  if ((quantity === undefined) !== (limitPrice === undefined)) throw wrongParameter('newSize');
  if (quantity === undefined || limitPrice === undefined) throwError(REFUSALS.swap.amend_no_change);
  const clientOrderId = read.need(fields, 'newClientOid');
  const { market, side, type, timeInForce, postOnly, reduceOnly, positionSide, native } = order;
  const terms = { market, side, type, timeInForce, postOnly, reduceOnly, positionSide, native };
  done(context.world.cancel(order), market);
  const isClosing = positionSide !== 'both' ? false : reduceOnly;
  const renewed = { ...terms, reduceOnly: isClosing, clientOrderId, quantity, limitPrice };
  return named(done(context.world.place(account, renewed), market));
};

const cancel: Act = (context, account, fields) => {
  const order = findLive(context, account, fields);
  return named(done(context.world.cancel(order), order.market));
};

const liveOf = ({ world }: BitgetContext, account: ExchangeAccount, filter: { market?: NewOrder['market'] }) =>
  world.orders.list({ accountId: account.id, live: true, ...PLAIN, ...filter });

const cancelLive = ({ world }: BitgetContext, orders: readonly ExchangeOrder[]) =>
  resultsOf(orders, named, (order) => named(done(world.cancel(order), order.market)));

/** Those of the list; without one, all. */
const cancelMany: Act = (context, account, fields) => {
  needProduct(fields);
  if (fields['orderIdList'] === undefined) {
    return cancelLive(context, liveOf(context, account, marketFilter(context, 'swap', fields)));
  }
  const { symbol, productType } = fields;
  return resultsOf(
    listIn(fields, 'orderIdList'),
    namesIn,
    (one) => cancel(context, account, { symbol, productType, ...one }) as object,
  );
};

const close: Act = (context, account, fields) => {
  needProduct(fields);
  const { market } = marketFilter(context, 'swap', fields);
  const holdSide = read.text(fields, 'holdSide');
  const held = [...account.positions.values()].filter(
    (position) =>
      (market === undefined || position.market === market) &&
      (holdSide === undefined || holdSide === (position.quantity > ZERO ? 'long' : 'short')),
  );
  if (held.length === 0) throwError(ERRORS.noPosition);
  return resultsOf(
    held,
    () => ({}),
    (position) => {
      const outcome = context.world.place(account, {
        market: position.market,
        clientOrderId: '',
        side: position.quantity > ZERO ? 'sell' : 'buy',
        type: 'market',
        quantity: absolute(position.quantity),
        timeInForce: 'ioc',
        postOnly: false,
        reduceOnly: position.side === 'both',
        positionSide: position.side,
        native: { force: 'gtc', marginMode: 'crossed', side: 'sell', tradeSide: 'close' },
      });
      return { ...named(done(outcome, position.market)), symbol: `${position.market.base}${position.market.quote}` };
    },
  );
};
