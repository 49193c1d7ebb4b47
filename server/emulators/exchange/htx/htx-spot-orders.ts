/** HTX spot: placing and canceling orders. The type of an order holds its side; a market buy counts money. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive, type NewOrder } from '../core/exchange-order.ts';
import { accountOf, type Fields, fieldsOf, names, objectOf, unknownNames } from '../door/call-fields.ts';
import { answer, type Call, type Route } from '../door/dialect.ts';
import { ERRORS, HtxRefusal, refusalBody, spotOk, throwError, wrongParameter } from './htx-errors.ts';
import {
  done,
  type HtxContext,
  marketFilter,
  marketOf,
  read as readers,
  SPOT_ACCOUNT_ID,
  SPOT_HOSTS,
} from './htx-context.ts';

const read = readers.spot;
const ORDER_NAMES = names(`account-id symbol type amount price source client-order-id self-match-prevent stop-price
  operator`);
const BATCH_MAX = 10;
const CANCEL_MAX = 50;
const CANCELING = 10;

type Act = (context: HtxContext, account: ExchangeAccount, fields: Fields) => unknown;

export function spotOrderRoutes(context: HtxContext): readonly Route[] {
  const post = (path: string, params: readonly string[], act: Act): Route => ({
    method: 'POST',
    path: `/v1/order/${path}`,
    hosts: SPOT_HOSTS,
    access: 'trade',
    params,
    handle: (call: Call) => {
      const data = act(context, accountOf(call), fieldsOf(call));
      return data instanceof ClosedAlready ? answer(200, data.body) : spotOk(data);
    },
  });
  return [
    post('orders/place', ORDER_NAMES, place),
    {
      ...post('batch-orders', ORDER_NAMES, place),
      handle: (call: Call) => spotOk(placeMany(context, accountOf(call), call.request.json)),
    },
    post('orders/submitCancelClientOrder', names('client-order-id'), cancelByName),
    post('orders/batchcancel', names('order-ids client-order-ids'), cancelMany),
    post('orders/batchCancelOpenOrders', names('account-id symbol types side size'), cancelAll),
    post('orders/{order-id}/submitcancel', names('symbol'), cancelById),
  ];
}

type Terms = Pick<NewOrder, 'type' | 'timeInForce' | 'postOnly'>;

const LIMIT: Terms = { type: 'limit', timeInForce: 'gtc', postOnly: false };
const TYPES: Readonly<Record<string, Terms>> = {
  market: { type: 'market', timeInForce: 'ioc', postOnly: false },
  limit: LIMIT,
  ioc: { ...LIMIT, timeInForce: 'ioc' },
  'limit-fok': { ...LIMIT, timeInForce: 'fok' },
  'limit-maker': { ...LIMIT, postOnly: true },
  'stop-limit': LIMIT,
  'stop-limit-fok': { ...LIMIT, timeInForce: 'fok' },
};

function readOrder(context: HtxContext, fields: Fields): NewOrder {
  if (read.need(fields, 'account-id') !== SPOT_ACCOUNT_ID) throwError('spot', ERRORS.spotAccount);
  const market = marketOf(context, 'spot', fields);
  const [, side, kind = ''] = /^(buy|sell)-(.+)$/.exec(read.need(fields, 'type')) ?? [];
  const terms = TYPES[kind];
  if (terms === undefined || side === undefined) throw wrongParameter('spot', 'type');
  read.word(fields, 'source', { among: ['spot-api'], standard: 'spot-api' });
  const isMarket = terms.type === 'market';
  if (isMarket && read.text(fields, 'price') !== undefined) throw wrongParameter('spot', 'price');
  const amount = read.needDecimal(fields, 'amount');
  return {
    ...terms,
    market,
    clientOrderId: clientIdOf(fields),
    side: side === 'buy' ? 'buy' : 'sell',
    ...(isMarket && side === 'buy' ? { cost: amount } : { quantity: amount }),
    ...(isMarket ? {} : { limitPrice: read.needDecimal(fields, 'price') }),
    reduceOnly: false,
    positionSide: 'both',
    ...triggerOf(fields, kind.startsWith('stop-')),
    native: { type: `${side}-${kind}` },
  };
}

function triggerOf(fields: Fields, isStop: boolean): Pick<NewOrder, 'trigger'> {
  if (!isStop) {
    for (const name of ['stop-price', 'operator']) if (fields[name] !== undefined) throw wrongParameter('spot', name);
    return {};
  }
  const operator = read.word(fields, 'operator', { among: ['gte', 'lte'] });
  const price = read.needDecimal(fields, 'stop-price');
  return { trigger: { price, direction: operator === 'gte' ? 'up' : 'down', by: 'last' } };
}

const CLIENT_ID = /^[A-Za-z0-9_-]{1,64}$/;

function clientIdOf(fields: Fields): string {
  const value = read.text(fields, 'client-order-id') ?? '';
  if (value !== '' && !CLIENT_ID.test(value)) throw wrongParameter('spot', 'client-order-id');
  return value;
}

/** The answer is the id and nothing else. */
const place: Act = (context, account, fields) => {
  const order = readOrder(context, fields);
  return done(context.world.place(account, order), order.market).id;
};

function placeMany(context: HtxContext, account: ExchangeAccount, json: unknown): readonly unknown[] {
  if (!Array.isArray(json) || json.length === 0 || json.length > BATCH_MAX) throw wrongParameter('spot', 'orders');
  return json.map((item: unknown) => {
    const fields = objectOf(item);
    const named = { 'client-order-id': fields['client-order-id'] ?? '' };
    try {
      for (const name of unknownNames(fields, ORDER_NAMES)) throw wrongParameter('spot', name);
      return { 'order-id': Number(place(context, account, fields)), ...named };
    } catch (error) {
      if (!(error instanceof HtxRefusal)) throw error;
      return { ...named, 'err-code': error.native.code, 'err-msg': error.native.message };
    }
  });
}

/** An order that has ended is told with its state. */
class ClosedAlready {
  readonly body: unknown;

  constructor(order: ExchangeOrder) {
    this.body = { ...(refusalBody('spot', ERRORS.spotState) as object), 'order-state': stateNumberOf(order) };
  }
}

/** As canceling tells it: canceled after a part, filled, canceled. */
export function stateNumberOf(order: ExchangeOrder): number {
  if (order.status === 'filled') return 6;
  return order.filledQuantity > 0n ? 5 : 7;
}

const cancelById: Act = ({ world }, account, fields) => {
  const id = read.need(fields, 'order-id');
  const order = world.orders.lookup({ accountId: account.id, type: 'spot', id });
  if (order === undefined) throwError('spot', ERRORS.spotOrder);
  if (!isLive(order)) return new ClosedAlready(order);
  done(world.cancel(order), order.market);
  return id;
};

/** The answer is a state: canceling, or how it stands already; 0: not known. */
const cancelByName: Act = ({ world }, account, fields) => {
  const clientOrderId = read.need(fields, 'client-order-id');
  const order = world.orders.lookup({ accountId: account.id, type: 'spot', clientOrderId });
  if (order === undefined) return 0;
  if (!isLive(order)) return stateNumberOf(order);
  done(world.cancel(order), order.market);
  return CANCELING;
};

const cancelMany: Act = ({ world }, account, fields) => {
  const listIn = (name: string): readonly string[] => {
    const list = fields[name];
    return Array.isArray(list) ? (list as unknown[]).map(String) : [];
  };
  const asked = [
    ...listIn('order-ids').map((id) => ({ name: id, find: { id } })),
    ...listIn('client-order-ids').map((clientOrderId) => ({ name: clientOrderId, find: { clientOrderId } })),
  ];
  if (asked.length === 0 || asked.length > CANCEL_MAX) throw wrongParameter('spot', 'order-ids');
  const success: string[] = [];
  const failed: unknown[] = [];
  for (const { name, find } of asked) {
    const order = world.orders.lookup({ accountId: account.id, type: 'spot', ...find });
    if (order !== undefined && isLive(order)) {
      world.cancel(order);
      success.push(name);
    } else {
      const { code, message } = order === undefined ? ERRORS.spotOrder : ERRORS.spotState;
      const state = order === undefined ? -1 : stateNumberOf(order);
      failed.push({
        'err-msg': message,
        'order-state': state,
        'order-id': name,
        'err-code': code,
        'client-order-id': '',
      });
    }
  }
  return { success, failed };
};

const cancelAll: Act = (context, account, fields) => {
  const { world } = context;
  const side = read.text(fields, 'side');
  const size = read.integer(fields, 'size') ?? 100;
  const live = world.orders
    .list({ accountId: account.id, type: 'spot', live: true, ...marketFilter(context, 'spot', fields) })
    .filter((order) => side === undefined || order.side === side)
    .slice(0, size);
  for (const order of live) world.cancel(order);
  return { 'success-count': live.length, 'failed-count': 0, 'next-id': -1 };
};
