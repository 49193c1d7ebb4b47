/** Which instrument of an account a name means, and what is said when that can not be known. */
import { describe, expect, it } from 'vitest';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC } from '#engine/test/engine-harness.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import type { AccountMarket } from './account-market.ts';
import type { AccountRunner } from './account-runner.ts';
import { InstrumentDesk } from './instrument-desk.ts';

describe('the market of an account whose venue never answered', () => {
  const venueProblem = { code: 'VENUE_UNREACHABLE', values: { account: 'main', detail: 'refused' } };

  function reasonFor(known: boolean, symbol: string, account = 'main'): string {
    const directory = createInstrumentDirectory(known ? [BTC] : []);
    const runner = { state: { volatile: { settings: { directory } } }, venueProblem } as unknown as AccountRunner;
    const desk = new InstrumentDesk({
      runners: new Map([['main', runner]]),
      clock: createManualClock(0),
      marketOf: (id) => (id === 'main' ? ({} as AccountMarket) : undefined),
      defaultAccount: () => 'main',
    });
    const place = desk.placeOf({ account, symbol });
    return place.kind === 'ok' ? place.value.instrumentId : place.reason.code;
  }

  it('is told to be out of reach, and not that a name is none', () => {
    expect(reasonFor(false, 'BTCUSDT')).toBe('VENUE_UNREACHABLE');
  });

  it('is asked for by its names, once they are known', () => {
    expect(reasonFor(true, 'BTCUSDT')).toBe(BTC.id);
    expect(reasonFor(true, 'NOPE')).toBe('SYMBOL_UNKNOWN');
  });

  it('is none where there is no such account', () => {
    expect(reasonFor(true, 'BTCUSDT', 'other')).toBe('ACCOUNT_UNKNOWN');
  });
});
