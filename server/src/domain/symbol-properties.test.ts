import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, cfd, perpetual, resolve, share, spot } from './test/instrument-listing.ts';

describe('any directory', () => {
  const currency = fc.constantFrom('BTC', 'ETH', 'USDT', 'USD', 'USDC', 'EUR', 'XAU', 'M', 'T', 'B', 'PERP', 'A1');
  const coin = fc
    .record({
      base: currency,
      quote: currency,
      separator: fc.constantFrom('', '/', '-', '_'),
      isPerpetual: fc.boolean(),
      mark: fc.constantFrom('', '.P', '-PERP', 'PERP'),
    })
    .map(({ base, quote, separator, isPerpetual, mark }) =>
      isPerpetual
        ? perpetual(`${base}${separator}${quote}${mark}`, `${base}/${quote}`)
        : spot(`${base}${separator}${quote}`, `${base}/${quote}`),
    );
  const contract = fc
    .record({ base: currency, quote: currency, suffix: fc.constantFrom('', '.m', 'm', '#', '.raw', 'c', '.T', '-x') })
    .map(({ base, quote, suffix }) => cfd(`${base}${quote}${suffix}`, `${base}/${quote}`));
  const listing = fc
    .record({
      code: fc.constantFrom('000001', '600000', '430047', '700001'),
      market: fc.constantFrom('SH', 'SZ', 'BJ'),
    })
    .map(({ code, market }) => share(`${code}.${market}`));
  const instruments = fc.uniqueArray(fc.oneof(coin, contract, listing), { selector: (i) => i.id, maxLength: 12 });
  /** Letters and digits, with the marks of perpetuals and markets taken off. */
  const bare = (text: string): string =>
    text
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '');

  it('gives every instrument back for its own id', () => {
    fc.assert(
      fc.property(instruments, (listed) => {
        for (const one of listed) expect(answer(resolve(one.id, listed))).toBe(one.id);
      }),
    );
  });

  it('gives every instrument back for an alias that is its alone, or says who else has it', () => {
    const aliases = fc.array(fc.constantFrom('GOLD', 'Kauf', 'Bitcoin', 'SSE:INDEX', 'a.b', 'X_Y'), { maxLength: 3 });
    fc.assert(
      fc.property(instruments, fc.array(aliases, { minLength: 12, maxLength: 12 }), (listed, names) => {
        const known = listed.map((one, index) => ({ ...one, aliases: names[index]! }));
        for (const one of known) {
          for (const alias of one.aliases) {
            const owners = known.filter((other) => other.aliases.includes(alias)).map((other) => other.id);
            const expected = owners.length === 1 ? one.id : `SYMBOL_AMBIGUOUS ${owners.slice(0, 8).join(', ')}`;
            expect(answer(resolve(alias, known)).startsWith(expected)).toBe(true);
          }
        }
      }),
    );
  });

  it('never resolves to an instrument whose root is another', () => {
    const symbols = fc.oneof(
      fc
        .tuple(currency, fc.constantFrom('', '/', '-', '_', ':'), currency, fc.constantFrom('', '.P', '.m', 'M', '#'))
        .map((parts) => parts.join('')),
      fc
        .tuple(
          fc.constantFrom('SSE:', 'SZ', 'BINANCE:', ''),
          fc.constantFrom('000001', '600000', '700001'),
          fc.constantFrom('', '.SH', '.SZ', '.BJ'),
        )
        .map((parts) => parts.join('')),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(instruments, symbols, (listed, symbol) => {
        const outcome = resolve(symbol, listed);
        if (outcome.kind !== 'resolved') return;
        const found = outcome.instrument;
        const isShare = found.kind === 'stock';
        const root = isShare ? bare(found.id).slice(0, 6) : bare(found.baseCurrency + found.quoteCurrency);
        const readings = [symbol, symbol.slice(symbol.indexOf(':') + 1)].map(bare);
        const marks = isShare ? ['', 'SH', 'SZ', 'BJ'] : ['', 'P', 'M'];
        const allowed = [
          bare(found.id),
          ...marks.map((mark) => root + mark),
          ...(isShare ? marks.map((mark) => mark + root) : []),
          ...(symbol.includes('_') ? [bare(found.quoteCurrency + found.baseCurrency)] : []),
        ];
        expect(readings.some((reading) => allowed.includes(reading))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of the instruments', () => {
    fc.assert(
      fc.property(instruments, fc.oneof(fc.string({ maxLength: 10 }), currency), (listed, symbol) => {
        const there = resolve(symbol, listed);
        const back = resolve(symbol, listed.toReversed());
        expect(back.kind).toBe(there.kind);
        expect(back.kind === 'resolved' && answer(back)).toBe(there.kind === 'resolved' && answer(there));
      }),
    );
  });
});
