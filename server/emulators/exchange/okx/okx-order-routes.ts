/** OKX: placing, changing and canceling plain orders, one by one and in batches; each order is answered by itself. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive } from '../core/exchange-order.ts';
import type { OrderOutcome } from '../core/order-outcome.ts';
import { accountOf, type Fields } from '../door/call-fields.ts';
import { type Call, NativeRefusal, type Route } from '../door/dialect.ts';
import { clientIdShown } from './okx-order-body.ts';
import { ERRORS, eitherParameter, type NativeError, REFUSALS, refusal, throwError } from './okx-errors.ts';
import { readPlainOrder } from './okx-order-reading.ts';
import { clientIdOf, jsonIn, marketOf, objectIn, type OkxContext, onlyDocumented, read } from './okx-params.ts';

const BATCH_MAX = 20;

const CANCEL_NAMES: ReadonlySet<string> = new Set(['instId', 'instIdCode', 'ordId', 'clOrdId']);
const AMEND_NAMES: ReadonlySet<string> = new Set(
  'instId instIdCode cxlOnFail ordId clOrdId reqId newSz newPx pxAmendType'.split(' '),
);

/** One order's act: what of the order is answered. Throws the native refusal. */
export type ItemAct = (
  context: OkxContext,
  account: ExchangeAccount,
  fields: Fields,
) => Readonly<Record<string, unknown>>;

export function orderRoutes(context: OkxContext): readonly Route[] {
  const post = (path: string, act: ItemAct, { isBatch }: { readonly isBatch: boolean }): Route => ({
    method: 'POST',
    path: `/api/v5/trade/${path}`,
    access: 'trade',
    handle: (call) => answerItems(context, accountOf(call), { act, items: itemsIn(call, isBatch) }),
  });
  return [
    post('order', placeItem, { isBatch: false }),
    post('batch-orders', placeItem, { isBatch: true }),
    post('cancel-order', cancelItem, { isBatch: false }),
    post('cancel-batch-orders', cancelItem, { isBatch: true }),
    post('amend-order', amendItem, { isBatch: false }),
    post('amend-batch-orders', amendItem, { isBatch: true }),
  ];
}

function itemsIn(call: Call, isBatch: boolean): readonly Fields[] {
  const json = jsonIn(call.request);
  if (!isBatch) return [objectIn(json)];
  if (!Array.isArray(json)) throwError(ERRORS.json, 400);
  if (json.length === 0 || json.length > BATCH_MAX) throwError(ERRORS.batchSize);
  return json.map(objectIn);
}

export interface Acts {
  readonly act: ItemAct;
  /** What the exchange's id is called in the answer to a refused item; `ordId` when absent. */
  readonly idName?: 'ordId' | 'algoId';
  readonly items: readonly Fields[];
}

/** Carries each item out by itself; the envelope says whether all, some or none went through. */
export function answerItems(context: OkxContext, account: ExchangeAccount, acts: Acts): unknown {
  const { act, items, idName = 'ordId' } = acts;
  const { clock } = context.world;
  const inTime = `${clock.now()}000`;
  const data = items.map((fields) => {
    const named = { ...namesIn(fields), [idName]: '', ts: String(clock.now()) };
    return attempt(named, () => act(context, account, fields));
  });
  const failed = data.filter(({ sCode }) => sCode !== '0').length;
  const [code, msg] =
    failed === 0
      ? ['0', '']
      : failed === data.length
        ? ['1', 'All operations failed']
        : ['2', 'Bulk operation partially succeeded'];
  return { code, msg, data, inTime, outTime: `${clock.now()}000` };
}

interface Item extends Readonly<Record<string, unknown>> {
  readonly sCode: string;
  readonly sMsg: string;
}

/** The names an item came with, as they are given back when it is refused. */
function namesIn(fields: Fields): Readonly<Record<string, unknown>> {
  const given = Object.entries(fields).filter(([name]) => GIVEN_BACK.has(name));
  return { clOrdId: '', tag: '', ...Object.fromEntries(given) };
}

const GIVEN_BACK: ReadonlySet<string> = new Set(['clOrdId', 'algoClOrdId', 'tag']);

function attempt(named: Readonly<Record<string, unknown>>, run: () => Readonly<Record<string, unknown>>): Item {
  try {
    return { ts: named['ts'], ...run(), sCode: '0', sMsg: '' };
  } catch (error) {
    if (!(error instanceof NativeRefusal)) throw error;
    const { code, msg } = error.answer.body as NativeError;
    return { ...named, sCode: code, sMsg: msg };
  }
}

/** The order, or the native refusal thrown. */
export function done(outcome: OrderOutcome): ExchangeOrder {
  return outcome.kind === 'done' ? outcome.order : throwError(REFUSALS[outcome.reason]);
}

export const placeItem: ItemAct = (context, account, fields) => {
  const order = done(context.world.place(account, readPlainOrder({ context, account }, fields)));
  return { ordId: order.id, clOrdId: clientIdShown(order), tag: read.text(fields, 'tag') ?? '' };
};

/** The plain order that `ordId` or `clOrdId` names; the exchange's id counts where both are given. */
export function findPlain(context: OkxContext, account: ExchangeAccount, fields: Fields): ExchangeOrder | undefined {
  const market = marketOf(context, fields);
  const id = read.text(fields, 'ordId');
  const clientOrderId = clientIdOf(fields, 'clOrdId');
  if (id === undefined && clientOrderId === undefined) throw eitherParameter('ordId', 'clOrdId');
  const name = id === undefined ? { clientOrderId: clientOrderId ?? '' } : { id };
  const order = context.world.orders.lookup({ accountId: account.id, market, conditional: false, ...name });
  return id === undefined && order?.parentId !== undefined ? undefined : order;
}

export const cancelItem: ItemAct = (context, account, fields) => {
  onlyDocumented(fields, CANCEL_NAMES);
  const order = findPlain(context, account, fields) ?? throwError(ERRORS.nothingToCancel);
  if (!isLive(order)) throwError(order.status === 'filled' ? ERRORS.completed : ERRORS.canceled);
  done(context.world.cancel(order));
  return { ordId: order.id, clOrdId: clientIdShown(order) };
};

export const amendItem: ItemAct = (context, account, fields) => {
  onlyDocumented(fields, AMEND_NAMES);
  const order = findPlain(context, account, fields) ?? throwError(ERRORS.amendUnknown);
  if (!isLive(order)) throwError(order.status === 'filled' ? ERRORS.amendCompleted : ERRORS.amendCanceled);
  if (order.type !== 'limit') throwError(ERRORS.amendType);
  const quantity = read.decimal(fields, 'newSz');
  const limitPrice = read.decimal(fields, 'newPx');
  if (quantity === undefined && limitPrice === undefined) throw refusal(REFUSALS.amend_no_change);
  order.native = { ...order.native, reqId: read.text(fields, 'reqId') ?? '' };
  const outcome = context.world.amend(order, {
    ...(quantity === undefined ? {} : { quantity }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
  });
  if (outcome.kind === 'refused' && read.flag(fields, 'cxlOnFail')) context.world.cancel(order);
  done(outcome);
  return { ordId: order.id, clOrdId: clientIdShown(order), reqId: read.text(fields, 'reqId') ?? '' };
};
