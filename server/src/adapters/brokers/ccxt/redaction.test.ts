/** No text of a client lets a key, a secret or a signed address through. */
import { describe, expect, it } from 'vitest';
import { secret } from '#domain/secret.ts';
import { createRedactor } from './redaction.ts';

const redact = createRedactor({
  apiKey: secret('AKEYAKEYAKEY'),
  secret: secret('hush/hush+hush='),
  passphrase: secret('open sesame'),
});

describe('a redactor', () => {
  it('cuts the query of an address, where the signature is', () => {
    const text = 'binance GET https://api.binance.com/api/v3/order?symbol=BTCUSDT&signature=abc123 fetch failed';
    expect(redact(text)).toBe('binance GET https://api.binance.com/api/v3/order fetch failed');
  });

  it('masks the credentials wherever they stand, also percent-encoded', () => {
    const text = redact('key AKEYAKEYAKEY secret hush/hush+hush= or hush%2Fhush%2Bhush%3D with open sesame');
    expect(text).toBe('key *** secret *** or *** with ***');
  });

  it('masks signed fields of headers and bodies that were made of other keys', () => {
    const text = redact('{"X-MBX-APIKEY":"zzz","OK-ACCESS-SIGN":"yyy","Authorization":"Bearer xxx","listenKey":"www"}');
    expect(text).not.toMatch(/zzz|yyy|xxx|www/);
  });

  it('leaves the words of the venue as they are, and not endless', () => {
    const words = 'Filter failure: PRICE_FILTER -1013';
    expect(redact(words)).toBe(words);
    expect(redact('x'.repeat(10_000)).length).toBeLessThan(500);
  });
});
