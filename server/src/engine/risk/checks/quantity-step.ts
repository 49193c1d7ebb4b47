import { isMultipleOf } from '#domain/decimal.ts';
import { deny, pass, type RiskCheck } from '../check.ts';

/** On the exact payload: what leaves is what was approved, nothing is rounded after. */
export const quantityStep: RiskCheck = {
  name: 'quantity_step',
  appliesTo: 'all',
  evaluate({ request, instrument }) {
    const values = { quantity: request.quantity, lotStep: instrument.lotStep };
    return isMultipleOf(request.quantity, instrument.lotStep) ? pass(values) : deny('QUANTITY_NOT_ON_STEP', values);
  },
};
