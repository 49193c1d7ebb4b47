/**
 * ccxt's markets as our instruments. Spot is named base and quote (`BTCUSDT`), a linear perpetual with `.P` behind it, as
 * TradingView does; what the exchange and ccxt call it are aliases, as long as no alias is another instrument's name. What
 * has no tick or no step can't be traded exactly and is left out.
 */
import { type Decimal, decimal, divide, maximum, ONE, parseDecimal, roundToStep, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { ClientMarket } from './client-surface.ts';
import type { ExchangeMarket, ExchangeName } from './exchange-name.ts';
import type { VenueMarket } from './profile.ts';

export interface InstrumentTerms {
  readonly venue: ExchangeName;
  readonly markets: readonly ExchangeMarket[];
  /** Of the account's swap positions; absent: 1. */
  readonly leverage?: Decimal;
}

/** An instrument with what the client and the exchange call it. */
export interface ListedInstrument {
  readonly instrument: Instrument;
  readonly market: VenueMarket;
}

/** More than any order of any coin; for markets that name no largest quantity. */
const QUANTITY_MAX_DEFAULT = decimal('1000000000000000');

/** The instruments of an account with these terms, in the order of their ids. */
export function instrumentsOf(markets: readonly ClientMarket[], terms: InstrumentTerms): readonly ListedInstrument[] {
  const byId = new Map<string, { listed: ListedInstrument; active: boolean }>();
  for (const market of markets) {
    const kind = kindOf(market);
    if (kind === undefined || !terms.markets.includes(kind)) continue;
    const instrument = instrumentOf(market, kind, terms);
    if (instrument === undefined) continue;
    const known = byId.get(instrument.id);
    if (known !== undefined && (known.active || !instrument.tradable)) continue;
    byId.set(instrument.id, {
      active: instrument.tradable,
      listed: { instrument, market: venueMarketOf(market, kind) },
    });
  }
  const listed = [...byId.values()].map((entry) => entry.listed);
  listed.sort((left, right) => (left.instrument.id < right.instrument.id ? -1 : 1));
  return listed.map((entry) => withAliases(entry, byId));
}

/** Which of our two kinds of market it is; undefined for all that we don't trade. */
export function kindOf(market: ClientMarket): ExchangeMarket | undefined {
  if (market.spot === true) return 'spot';
  if (market.swap === true && market.linear === true && market.settle === market.quote) return 'swap';
  return undefined;
}

function venueMarketOf(market: ClientMarket, kind: ExchangeMarket): VenueMarket {
  return { kind, symbol: market.symbol, nativeId: market.id, settle: market.settle ?? market.quote };
}

function instrumentOf(market: ClientMarket, kind: ExchangeMarket, terms: InstrumentTerms): Instrument | undefined {
  const tickSize = positive(market.precision.price);
  const lotStep = positive(market.precision.amount);
  const contractSize = kind === 'spot' ? ONE : (positive(market.contractSize) ?? ONE);
  if (tickSize === undefined || lotStep === undefined || market.base === '' || market.quote === '') return undefined;
  const { amount, cost } = market.limits;
  return {
    id: `${market.base}${market.quote}${kind === 'swap' ? '.P' : ''}`,
    venue: terms.venue,
    kind: kind === 'spot' ? 'crypto_spot' : 'crypto_perpetual',
    baseCurrency: market.base,
    quoteCurrency: market.quote,
    tickSize,
    lotStep,
    // Some exchanges name their smallest quantity in coins where they count in contracts.
    quantityMin: roundToStep(positive(amount?.min) ?? lotStep, lotStep, 'up'),
    quantityMax: positive(amount?.max) ?? QUANTITY_MAX_DEFAULT,
    notionalMin: maximum(positive(cost?.min) ?? ZERO, positive(market.info?.minFunds) ?? ZERO),
    contractSize,
    lotSize: ONE,
    marginRate: kind === 'spot' ? ONE : divide(ONE, terms.leverage ?? ONE, 'up'),
    shortable: kind === 'swap',
    tradable: market.active !== false,
    timeZone: 'UTC',
    sessions: [],
    aliases: [],
  };
}

function withAliases({ instrument, market }: ListedInstrument, byId: ReadonlyMap<string, unknown>): ListedInstrument {
  const names = new Set([market.nativeId, market.symbol]);
  names.delete(instrument.id);
  const aliases = [...names].filter((name) => !byId.has(name));
  return { market, instrument: { ...instrument, aliases } };
}

/** The number when it is one above zero; ccxt gives strings, some exchanges numbers in places. */
function positive(value: unknown): Decimal | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = parseDecimal(String(value));
  return number !== undefined && number > ZERO ? number : undefined;
}
