/**
 * The read models: what screens, the API and the command line show. Plain JSON shapes, decimals as strings, times as
 * ISO 8601 UTC, statuses in lower case. They are folded from events; nothing reads them to decide a trade.
 */

export interface ReasonView {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface OrderView {
  readonly id: string;
  readonly clientOrderId?: string;
  readonly venueOrderId?: string;
  readonly account: string;
  readonly ticket: number;
  readonly signalId?: string;
  readonly parentOrderId?: string;
  readonly source: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly role: string;
  readonly status: string;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly leavesQuantity: string;
  readonly averagePrice?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly stopLoss?: string;
  readonly takeProfit?: string;
  readonly timeInForce: string;
  readonly reduceOnly: boolean;
  readonly postOnly: boolean;
  readonly fees: string;
  readonly feeCurrency: string;
  /** What the venue took in other currencies. */
  readonly otherFees?: readonly { readonly currency: string; readonly fees: string }[];
  readonly comment?: string;
  readonly strategy?: string;
  readonly tag?: string;
  readonly magic?: string;
  readonly reason?: ReasonView;
  /** Where it differs from what was asked for. */
  readonly adjustments?: readonly ReasonView[];
  /** Of an order that the engine carries out because the venue has none of its kind. */
  readonly emulated?: EmulatedView;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** True when the prices that filled it are simulated. */
  readonly simulated: boolean;
}

export interface EmulatedView {
  readonly kind: string;
  readonly state: 'held' | 'waiting' | 'working' | 'paused' | 'canceling' | 'done' | 'canceled' | 'failed';
  /** How many orders it has made, and which of them may still fill. */
  readonly children: number;
  readonly openChildren: readonly string[];
  readonly trailDistance?: string;
  readonly trailUnit?: 'amount' | 'percent';
  readonly activationPrice?: string;
  readonly bestPrice?: string;
  readonly triggerPrice?: string;
  readonly triggeredAt?: string;
  readonly visibleQuantity?: string;
  readonly durationSeconds?: number;
  readonly startedAt?: string;
  readonly endsAt?: string;
  /** Of an order over time: how many slices there are, how many were due already, how many of those were left out. */
  readonly slices?: number;
  readonly slicesDue?: number;
  readonly slicesSkipped?: number;
  readonly catchUp?: boolean;
  /** Why it does not go on at the moment. */
  readonly waitsFor?: ReasonView;
}

export interface PositionView {
  readonly id: string;
  readonly account: string;
  readonly ticket: number;
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** Unsigned. */
  readonly quantity: string;
  readonly averagePrice: string;
  readonly currentPrice?: string;
  /** In the account's currency; absent when no price or no rate is known. */
  readonly unrealizedPnl?: string;
  /** Why the profit is not shown, or that it is shown at a rate of the past. */
  readonly valuationReason?: ReasonView;
  readonly realizedPnl: string;
  readonly fees: string;
  /** What it ties up now, in the account's currency; absent when no rate is known. */
  readonly marginUsed?: string;
  /** Where the venue would close it by itself, as it said when it was compared last; absent where it says nothing. */
  readonly liquidationPrice?: string;
  /** Of a perpetual: the share of its value that longs pay shorts next, or are paid where it is below zero. */
  readonly fundingRate?: string;
  readonly nextFundingAt?: string;
  readonly currency: string;
  readonly stopLoss?: string;
  readonly takeProfit?: string;
  /** The nearest level at which a part leaves, while none is there for all of it. */
  readonly partStopLoss?: string;
  readonly partTakeProfit?: string;
  readonly magic?: string;
  readonly comment?: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly simulated: boolean;
}

export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly broker: string;
  readonly environment: 'paper' | 'emulated' | 'sandbox' | 'live';
  readonly currency: string;
  readonly positionMode: 'netting' | 'hedging';
  readonly tradingState: 'active' | 'reducing' | 'halted';
  /** Why it is not active, when it isn't. */
  readonly tradingStateReason?: ReasonView;
  /** False while the account is being reconciled after a start. */
  readonly reconciled: boolean;
  /** What keeps the account from its work, or a symbol of it from being traded; empty when nothing does. */
  readonly problems: readonly ReasonView[];
  /** Of accounts that open nothing before they are armed, and of those that were disarmed: whether they are. */
  readonly armed?: boolean;
  /** Of accounts at an exchange. */
  readonly exchange?: ExchangeView;
  /** When it was compared with its venue last; absent before the first time. */
  readonly comparedAt?: string;
  readonly balance: string;
  readonly equity: string;
  readonly marginUsed: string;
  readonly reserved: string;
  readonly available: string;
  readonly unrealizedPnl: string;
  readonly realizedPnl: string;
  readonly fees: string;
  /** What the venue's word has made of the balance beside trades: paid in and out, interest, fees nobody told of. */
  readonly adjustments?: string;
  /** Received for holding perpetuals, less what was paid. */
  readonly funding?: string | null;
  readonly openOrders: number;
  readonly unknownOrders: number;
  readonly positions: number;
  readonly marketData: 'simulated' | 'pushed' | 'venue';
  readonly simulated: boolean;
}

/** Where the venue holds another position than the books, both signed. */
export interface DifferenceView {
  readonly account: string;
  readonly symbol: string;
  readonly ours: string;
  readonly venue: string;
  /** A person has called it right: it keeps nothing back. */
  readonly ignored: boolean;
  /** Absent where the venue names none. */
  readonly venueAveragePrice?: string;
  readonly comparedAt?: string;
}

export interface ExchangeView {
  readonly name: string;
  readonly markets: readonly ('spot' | 'swap')[];
  readonly marginMode: 'cross' | 'isolated';
  readonly leverage?: string;
  readonly endpoint?: string;
  /** The last characters of the API key; nothing else of the keys is ever shown. */
  readonly keyEnding?: string;
}

/** What a venue says of one currency of an account. */
export interface BalanceView {
  readonly currency: string;
  readonly free: string;
  readonly used: string;
  readonly total: string;
}

export interface InstrumentView {
  readonly symbol: string;
  readonly venue: string;
  readonly kind: string;
  readonly baseCurrency: string;
  readonly quoteCurrency: string;
  /** What a quantity counts: `lots`, `shares`, `contracts`, or the coin. */
  readonly unit: string;
  readonly tickSize: string;
  readonly lotStep: string;
  readonly quantityMin: string;
  readonly quantityMax: string;
  readonly notionalMin: string;
  readonly contractSize: string;
  readonly lotSize: string;
  readonly marginRate: string;
  readonly shortable: boolean;
  readonly tradable: boolean;
  readonly bid?: string;
  readonly ask?: string;
  readonly last?: string;
  readonly quoteTime?: string;
  readonly quoteSource?: 'simulated' | 'pushed' | 'venue';
}

/** One step of a trail, oldest first. */
export interface TrailEntry {
  readonly sequence: number;
  readonly time: string;
  readonly account?: string;
  readonly kind: string;
  readonly orderId?: string;
  /** The event's own fields, decimals as strings. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface SignalView {
  readonly id: string;
  readonly source: string;
  readonly webhookId?: string;
  readonly receivedAt: string;
  /** accepted: waiting. executed: orders were made. denied, ignored, refused, rehearsed, quarantined: see `error` and `decisions`. */
  readonly status: 'accepted' | 'executed' | 'denied' | 'ignored' | 'refused' | 'rehearsed' | 'quarantined';
  readonly format?: string;
  /** As received, without its secret. */
  readonly text: string;
  /** In the wire shape of a preview. */
  readonly commands: readonly Readonly<Record<string, unknown>>[];
  readonly ignoredFields: readonly string[];
  readonly error?: ReasonView;
}

export interface SignalDetailView extends SignalView {
  readonly orders: readonly OrderView[];
  /** What was decided per account and command, each check with the numbers it compared. */
  readonly decisions: readonly DecisionView[];
  readonly trail: readonly TrailEntry[];
}

export interface DecisionView {
  readonly account: string;
  readonly command: number;
  readonly outcome: 'orders' | 'denied' | 'ignored' | 'held';
  readonly orderIds: readonly string[];
  readonly reason?: ReasonView;
  /** Where what was sent or changed differs from what was asked for. */
  readonly adjustments?: readonly ReasonView[];
  /** Other orders that it canceled or changed, and protective ones that it led to. */
  readonly touched?: readonly TouchedOrderView[];
  readonly checks: readonly CheckView[];
}

export interface TouchedOrderView {
  readonly orderId: string;
  readonly ticket: number;
  readonly how: 'canceled' | 'changed' | 'made';
}

export interface CheckView {
  readonly check: string;
  readonly passed: boolean;
  readonly code?: string;
  readonly values: Readonly<Record<string, string>>;
}

/** One event of the public feed. */
export interface FeedEvent {
  /** Ascending over all accounts; ask for what came after it. */
  readonly sequence: number;
  readonly account: string;
  readonly accountSequence: number;
  readonly time: string;
  readonly kind: string;
  readonly correlation?: string;
  readonly data: Readonly<Record<string, unknown>>;
}
