/** HTX swaps: orders that wait for a price (stop-loss and take-profit of a position, trigger, trailing) under ids of their own. */
import { type Decimal, decimal, fromInteger, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import { type ExchangeOrder, isLive, type NewOrder } from '../core/exchange-order.ts';
import { accountOf, type Fields, names, objectOf, unknownNames } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { ERRORS, swapOk, throwError, wrongParameter } from './htx-errors.ts';
import {
  done,
  type HtxContext,
  marketFilter,
  nativeId,
  downFrom,
  newest,
  read as readers,
  show,
} from './htx-context.ts';
import { attempt } from './htx-swap-orders.ts';
import {
  clientIdOf,
  exitDirection,
  exitPrice,
  exitPriceType,
  readShared,
  type SwapAct,
  swapRoute,
  useMarginMode,
} from './htx-swap-reading.ts';

const read = readers.swap;
const COMMON = `contract_code margin_mode position_side side type volume algo_client_order_id time_in_force channel_code
  self_match_prevent`;
const ORDER_NAMES = names(`${COMMON} tp_trigger_price tp_order_price tp_type tp_trigger_price_type sl_trigger_price
  sl_order_price sl_type sl_trigger_price_type trigger_price trigger_price_type price order_price_type reduce_only
  active_price callback_rate price_protect`);
const CANCEL_NAMES = names('contract_code algo_id algo_client_order_id');
const TYPES = ['sl', 'tp', 'trigger', 'trailing_stop', 'tpsl'] as const;
const PAGE = 50;
const RATE_MAX = decimal('0.2');

export function swapAlgoRoutes(context: HtxContext): readonly Route[] {
  const get = (path: string, params: string, act: SwapAct): Route =>
    swapRoute(context, { method: 'GET', path, params: names(params), act });
  const post = (path: string, params: readonly string[], act: SwapAct): Route =>
    swapRoute(context, { method: 'POST', path, params, act });
  const scope = 'contract_code margin_mode type limit from direct start_time end_time';
  return [
    post('algo/order', ORDER_NAMES, place),
    {
      ...post('algo/cancel_orders', CANCEL_NAMES, place),
      handle: (call: Call) =>
        swapOk(cancelMany(context, accountOf(call), call.request.json), context.world.clock.now()),
    },
    get('algo/order', 'algo_id algo_client_order_id contract_code type', (own, account, fields) => {
      const order = find(own, account, fields) ?? throwError('swap', ERRORS.swapOrder);
      return [algoBody(order)];
    }),
    get('algo/order/opens', scope, (own, account, fields) => listed(own, account, { fields, isMeant: isLive })),
    get('algo/order/history', `${scope} states`, (own, account, fields) => {
      const states = read.text(fields, 'states')?.split(',');
      const isMeant = (order: ExchangeOrder) => !isLive(order) && (states?.includes(stateOf(order)) ?? true);
      return listed(own, account, { fields, isMeant });
    }),
  ];
}

const place: SwapAct = (context, account, fields) => {
  const type = read.word(fields, 'type', { among: TYPES });
  const shared = readShared(context, account, fields);
  const { marginMode, ...terms } = shared;
  const condition = conditionOf(context, fields, { type, shared });
  useMarginMode(context, account, shared);
  const isMarket = condition.limitPrice === undefined;
  const order: NewOrder = {
    ...terms,
    ...condition,
    // Both are bound to a position.
    reduceOnly: terms.reduceOnly || ((type === 'sl' || type === 'tp') && terms.positionSide === 'both'),
    clientOrderId: clientIdOf(fields, 'algo_client_order_id'),
    type: isMarket ? 'market' : 'limit',
    quantity: read.needDecimal(fields, 'volume'),
    timeInForce: isMarket ? 'ioc' : terms.timeInForce,
    postOnly: false,
    native: { algoType: type, type: isMarket ? 'market' : 'limit', timeInForce: terms.timeInForce, marginMode },
  };
  const placed = done(context.world.place(account, order), order.market);
  return [{ algo_id: placed.id, algo_client_order_id: placed.clientOrderId }];
};

type Condition = Pick<NewOrder, 'trigger' | 'trailing' | 'limitPrice'>;

interface Asked {
  readonly type: (typeof TYPES)[number];
  readonly shared: Pick<NewOrder, 'market' | 'side' | 'positionSide'>;
}

function conditionOf({ world }: HtxContext, fields: Fields, { type, shared }: Asked): Condition {
  switch (type) {
    case 'sl':
    case 'tp': {
      const isClosing = shared.positionSide === 'both' || (shared.positionSide === 'long') === (shared.side === 'sell');
      if (!isClosing) throw wrongParameter('swap', 'side');
      const price = read.needDecimal(fields, `${type}_trigger_price`);
      const direction = exitDirection(type, shared.side);
      return { trigger: { price, direction, by: exitPriceType(fields, type) }, ...exitPrice(fields, type) };
    }
    case 'trigger': {
      const price = read.needDecimal(fields, 'trigger_price');
      const by = read.word(fields, 'trigger_price_type', { among: ['last', 'mark'], standard: 'last' });
      const limitPrice = read.decimal(fields, 'price');
      const direction = price > world.feed.of(shared.market)[by] ? 'up' : 'down';
      return { trigger: { price, direction, by }, ...(limitPrice === undefined ? {} : { limitPrice }) };
    }
    case 'trailing_stop': {
      const rate = read.needDecimal(fields, 'callback_rate');
      if (rate > RATE_MAX) throw wrongParameter('swap', 'callback_rate');
      read.word(fields, 'order_price_type', { among: ['formula_price', 'market'] });
      const distance: Decimal = multiplyRounded(rate, fromInteger(100), 'half_even');
      const activationPrice = read.needDecimal(fields, 'active_price');
      return { trailing: { kind: 'percent', distance, activationPrice, by: 'last' } };
    }
    case 'tpsl':
      // A pair of both is not rehearsed here.
      throw wrongParameter('swap', 'type');
  }
}

const STATES: Readonly<Record<ExchangeOrder['status'], string>> = {
  untriggered: 'active',
  open: 'effective',
  triggered: 'effective',
  filled: 'effective',
  canceled: 'canceled',
  expired: 'canceled',
  rejected: 'failed',
};

const stateOf = (order: ExchangeOrder): string => STATES[order.status];

/** Exits attached to an order are told as what they are. */
function algoTypeOf({ native: { algoType, exit } }: ExchangeOrder): string {
  if (typeof algoType === 'string') return algoType;
  return exit === 'profit' ? 'tp' : 'sl';
}

export function algoBody(order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const kind = algoTypeOf(order);
  const { trigger, trailing, limitPrice } = order;
  const price = show(limitPrice ?? ZERO);
  const exit = {
    [`${kind}_trigger_price`]: show(trigger?.price ?? ZERO),
    [`${kind}_order_price`]: price,
    [`${kind}_type`]: order.type,
    [`${kind}_trigger_price_type`]: trigger?.by ?? 'last',
  };
  const ofKind =
    kind === 'trailing_stop'
      ? {
          active_price: show(trailing?.activationPrice ?? ZERO),
          callback_rate: show(trailing?.distance ?? ZERO),
          reduce_only: order.reduceOnly,
          order_price_type: 'formula_price',
        }
      : kind === 'trigger'
        ? { trigger_price: show(trigger?.price ?? ZERO), price, reduce_only: order.reduceOnly }
        : exit;
  return {
    id: String(order.number),
    algo_id: order.id,
    algo_client_order_id: order.clientOrderId,
    contract_code: nativeId(order.market),
    volume: show(order.quantity),
    type: kind,
    state: stateOf(order),
    side: order.side,
    position_side: order.positionSide,
    margin_mode: order.native['marginMode'] ?? 'cross',
    created_time: String(order.createdAt),
    updated_time: String(order.updatedAt),
    order_source: 'api',
    order_id: order.childId ?? '',
    ...ofKind,
  };
}

function find({ world }: HtxContext, account: ExchangeAccount, fields: Fields): ExchangeOrder | undefined {
  const id = read.text(fields, 'algo_id');
  const name = id === undefined ? { clientOrderId: read.need(fields, 'algo_client_order_id') } : { id };
  const order = world.orders.lookup({ accountId: account.id, type: 'swap', conditional: true, ...name });
  const type = read.text(fields, 'type');
  return order === undefined || type === undefined || algoTypeOf(order) === type ? order : undefined;
}

function cancelMany(context: HtxContext, account: ExchangeAccount, json: unknown): readonly unknown[] {
  if (!Array.isArray(json) || json.length === 0) throw wrongParameter('swap', 'orders');
  const results = json.map((item: unknown) => {
    const fields = objectOf(item);
    for (const name of unknownNames(fields, CANCEL_NAMES)) throw wrongParameter('swap', name);
    const order = find(context, account, fields);
    const named = { algo_id: order?.id ?? null, algo_client_order_id: fields['algo_client_order_id'] ?? null };
    if (order === undefined || !isLive(order)) {
      if (json.length === 1) throwError('swap', ERRORS.swapOrder);
      return { ...named, ...(attempt(() => throwError('swap', ERRORS.swapOrder)) as object) };
    }
    return { ...named, ...(attempt(() => done(context.world.cancel(order), order.market) && {}) as object) };
  });
  return results;
}

interface Listing {
  readonly fields: Fields;
  readonly isMeant: (order: ExchangeOrder) => boolean;
}

function listed(context: HtxContext, account: ExchangeAccount, { fields, isMeant }: Listing): readonly unknown[] {
  const type = read.word(fields, 'type', { among: TYPES });
  const found = context.world.orders
    .list({ accountId: account.id, type: 'swap', conditional: true, ...marketFilter(context, 'swap', fields) })
    .filter((order) => isMeant(order) && algoTypeOf(order) === type);
  return newest(downFrom(found, read.text(fields, 'from')), read.integer(fields, 'limit'), PAGE).map(algoBody);
}
