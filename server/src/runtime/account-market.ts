/**
 * The prices an account trades on. Accounts that share a source are told of each of its prices by one subscription, and
 * the same symbol at another exchange is another price: a quote reaches the accounts of its own source and no others.
 */
import type { Instrument } from '#domain/instrument.ts';
import type { Quote } from '#domain/market.ts';
import type { AccountState } from '#engine/state.ts';
import type { MarketData } from '#ports/market-data.ts';
import type { MarketFacts } from '#views/account-view.ts';
import type { AccountRunner } from './account-runner.ts';

/** A source of prices; one with `push` takes prices from outside as well. */
export interface AccountMarket extends MarketData {
  readonly push?: (quote: Quote) => void;
  readonly release?: (instrumentId: string) => void;
}

/** What is to be said with every price of the source: where it comes from. */
export const factsOf = ({ source }: Pick<AccountMarket, 'source'>): MarketFacts => ({
  source,
  simulated: source === 'simulated',
});

interface Source {
  readonly runners: Set<AccountRunner>;
  readonly unsubscribe: () => void;
}

/** Which accounts hear of the prices of which source. */
export class MarketSubscriptions {
  readonly #sources = new Map<AccountMarket, Source>();

  add(market: AccountMarket, runner: AccountRunner): void {
    const known = this.#sources.get(market);
    if (known !== undefined) {
      known.runners.add(runner);
      return;
    }
    const runners = new Set([runner]);
    const unsubscribe = market.subscribe((quote) => {
      for (const one of runners) tell(one, market, quote);
    });
    this.#sources.set(market, { runners, unsubscribe });
  }

  remove(market: AccountMarket, runner: AccountRunner): void {
    const source = this.#sources.get(market);
    if (source === undefined || !source.runners.delete(runner) || source.runners.size > 0) return;
    source.unsubscribe();
    this.#sources.delete(market);
  }

  end(): void {
    for (const { unsubscribe } of this.#sources.values()) unsubscribe();
    this.#sources.clear();
  }

  /** What can be said of all prices together: simulated only when all of them are. */
  facts(): MarketFacts {
    const facts = [...this.#sources.keys()].map(factsOf);
    return facts.find(({ simulated }) => !simulated) ?? facts[0] ?? { source: 'simulated', simulated: true };
  }
}

function tell(runner: AccountRunner, market: AccountMarket, quote: Quote): void {
  const instrument = runner.state.volatile.settings.directory.byId(quote.instrumentId);
  if (instrument === undefined) return;
  setRate(runner.state, market, instrument.quoteCurrency);
  runner.tell({ kind: 'quote', quote });
}

/** Prices and rates, as they are now, for a state that has just been made or has just learned of instruments. */
export function primePrices(state: AccountState, market: AccountMarket): void {
  const currencies = new Set(['USD']);
  for (const instrument of state.volatile.settings.directory.all()) {
    putQuote(state, market, instrument);
    currencies.add(instrument.quoteCurrency);
  }
  for (const currency of currencies) setRate(state, market, currency);
}

function putQuote(state: AccountState, market: AccountMarket, { id }: Instrument): void {
  const quote = market.quote(id);
  if (quote !== undefined) state.volatile.quotes.set(id, quote);
}

function setRate(state: AccountState, market: AccountMarket, currency: string): void {
  const rate = market.conversionRate(currency, state.account.currency);
  if (rate !== undefined) state.volatile.rates.set(currency, rate);
}
