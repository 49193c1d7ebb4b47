import { type Decimal, multiplyRounded } from '#domain/decimal.ts';
import { deny, pass, type RiskCheck } from '../check.ts';

/** The venue's smallest order value, in the quote currency, on the exact payload. */
export const notionalMinimum: RiskCheck = {
  name: 'notional_minimum',
  appliesTo: 'opening',
  evaluate({ request, instrument, reference }) {
    const price: Decimal | undefined = request.limitPrice ?? request.stopPrice ?? reference;
    if (price === undefined || instrument.notionalMin === 0n) return pass();
    const units = multiplyRounded(request.quantity, instrument.contractSize, 'down');
    const notional = multiplyRounded(units, price, 'down');
    const values = { notional, minimum: instrument.notionalMin };
    return notional < instrument.notionalMin ? deny('NOTIONAL_BELOW_MINIMUM', values) : pass(values);
  },
};
