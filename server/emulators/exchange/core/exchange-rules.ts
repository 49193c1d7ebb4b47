/** In what emulated exchanges differ below their dialects: ids, retention, what happens to orders that cross or trigger. */
import type { SwapTerms } from './exchange-account.ts';
import type { MarketType } from './exchange-market.ts';

export interface ExchangeRules {
  /** When a client order id may be used again: never, once no open order has it, a day after, at any time. */
  readonly clientIds: Readonly<Record<MarketType, 'ever' | 'open' | 'day' | 'any'>>;
  /** A post-only order that would trade: refused with a code, or taken and canceled at once. */
  readonly postOnlyCrossing: 'refuse' | 'cancel';
  /** A conditional order whose price is reached already: refused, or triggered at once. */
  readonly triggerAtOnce: 'refuse' | 'trigger';
  /** A triggered order goes live itself, or brings a child order with an id of its own. */
  readonly triggered: Readonly<Record<MarketType, 'same' | 'child'>>;
  /** A stop-loss and a take-profit attached to one order: two orders of which one ends the other, or one with two legs. */
  readonly attachedPair: Readonly<Record<MarketType, 'two' | 'one'>>;
  /** Spot and swap margin in one wallet, or in two. */
  readonly wallets: 'separate' | 'unified';
  /** What spot fees are taken in. */
  readonly spotFee: 'received' | 'quote';
  /** How long an order that ended without a fill, and one that filled, can be looked up, ms. */
  readonly canceledRetentionMs: number | Readonly<Record<MarketType, number>>;
  readonly closedRetentionMs: number;
  readonly openOrdersMax: number;
  readonly swapTerms: Readonly<SwapTerms>;
  /** Native ids from a running number. */
  readonly orderId: (number: number) => string;
  /** Ids of conditional swap orders, where they are counted apart; absent: like other orders. */
  readonly conditionalId?: (number: number) => string;
  readonly tradeId: (number: number) => string;
}

const DAY_MS = 86_400_000;

/** What a dialect changes of it, it says; the rest is common to most exchanges. */
export const COMMON_RULES: ExchangeRules = {
  clientIds: { spot: 'open', swap: 'open' },
  postOnlyCrossing: 'refuse',
  triggerAtOnce: 'refuse',
  triggered: { spot: 'same', swap: 'same' },
  attachedPair: { spot: 'two', swap: 'two' },
  wallets: 'separate',
  spotFee: 'received',
  canceledRetentionMs: 3 * DAY_MS,
  closedRetentionMs: 90 * DAY_MS,
  openOrdersMax: 500,
  swapTerms: { leverage: 20, marginMode: 'cross' },
  orderId: (number) => String(1_000_000 + number),
  tradeId: (number) => String(5_000_000 + number),
};
