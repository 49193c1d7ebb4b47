/**
 * An order at an emulated exchange, in terms no exchange owns. `native` holds what a dialect wants to give back as it
 * came. A conditional order waits in status `untriggered`; when it triggers it becomes a live order itself, or brings a
 * child order into the world, as the exchange does it (`ExchangeRules.triggered`).
 */
import type { Decimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from './exchange-market.ts';

export type OrderSide = 'buy' | 'sell';
export type PositionSide = 'both' | 'long' | 'short';
/** `untriggered` waits for a price; `triggered` has brought a child order into the world and is over. */
export type ExchangeOrderStatus = 'untriggered' | 'open' | 'triggered' | 'filled' | 'canceled' | 'expired' | 'rejected';
/** Why an order ended without being filled. */
export type OrderEnding = 'request' | 'ioc' | 'fok' | 'post_only' | 'position' | 'oco' | 'liquidation' | 'refused';

export interface Trigger {
  readonly price: Decimal;
  /** up: when the price rises to it. */
  readonly direction: 'up' | 'down';
  readonly by: 'last' | 'mark';
}

export interface Trailing {
  /** percent: 1 is one percent of the best price since activation. amount: in the quote currency. */
  readonly kind: 'percent' | 'amount';
  readonly distance: Decimal;
  /** The price from which on it follows; absent: at once. */
  readonly activationPrice?: Decimal;
  readonly by: 'last' | 'mark';
}

export interface OtherLeg {
  readonly trigger: Trigger;
  /** Absent: at the market. */
  readonly limitPrice?: Decimal;
}

export interface AttachedExit {
  readonly triggerPrice: Decimal;
  /** Absent: at the market. */
  readonly limitPrice?: Decimal;
  readonly clientOrderId?: string;
}

/** What a dialect hands in. */
export interface NewOrder {
  readonly market: ExchangeMarket;
  readonly clientOrderId: string;
  readonly side: OrderSide;
  readonly type: 'market' | 'limit';
  /** In the market's unit; absent only with `cost` or `closePosition`. */
  readonly quantity?: Decimal;
  /** A market order for so much of the quote currency. */
  readonly cost?: Decimal;
  readonly limitPrice?: Decimal;
  readonly timeInForce: 'gtc' | 'ioc' | 'fok';
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** `both` in one-way mode and for spot. */
  readonly positionSide: PositionSide;
  readonly trigger?: Trigger;
  readonly trailing?: Trailing;
  /** Besides `trigger`, a second price that makes the order go, at terms of its own; whichever comes first counts. */
  readonly otherLeg?: OtherLeg;
  /** When it triggers it closes whatever is held then. */
  readonly closePosition?: boolean;
  /** Placed when this order has filled, for what filled; the second to fill is canceled. */
  readonly stopLoss?: AttachedExit;
  readonly takeProfit?: AttachedExit;
  readonly native?: Readonly<Record<string, unknown>>;
}

export interface ExchangeTrade {
  readonly id: string;
  readonly number: number;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly market: ExchangeMarket;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly price: Decimal;
  readonly quantity: Decimal;
  /** price × quantity × contract size. */
  readonly value: Decimal;
  /** What was paid; negative is a rebate. */
  readonly fee: Decimal;
  readonly feeCurrency: string;
  readonly liquidity: 'maker' | 'taker';
  /** Realized profit in the settle currency, before fees; zero for spot. */
  readonly realized: Decimal;
  readonly time: number;
}

export interface ExchangeOrder extends Omit<NewOrder, 'type' | 'otherLeg' | 'quantity' | 'limitPrice' | 'native'> {
  readonly id: string;
  /** Orders of one exchange in the order of their coming. */
  readonly number: number;
  readonly accountId: string;
  type: NewOrder['type'];
  /** When the order goes by it, it changes places with `trigger` and the terms that belong to it. */
  otherLeg?: OtherLeg;
  /** In the market's unit; zero while a `cost` or `closePosition` order waits for its price. */
  quantity: Decimal;
  limitPrice?: Decimal;
  trigger?: Trigger;
  status: ExchangeOrderStatus;
  ending?: OrderEnding;
  filledQuantity: Decimal;
  /** Σ price × quantity × contract size. */
  filledValue: Decimal;
  readonly trades: ExchangeTrade[];
  readonly createdAt: number;
  updatedAt: number;
  triggeredAt?: number;
  /** Of a trailing order: the best price since it became active; absent: not active yet. */
  trailingBest?: Decimal;
  /** The conditional order this one came from, and the other way round. */
  parentId?: string;
  childId?: string;
  /** Of exits attached to one order: the other one. */
  siblingId?: string;
  native: Readonly<Record<string, unknown>>;
  /** What this order has locked, and in which currency (spot). */
  lockedCurrency?: string;
  lockedAmount: Decimal;
}

export const isConditional = (order: ExchangeOrder): boolean =>
  order.trigger !== undefined || order.trailing !== undefined;
export const isLive = (order: ExchangeOrder): boolean => order.status === 'open' || order.status === 'untriggered';

/** The order as it is now: what an event tells stays as it was when it happened. */
export function snapshotOf(order: ExchangeOrder): ExchangeOrder {
  return { ...order, trades: [...order.trades] };
}
