/**
 * How numbers look in tables: prices with the places of the instrument's tick, averages two more, money to the hundredth,
 * and what a quantity counts. Only for eyes: with `--json` every number stays exact.
 */
import { absolute, decimal, DECIMAL_PLACES, formatDecimal, ONE, parseDecimal, roundToPlaces } from '#domain/decimal.ts';
import type { ServerConnection } from './server-connection.ts';
import type { Instrument } from './wire-shapes.ts';

/** A symbol at an account: the same one at two exchanges has two ticks. */
export interface Traded {
  readonly symbol: string;
  readonly account?: string;
}

export interface InstrumentBook {
  /** What a quantity of the instrument counts; empty when it is not known. */
  unit(traded: Traded): string;
  /** A price with the places of the tick; one that lies between two ticks, as averages do, a little finer. */
  price(traded: Traded, text: string | undefined): string;
}

interface Listing {
  readonly account?: string;
  readonly instruments: readonly Instrument[];
}

const FINER_PLACES = 2;
/** Of an instrument that is not listed any more. */
const UNLISTED_PLACES = 8;
const MONEY_PLACES = 2;
const SMALL_MONEY_PLACES = 4;
const PLAIN_PLACES_MAX = 8;

/** The instruments of the accounts that the rows are of, as the server lists them now; an account that is gone has none. */
export async function readInstruments(
  connection: ServerConnection,
  rows: readonly { readonly account: string }[],
): Promise<InstrumentBook> {
  const accounts = [...new Set(rows.map(({ account }) => account))];
  const listings = accounts.map(async (account): Promise<Listing> => {
    const { status, body } = await connection.ask<readonly Instrument[]>('GET', '/api/v1/instruments', {
      query: { account },
      answers: [404],
    });
    return { account, instruments: status === 404 ? [] : body };
  });
  return createInstrumentBook(await Promise.all(listings));
}

const keyOf = ({ account = '', symbol }: Traded): string => `${account} ${symbol}`;

/** The book of these instruments. */
export function createInstrumentBook(listings: readonly Listing[]): InstrumentBook {
  const known = new Map<string, Instrument>();
  for (const { account, instruments } of listings) {
    const of = account === undefined ? {} : { account };
    for (const instrument of instruments) known.set(keyOf({ ...of, symbol: instrument.symbol }), instrument);
  }
  return {
    unit: (traded) => known.get(keyOf(traded))?.unit ?? '',
    price(traded, text) {
      if (text === undefined) return '';
      const tick = known.get(keyOf(traded))?.tickSize;
      if (tick === undefined) return rounded(text, 0, UNLISTED_PLACES);
      const places = placesOf(tick);
      return rounded(text, places, Math.min(places + FINER_PLACES, DECIMAL_PLACES));
    },
  };
}

/** Money: to the hundredth, what is below one a little finer. */
export function moneyText(text: string | undefined): string {
  if (text === undefined) return '';
  const value = parseDecimal(text);
  const isSmall = value !== undefined && absolute(value) < ONE;
  return rounded(text, MONEY_PLACES, isSmall ? SMALL_MONEY_PLACES : MONEY_PLACES);
}

/** A number of a calculation, cut where nobody reads on; a text that is none stays as it is. */
export function plainNumber(text: string): string {
  return /^-?\d+\.\d+$/.test(text) ? rounded(text, 0, PLAIN_PLACES_MAX) : text;
}

const placesOf = (step: string): number => formatDecimal(decimal(step)).split('.')[1]?.length ?? 0;

/** The number with at least so many places and at most so many; what would vanish altogether is shown whole. */
function rounded(text: string, placesMin: number, placesMax: number): string {
  const value = parseDecimal(text);
  if (value === undefined) return text;
  const near = roundToPlaces(value, placesMax, 'half_even');
  if (near === 0n && value !== 0n) return text;
  const [whole = '', fraction = ''] = formatDecimal(near).split('.');
  const padded = fraction.padEnd(placesMin, '0');
  return padded === '' ? whole : `${whole}.${padded}`;
}
