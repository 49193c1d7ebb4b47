/** Bybit's private topics: what an account's orders, executions, positions and wallet do, as it happens. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import { walletBody } from './bybit-account.ts';
import { executionBody, orderBody } from './bybit-order-body.ts';
import { type BybitContext, categoryOf } from './bybit-params.ts';
import { positionBody } from './bybit-positions.ts';

export interface Listener {
  readonly context: BybitContext;
  readonly account: ExchangeAccount;
}

/** What is told of an event; undefined: it is none of this topic's. */
type Hear = (listener: Listener, event: ExchangeEvent) => readonly Readonly<Record<string, unknown>>[] | undefined;

const HEARERS: Readonly<Record<string, Hear>> = {
  order: ({ context }, event) => {
    if (event.kind !== 'order') return undefined;
    return [{ category: categoryOf(event.order.market), ...orderBody(context, event.order), closedPnl: '' }];
  },
  execution: ({ context }, event) => {
    if (event.kind !== 'order' || event.trade === undefined) return undefined;
    return [{ category: categoryOf(event.trade.market), ...executionBody(context, event.trade) }];
  },
  position: ({ context, account }, event) => {
    if (event.kind !== 'position') return undefined;
    return [{ category: 'linear', ...positionBody(context, account, event) }];
  },
  wallet: ({ context, account }, event) =>
    event.kind === 'balances' ? [walletBody(context, account) as Readonly<Record<string, unknown>>] : undefined,
};

/** The hearer of a topic: of all categories (`order`), or of one (`order.linear`). */
export function hearerOf(topic: string): Hear | undefined {
  const [name = '', category] = topic.split('.');
  const hear = HEARERS[name];
  if (hear === undefined || category === undefined) return hear;
  if (name === 'wallet' || (category !== 'spot' && category !== 'linear')) return undefined;
  return (listener, event) => {
    const data = hear(listener, event)?.filter((item) => item['category'] === category);
    return data === undefined || data.length === 0 ? undefined : data;
  };
}
