/** What an emulated exchange tells the owner of an account, and the bus it goes over. Events are copies: they never change. */
import type { Decimal } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from './exchange-market.ts';
import type { ExchangeOrder, ExchangeTrade, PositionSide } from './exchange-order.ts';

export type OrderEventCause = 'new' | 'trade' | 'amended' | 'canceled' | 'expired' | 'rejected' | 'triggered';

export type ExchangeEvent =
  | {
      readonly kind: 'order';
      readonly accountId: string;
      readonly cause: OrderEventCause;
      readonly order: ExchangeOrder;
      /** With cause `trade`. */
      readonly trade?: ExchangeTrade;
      readonly time: number;
    }
  | {
      readonly kind: 'balances';
      readonly accountId: string;
      readonly type: MarketType;
      readonly currencies: readonly string[];
      readonly cause: 'order' | 'deposit' | 'funding' | 'liquidation';
      /** With cause `deposit` or `funding`: how much came in. */
      readonly amount?: Decimal;
      readonly time: number;
    }
  | {
      readonly kind: 'position';
      readonly accountId: string;
      readonly market: ExchangeMarket;
      readonly side: PositionSide;
      readonly cause: 'order' | 'funding' | 'liquidation' | 'settings';
      readonly time: number;
    }
  | {
      readonly kind: 'settings';
      readonly accountId: string;
      readonly setting: 'leverage' | 'margin_mode' | 'position_mode';
      readonly market?: ExchangeMarket;
      readonly time: number;
    };

export type ExchangeListener = (event: ExchangeEvent) => void;

export class EventBus {
  readonly #listeners = new Set<ExchangeListener>();

  /** Called with every event of every account from now on; the answer ends that. */
  onEvent(listener: ExchangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(event: ExchangeEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
