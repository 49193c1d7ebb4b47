import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

/** A fresh price must be known; without one no collar and no value can be measured, so nothing opens. */
export const referencePrice: RiskCheck = {
  name: 'reference_price',
  appliesTo: 'opening',
  evaluate({ quote, limits, instrument, now, rate }) {
    if (limits.referenceMaxAgeMs === undefined) return limitMissing('reference_max_age_seconds');
    if (quote === undefined) return deny('REFERENCE_PRICE_MISSING', { symbol: instrument.id });
    const values = {
      ageMs: Math.max(0, now - quote.time),
      maximumMs: limits.referenceMaxAgeMs,
      bid: quote.bid,
      ask: quote.ask,
    };
    if (now - quote.time > limits.referenceMaxAgeMs)
      return deny('REFERENCE_PRICE_STALE', { symbol: instrument.id, ...values });
    if (rate === undefined) return deny('CONVERSION_RATE_MISSING', { currency: instrument.quoteCurrency });
    return pass(values);
  },
};
