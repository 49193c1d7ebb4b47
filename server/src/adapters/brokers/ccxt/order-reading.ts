/**
 * What a client says of orders, trades, positions and balances, read into our own words. A client's answer is foreign text: a
 * field that is missing or is no number stays absent, never zero, and a status that is not told is not guessed. Numbers come
 * as the strings the venue wrote and become exact decimals.
 */
import { absolute, add, type Decimal, negate, parseDecimal, ZERO } from '#domain/decimal.ts';
import type { OrderType, Side } from '#domain/order.ts';
import type { VenueBalance, VenueOrder, VenuePosition } from '#domain/report.ts';

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

/** A trade as the venue shows it. */
export interface SeenTrade {
  readonly tradeId: string;
  readonly venueOrderId: string;
  readonly clientOrderId?: string;
  readonly symbol: string;
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  /** Absent: this message does not tell it. */
  readonly fee?: Decimal;
  readonly feeCurrency?: string;
  readonly liquidity: 'maker' | 'taker';
  readonly time: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads an order; undefined when it has no id, which is no answer at all. */
export function readOrder(answer: unknown): SeenOrder | undefined {
  const order = fieldsOf(answer);
  const venueOrderId = textOf(order.id);
  if (venueOrderId === undefined) return undefined;
  const info = fieldsOf(order.info);
  const becameOrderId = becameOf(info, venueOrderId);
  const triggered = becameOrderId !== undefined || TRIGGERED.has(algoStatusOf(info)) ? true : undefined;
  const quantity = numberOf(order.amount);
  // What ccxt works out of a triggered order's status is no fill.
  const filledQuantity = triggered ? undefined : numberOf(order.filled);
  return defined({
    venueOrderId,
    clientOrderId: textOf(info.algoClOrdId) ?? textOf(order.clientOrderId),
    symbol: textOf(order.symbol),
    side: sideOf(order.side),
    quantity,
    filledQuantity,
    ...pricesOf(order),
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

/** The status of a conditional order of Binance's own book, by REST and by stream. */
const algoStatusOf = (info: Fields): string | undefined =>
  textOf(info.algoStatus) ?? (info.aid === undefined ? undefined : textOf(info.X));

function parentOf(info: Fields, venueOrderId: string): string | undefined {
  const id = textOf(info.algoId);
  return id === '' || id === venueOrderId ? undefined : id;
}

/** Reads a trade; undefined when it lacks what a fill must have. */
export function readTrade(answer: unknown): SeenTrade | undefined {
  const trade = fieldsOf(answer);
  const info = fieldsOf(trade.info);
  const venueOrderId = textOf(trade.order);
  const symbol = textOf(trade.symbol);
  const side = sideOf(trade.side);
  const price = above(numberOf(trade.price));
  const quantity = above(numberOf(trade.amount));
  const time = timeOf(trade.timestamp);
  const tradeId = textOf(trade.id);
  if (!venueOrderId || !symbol || !side || !price || !quantity || time === undefined || !tradeId) return undefined;
  return defined({
    tradeId,
    venueOrderId,
    clientOrderId: clientIdOfTrade(info),
    symbol,
    side,
    price,
    quantity,
    ...feeOf(trade, info),
    liquidity: trade.takerOrMaker === 'maker' ? 'maker' : 'taker',
    time,
  }) as unknown as SeenTrade;
}

export function readTrades(answer: unknown): readonly SeenTrade[] {
  return listOf(answer)
    .map(readTrade)
    .filter((trade) => trade !== undefined);
}

/** Where trades of the exchanges name our id, if they do: the client has no field of its own for it. */
const CLIENT_ID_FIELDS = [
  'c',
  'clOrdId',
  'orderLinkId',
  'clientOid',
  'clientOrderId',
  'clientOrderID',
  'client_order_id',
];

function clientIdOfTrade(info: Fields): string | undefined {
  for (const field of CLIENT_ID_FIELDS) {
    const id = textOf(info[field]);
    if (id !== undefined) return id;
  }
  return undefined;
}

/**
 * The fee, positive when it was paid. Some streams give it in a form that the client hands on as it is (OKX counts what it
 * takes as negative), makes absolute (Bitget) or leaves out (Bybit); their own fields are read first.
 */
function feeOf(trade: Fields, info: Fields): { fee?: Decimal; feeCurrency?: string } {
  const native = nativeFeeOf(info);
  if (native !== undefined) return native;
  const fees = [trade.fee, ...listOf(trade.fees)].map(fieldsOf).filter(({ cost }) => numberOf(cost) !== undefined);
  const charged = fees.find(({ cost }) => numberOf(cost) !== ZERO) ?? fees[0];
  const fee = numberOf(charged?.cost);
  return fee === undefined ? {} : withCurrency(fee, charged?.currency);
}

function nativeFeeOf(info: Fields): { fee: Decimal; feeCurrency?: string } | undefined {
  const okx = numberOf(info.fillFee);
  if (okx !== undefined) return withCurrency(negate(okx), info.fillFeeCcy);
  const bitget = fieldsOf(listOf(info.feeDetail)[0]);
  const total = numberOf(bitget.totalFee);
  if (total !== undefined) return withCurrency(negate(total), bitget.feeCoin);
  const bybit = numberOf(info.execFee);
  return bybit !== undefined && textOf(info.feeCurrency) !== undefined
    ? withCurrency(bybit, info.feeCurrency)
    : undefined;
}

function withCurrency(fee: Decimal, currency: unknown): { fee: Decimal; feeCurrency?: string } {
  const feeCurrency = textOf(currency);
  return feeCurrency === undefined || fee === ZERO ? { fee } : { fee, feeCurrency };
}

export interface SeenPosition {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** In the venue's unit, not signed. */
  readonly quantity: Decimal;
  readonly averagePrice: Decimal;
  readonly liquidationPrice?: Decimal;
}

/** The positions that are not flat. */
export function readPositions(answer: unknown): readonly SeenPosition[] {
  return listOf(answer).flatMap((item) => {
    const position = fieldsOf(item);
    const symbol = textOf(position.symbol);
    const contracts = numberOf(position.contracts);
    if (symbol === undefined || contracts === undefined || contracts === ZERO) return [];
    const side = position.side === 'short' || contracts < ZERO ? 'short' : 'long';
    const liquidationPrice = above(numberOf(position.liquidationPrice));
    return [
      {
        symbol,
        side,
        quantity: absolute(contracts),
        averagePrice: numberOf(position.entryPrice) ?? ZERO,
        ...(liquidationPrice === undefined ? {} : { liquidationPrice }),
      },
    ];
  });
}

/** A position under our name for its instrument. In a hedged account a side is a position of its own. */
export function toVenuePosition(position: SeenPosition, instrumentId: string, hedged: boolean): VenuePosition {
  return {
    positionId: hedged ? hedgedPositionId(instrumentId, position.side) : instrumentId,
    instrumentId,
    quantity: position.side === 'long' ? position.quantity : negate(position.quantity),
    averagePrice: position.averagePrice,
    ...(position.liquidationPrice === undefined ? {} : { liquidationPrice: position.liquidationPrice }),
  };
}

export const hedgedPositionId = (instrumentId: string, side: 'long' | 'short'): string => `${instrumentId}:${side}`;

/** The side of the hedged position that this id names. */
export const sideOfPosition = (positionId: string): 'long' | 'short' =>
  positionId.endsWith(':short') ? 'short' : 'long';

/** The balances that are not zero, by currency; several wallets are added up. */
export function readBalances(answers: readonly unknown[]): readonly VenueBalance[] {
  const sums = new Map<string, VenueBalance>();
  for (const answer of answers) {
    const wallet = fieldsOf(answer);
    const free = fieldsOf(wallet.free);
    for (const [currency, amount] of Object.entries(fieldsOf(wallet.total))) {
      const total = numberOf(amount);
      if (total === undefined || total === ZERO) continue;
      const known = sums.get(currency) ?? { currency, total: ZERO, free: ZERO };
      sums.set(currency, {
        currency,
        total: add(known.total, total),
        free: add(known.free, numberOf(free[currency]) ?? ZERO),
      });
    }
  }
  return [...sums.values()];
}

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A number the venue wrote, exact; undefined for anything else. Binary numbers of a client are taken as they print. */
export function numberOf(value: unknown): Decimal | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return parseDecimal(String(value));
}

/** An id: a text, or a number that a client left as one. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const above = (value: Decimal | undefined): Decimal | undefined =>
  value !== undefined && value > ZERO ? value : undefined;

const timeOf = (value: unknown): number | undefined => {
  const time = typeof value === 'string' ? Number(value) : value;
  return typeof time === 'number' && Number.isFinite(time) && time > 0 ? time : undefined;
};

const sideOf = (value: unknown): Side | undefined => (value === 'buy' || value === 'sell' ? value : undefined);

function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
