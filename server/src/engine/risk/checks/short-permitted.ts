import { subtract, ZERO } from '#domain/decimal.ts';
import { deny, pass, type RiskCheck } from '../check.ts';

/** A sell that would leave the account short needs an instrument that can be shorted. */
export const shortPermitted: RiskCheck = {
  name: 'short_permitted',
  appliesTo: 'opening',
  evaluate({ request, instrument, net, openingQuantity }) {
    if (request.side === 'buy' || instrument.shortable) return pass();
    const values = { symbol: instrument.id, position: net, quantity: request.quantity };
    const resting = subtract(net, subtract(request.quantity, openingQuantity));
    return deny('SHORT_NOT_ALLOWED', resting > ZERO ? { ...values, resting } : values);
  },
};
