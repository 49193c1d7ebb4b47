import type { Decimal } from '#domain/decimal.ts';
import { deny, pass, type RiskCheck } from '../check.ts';

/** A stop-loss lies on the losing side of the entry and a take-profit on the winning side, or the order makes no sense. */
export const protectionSide: RiskCheck = {
  name: 'protection_side',
  appliesTo: 'opening',
  evaluate({ request, reference }) {
    const entry = request.limitPrice ?? request.stopPrice ?? reference;
    if (entry === undefined) return pass();
    const buy = request.side === 'buy';
    const below = (price: Decimal) => price < entry;
    const above = (price: Decimal) => price > entry;
    const { stopLoss } = request;
    if (stopLoss !== undefined && !(stopLoss > 0n && (buy ? below(stopLoss) : above(stopLoss)))) {
      return deny('PROTECTION_WRONG_SIDE', { field: 'stopLoss', price: stopLoss, entry });
    }
    for (const { price } of request.takeProfits ?? []) {
      if (buy ? !above(price) : !below(price) || price <= 0n)
        return deny('PROTECTION_WRONG_SIDE', { field: 'takeProfit', price, entry });
    }
    return pass({ entry });
  },
};
