/**
 * The desk: everything a door (HTTP, WebSocket, command line) may ask of the running server. Doors authenticate and
 * translate; the desk decides nothing about trading either: it puts inputs into the one path and reads the views.
 * Every failure is a registered code with values, never an exception.
 */
import type { Decimal } from '#domain/decimal.ts';
import type {
  Account,
  AccountEnvironment,
  ExchangeCredentials,
  ExchangeTerms,
  PositionMode,
  TradingState,
} from '#domain/account.ts';
import type { Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { ParsedSignal, SignalCommand } from '#domain/signal.ts';
import type {
  AccountView,
  BalanceView,
  DecisionView,
  DifferenceView,
  FeedEvent,
  InstrumentView,
  OrderView,
  PositionView,
  SignalDetailView,
  SignalView,
  TrailEntry,
} from '#views/shapes.ts';
import type { MarketDesk } from './market-questions.ts';
import type { Result } from './result.ts';

export type { Result } from './result.ts';

/** Who is asking; kept with everything it causes. */
export interface Actor {
  readonly kind: 'webhook' | 'api_key' | 'command_line' | 'system';
  readonly id: string;
}

/** A signal that a door has read and authenticated. */
export interface SignalSubmission {
  /** `hook:<webhookId>` or `rest:<apiKeyId>`. */
  readonly source: string;
  readonly parsed: ParsedSignal;
  /** The text as received, its secret removed. */
  readonly text: string;
  readonly bodyHash: string;
  /** The sender's own key (`id`, `Idempotency-Key`); absent: the body's hash within the duplicate window. */
  readonly key?: string;
  readonly receivedAt: number;
  readonly route: Route;
}

/** A text that a door had to refuse; kept to be shown. */
export interface RefusedSubmission {
  readonly source: string;
  readonly text: string;
  readonly bodyHash: string;
  readonly receivedAt: number;
  readonly format?: string;
  readonly reason: Reason;
}

export type SubmissionResult =
  | { readonly kind: 'accepted'; readonly signalId: string }
  | { readonly kind: 'duplicate'; readonly signalId: string }
  | { readonly kind: 'rehearsed'; readonly signalId: string; readonly decisions: readonly DecisionView[] }
  /** The key was used before with another body (SIGNAL_KEY_CONFLICT). */
  | { readonly kind: 'conflict'; readonly signalId: string }
  /** Permanently wrong: SIGNAL_STALE, SIGNAL_FROM_FUTURE, ROUTE_ACTION_FORBIDDEN, ROUTE_CLOSED … kept as refused. */
  | { readonly kind: 'refused'; readonly signalId?: string; readonly reason: Reason }
  /** Nothing was kept: try again (STORAGE_UNAVAILABLE, OVERLOADED). */
  | { readonly kind: 'unavailable'; readonly reason: Reason };

export interface OrderSubmission {
  readonly actor: Actor;
  readonly account: string;
  readonly command: SignalCommand;
  /** The request's own text and hash, for the inbox. */
  readonly text: string;
  readonly bodyHash: string;
  readonly idempotencyKey?: string;
  /** 0: answer as soon as it is durable. Otherwise wait this long for the orders to come to rest. */
  readonly waitMs: number;
}

export interface OrderSubmissionResult {
  readonly signalId: string;
  readonly duplicate: boolean;
  /** The orders made so far; empty when not waited for. */
  readonly orders: readonly OrderView[];
  /** Whether everything came to rest (terminal, or resting at the venue) within the time. */
  readonly settled: boolean;
  /** Why there is no order, when a check or the routing denied it. */
  readonly reason?: Reason;
}

export interface OrderQuery {
  readonly account?: string;
  readonly statuses?: readonly string[];
  readonly signalId?: string;
  readonly before?: { readonly time: number; readonly id: string };
  readonly limit: number;
}

export interface SignalQuery {
  readonly source?: string;
  readonly status?: string;
  readonly beforePosition?: number;
  readonly limit: number;
}

export interface AmendRequest {
  readonly actor: Actor;
  readonly orderId: string;
  readonly quantity?: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

export interface TradingStateRequest {
  readonly actor: Actor;
  /** Absent: every account, and the server as a whole. */
  readonly account?: string;
  readonly state: TradingState;
  readonly reason: string;
  /** With halted: also cancel what rests at the venues, except stop-losses and take-profits. */
  readonly cancelOrders: boolean;
}

/** What a change of trading state did and could not do. */
export interface TradingStateResult {
  /** The state in force now: the stricter of what the account is for itself and what the server as a whole is. */
  readonly accounts: readonly { readonly account: string; readonly state: TradingState; readonly durable: boolean }[];
  /** Accounts that stay stricter than was asked, and why: halted for themselves, or with the server as a whole. */
  readonly stillStopped: readonly { readonly account: string; readonly state: TradingState; readonly reason: Reason }[];
  readonly cancelsRequested: readonly string[];
  readonly notCanceled: readonly { readonly orderId: string; readonly reason: Reason }[];
  /** Entry orders of these accounts that may still fill, and that nobody has asked to cancel. */
  readonly entryOrdersOpen: readonly string[];
}

export interface AccountCreation {
  readonly id: string;
  readonly name: string;
  readonly broker: 'paper';
  readonly currency: string;
  readonly positionMode: PositionMode;
  readonly initialBalance: Decimal;
}

/** An account at an exchange that is to be known here. */
export interface ExchangeAccountCreation {
  readonly id: string;
  readonly name: string;
  /** As a person writes it; an old name is understood. */
  readonly exchange: string;
  readonly environment: Exclude<AccountEnvironment, 'paper'>;
  /** Absent: the one most of that exchange is quoted in. */
  readonly currency?: string;
  readonly positionMode: PositionMode;
  readonly terms: ExchangeTerms;
  readonly credentials: ExchangeCredentials;
}

/** What is to be another of an account at an exchange; absent: it stays. Leverage null: as the exchange has it. */
export interface TermsChange {
  readonly markets?: ExchangeTerms['markets'];
  readonly marginMode?: ExchangeTerms['marginMode'];
  readonly leverage?: Decimal | null;
}

export interface AddedAccount {
  readonly account: AccountView;
  /** What was taken otherwise than it was written. */
  readonly notices: readonly Reason[];
}

/** One thing that was looked at; skipped: an earlier one failed, or the exchange does not tell. */
export interface AccountCheck {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** A registered code, where something is wrong. */
  readonly code?: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Health {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly version: string;
  readonly startedAt: string;
  readonly time: string;
  readonly storage: 'ok' | 'unavailable';
  readonly pendingSignals: number;
  readonly marketData: 'simulated' | 'pushed' | 'venue';
  readonly simulated: boolean;
  readonly tradingState: TradingState;
  readonly problems: readonly Reason[];
}

export interface PricePush {
  /** Absent: the market of the paper accounts. */
  readonly account?: string;
  readonly symbol: string;
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last?: Decimal;
  readonly bidQuantity?: Decimal;
  readonly askQuantity?: Decimal;
}

export interface Desk {
  health(): Health;

  submitSignal(submission: SignalSubmission): Promise<SubmissionResult>;
  /** Keeps a refused text so that it can be shown; answers its id when it could be kept. */
  keepRefused(submission: RefusedSubmission): Promise<string | undefined>;
  /** What the text's commands would do now, for each account of the route; nothing is placed or kept. */
  rehearse(commands: readonly SignalCommand[], route: Route): readonly DecisionView[];
  signal(signalId: string): Promise<SignalDetailView | undefined>;
  signals(query: SignalQuery): Promise<readonly (SignalView & { readonly position: number })[]>;

  submitOrder(submission: OrderSubmission): Promise<Result<OrderSubmissionResult>>;
  order(orderId: string): Promise<(OrderView & { readonly trail: readonly TrailEntry[] }) | undefined>;
  orders(query: OrderQuery): Promise<readonly OrderView[]>;
  /** Answers once the request is durable and was sent, or why not; the order's own status tells the end of it. */
  cancelOrder(actor: Actor, orderId: string): Promise<Result<OrderView>>;
  amendOrder(request: AmendRequest): Promise<Result<OrderView>>;
  cancelAll(
    actor: Actor,
    filter: { readonly account?: string; readonly symbol?: string },
  ): Promise<{
    readonly requested: readonly string[];
    readonly failed: readonly { readonly orderId: string; readonly reason: Reason }[];
  }>;
  /** Lets a held order go on (risk is asked again) or refuses it. */
  decideHeld(actor: Actor, orderId: string, approve: boolean): Promise<Result<OrderView>>;
  /** A person's word on an unknown order that nothing could prove: it was never accepted, or it is known dead. */
  resolveUnknown(actor: Actor, orderId: string, note: string): Promise<Result<OrderView>>;

  positions(account?: string): readonly PositionView[];

  accounts(): readonly AccountView[];
  account(accountId: string): AccountView | undefined;
  createAccount(actor: Actor, creation: AccountCreation): Promise<Result<AccountView>>;
  addExchangeAccount(actor: Actor, creation: ExchangeAccountCreation): Promise<Result<AddedAccount>>;
  /** What would keep an account from being added, apart from its keys. */
  checkExchangeAccount(creation: Omit<ExchangeAccountCreation, 'credentials'>): Promise<Result<undefined>>;
  /** Only of a flat account without open orders; one that must be armed is disarmed by it. */
  changeTerms(actor: Actor, account: string, change: TermsChange): Promise<Result<AccountView>>;
  /** Takes other keys; an account that must be armed is disarmed by it. */
  changeCredentials(actor: Actor, account: string, credentials: ExchangeCredentials): Promise<Result<AccountView>>;
  /** Lets a live or sandbox account open positions, or no longer. */
  setArmed(actor: Actor, account: string, armed: boolean): Promise<Result<AccountView>>;
  /** Looks an account at an exchange over without trading; also one that is down. */
  examineAccount(account: string): Promise<Result<readonly AccountCheck[]>>;
  /** Only a flat account without open orders, unless `forced` names it again; its records stay. */
  removeAccount(actor: Actor, account: string, forced?: string): Promise<Result<undefined>>;
  /** Where the venue holds another position than the books, as the newest comparison found it. */
  differences(account: string): Result<readonly DifferenceView[]>;
  /** A person's word on a difference: DIFFERENCE_NOT_FOUND or DIFFERENCE_CHANGED when it means nothing now. */
  decideDifference(
    actor: Actor,
    of: { readonly account: string; readonly symbol: string },
    decision: 'adopt' | 'ignore',
  ): Promise<Result<AccountView>>;
  /** The account used when a request names none. */
  defaultAccount(): string;

  instruments(account?: string): readonly InstrumentView[];
  /** What a symbol means at the account: ACCOUNT_UNKNOWN, SYMBOL_UNKNOWN or SYMBOL_AMBIGUOUS when nothing certain. */
  instrument(symbol: string, account: string): Result<InstrumentView>;
  /** What the venue itself says of the account's money, asked now: VENUE_UNREACHABLE when it says nothing. */
  venueBalances(account: string): Promise<Result<readonly BalanceView[]>>;
  /** Why what the route maps symbols to, or takes by default, is known at none of its accounts; undefined when all is. */
  routeProblem(route: Route): Reason | undefined;
  /** Puts a price in from outside; the simulated one of that symbol rests until it is released. */
  pushPrice(price: PricePush): Result<InstrumentView>;
  releasePrice(symbol: string, account?: string): Result<InstrumentView>;

  readonly market: MarketDesk;

  setTradingState(request: TradingStateRequest): Promise<TradingStateResult>;
  tradingState(): {
    readonly server: TradingState;
    readonly accounts: readonly Pick<AccountView, 'id' | 'tradingState' | 'tradingStateReason'>[];
  };
  /** Re-enables a strategy or webhook whose repeated-execution latch has tripped; LATCH_NOT_SET when it has not. */
  resetLatch(actor: Actor, account: string, source: string): Promise<Result<AccountView>>;

  /** Events after `sequence`, oldest first. */
  events(after: number, limit: number): Promise<readonly FeedEvent[]>;
  lastEventSequence(): Promise<number>;
  /** Calls back when something about the signal may have changed and is durable; returns the function that ends it. */
  follow(signalId: string, onChange: () => void): () => void;
  /** Calls back with each durable event, in order; returns the function that ends it. */
  subscribe(listener: (event: FeedEvent) => void): () => void;
}

export type { Account };
