/** Instruments and their prices over REST. */
import type { Decimal } from '#domain/decimal.ts';
import type { PricePush } from '#runtime/desk.ts';
import type { InstrumentView } from '#views/shapes.ts';
import { type Answer, type Call, type Handlers, ok, refuse, refuseWith } from './call.ts';
import { present, readDecimal } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

/** Handlers of the instruments and of the prices put in from outside. */
export function createInstrumentHandlers({
  desk,
}: Pick<HttpServerOptions, 'desk'>): Pick<Handlers, 'listInstruments' | 'pushPrice' | 'releasePrice'> {
  return {
    listInstruments({ query: { account } }) {
      if (account !== undefined && desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
      const instruments = desk.instruments(account).map(withMarket);
      return ok(instruments, { simulated: instruments.some((instrument) => instrument.simulated) });
    },
    pushPrice({ body }) {
      const price = readPrice(body);
      if (price === undefined) {
        return refuse('BODY_FIELD_INVALID', { field: 'price', problem: '0 < bid ≤ ask, price > 0' });
      }
      const result = desk.pushPrice(price);
      return result.kind === 'ok' ? instrumentAnswer(result.value) : refuseWith(result.reason);
    },
    releasePrice({ params, query: { account } }) {
      const result = desk.releasePrice(params['symbol'] ?? '', account);
      return result.kind === 'ok' ? instrumentAnswer(result.value) : refuseWith(result.reason);
    },
  };
}

function withMarket(instrument: InstrumentView) {
  return { ...instrument, simulated: instrument.quoteSource === 'simulated' };
}

function instrumentAnswer(instrument: InstrumentView): Answer {
  const body = withMarket(instrument);
  return ok(body, { simulated: body.simulated });
}

/** Bid and ask, or one price for both; undefined when that makes no market. */
function readPrice(body: Call<'pushPrice'>['body']): PricePush | undefined {
  const bid = body.bid ?? body.price;
  const ask = body.ask ?? body.price;
  if (bid === undefined || ask === undefined) return undefined;
  const price: PricePush = {
    symbol: body.symbol,
    bid: readDecimal(bid),
    ask: readDecimal(ask),
    ...present('account', body.account),
    ...optional('last', body.last ?? body.price),
    ...optional('bidQuantity', body.bidQuantity),
    ...optional('askQuantity', body.askQuantity),
  };
  const quantities = [price.bidQuantity ?? 0n, price.askQuantity ?? 0n];
  const makesSense =
    price.bid > 0n && price.ask >= price.bid && (price.last ?? 1n) > 0n && quantities.every((one) => one >= 0n);
  return makesSense ? price : undefined;
}

function optional<Name extends string>(
  name: Name,
  value: string | number | undefined,
): { readonly [K in Name]?: Decimal } {
  return (value === undefined ? {} : { [name]: readDecimal(value) }) as { readonly [K in Name]?: Decimal };
}
