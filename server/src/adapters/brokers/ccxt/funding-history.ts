/**
 * What an account paid and received for perpetuals, where an exchange lists it in a form that we know to the sign. Elsewhere
 * it is found in the balance, once the position is closed.
 */
import { subtract, ZERO } from '#domain/decimal.ts';
import type { FundingPayment } from '#domain/report.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { fieldsOf, numberOf, textOf } from './client-values.ts';
import type { ClientCall } from './profile.ts';
import type { QuestionProfile } from './question-profile.ts';

export const fundingHistoryCall = (symbol: string, since: number): ClientCall => ({
  method: 'fetchFundingHistory',
  args: [symbol, since],
});

/** Reads the payments of an instrument; what lacks a part is left out. */
export function readFundingPayments(
  answer: unknown,
  { fundingPaid }: QuestionProfile,
  { instrument, market }: ListedInstrument,
): readonly FundingPayment[] {
  if (!Array.isArray(answer)) return [];
  return (answer as readonly unknown[]).flatMap((entry) => {
    const { id, symbol, code, amount, timestamp } = fieldsOf(entry);
    const [name, told, time] = [textOf(id), numberOf(amount), Number(timestamp)];
    if (symbol !== market.symbol || name === undefined || told === undefined || !(time > 0)) return [];
    const received = fundingPaid === 'paid' ? subtract(ZERO, told) : told;
    const currency = textOf(code) ?? market.settle;
    return [{ id: name, instrumentId: instrument.id, currency, amount: received, time }];
  });
}
