/** Instruments, and what a venue says of a currency, as people and programs see them. */
import { formatDecimal, ONE, subtract } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { Quote } from '#domain/market.ts';
import type { VenueBalance } from '#domain/report.ts';
import type { BalanceView, InstrumentView } from './shapes.ts';

/** What a venue says of one currency. */
export function balanceView({ currency, total, free }: VenueBalance): BalanceView {
  return {
    currency,
    free: formatDecimal(free),
    used: formatDecimal(subtract(total, free)),
    total: formatDecimal(total),
  };
}

/** The instrument with its newest price, if there is one. */
export function instrumentView(instrument: Instrument, quote: Quote | undefined): InstrumentView {
  return {
    symbol: instrument.id,
    venue: instrument.venue,
    kind: instrument.kind,
    baseCurrency: instrument.baseCurrency,
    quoteCurrency: instrument.quoteCurrency,
    unit: unitOf(instrument),
    tickSize: formatDecimal(instrument.tickSize),
    lotStep: formatDecimal(instrument.lotStep),
    quantityMin: formatDecimal(instrument.quantityMin),
    quantityMax: formatDecimal(instrument.quantityMax),
    notionalMin: formatDecimal(instrument.notionalMin),
    contractSize: formatDecimal(instrument.contractSize),
    lotSize: formatDecimal(instrument.lotSize),
    marginRate: formatDecimal(instrument.marginRate),
    shortable: instrument.shortable,
    tradable: instrument.tradable,
    ...(quote === undefined
      ? {}
      : {
          bid: formatDecimal(quote.bid),
          ask: formatDecimal(quote.ask),
          last: formatDecimal(quote.last),
          quoteTime: isoTime(quote.time),
          quoteSource: quote.source,
        }),
  };
}

/** What one of the venue's quantity is, as people say it. */
function unitOf({ kind, baseCurrency, contractSize }: Instrument): string {
  switch (kind) {
    case 'crypto_spot':
      return baseCurrency;
    case 'crypto_perpetual':
      return contractSize === ONE ? baseCurrency : 'contracts';
    case 'stock':
      return 'shares';
    case 'forex':
    case 'cfd':
      return 'lots';
  }
}
