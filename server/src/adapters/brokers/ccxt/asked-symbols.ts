/** Symbols with orders or positions of one account, for exchanges that want one with every question. */
import type { AccountDesk } from './account-desk.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import type { ListedInstrument } from './market-instruments.ts';

export class AskedSymbols {
  readonly #desk: AccountDesk;
  readonly #symbols = new Set<string>();

  constructor(desk: AccountDesk) {
    this.#desk = desk;
  }

  /** From now on it is asked about as well. */
  remember({ market }: ListedInstrument): void {
    this.#symbols.add(market.symbol);
  }

  /** Those of a kind that are listed. */
  of(kind: ExchangeMarket): readonly string[] {
    const { listing } = this.#desk;
    return [...this.#symbols].filter((symbol) => listing.bySymbol(symbol)?.market.kind === kind);
  }
}
