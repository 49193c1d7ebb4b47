/** What a client says of orders, read into our own words; a status that is not told is not guessed. */
import type { Decimal } from '#domain/decimal.ts';
import type { OrderType, Side } from '#domain/order.ts';
import type { VenueOrder } from '#domain/report.ts';
import { above, defined, type Fields, fieldsOf, listOf, numberOf, textOf, timeOf } from './client-values.ts';

/** An order as the venue shows it, with the symbol and ids in the venue's form. */
export interface SeenOrder {
  readonly venueOrderId: string;
  /** Absent when the answer did not carry it. */
  readonly clientOrderId?: string;
  readonly symbol?: string;
  readonly side?: Side;
  readonly type?: OrderType;
  readonly quantity?: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly filledQuantity?: Decimal;
  readonly averagePrice?: Decimal;
  /** Absent: the answer is a mere acknowledgement. */
  readonly status?: VenueOrder['status'];
  /** A conditional order that has been triggered; what becomes of it is told of the order that it became. */
  readonly triggered?: true;
  readonly becameOrderId?: string;
  /** The conditional order that this one came from. */
  readonly parentOrderId?: string;
  readonly createdAt?: number;
  readonly updatedAt?: number;
}

/** Reads an order; undefined when it has no id, which is no answer at all. */
export function readOrder(answer: unknown): SeenOrder | undefined {
  const order = fieldsOf(answer);
  const venueOrderId = textOf(order.id);
  if (venueOrderId === undefined) return undefined;
  const info = fieldsOf(order.info);
  const becameOrderId = becameOf(info, venueOrderId);
  const triggered = becameOrderId !== undefined || hasGone(info) ? true : undefined;
  const configured = configurationOf(info);
  const quantity = numberOf(order.amount) ?? numberOf(configured.base_size);
  // What ccxt works out of a triggered order's status is no fill. Of Bitget's messages it takes what one of them filled.
  const filledQuantity = triggered ? undefined : (numberOf(info.accBaseVolume) ?? numberOf(order.filled));
  return defined({
    venueOrderId,
    clientOrderId: textOf(info.algoClOrdId) ?? textOf(order.clientOrderId) ?? textOf(info.externalOid),
    symbol: textOf(order.symbol),
    side: sideOf(order.side, info),
    quantity,
    filledQuantity,
    ...pricesOf({ ...order, price: order.price ?? configured.limit_price, ...exitPricesOf(info) }),
    averagePrice: numberOf(order.average),
    status: triggered ? 'open' : statusOf(order.status, quantity, filledQuantity),
    triggered,
    becameOrderId,
    parentOrderId: parentOf(info, venueOrderId),
    createdAt: timeOf(order.timestamp),
    updatedAt: timeOf(order.lastUpdateTimestamp) ?? timeOf(order.lastTradeTimestamp) ?? timeOf(order.timestamp),
  }) as unknown as SeenOrder;
}

/** Reads a list of orders; what has no id is left out. */
export function readOrders(answer: unknown): readonly SeenOrder[] {
  return listOf(answer)
    .map(readOrder)
    .filter((order) => order !== undefined);
}

/** The terms of a Coinbase order as it came there: the client does not read those of every kind. */
const configurationOf = (info: Fields): Fields => fieldsOf(Object.values(fieldsOf(info.order_configuration))[0]);

/**
 * The prices of stop-losses, take-profits and trailing stops of HTX and OKX, which have names of their own: without its trigger
 * a stop would pass for a market order, and be looked for among the plain ones. Of a pair the stop-loss is told. A plain order
 * names the exits attached to it alike.
 */
function exitPricesOf(info: Fields): Fields {
  return info.algo_id === undefined ? okxExitOf(info) : htxExitOf(info);
}

function htxExitOf(info: Fields): Fields {
  const type = textOf(info.type);
  if (type === 'trailing_stop') return { triggerPrice: info.active_price };
  const kind = type === 'tpsl' ? 'sl' : type;
  if (kind !== 'sl' && kind !== 'tp') return {};
  const price = info[`${kind}_type`] === 'limit' ? info[`${kind}_order_price`] : undefined;
  return { price, triggerPrice: info[`${kind}_trigger_price`] };
}

function okxExitOf(info: Fields): Fields {
  switch (info.algoId === undefined ? undefined : info.ordType) {
    case 'conditional':
    case 'oco': {
      const kind = above(numberOf(info.slTriggerPx)) === undefined ? 'tp' : 'sl';
      return { price: info[`${kind}OrdPx`], triggerPrice: info[`${kind}TriggerPx`] };
    }
    case 'move_order_stop':
      // Where it would go now, or where it begins to follow.
      return { triggerPrice: textOf(info.moveTriggerPx) ?? info.activePx };
    default:
      return {};
  }
}

function pricesOf(order: Fields): Partial<SeenOrder> {
  const type = (textOf(order.type) ?? '').toLowerCase();
  const price = above(numberOf(order.price));
  const trigger = above(numberOf(order.triggerPrice) ?? numberOf(order.stopPrice));
  // Some venues give the average as the price of a market order.
  const limitPrice = type === 'market' || type.endsWith('_market') ? undefined : price;
  const kind: OrderType =
    trigger === undefined ? (limitPrice ? 'limit' : 'market') : limitPrice ? 'stop_limit' : 'stop';
  const known = type !== '' || price !== undefined || trigger !== undefined;
  return defined({ type: known ? kind : undefined, limitPrice, stopPrice: trigger }) as Partial<SeenOrder>;
}

/** A closed order that has not filled whole was ended by somebody: it fills no more. */
function statusOf(
  status: unknown,
  quantity: Decimal | undefined,
  filled: Decimal | undefined,
): VenueOrder['status'] | undefined {
  switch (status) {
    case 'open':
    case 'canceling':
      return 'open';
    case 'closed':
      return quantity !== undefined && filled !== undefined && filled < quantity ? 'canceled' : 'filled';
    case 'canceled':
    case 'expired':
    case 'rejected':
      return status;
    default:
      return undefined;
  }
}

/** The fields in which the exchanges name the order that a triggered one became. */
const BECAME_FIELDS = ['actualOrderId', 'ai', 'executeOrderId', 'relation_order_id', 'triggeredOrderId'] as const;

function becameOf(info: Fields, venueOrderId: string): string | undefined {
  const isAlgo = textOf(info.algoId) === venueOrderId || textOf(info.algo_id) === venueOrderId;
  const fields = isAlgo ? [...BECAME_FIELDS, 'ordId', 'order_id'] : BECAME_FIELDS;
  for (const field of fields) {
    const id = textOf(info[field]);
    if (id !== undefined && id !== '0' && id !== '-1' && id !== venueOrderId) return id;
  }
  return undefined;
}

const TRIGGERED: ReadonlySet<string | undefined> = new Set(['TRIGGERING', 'TRIGGERED', 'FINISHED']);

const hasGone = (info: Fields): boolean =>
  TRIGGERED.has(algoStatusOf(info)) || (info.planType !== undefined && info.status === 'executed');

/** The status of a conditional order of Binance's own book, by REST and by stream. */
const algoStatusOf = (info: Fields): string | undefined =>
  textOf(info.algoStatus) ?? (info.aid === undefined ? undefined : textOf(info.X));

function parentOf(info: Fields, venueOrderId: string): string | undefined {
  const id = textOf(info.algoId);
  return id === '' || id === venueOrderId ? undefined : id;
}

/** MEXC's contracts: opens a long, closes a short, opens a short, closes a long. The client takes the second for a sale. */
const CONTRACT_SIDES: Readonly<Record<string, Side>> = { '1': 'buy', '2': 'buy', '3': 'sell', '4': 'sell' };

/** The side of an order or a trade, where the client does not tell it right. */
export function sideOf(told: unknown, info: Fields): Side | undefined {
  if (info.vol !== undefined) return CONTRACT_SIDES[textOf(info.side) ?? ''];
  if (info.posMode === 'hedge_mode') return hedgedSideOf(info);
  return told === 'buy' || told === 'sell' ? told : undefined;
}

/** At Bitget a hedged order names the side of its position, whether it opens or closes it; the client turns some of them. */
function hedgedSideOf({ side, tradeSide }: Fields): Side | undefined {
  const [named, does] = [textOf(side)?.toLowerCase(), textOf(tradeSide)?.toLowerCase() ?? ''];
  if (does.endsWith('close_long')) return 'sell';
  if (does.endsWith('close_short')) return 'buy';
  if (named !== 'buy' && named !== 'sell') return undefined;
  if (does === 'open') return named;
  if (does === 'close') return named === 'buy' ? 'sell' : 'buy';
  return undefined;
}
