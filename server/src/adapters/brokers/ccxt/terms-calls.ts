/** The calls that put leverage and margin mode of a swap in force, as each exchange wants them. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ClientCall } from './profile.ts';
import type { Leveraged, QuestionProfile } from './question-profile.ts';

interface SwapTerms extends Omit<Leveraged, 'leverage'> {
  /** Undefined: it stays as the exchange has it. */
  readonly leverage: Decimal | undefined;
}

/** The calls that put margin mode and leverage of a swap in force, in their order. */
export function termsCalls(
  { setsMarginMode, leverage: callsFor }: QuestionProfile,
  { leverage, ...of }: SwapTerms,
): readonly ClientCall[] {
  const setMode: ClientCall = { method: 'setMarginMode', args: [of.account.marginMode, of.symbol, {}] };
  const mode = setsMarginMode === true ? [setMode] : [];
  return leverage === undefined ? mode : [...mode, ...callsFor({ ...of, leverage: formatDecimal(leverage) })];
}
