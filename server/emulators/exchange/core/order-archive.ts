/**
 * Every order and trade of an emulated exchange, with the indexes that questions need. What can be looked up is less
 * than what is kept: an exchange forgets orders after a while, and may be told to not find young ones yet.
 */
import type { ExchangeClock } from './exchange-clock.ts';
import type { ExchangeMarket, MarketType } from './exchange-market.ts';
import { type ExchangeOrder, type ExchangeTrade, isConditional, isLive } from './exchange-order.ts';
import type { ExchangeRules } from './exchange-rules.ts';

export interface OrderQuestion {
  readonly accountId: string;
  readonly id?: string;
  readonly clientOrderId?: string;
  readonly type?: MarketType;
  readonly market?: ExchangeMarket;
  /** Only those that wait for a price, or only those that do not; absent: both. */
  readonly conditional?: boolean;
}

export interface OrderFilter {
  readonly accountId: string;
  readonly type?: MarketType;
  readonly market?: ExchangeMarket;
  readonly conditional?: boolean;
  /** Only those that may still fill. */
  readonly live?: boolean;
  /** Also what the exchange would not find: for its own reckoning, never for an answer. */
  readonly hidden?: boolean;
}

export class OrderArchive {
  /** An order younger than this is not found by `lookup`, ms. */
  hideYoungMs = 0;
  readonly #byId = new Map<string, ExchangeOrder>();
  readonly #byClientId = new Map<string, ExchangeOrder[]>();
  readonly #ofAccount = new Map<string, ExchangeOrder[]>();
  readonly #live = new Map<string, Set<ExchangeOrder>>();
  readonly #waiting = new Map<string, Set<ExchangeOrder>>();
  readonly #trades = new Map<string, ExchangeTrade[]>();
  readonly #clock: ExchangeClock;
  readonly #rules: ExchangeRules;

  constructor(clock: ExchangeClock, rules: ExchangeRules) {
    this.#clock = clock;
    this.#rules = rules;
  }

  add(order: ExchangeOrder): void {
    this.#byId.set(order.id, order);
    append(this.#byClientId, clientKey(order.accountId, order.clientOrderId), order);
    append(this.#ofAccount, order.accountId, order);
    this.update(order);
  }

  /** To be called after an order's status changed. */
  update(order: ExchangeOrder): void {
    member(this.#live, order.accountId, order, isLive(order));
    if (isConditional(order)) member(this.#waiting, order.market.key, order, order.status === 'untriggered');
  }

  addTrade(accountId: string, trade: ExchangeTrade): void {
    append(this.#trades, accountId, trade);
  }

  byId(id: string): ExchangeOrder | undefined {
    return this.#byId.get(id);
  }

  /** The newest order that answers the question and that the exchange still (and already) finds. */
  lookup(question: OrderQuestion): ExchangeOrder | undefined {
    const now = this.#clock.now();
    return this.candidates(question).find((order) => this.#isVisible(order, now));
  }

  /** Every order that answers the question, newest first, forgotten ones too. */
  candidates(question: OrderQuestion): readonly ExchangeOrder[] {
    const found =
      question.id === undefined
        ? (this.#byClientId.get(clientKey(question.accountId, question.clientOrderId ?? '')) ?? [])
        : [this.#byId.get(question.id)].filter((order) => order !== undefined);
    return found.filter((order) => matches(order, question)).toReversed();
  }

  /** Oldest first. */
  list(filter: OrderFilter): readonly ExchangeOrder[] {
    const source =
      filter.live === true ? (this.#live.get(filter.accountId) ?? []) : (this.#ofAccount.get(filter.accountId) ?? []);
    const now = this.#clock.now();
    return [...source].filter(
      (order) => matches(order, filter) && (filter.hidden === true || this.#isVisible(order, now)),
    );
  }

  /** All orders of all accounts that wait for a price of this market, oldest first. */
  waitingIn(market: ExchangeMarket): readonly ExchangeOrder[] {
    return [...(this.#waiting.get(market.key) ?? [])];
  }

  /** Trades of an account, oldest first. */
  trades(accountId: string, market?: ExchangeMarket): readonly ExchangeTrade[] {
    const all = this.#trades.get(accountId) ?? [];
    return market === undefined ? all : all.filter((trade) => trade.market.key === market.key);
  }

  countLive(accountId: string, market: ExchangeMarket): number {
    let count = 0;
    for (const order of this.#live.get(accountId) ?? []) if (order.market.key === market.key) count += 1;
    return count;
  }

  #isVisible(order: ExchangeOrder, now: number): boolean {
    if (this.hideYoungMs > 0 && order.createdAt + this.hideYoungMs > now) return false;
    if (isLive(order)) return true;
    const { closedRetentionMs, canceledRetentionMs } = this.#rules;
    const canceledMs =
      typeof canceledRetentionMs === 'number' ? canceledRetentionMs : canceledRetentionMs[order.market.type];
    const retentionMs = order.filledQuantity > 0n ? closedRetentionMs : canceledMs;
    return order.updatedAt + retentionMs > now;
  }
}

function matches(order: ExchangeOrder, question: OrderQuestion | OrderFilter): boolean {
  if (order.accountId !== question.accountId) return false;
  if (question.type !== undefined && order.market.type !== question.type) return false;
  if (question.market !== undefined && order.market.key !== question.market.key) return false;
  return question.conditional === undefined || isConditional(order) === question.conditional;
}

const clientKey = (accountId: string, clientOrderId: string): string => `${accountId} ${clientOrderId}`;

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

function member<T>(map: Map<string, Set<T>>, key: string, item: T, isIn: boolean): void {
  const set = map.get(key);
  if (!isIn) set?.delete(item);
  else if (set === undefined) map.set(key, new Set([item]));
  else set.add(item);
}
