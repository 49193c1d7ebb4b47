/** Binance USD-M: account events as `ORDER_TRADE_UPDATE`, `ALGO_UPDATE`, `ACCOUNT_UPDATE` and `ACCOUNT_CONFIG_UPDATE`. */
import { type Decimal, ZERO } from '#domain/decimal.ts';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import { type ExchangeOrder, type ExchangeTrade, isConditional, isLive } from '../core/exchange-order.ts';
import { termsOf } from '../core/swap-margin.ts';
import { type BinanceContext, nativeId } from './binance-params.ts';
import { algoStatusOf, averageOf, plainType } from './futures-order-bodies.ts';
import { money, positionsOf, positionUpdate } from './futures-positions.ts';
import { priceText, quantityText } from './market-texts.ts';
import { statusOf } from './spot-orders.ts';

type EventOf<Kind extends ExchangeEvent['kind']> = Extract<ExchangeEvent, { kind: Kind }>;

/**
 * The native events that tell of this one; none for what is not futures'. What an algo order becomes is told late: live, the
 * order it brought is heard of first.
 */
export function futuresEvents(context: BinanceContext, event: ExchangeEvent): readonly NativeEvent[] {
  return eventsOf(context, event).map((body) => ({ body, isLate: LATE.has(statusIn(body)) }));
}

export interface NativeEvent {
  readonly body: unknown;
  /** To be told after everything that happened in the same moment. */
  readonly isLate: boolean;
}

const LATE: ReadonlySet<unknown> = new Set(['TRIGGERED', 'FINISHED']);

function statusIn(body: unknown): unknown {
  const { e, o } = body as { readonly e: string; readonly o?: { readonly X: string } };
  return e === 'ALGO_UPDATE' ? o?.X : undefined;
}

function eventsOf(context: BinanceContext, event: ExchangeEvent): readonly unknown[] {
  switch (event.kind) {
    case 'order':
      return event.order.market.type === 'swap' ? orderEvents(context, event) : [];
    case 'balances':
      return event.type === 'swap' && event.cause !== 'order' ? [walletUpdate(context, event)] : [];
    case 'position':
      return event.cause === 'order' ? [positionEvent(context, event)] : [];
    case 'settings':
      return settingEvent(context, event);
  }
}

function orderEvents(context: BinanceContext, event: EventOf<'order'>): readonly unknown[] {
  const { order, cause } = event;
  if (isConditional(order)) {
    const child = order.childId === undefined ? undefined : context.world.orders.byId(order.childId);
    if (cause !== 'triggered')
      return [algoUpdate(order, child, { status: algoStatusOf(order, child), time: event.time })];
    return ['TRIGGERING', 'TRIGGERED'].map((status) => algoUpdate(order, child, { status, time: event.time }));
  }
  const update = orderUpdate(event);
  const parent = order.parentId === undefined ? undefined : context.world.orders.byId(order.parentId);
  if (parent === undefined || isLive(order)) return [update];
  return [update, algoUpdate(parent, order, { status: 'FINISHED', time: event.time })];
}

const EXECUTIONS: Readonly<Record<EventOf<'order'>['cause'], string>> = {
  new: 'NEW',
  trade: 'TRADE',
  canceled: 'CANCELED',
  expired: 'EXPIRED',
  rejected: 'EXPIRED',
  amended: 'AMENDMENT',
  triggered: 'NEW',
};

function orderUpdate({ order, cause, trade, time }: EventOf<'order'>): unknown {
  const { market } = order;
  const status = statusOf(order);
  const show = (value: Decimal): string => priceText(market, value);
  return {
    e: 'ORDER_TRADE_UPDATE',
    E: time,
    T: time,
    o: {
      s: nativeId(market),
      c: order.clientOrderId,
      S: order.side.toUpperCase(),
      o: plainType(order),
      f: order.native['timeInForce'] ?? 'GTC',
      q: quantityText(market, order.quantity),
      p: show(order.limitPrice ?? ZERO),
      ap: show(averageOf(order)),
      sp: '0',
      x: cause === 'canceled' && status === 'EXPIRED' ? 'EXPIRED' : EXECUTIONS[cause],
      X: status,
      i: Number(order.id),
      ...tradeFields(order, trade),
      T: time,
      b: '0',
      a: '0',
      R: order.reduceOnly && order.positionSide === 'both',
      wt: order.native['workingType'] ?? 'CONTRACT_PRICE',
      ot: order.parentId === undefined ? plainType(order) : (order.native['type'] ?? plainType(order)),
      ps: order.positionSide.toUpperCase(),
      cp: false,
      pP: false,
      si: 0,
      ss: 0,
      V: 'EXPIRE_MAKER',
      pm: 'NONE',
      gtd: 0,
    },
  };
}

function tradeFields(order: ExchangeOrder, trade: ExchangeTrade | undefined): Readonly<Record<string, unknown>> {
  const { market } = order;
  return {
    l: quantityText(market, trade?.quantity ?? ZERO),
    z: quantityText(market, order.filledQuantity),
    L: priceText(market, trade?.price ?? ZERO),
    ...(trade === undefined ? {} : { n: money(trade.fee), N: trade.feeCurrency }),
    t: trade === undefined ? 0 : Number(trade.id),
    m: trade?.liquidity === 'maker',
    rp: trade === undefined ? '0' : money(trade.realized),
  };
}

function algoUpdate(
  order: ExchangeOrder,
  child: ExchangeOrder | undefined,
  { status, time }: { readonly status: string; readonly time: number },
): unknown {
  const { market } = order;
  const show = (value: Decimal): string => priceText(market, value);
  const isPlaced = child !== undefined && status !== 'TRIGGERING';
  return {
    e: 'ALGO_UPDATE',
    T: time,
    E: time,
    o: {
      caid: order.clientOrderId,
      aid: Number(order.id),
      at: 'CONDITIONAL',
      o: order.native['type'],
      s: nativeId(market),
      S: order.side.toUpperCase(),
      ps: order.positionSide.toUpperCase(),
      f: order.native['timeInForce'],
      q: quantityText(market, order.quantity),
      X: status,
      ai: isPlaced ? child.id : '',
      ...(isPlaced
        ? { ap: show(averageOf(child)), aq: quantityText(market, child.filledQuantity), act: plainType(child) }
        : {}),
      tp: show(order.trigger?.price ?? ZERO),
      p: show(order.limitPrice ?? ZERO),
      V: 'EXPIRE_MAKER',
      wt: order.native['workingType'],
      pm: 'NONE',
      cp: order.closePosition === true,
      pP: order.native['priceProtect'] === true,
      R: order.reduceOnly && order.positionSide === 'both',
      tt: order.triggeredAt ?? 0,
      gtd: 0,
      ...(order.trailing === undefined ? {} : { cr: order.native['callbackRate'] }),
    },
  };
}

function wallet(context: BinanceContext, accountId: string, currencies: readonly string[], change = ZERO) {
  const account = context.world.accountOf(accountId);
  return currencies.map((a) => {
    const amount = money(account.wallet.free(a));
    return { a, wb: amount, cw: amount, bc: money(change) };
  });
}

const REASONS = { deposit: 'DEPOSIT', funding: 'FUNDING_FEE', liquidation: 'ORDER', order: 'ORDER' } as const;

function walletUpdate(context: BinanceContext, event: EventOf<'balances'>): unknown {
  const balances = wallet(context, event.accountId, event.currencies, event.amount ?? ZERO);
  return { e: 'ACCOUNT_UPDATE', E: event.time, T: event.time, a: { m: REASONS[event.cause], B: balances, P: [] } };
}

function positionEvent(context: BinanceContext, event: EventOf<'position'>): unknown {
  const account = context.world.accountOf(event.accountId);
  return {
    e: 'ACCOUNT_UPDATE',
    E: event.time,
    T: event.time,
    a: {
      m: 'ORDER',
      B: wallet(context, account.id, [event.market.settle]),
      P: [positionUpdate(context, account, event)],
    },
  };
}

function settingEvent(context: BinanceContext, event: EventOf<'settings'>): readonly unknown[] {
  const { market, setting, time } = event;
  if (market === undefined) return [];
  const account = context.world.accountOf(event.accountId);
  if (setting === 'leverage') {
    const { leverage } = termsOf(context.world, account, market);
    return [{ e: 'ACCOUNT_CONFIG_UPDATE', E: time, T: time, ac: { s: nativeId(market), l: leverage } }];
  }
  const held = positionsOf(account, market).map((position) => positionUpdate(context, account, position));
  return [{ e: 'ACCOUNT_UPDATE', E: time, T: time, a: { m: 'MARGIN_TYPE_CHANGE', B: [], P: held } }];
}
