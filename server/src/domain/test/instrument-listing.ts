/** Instruments for tests of symbols: an id, a kind and the currencies, with plain values for the rest. */
import { decimal, ONE, ZERO } from '../decimal.ts';
import type { Instrument, InstrumentKind } from '../instrument.ts';
import { createInstrumentDirectory, resolveSymbol, type SymbolOutcome, type SymbolRequest } from '../symbol.ts';

type Listed = Partial<Instrument> & Pick<Instrument, 'id' | 'kind'>;

export function instrument({ id, kind, ...rest }: Listed): Instrument {
  return {
    id,
    kind,
    venue: 'paper',
    baseCurrency: id,
    quoteCurrency: 'USD',
    tickSize: decimal('0.01'),
    lotStep: decimal('0.01'),
    quantityMin: decimal('0.01'),
    quantityMax: decimal('100'),
    notionalMin: ZERO,
    contractSize: ONE,
    lotSize: ONE,
    marginRate: ONE,
    shortable: true,
    tradable: true,
    timeZone: 'UTC',
    sessions: [],
    aliases: [],
    ...rest,
  };
}

const pair = (kind: InstrumentKind, id: string, currencies: string, more: Partial<Instrument> = {}): Instrument => {
  const [baseCurrency = '', quoteCurrency = ''] = currencies.split('/');
  return instrument({ id, kind, baseCurrency, quoteCurrency, ...more });
};
export const spot = (id: string, currencies: string, more?: Partial<Instrument>) =>
  pair('crypto_spot', id, currencies, more);
export const perpetual = (id: string, currencies: string) => pair('crypto_perpetual', id, currencies);
export const forex = (id: string, currencies: string) => pair('forex', id, currencies);
export const cfd = (id: string, currencies: string, more?: Partial<Instrument>) => pair('cfd', id, currencies, more);
export const share = (id: string, more?: Partial<Instrument>) =>
  instrument({ id, kind: 'stock', quoteCurrency: 'CNY', timeZone: 'Asia/Shanghai', ...more });

export const resolve = (request: SymbolRequest | string, instruments: readonly Instrument[]): SymbolOutcome =>
  resolveSymbol(typeof request === 'string' ? { symbol: request } : request, createInstrumentDirectory(instruments));

/** The id it resolves to; otherwise the code with the candidates. */
export function answer(outcome: SymbolOutcome): string {
  if (outcome.kind === 'resolved') return outcome.instrument.id;
  const { candidates } = outcome.values;
  return candidates === undefined ? outcome.code : `${outcome.code} ${candidates}`;
}
