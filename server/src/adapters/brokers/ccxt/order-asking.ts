/**
 * Questions about one account: an order by our id, open orders, trades, positions, balances. What is not certain is never an
 * answer: lists reject, because an empty one would be a claim about an account that nobody could see.
 */
import type {
  FillReport,
  FundingPayment,
  QueryAnswer,
  VenueBalance,
  VenueOrder,
  VenuePosition,
} from '#domain/report.ts';
import type { CancelTarget } from '#ports/broker.ts';
import type { AccountDesk } from './account-desk.ts';
import { AccountHistory } from './account-history.ts';
import { readBalances, readPositions, toVenuePosition } from './account-reading.ts';
import { AskedSymbols } from './asked-symbols.ts';
import type { KnownOrder } from './known-orders.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { OpenOrders } from './open-orders.ts';
import { OrderLookup } from './order-lookup.ts';
import { OrderOwners } from './order-owners.ts';

export class OrderAsker {
  readonly #desk: AccountDesk;
  readonly #symbols: AskedSymbols;
  readonly #lookup: OrderLookup;
  readonly #open: OpenOrders;
  readonly #history: AccountHistory;

  constructor(desk: AccountDesk) {
    const owners = new OrderOwners(desk);
    const symbols = new AskedSymbols(desk);
    this.#desk = desk;
    this.#symbols = symbols;
    this.#lookup = new OrderLookup(desk, symbols, owners);
    this.#open = new OpenOrders(desk, symbols, owners);
    this.#history = new AccountHistory(desk, symbols, owners);
  }

  /** From now on trades of this symbol are asked for as well. */
  remember(listed: ListedInstrument): void {
    this.#symbols.remember(listed);
  }

  async query(target: CancelTarget): Promise<QueryAnswer> {
    return await this.#lookup.query(target);
  }

  /** Trades of an order as the venue has them, under our names. Rejects when it can't be asked. */
  async tradesOf(known: KnownOrder): Promise<readonly FillReport[]> {
    return await this.#lookup.tradesOf(known);
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    return await this.#open.all();
  }

  async fillsSince(time: number): Promise<readonly FillReport[]> {
    return await this.#history.fillsSince(time);
  }

  /** What was paid for the perpetuals that this process has seen orders or positions of. */
  async fundingSince(time: number): Promise<readonly FundingPayment[]> {
    return await this.#history.fundingSince(time);
  }

  async positions(): Promise<readonly VenuePosition[]> {
    const { connection, account, listing, venue } = this.#desk;
    // Coins that are held are balances: they have no price of entry and no margin.
    if (!account.markets.includes('swap')) return [];
    await connection.choosePortfolio();
    const calls = venue.profile.questions.positions;
    const answers = await Promise.all(calls.map(async (call) => await connection.read(call)));
    return answers.flatMap(readPositions).flatMap((position) => {
      const listed = listing.bySymbol(position.symbol);
      if (listed === undefined) return [];
      this.remember(listed);
      return [toVenuePosition(position, listed.instrument.id, connection.terms.hedged)];
    });
  }

  async balances(): Promise<readonly VenueBalance[]> {
    const { connection, account, venue } = this.#desk;
    const calls = venue.profile.questions.balances(account.markets);
    const answers = await Promise.all(calls.map(async (call) => await connection.read(call, 'poll')));
    return readBalances(answers, venue.profile.perpetualWallet);
  }
}
