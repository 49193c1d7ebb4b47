/** What a client says of trades, read into our own words: each with its fee as it was taken, where the message tells it. */
import { type Decimal, negate, ZERO } from '#domain/decimal.ts';
import type { Side } from '#domain/order.ts';
import { above, defined, type Fields, fieldsOf, listOf, numberOf, textOf, timeOf } from './client-values.ts';
import { sideOf } from './order-reading.ts';

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

/** Reads a trade; undefined when it lacks what a fill must have. */
export function readTrade(answer: unknown): SeenTrade | undefined {
  const trade = fieldsOf(answer);
  const info = fieldsOf(trade.info);
  const venueOrderId = textOf(trade.order);
  const symbol = textOf(trade.symbol);
  const side = sideOf(trade.side, info);
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
    // MEXC's streams say it in a field that the client does not read.
    liquidity: trade.takerOrMaker === 'maker' || info.isMaker === true ? 'maker' : 'taker',
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
 * The fee, positive when it was paid. Some tell it in a form that the client hands on as it is (OKX counts what it takes as
 * negative), makes absolute (Bitget), leaves out (Bybit) or turns round (HTX's swaps, of which only the trades of old counted
 * what they took as negative); their own fields are read first.
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
  const htx = info.created_time === undefined ? undefined : numberOf(info.trade_fee);
  if (htx !== undefined) return withCurrency(htx, info.fee_currency);
  const bybit = numberOf(info.execFee);
  return bybit !== undefined && textOf(info.feeCurrency) !== undefined
    ? withCurrency(bybit, info.feeCurrency)
    : undefined;
}

function withCurrency(fee: Decimal, currency: unknown): { fee: Decimal; feeCurrency?: string } {
  const feeCurrency = textOf(currency);
  return feeCurrency === undefined || fee === ZERO ? { fee } : { fee, feeCurrency };
}
