/** What happened in one account since a moment: its trades, whoever made them, and what was paid for its perpetuals. */
import type { FillReport, FundingPayment } from '#domain/report.ts';
import type { AccountDesk } from './account-desk.ts';
import { VenueSaidNo } from './account-problems.ts';
import type { AskedSymbols } from './asked-symbols.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import { fundingHistoryCall, readFundingPayments } from './funding-history.ts';
import type { OrderOwners } from './order-owners.ts';
import { needsSymbol, tradesCalls } from './trade-history.ts';
import { allTrades, byTime } from './trade-pages.ts';
import type { SeenTrade } from './trade-reading.ts';

/** Exchanges answer for a week at a time; what is older is not a late report. */
const TRADES_REACH_MS = 6.5 * 86_400_000;
/** A list of instruments of so long ago is good enough. */
const LIST_AGE_MS = 600_000;

export class AccountHistory {
  readonly #desk: AccountDesk;
  readonly #symbols: AskedSymbols;
  readonly #owners: OrderOwners;
  /** When the exchange's list was last asked for because it refused to speak of one on it. */
  #listAskedAt = Number.NEGATIVE_INFINITY;

  constructor(desk: AccountDesk, symbols: AskedSymbols, owners: OrderOwners) {
    this.#desk = desk;
    this.#symbols = symbols;
    this.#owners = owners;
  }

  async fillsSince(time: number): Promise<readonly FillReport[]> {
    const { account, venue } = this.#desk;
    if (time > this.#desk.now() + 60_000) return [];
    const since = this.#since(time);
    const trades: SeenTrade[] = [];
    for (const market of account.markets) {
      if (!needsSymbol(venue.profile.questions, market)) trades.push(...(await this.#tradesSince({ market }, since)));
      else
        for (const symbol of this.#symbols.of(market)) {
          const read = async (): Promise<readonly SeenTrade[]> => await this.#tradesSince({ market, symbol }, since);
          trades.push(...((await this.#whereListed(symbol, read)) ?? []));
        }
    }
    const own = await this.#owners.attribute(trades.filter((trade) => trade.time >= since));
    return own.sort(byTime);
  }

  /** What was paid for the perpetuals that this process has seen orders or positions of. */
  async fundingSince(time: number): Promise<readonly FundingPayment[]> {
    const { connection, listing, venue, account } = this.#desk;
    if (!account.markets.includes('swap')) return [];
    const since = this.#since(time);
    const payments: FundingPayment[] = [];
    for (const symbol of this.#symbols.of('swap')) {
      const listed = listing.bySymbol(symbol);
      if (listed === undefined) continue;
      const read = async (): Promise<unknown> => await connection.read(fundingHistoryCall(symbol, since), 'poll');
      const answer = await this.#whereListed(symbol, read);
      if (answer === undefined) continue;
      payments.push(...readFundingPayments(answer, venue.profile.questions, listed));
    }
    return payments.filter((payment) => payment.time >= since).sort((left, right) => left.time - right.time);
  }

  /** The moment, as far back as can be asked for; by the venue's clock where that is certainly behind ours. */
  #since(time: number): number {
    const { offsetMs, uncertaintyMs = 0 } = this.#desk.venue.line.offset;
    return Math.max(time, this.#desk.now() - TRADES_REACH_MS) + Math.min(0, Math.ceil(offsetMs + uncertaintyMs));
  }

  /** What the exchange refuses to speak of may have left its list, which is asked for again then: nothing more is to be had of it. */
  async #whereListed<T>(symbol: string, read: () => Promise<T>): Promise<T | undefined> {
    const { venue } = this.#desk;
    const { clock } = venue;
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof VenueSaidNo)) throw error;
      if (clock.now() - this.#listAskedAt > LIST_AGE_MS) {
        this.#listAskedAt = clock.now();
        await venue.markets.load(true);
      }
      if ((await venue.markets.known()).some((market) => market.symbol === symbol)) throw error;
      return undefined;
    }
  }

  async #tradesSince(of: { market: ExchangeMarket; symbol?: string }, since: number): Promise<readonly SeenTrade[]> {
    const { questions } = this.#desk.venue.profile;
    const trades: SeenTrade[] = [];
    for (const call of tradesCalls(questions, of, { since, now: this.#desk.now() })) {
      trades.push(...(await allTrades(this.#desk, of.market, call)));
    }
    return trades;
  }
}
