import { type Decimal, isMultipleOf } from '#domain/decimal.ts';
import { deny, pass, type RiskCheck } from '../check.ts';

/** Limit and stop prices are whole ticks, and there where the order's type needs them. */
export const priceTick: RiskCheck = {
  name: 'price_tick',
  appliesTo: 'all',
  evaluate({ request, instrument }) {
    const needsLimit = request.type === 'limit' || request.type === 'stop_limit';
    const needsStop = request.type === 'stop' || request.type === 'stop_limit';
    if (needsLimit && request.limitPrice === undefined) return deny('PRICE_MISSING', { field: 'limitPrice' });
    if (needsStop && request.stopPrice === undefined) return deny('PRICE_MISSING', { field: 'stopPrice' });
    const prices: (Decimal | undefined)[] = [request.limitPrice, request.stopPrice];
    for (const price of prices) {
      if (price === undefined) continue;
      const values = { price, tickSize: instrument.tickSize };
      if (price <= 0n || !isMultipleOf(price, instrument.tickSize)) return deny('PRICE_NOT_ON_TICK', values);
    }
    return pass({ tickSize: instrument.tickSize });
  },
};
