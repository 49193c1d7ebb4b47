/** The instruments of one account: by our name and by the client's symbol. */
import type { Instrument } from '#domain/instrument.ts';
import { instrumentsOf, type InstrumentTerms, type ListedInstrument } from './market-instruments.ts';
import type { ClientMarket } from './client-surface.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import type { VenueMarket } from './profile.ts';

export class Listing {
  readonly #byId = new Map<string, ListedInstrument>();
  readonly #bySymbol = new Map<string, ListedInstrument>();
  readonly #instruments: readonly Instrument[];

  constructor(markets: readonly ClientMarket[], terms: InstrumentTerms) {
    const listed = instrumentsOf(markets, terms);
    for (const entry of listed) {
      this.#byId.set(entry.instrument.id, entry);
      this.#bySymbol.set(entry.market.symbol, entry);
    }
    this.#instruments = listed.map(({ instrument }) => instrument);
  }

  get instruments(): readonly Instrument[] {
    return this.#instruments;
  }

  byId(instrumentId: string): ListedInstrument | undefined {
    return this.#byId.get(instrumentId);
  }

  /** Some market of this kind, for questions about all of them. */
  anyOf(kind: ExchangeMarket): VenueMarket | undefined {
    for (const { market } of this.#byId.values()) if (market.kind === kind) return market;
    return undefined;
  }

  /** By the exchange's own name, which a coin and a perpetual may share. */
  byNative(kind: ExchangeMarket, nativeId: string): ListedInstrument | undefined {
    for (const listed of this.#byId.values())
      if (listed.market.kind === kind && listed.market.nativeId === nativeId) return listed;
    return undefined;
  }

  bySymbol(symbol: string): ListedInstrument | undefined {
    return this.#bySymbol.get(symbol);
  }
}
