/** OKX: placing, changing, canceling and asking for algo orders, which have ids of their own and bring plain orders. */
import { isLive, type ExchangeOrder } from '../core/exchange-order.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { Decimal } from '#domain/decimal.ts';
import { accountOf, type Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { algoBody, algoStateOf, algoTypeOf } from './okx-algo-body.ts';
import { readAlgoOrder } from './okx-algo-reading.ts';
import { ERRORS, eitherParameter, ok, REFUSALS, throwError, wrongParameter } from './okx-errors.ts';
import { byTime } from './okx-order-lists.ts';
import { answerItems, done, type ItemAct } from './okx-order-routes.ts';
import {
  clientIdOf,
  documented,
  jsonIn,
  marketFilter,
  marketOf,
  objectIn,
  type OkxContext,
  onlyDocumented,
  pageOf,
  read,
} from './okx-params.ts';

const CANCEL_MAX = 10;
const CANCEL_NAMES: ReadonlySet<string> = new Set(['instId', 'algoId', 'algoClOrdId']);
const AMEND_NAMES: ReadonlySet<string> = new Set(
  `instId algoId algoClOrdId cxlOnFail reqId newSz newTriggerPx newTriggerPxType newOrdPx newTpTriggerPx
  newTpTriggerPxType newTpOrdPx newSlTriggerPx newSlTriggerPxType newSlOrdPx`.split(/\s+/),
);

export function algoRoutes(context: OkxContext): readonly Route[] {
  const lists = ['ordType', 'algoId', 'instType', 'instId', 'after', 'before', 'limit'];
  const post = (path: string, act: ItemAct, read: (json: unknown) => readonly Fields[]): Route => ({
    method: 'POST',
    path: `/api/v5/trade/${path}`,
    access: 'trade',
    handle: (call) =>
      answerItems(context, accountOf(call), { act, items: read(jsonIn(call.request)), idName: 'algoId' }),
  });
  const single = (json: unknown): readonly Fields[] => [objectIn(json)];
  return [
    post('order-algo', place, single),
    post('amend-algos', amend, single),
    post('cancel-algos', cancel, listIn),
    documented({
      method: 'GET',
      path: '/trade/order-algo',
      access: 'read',
      // The instrument is not documented here, and clients send it all the same.
      names: ['algoId', 'algoClOrdId', 'instId'],
      handle: (fields, call) => {
        const order = find(context, accountOf(call), fields) ?? throwError(ERRORS.orderUnknown);
        return ok([algoBody(context, order)]);
      },
    }),
    documented({
      method: 'GET',
      path: '/trade/orders-algo-pending',
      access: 'read',
      names: lists,
      handle: (fields, call) => ok(list(context, accountOf(call), { fields, isWanted: isLive })),
    }),
    documented({
      method: 'GET',
      path: '/trade/orders-algo-history',
      access: 'read',
      names: [...lists, 'state'],
      handle: (fields, call) => ok(history(context, accountOf(call), fields)),
    }),
  ];
}

function listIn(json: unknown): readonly Fields[] {
  if (!Array.isArray(json)) throwError(ERRORS.json, 400);
  if (json.length === 0 || json.length > CANCEL_MAX) throwError(ERRORS.batchSize);
  return json.map(objectIn);
}

const place: ItemAct = (context, account, fields) => {
  const outcome = context.world.place(account, readAlgoOrder({ context, account }, fields));
  if (outcome.kind === 'refused' && outcome.reason === 'client_id_duplicate') throwError(ERRORS.algoIdTaken);
  const order = done(outcome);
  return { algoId: order.id, algoClOrdId: order.clientOrderId, clOrdId: '', tag: read.text(fields, 'tag') ?? '' };
};

function find({ world }: OkxContext, account: ExchangeAccount, fields: Fields): ExchangeOrder | undefined {
  const id = read.text(fields, 'algoId');
  const clientOrderId = clientIdOf(fields, 'algoClOrdId');
  if (id === undefined && clientOrderId === undefined) throw eitherParameter('algoId', 'algoClOrdId');
  const name = id === undefined ? { clientOrderId: clientOrderId ?? '' } : { id };
  return world.orders.lookup({ accountId: account.id, conditional: true, ...name });
}

const cancel: ItemAct = (context, account, fields) => {
  onlyDocumented(fields, CANCEL_NAMES);
  const market = marketOf(context, fields);
  const order = find(context, account, fields);
  if (order === undefined || order.market !== market || !isLive(order)) throwError(ERRORS.nothingToCancel);
  done(context.world.cancel(order));
  return { algoId: order.id, algoClOrdId: order.clientOrderId, clOrdId: '' };
};

const amend: ItemAct = (context, account, fields) => {
  onlyDocumented(fields, AMEND_NAMES);
  const order = find(context, account, fields);
  if (order === undefined || !isLive(order)) throwError(ERRORS.amendUnknown);
  if (order.otherLeg !== undefined || order.trailing !== undefined) throwError(ERRORS.amendType);
  const quantity = read.decimal(fields, 'newSz');
  const triggerPrice = newPriceOf(order, fields, { trigger: 'newTriggerPx', sided: 'TriggerPx' });
  const limitPrice = newPriceOf(order, fields, { trigger: 'newOrdPx', sided: 'OrdPx' });
  if (quantity === undefined && triggerPrice === undefined && limitPrice === undefined) {
    throwError(REFUSALS.amend_no_change);
  }
  const terms = {
    ...(quantity === undefined ? {} : { quantity }),
    ...(triggerPrice === undefined ? {} : { triggerPrice }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
  };
  done(context.world.amend(order, terms));
  return { algoId: order.id, algoClOrdId: order.clientOrderId, reqId: read.text(fields, 'reqId') ?? '' };
};

/** The new price under the name it has for this kind of order; −1, the market's price, changes nothing. */
function newPriceOf(
  order: ExchangeOrder,
  fields: Fields,
  names: { readonly trigger: string; readonly sided: string },
): Decimal | undefined {
  const isTrigger = algoTypeOf(order) === 'trigger';
  const name = isTrigger
    ? names.trigger
    : ['newSl', 'newTp'].map((kind) => `${kind}${names.sided}`).find((known) => read.text(fields, known) !== undefined);
  return name === undefined || read.text(fields, name) === '-1' ? undefined : read.decimal(fields, name);
}

interface Asked {
  readonly fields: Fields;
  readonly isWanted: (order: ExchangeOrder) => boolean;
}

function list(context: OkxContext, account: ExchangeAccount, { fields, isWanted }: Asked): readonly unknown[] {
  const types = read.need(fields, 'ordType').split(',');
  const isInScope = marketFilter(context, fields);
  const id = read.text(fields, 'algoId');
  const found = context.world.orders
    .list({ accountId: account.id, conditional: true })
    .filter((order) => isWanted(order) && isInScope(order.market) && types.includes(algoTypeOf(order)))
    .filter((order) => id === undefined || order.id === id);
  return pageOf(found, byTime, fields).map((order) => algoBody(context, order));
}

const HISTORY_STATES: readonly string[] = ['effective', 'canceled', 'order_failed'];

function history(context: OkxContext, account: ExchangeAccount, fields: Fields): readonly unknown[] {
  const state = read.text(fields, 'state');
  if (state === undefined && read.text(fields, 'algoId') === undefined) throw eitherParameter('state', 'algoId');
  if (state !== undefined && !HISTORY_STATES.includes(state)) throw wrongParameter('state');
  const isWanted = (order: ExchangeOrder): boolean =>
    !isLive(order) && (state === undefined || algoStateOf(order) === state);
  return list(context, account, { fields, isWanted });
}
