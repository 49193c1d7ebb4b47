/** Orders, quotes and instruments for tests of the pretend venue, short enough to be read in a line. */
import { type Decimal, decimal } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Quote } from '#domain/market.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { PlaceFields } from '#matching/venue-event.ts';

export function instrument(fields: Partial<Instrument> = {}): Instrument {
  return {
    id: 'XYZ',
    venue: 'paper',
    kind: 'crypto_spot',
    baseCurrency: 'XYZ',
    quoteCurrency: 'USD',
    tickSize: decimal('0.01'),
    lotStep: decimal('0.1'),
    quantityMin: decimal('0.1'),
    quantityMax: decimal('1000'),
    notionalMin: decimal('0'),
    contractSize: decimal('1'),
    lotSize: decimal('1'),
    marginRate: decimal('0.1'),
    shortable: true,
    tradable: true,
    timeZone: 'UTC',
    sessions: [],
    aliases: [],
    ...fields,
  };
}

/** `quantity` and prices as text; everything else as an order request has it. */
export type OrderTerms = Omit<Partial<OrderRequest>, 'quantity' | 'limitPrice' | 'stopPrice'> & {
  readonly quantity?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
};

/** A market order to buy 1 XYZ, unless the terms say otherwise. */
export function request(terms: OrderTerms = {}): OrderRequest {
  const { quantity, limitPrice, stopPrice, ...rest } = terms;
  return {
    instrumentId: 'XYZ',
    side: 'buy',
    type: 'market',
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
    role: 'entry',
    ...rest,
    quantity: decimal(quantity ?? '1'),
    ...(limitPrice === undefined ? {} : { limitPrice: decimal(limitPrice) }),
    ...(stopPrice === undefined ? {} : { stopPrice: decimal(stopPrice) }),
  };
}

export function placing(clientOrderId: string, terms: OrderTerms = {}): PlaceFields {
  const deadlineAt = Number.MAX_SAFE_INTEGER;
  return { clientOrderId, orderId: `order-${clientOrderId}`, deadlineAt, request: request(terms) };
}

export interface QuoteTerms {
  readonly instrumentId?: string;
  readonly time?: number;
  readonly bidQuantity?: string;
  readonly askQuantity?: string;
}

export function quoteOf(bid: string, ask: string, terms: QuoteTerms = {}): Quote {
  const quantity = (text: string | undefined): Decimal | undefined => (text === undefined ? undefined : decimal(text));
  const [bidQuantity, askQuantity] = [quantity(terms.bidQuantity), quantity(terms.askQuantity)];
  return {
    instrumentId: terms.instrumentId ?? 'XYZ',
    bid: decimal(bid),
    ask: decimal(ask),
    last: decimal(bid),
    ...(bidQuantity === undefined ? {} : { bidQuantity }),
    ...(askQuantity === undefined ? {} : { askQuantity }),
    time: terms.time ?? 0,
    source: 'pushed',
  };
}
