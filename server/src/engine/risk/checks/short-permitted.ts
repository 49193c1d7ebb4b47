import { deny, pass, type RiskCheck } from '../check.ts';

/** A sell that would leave the account short needs an instrument that can be shorted. */
export const shortPermitted: RiskCheck = {
  name: 'short_permitted',
  appliesTo: 'opening',
  evaluate({ request, instrument, net }) {
    if (request.side === 'buy' || instrument.shortable) return pass();
    return deny('SHORT_NOT_ALLOWED', { symbol: instrument.id, position: net, quantity: request.quantity });
  },
};
