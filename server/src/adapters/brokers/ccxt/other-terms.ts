/** What a venue tells of the terms of one contract, held against those that the account has here. */
import { formatDecimal } from '#domain/decimal.ts';
import type { CcxtAccount } from './ccxt-account.ts';
import type { ToldTerms } from './question-profile.ts';

/** As the sentences about them name them. */
export interface OtherTerms {
  readonly venueMode: string;
  readonly venueLeverage?: string;
}

type Agreed = Pick<CcxtAccount, 'marginMode' | 'leverage'>;

/** Undefined when nothing that is told is another one than agreed. A side that differs stands for both. */
export function otherTermsIn(told: readonly ToldTerms[], { marginMode, leverage }: Agreed): OtherTerms | undefined {
  const modes = told.flatMap((terms) => terms.marginMode ?? []);
  const leverages = leverage === undefined ? [] : told.flatMap((terms) => terms.leverage ?? []);
  const otherMode = modes.find((mode) => mode !== marginMode);
  const otherLeverage = leverages.find((each) => each !== leverage);
  if (otherMode === undefined && otherLeverage === undefined) return undefined;
  // Where no mode is told, the question was about the agreed one.
  const shown = otherLeverage ?? leverages[0];
  return {
    venueMode: otherMode ?? marginMode,
    ...(shown === undefined ? {} : { venueLeverage: formatDecimal(shown) }),
  };
}
