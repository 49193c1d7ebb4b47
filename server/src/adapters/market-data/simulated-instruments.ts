/**
 * What the simulated market trades, and how each of it moves. It is open round the clock, stocks included: a rehearsal
 * should not have to wait for Monday. `crypto_spot` is traded on margin and may be sold short here, so that a sell
 * alert works on a fresh paper account; a live spot account can't do that.
 */
import { type Decimal, decimal } from '#domain/decimal.ts';
import type { Instrument, InstrumentKind } from '#domain/instrument.ts';

/** How the price of one instrument moves. Prices and sizes of the simulation, never of an account's money. */
export interface SimulatedMotion {
  readonly startPrice: Decimal;
  /** Between bid and ask, in ticks. */
  readonly spreadTicks: number;
  /** Of the logarithm of the price, per year: 0.5 is fifty percent. */
  readonly volatility: number;
  /** What a quote offers on each side on average, in lot steps. */
  readonly depthSteps: number;
}

export interface SimulatedInstrument {
  readonly instrument: Instrument;
  readonly motion: SimulatedMotion;
}

interface Terms {
  readonly kind: InstrumentKind;
  readonly lotStep: string;
  readonly quantityMin: string;
  readonly quantityMax: string;
  readonly notionalMin: string;
  readonly contractSize: string;
  readonly lotSize: string;
  readonly marginRate: string;
  readonly shortable: boolean;
}

const COIN_TERMS: Terms = {
  kind: 'crypto_spot',
  lotStep: '0.0001',
  quantityMin: '0.0001',
  quantityMax: '100000',
  notionalMin: '5',
  contractSize: '1',
  lotSize: '1',
  marginRate: '0.1',
  shortable: true,
};
const BITCOIN_TERMS: Terms = { ...COIN_TERMS, lotStep: '0.00001', quantityMin: '0.00001', quantityMax: '9000' };
const PERPETUAL_TERMS: Terms = {
  ...BITCOIN_TERMS,
  kind: 'crypto_perpetual',
  lotStep: '0.001',
  quantityMin: '0.001',
  marginRate: '0.05',
};
const FOREX_TERMS: Terms = {
  kind: 'forex',
  lotStep: '0.01',
  quantityMin: '0.01',
  quantityMax: '100',
  notionalMin: '0',
  contractSize: '100000',
  lotSize: '1',
  marginRate: '0.01',
  shortable: true,
};
const GOLD_TERMS: Terms = { ...FOREX_TERMS, kind: 'cfd', contractSize: '100', marginRate: '0.02' };
const STOCK_TERMS: Terms = {
  kind: 'stock',
  lotStep: '100',
  quantityMin: '100',
  quantityMax: '1000000',
  notionalMin: '0',
  contractSize: '1',
  lotSize: '100',
  marginRate: '1',
  shortable: false,
};

interface Listing {
  readonly id: string;
  readonly currencies: readonly [base: string, quote: string];
  readonly tickSize: string;
  readonly aliases?: readonly string[];
}

function listed(listing: Listing, terms: Terms, motion: SimulatedMotion): SimulatedInstrument {
  const [baseCurrency, quoteCurrency] = listing.currencies;
  const instrument: Instrument = {
    id: listing.id,
    venue: 'paper',
    kind: terms.kind,
    baseCurrency,
    quoteCurrency,
    tickSize: decimal(listing.tickSize),
    lotStep: decimal(terms.lotStep),
    quantityMin: decimal(terms.quantityMin),
    quantityMax: decimal(terms.quantityMax),
    notionalMin: decimal(terms.notionalMin),
    contractSize: decimal(terms.contractSize),
    lotSize: decimal(terms.lotSize),
    marginRate: decimal(terms.marginRate),
    shortable: terms.shortable,
    tradable: true,
    timeZone: 'UTC',
    sessions: [],
    aliases: listing.aliases ?? [],
  };
  return { instrument, motion };
}

function moving(startPrice: string, [spreadTicks, volatility, depthSteps]: readonly [number, number, number]) {
  return { startPrice: decimal(startPrice), spreadTicks, volatility, depthSteps };
}

/** The market, in the order in which it is shown. */
export const SIMULATED_MARKET: readonly SimulatedInstrument[] = [
  listed(
    { id: 'BTCUSDT', currencies: ['BTC', 'USDT'], tickSize: '0.01' },
    BITCOIN_TERMS,
    moving('97000', [100, 0.5, 2_000_000]),
  ),
  listed(
    { id: 'BTCUSDT.P', currencies: ['BTC', 'USDT'], tickSize: '0.1' },
    PERPETUAL_TERMS,
    moving('97010', [1, 0.5, 50_000]),
  ),
  listed(
    { id: 'ETHUSDT', currencies: ['ETH', 'USDT'], tickSize: '0.01' },
    COIN_TERMS,
    moving('3400', [10, 0.6, 4_000_000]),
  ),
  listed(
    { id: 'SOLUSDT', currencies: ['SOL', 'USDT'], tickSize: '0.01' },
    COIN_TERMS,
    moving('190', [2, 0.8, 60_000_000]),
  ),
  listed(
    { id: 'XAUUSD', currencies: ['XAU', 'USD'], tickSize: '0.01', aliases: ['GOLD'] },
    GOLD_TERMS,
    moving('3350', [20, 0.18, 6_000]),
  ),
  listed(
    { id: 'EURUSD', currencies: ['EUR', 'USD'], tickSize: '0.00001' },
    FOREX_TERMS,
    moving('1.085', [8, 0.08, 20_000]),
  ),
  listed(
    { id: 'GBPUSD', currencies: ['GBP', 'USD'], tickSize: '0.00001' },
    FOREX_TERMS,
    moving('1.27', [12, 0.09, 15_000]),
  ),
  listed(
    { id: 'USDJPY', currencies: ['USD', 'JPY'], tickSize: '0.001' },
    FOREX_TERMS,
    moving('152', [10, 0.1, 20_000]),
  ),
  listed(
    { id: '600000.SH', currencies: ['600000', 'CNY'], tickSize: '0.01', aliases: ['SH600000'] },
    STOCK_TERMS,
    moving('10.2', [1, 0.22, 8_000]),
  ),
  listed(
    { id: '000001.SZ', currencies: ['000001', 'CNY'], tickSize: '0.01', aliases: ['SZ000001'] },
    STOCK_TERMS,
    moving('11.5', [1, 0.24, 9_000]),
  ),
];

/** Its instruments alone, for a broker that serves this market. */
export const SIMULATED_INSTRUMENTS: readonly Instrument[] = SIMULATED_MARKET.map(({ instrument }) => instrument);
