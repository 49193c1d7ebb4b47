/** The instruments of each account with the prices it trades on: shown, found by their names, and priced from outside. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Reason } from '#domain/order.ts';
import { resolveSymbol } from '#domain/symbol.ts';
import type { Clock } from '#ports/clock.ts';
import { instrumentView } from '#views/instrument-view.ts';
import type { InstrumentView } from '#views/shapes.ts';
import type { AccountMarket } from './account-market.ts';
import type { AccountRunner } from './account-runner.ts';
import type { PricePush, Result } from './desk.ts';

export interface InstrumentDeskOptions {
  /** The oldest account first. */
  readonly runners: ReadonlyMap<string, AccountRunner>;
  readonly clock: Clock;
  /** The prices an account trades on; undefined: there is no such account. */
  readonly marketOf: (account: string) => AccountMarket | undefined;
  readonly defaultAccount: () => string;
}

/** Where market data of an instrument is found. */
export interface MarketPlace {
  readonly market: AccountMarket;
  readonly instrumentId: string;
}

const failed = (code: string, values: Record<string, string>): { kind: 'failed'; reason: Reason } => ({
  kind: 'failed',
  reason: { code, values },
});

export class InstrumentDesk {
  readonly #options: InstrumentDeskOptions;

  constructor(options: InstrumentDeskOptions) {
    this.#options = options;
  }

  instruments(account = this.#options.defaultAccount()): readonly InstrumentView[] {
    const instruments = this.#options.runners.get(account)?.state.volatile.settings.directory.all() ?? [];
    const market = this.#options.marketOf(account);
    return instruments.map((instrument) => instrumentView(instrument, market?.quote(instrument.id)));
  }

  instrument(symbol: string, account: string): Result<InstrumentView> {
    const resolved = this.#resolve(symbol, account);
    if (resolved.kind === 'failed') return resolved;
    return { kind: 'ok', value: this.#priced(resolved.value, account) };
  }

  /** Where the market data of that instrument is. */
  placeOf({ account, symbol }: { readonly account: string; readonly symbol: string }): Result<MarketPlace> {
    const market = this.#options.marketOf(account);
    if (market === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    const resolved = this.#resolve(symbol, account);
    return resolved.kind === 'failed' ? resolved : { kind: 'ok', value: { market, instrumentId: resolved.value.id } };
  }

  pushPrice(price: PricePush): Result<InstrumentView> {
    const account = price.account ?? this.#pushableAccount();
    const resolved = this.#resolve(price.symbol, account);
    if (resolved.kind === 'failed') return resolved;
    const push = this.#options.marketOf(account)?.push;
    if (push === undefined) return failed('PRICE_NOT_PUSHABLE', { account });
    const { bid, ask, bidQuantity, askQuantity } = price;
    if (bid <= 0n || ask < bid) return failed('PRICE_INVALID', { bid: formatDecimal(bid), ask: formatDecimal(ask) });
    push({
      instrumentId: resolved.value.id,
      bid,
      ask,
      last: price.last ?? middle(bid, ask),
      time: this.#options.clock.now(),
      source: 'pushed',
      ...(bidQuantity === undefined ? {} : { bidQuantity }),
      ...(askQuantity === undefined ? {} : { askQuantity }),
    });
    return { kind: 'ok', value: this.#priced(resolved.value, account) };
  }

  releasePrice(symbol: string, account = this.#pushableAccount()): Result<InstrumentView> {
    const resolved = this.#resolve(symbol, account);
    if (resolved.kind === 'failed') return resolved;
    const release = this.#options.marketOf(account)?.release;
    if (release === undefined) return failed('PRICE_NOT_PUSHABLE', { account });
    release(resolved.value.id);
    return { kind: 'ok', value: this.#priced(resolved.value, account) };
  }

  /** The oldest account whose prices may be put in from outside; the default one where there is none. */
  #pushableAccount(): string {
    for (const id of this.#options.runners.keys()) if (this.#options.marketOf(id)?.push !== undefined) return id;
    return this.#options.defaultAccount();
  }

  #priced(instrument: Instrument, account: string): InstrumentView {
    return instrumentView(instrument, this.#options.marketOf(account)?.quote(instrument.id));
  }

  #resolve(symbol: string, account: string): Result<Instrument> {
    const runner = this.#options.runners.get(account);
    if (runner === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    const { directory } = runner.state.volatile.settings;
    const resolved = resolveSymbol({ symbol }, directory);
    if (resolved.kind === 'resolved') return { kind: 'ok', value: resolved.instrument };
    // Of a venue that never answered no name is known: then that is what is wrong, and not the name.
    const { venueProblem } = runner;
    if (venueProblem !== undefined && directory.all().length === 0) return { kind: 'failed', reason: venueProblem };
    return failed(resolved.code, { ...resolved.values });
  }
}

const middle = (bid: Decimal, ask: Decimal): Decimal => ((bid + ask) / 2n) as Decimal;
