/** MEXC's spot streams speak Protocol Buffers: the messages of accounts and of markets, by their field numbers. */

/** Bytes: a message of its own. */
type Value = string | number | boolean | Uint8Array;

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const SEVEN_BITS = 0x7f;
const MORE = 0x80;

/** Whole numbers that are not negative, seven bits at a time, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > BigInt(SEVEN_BITS)) {
    bytes.push(Number(rest & BigInt(SEVEN_BITS)) | MORE);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

const delimited = (number: number, bytes: Uint8Array): number[] => [
  ...varint(number * 8 + LENGTH_DELIMITED),
  ...varint(bytes.length),
  ...bytes,
];

function field(number: number, value: Value): number[] {
  if (value instanceof Uint8Array) return delimited(number, value);
  if (typeof value === 'string') return delimited(number, Buffer.from(value));
  return [...varint(number * 8 + VARINT), ...varint(Number(value))];
}

const ORDER = {
  id: 1,
  clientId: 2,
  price: 3,
  quantity: 4,
  amount: 5,
  avgPrice: 6,
  orderType: 7,
  tradeType: 8,
  isMaker: 9,
  remainAmount: 10,
  remainQuantity: 11,
  lastDealQuantity: 12,
  cumulativeQuantity: 13,
  cumulativeAmount: 14,
  status: 15,
  createTime: 16,
} as const;

const DEAL = {
  price: 1,
  quantity: 2,
  amount: 3,
  tradeType: 4,
  isMaker: 5,
  isSelfTrade: 6,
  tradeId: 7,
  clientOrderId: 8,
  orderId: 9,
  feeAmount: 10,
  feeCurrency: 11,
  time: 12,
} as const;

const KLINE = {
  interval: 1,
  windowStart: 2,
  openingPrice: 3,
  closingPrice: 4,
  highestPrice: 5,
  lowestPrice: 6,
  volume: 7,
  amount: 8,
  windowEnd: 9,
} as const;

const MARKET_DEAL = { price: 1, quantity: 2, tradeType: 3, time: 4 } as const;

const BODIES = {
  order: { number: 304, fields: ORDER },
  deal: { number: 306, fields: DEAL },
  kline: { number: 308, fields: KLINE },
  marketDeals: { number: 314, fields: { deals: 1, eventType: 2 } },
  bookTicker: { number: 315, fields: { bidPrice: 1, bidQuantity: 2, askPrice: 3, askQuantity: 4 } },
} as const;

type Body = Readonly<Record<string, Value>>;

/** One trade of a market, within the message of several. */
export const encodeMarketDeal = (body: Body): Uint8Array => encode(MARKET_DEAL, body);

/** A field that the message does not have is a mistake. */
function encode(numbers: Readonly<Record<string, number>>, body: Body): Uint8Array {
  const bytes = Object.entries(body).flatMap(([name, value]) => {
    const at = numbers[name];
    if (at === undefined) throw new Error(`no field ${name}`);
    return field(at, value);
  });
  return Uint8Array.from(bytes);
}

export interface Push {
  readonly channel: string;
  readonly symbol: string;
  readonly sendTime: number;
  readonly kind: keyof typeof BODIES;
  readonly body: Body;
}

/** The bytes of one push. */
export function encodePush({ channel, symbol, sendTime, kind, body }: Push): Uint8Array {
  const { number, fields } = BODIES[kind];
  const head = [...field(1, channel), ...field(3, symbol), ...field(6, sendTime)];
  return Uint8Array.from([...head, ...delimited(number, encode(fields, body))]);
}
