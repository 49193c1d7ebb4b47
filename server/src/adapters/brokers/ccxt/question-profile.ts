/**
 * How one exchange is asked about an account and its markets, as data and small pure functions: the part of a profile that says
 * which calls tell of balances, positions, orders and trades, by which mark a list goes on, and where a list stands in an answer.
 * No parameter is given to an exchange that would not know it.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { Funding } from '#domain/market.ts';
import type { ListPlace } from './answer-lists.ts';
import type { AccountTerms, ClientCall, VenueMarket } from './client-call.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './client-values.ts';
import type { ExchangeMarket } from './exchange-name.ts';

export type Params = Readonly<Record<string, unknown>>;

/** A page of a list as the client has read it, and the parameters that it was asked with. */
export interface ListPage {
  readonly market: ExchangeMarket;
  readonly items: readonly Fields[];
  readonly params: Fields;
}

/** What asks for the page after this one, in addition. Undefined: the page does not say. */
export type NextPage = (page: ListPage) => Params | undefined;

/** How an account's trades are asked for. */
export interface TradesQuestion {
  /** Those of one order, by the exchange's own id for it. */
  readonly ofOrder: (market: VenueMarket, venueOrderId: string) => ClientCall;
  /** Parameters that ask for those of all symbols at once. Absent: they are asked for symbol by symbol. */
  readonly allSymbols?: Params;
  /** How many trades one answer has at most; one that is full may not be all. */
  readonly pageSize: number;
  /** With a beginning and a limit it answers with the oldest ones: no limit is given then. */
  readonly noLimitSince?: true;
  /** The time that one answer tells of, where it is short. */
  readonly spanMs?: number;
  /** Older ones by a mark of the page, or newer ones from the time of the newest. */
  readonly next: NextPage | 'from_newest';
}

/** What tells whether an account has one position in a contract or one for each side. */
export interface ModeQuestion {
  readonly calls: readonly ClientCall[];
  /** Whether each side has a position of its own; undefined where the answer does not tell. */
  readonly hedged: (answer: unknown) => readonly (boolean | undefined)[];
}

export interface Leveraged {
  readonly symbol: string;
  readonly leverage: string;
  readonly account: Pick<AccountTerms, 'marginMode' | 'hedged'>;
}

/** What an exchange says of the terms that are in force in a contract, as far as it says it. */
export interface ToldTerms {
  readonly leverage?: Decimal;
  readonly marginMode?: string;
}

/** Of which contract, and of which of its margin modes. */
export interface TermsAsked {
  readonly market: VenueMarket;
  readonly account: AccountTerms;
}

/** What asks for the terms in force in one contract. */
export interface TermsQuestion {
  /** None: those of this account travel with each order. */
  readonly calls: (asked: TermsAsked) => readonly ClientCall[];
  /** What one answer says of this contract, of each side apart where the exchange keeps them so. */
  readonly read: (answer: unknown, asked: TermsAsked) => readonly ToldTerms[];
}

export interface QuestionProfile {
  /** The calls whose answers add up to the balances of an account with these markets. */
  readonly balances: (markets: readonly ExchangeMarket[]) => readonly ClientCall[];
  /** The calls that together list the linear swap positions. */
  readonly positions: readonly ClientCall[];
  /** The kind of the portfolio in which swap positions are kept, where every question about them has to name it. */
  readonly swapPortfolio?: string;
  /** Absent: it has no other mode than one position in each contract. */
  readonly positionMode?: ModeQuestion;
  /** Tells the margin mode, where it is one for the whole account. */
  readonly marginMode?: ClientCall;
  /** The margin mode is set by itself, contract by contract. */
  readonly setsMarginMode?: true;
  /** The codes by which an order is refused because the contract has another margin mode by now. */
  readonly otherMarginMode?: readonly string[];
  /** The calls that put a leverage in force. Empty where it travels with each order. */
  readonly leverage: (of: Leveraged) => readonly ClientCall[];
  /**
   * Asks what is in force by now: anybody may change it at the exchange. Its own question and not its positions, which some
   * exchanges tell without it, and none while nothing is held. Absent: the terms travel with each order.
   */
  readonly termsInForce?: TermsQuestion;
  /** How a list of open orders goes on. Absent: it tells all at once. */
  readonly nextOrders?: NextPage;
  readonly trades: Readonly<Record<ExchangeMarket, TradesQuestion>>;
  /**
   * Lists an instrument's conditional orders with what they became, where a triggered one becomes another order that does not
   * name the one it came from. Undefined where that one is the same order, or names it.
   */
  readonly triggeredOrders?: (market: VenueMarket, account: AccountTerms) => ClientCall | undefined;
  /**
   * What was paid for perpetuals is listed, and an amount above zero was received, or paid as a fee is. Absent: there is no such
   * list, or nobody has tried its signs yet.
   */
  readonly fundingPaid?: 'received' | 'paid';
  /** What will be paid, where the client's own question does not tell. */
  readonly fundingRate?: {
    readonly call: (market: VenueMarket) => ClientCall;
    readonly read: (answer: unknown) => Funding | undefined;
  };
  /** Given a number of candles it answers with the newest ones, whatever the beginning: their end is named instead. */
  readonly candlesByEnd?: true;
  /** Where the answers have their lists. */
  readonly lists: readonly ListPlace[];
}

export const ask = (method: string, params: Params = {}): ClientCall => ({ method, args: [params] });

/** The wallets of these markets, each by a question of its own. */
export const walletByMarket = (markets: readonly ExchangeMarket[]): readonly ClientCall[] =>
  markets.map((type) => ask('fetchBalance', { type }));

/** One wallet for all markets. */
export const oneWallet = (): readonly ClientCall[] => [ask('fetchBalance')];

export const LINEAR: Params = { type: 'swap', subType: 'linear' };

export const positionsBy = (...scopes: readonly Params[]): readonly ClientCall[] =>
  scopes.map((params) => ({ method: 'fetchPositions', args: [undefined, params] }));

export const setLeverage = ({ symbol, leverage }: Leveraged, params: Params = {}): ClientCall => ({
  method: 'setLeverage',
  args: [leverage, symbol, params],
});

/** Terms as a row of an answer says them, by the names that it has for them. */
export function termsIn(row: unknown, { leverage, marginMode }: { leverage: string; marginMode?: string }): ToldTerms {
  const fields = fieldsOf(row);
  const [told, mode] = [numberOf(fields[leverage]), marginMode === undefined ? undefined : textOf(fields[marginMode])];
  return { ...(told === undefined ? {} : { leverage: told }), ...(mode === undefined ? {} : { marginMode: mode }) };
}

/** The terms of a contract as the client tells them, each side's leverage by itself. */
export const clientTerms: TermsQuestion['read'] = (answer) =>
  ['longLeverage', 'shortLeverage'].map((leverage) => termsIn(answer, { leverage, marginMode: 'marginMode' }));

/** The rows of a list that do not say, by one of these fields, that they are of something else. */
export const rowsOf = (list: unknown, own: Readonly<Record<string, string>>): readonly unknown[] =>
  listOf(list).filter((row) => {
    const fields = fieldsOf(row);
    return Object.entries(own).every(([name, value]) => (textOf(fields[name]) ?? value) === value);
  });

/** The trades of an order, by the field that names it. */
export const byFilter =
  (field: string): TradesQuestion['ofOrder'] =>
  ({ symbol }, venueOrderId) => ({
    method: 'fetchMyTrades',
    args: [symbol, undefined, undefined, { [field]: venueOrderId }],
  });

/** The trades of an order, all of them in one answer. */
export const byOrder: TradesQuestion['ofOrder'] = ({ symbol }, venueOrderId) => ({
  method: 'fetchOrderTrades',
  args: [venueOrderId, symbol],
});
