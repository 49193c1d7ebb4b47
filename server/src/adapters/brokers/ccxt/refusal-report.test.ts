/** Refusals as they are told: the venue's own words, and ours where they say what to do. */
import { describe, expect, it } from 'vitest';
import { toldByUs, toldByVenue } from './refusal-report.ts';

describe('a refusal', () => {
  it.each([
    ['rate', 'VENUE_RATE_LIMITED'],
    ['clock', 'VENUE_TIMESTAMP_REFUSED'],
    ['maintenance', 'VENUE_IN_MAINTENANCE'],
    ['closed', 'VENUE_MARKET_CLOSED'],
  ] as const)('for the moment (%s) has a code of ours, and the words of the venue in it', (cause, code) => {
    expect(toldByVenue('Binance', { venueCode: '-1', message: 'Not now.', cause })).toEqual({
      venueCode: '-1',
      message: 'Not now.',
      reason: { code, values: { venue: 'Binance', detail: '-1 Not now' } },
    });
  });

  it('of the order itself, or of the keys, is told in the words of the venue', () => {
    const words = { venueCode: '-2010', message: 'Market is closed.' };
    expect(toldByVenue('Binance', words)).toEqual(words);
    expect(toldByVenue('Binance', { ...words, cause: 'credentials' })).toEqual(words);
  });

  it('that is ours brings its values', () => {
    const reason = { code: 'VENUE_SUSPENDED', values: { venue: 'Binance', detail: 'it rests' } };
    expect(toldByUs(reason)).toEqual({
      venueCode: 'VENUE_SUSPENDED',
      message: 'venue Binance, detail it rests',
      reason,
    });
  });
});
