/** Binance spot: account events as `executionReport`, `outboundAccountPosition` and `balanceUpdate`. */
import { type Decimal, ZERO } from '#domain/decimal.ts';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import { type ExchangeOrder, type ExchangeTrade } from '../core/exchange-order.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import { fixedText } from '../door/number-text.ts';
import { nativeId } from './binance-params.ts';
import { statusOf } from './spot-orders.ts';

const money = (value: Decimal): string => fixedText(value, 8);

type OrderEvent = Extract<ExchangeEvent, { kind: 'order' }>;

/** The native events that tell of this one; none for what is not spot's. */
export function spotEvents(world: ExchangeWorld, event: ExchangeEvent): readonly unknown[] {
  if (event.kind === 'order') return event.order.market.type === 'spot' ? [executionReport(event)] : [];
  if (event.kind !== 'balances' || event.type !== 'spot') return [];
  const position = accountPosition(world, event.accountId, event);
  if (event.cause !== 'deposit') return [position];
  const [asset = ''] = event.currencies;
  const update = { e: 'balanceUpdate', E: event.time, a: asset, d: money(event.amount ?? ZERO), T: event.time };
  return [position, update];
}

function accountPosition(
  world: ExchangeWorld,
  accountId: string,
  { currencies, time }: { readonly currencies: readonly string[]; readonly time: number },
): unknown {
  const { spot } = world.accountOf(accountId);
  const balances = currencies.map((a) => ({ a, f: money(spot.free(a)), l: money(spot.locked(a)) }));
  return { e: 'outboundAccountPosition', E: time, u: time, B: balances };
}

const EXECUTIONS: Readonly<Record<OrderEvent['cause'], string>> = {
  new: 'NEW',
  trade: 'TRADE',
  canceled: 'CANCELED',
  expired: 'EXPIRED',
  rejected: 'EXPIRED',
  amended: 'REPLACED',
  triggered: 'NEW',
};

function executionReport({ order, cause, trade, time }: OrderEvent): unknown {
  const cancelId = order.native['cancelId'];
  const isCancel = cause === 'canceled' && typeof cancelId === 'string';
  const status = statusOf(order);
  return {
    e: 'executionReport',
    E: time,
    s: nativeId(order.market),
    c: isCancel ? cancelId : order.clientOrderId,
    S: order.side.toUpperCase(),
    o: order.native['type'],
    f: order.native['timeInForce'],
    q: money(order.quantity),
    p: money(order.limitPrice ?? ZERO),
    P: money(order.trigger?.price ?? ZERO),
    F: money(ZERO),
    g: -1,
    C: isCancel ? order.clientOrderId : '',
    x: cause === 'canceled' && status === 'EXPIRED' ? 'EXPIRED' : EXECUTIONS[cause],
    X: status,
    r: 'NONE',
    i: Number(order.id),
    ...tradeFields(order, trade),
    T: time,
    I: order.number,
    w: order.status === 'open',
    M: false,
    O: order.createdAt,
    W: order.triggeredAt ?? order.createdAt,
    V: 'EXPIRE_MAKER',
  };
}

function tradeFields(order: ExchangeOrder, trade: ExchangeTrade | undefined): Readonly<Record<string, unknown>> {
  return {
    l: money(trade?.quantity ?? ZERO),
    z: money(order.filledQuantity),
    L: money(trade?.price ?? ZERO),
    n: trade === undefined ? '0' : money(trade.fee),
    N: trade?.feeCurrency ?? null,
    t: trade === undefined ? -1 : Number(trade.id),
    m: trade?.liquidity === 'maker',
    Z: money(order.filledValue),
    Y: money(trade?.value ?? ZERO),
    Q: money(order.cost ?? ZERO),
  };
}
