/** OKX's private channels: what an account's orders, algo orders, positions and balances do, as it happens. */
import { formatDecimal, negate } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { isConditional } from '../core/exchange-order.ts';
import type { Fields } from '../door/call-fields.ts';
import { balanceBody } from './okx-wallet.ts';
import { algoBody } from './okx-algo-body.ts';
import { orderBody } from './okx-order-body.ts';
import { marketFilter, type OkxContext, read } from './okx-params.ts';
import { positionNow, positionsOf } from './okx-positions.ts';

export interface Listener {
  readonly context: OkxContext;
  readonly account: ExchangeAccount;
  /** What was subscribed: channel, and what narrows it. */
  readonly arg: Fields;
}

export interface AccountChannel {
  readonly address: 'private' | 'business';
  /** What is told at once; absent: nothing. */
  readonly first?: (listener: Listener) => readonly unknown[];
  /** What is told of an event; undefined: it is none of this channel's. */
  readonly hear: (listener: Listener, event: ExchangeEvent) => readonly unknown[] | undefined;
}

export const ACCOUNT_CHANNELS: Readonly<Record<string, AccountChannel>> = {
  orders: { address: 'private', hear: orders },
  'orders-algo': { address: 'business', hear: algoOrders },
  positions: {
    address: 'private',
    first: ({ context, account, arg }) => positionsOf(context, account, scopeOf(arg)),
    hear: positions,
  },
  account: {
    address: 'private',
    first: ({ context, account, arg }) => [balanceBody(context, account, currenciesOf(arg))],
    hear: ({ context, account, arg }, event) =>
      event.kind === 'balances' ? [balanceBody(context, account, currenciesOf(arg))] : undefined,
  },
  balance_and_position: { address: 'private', first: (listener) => [both(listener, 'snapshot')], hear: either },
};

const currenciesOf = (arg: Fields): readonly string[] | undefined => read.text(arg, 'ccy')?.split(',');

function scopeOf(arg: Fields): Fields {
  const { instType, instId, instFamily } = arg;
  return { instType, instId, instFamily };
}

const isInScope = ({ context, arg }: Listener, market: ExchangeMarket): boolean =>
  marketFilter(context, scopeOf(arg))(market);

function orders(listener: Listener, event: ExchangeEvent): readonly unknown[] | undefined {
  if (event.kind !== 'order' || isConditional(event.order) || !isInScope(listener, event.order.market))
    return undefined;
  const { order, trade, cause } = event;
  const show = formatDecimal;
  return [
    {
      ...orderBody(listener.context, order),
      fillPx: trade === undefined ? '' : show(trade.price),
      fillSz: trade === undefined ? '0' : show(trade.quantity),
      tradeId: trade?.id ?? '',
      fillTime: trade === undefined ? '' : String(trade.time),
      fillFee: trade === undefined ? '0' : show(negate(trade.fee)),
      fillFeeCcy: trade?.feeCurrency ?? '',
      fillPnl: trade === undefined ? '0' : show(trade.realized),
      fillNotionalUsd: trade === undefined ? '' : show(trade.value),
      execType: trade === undefined ? '' : trade.liquidity === 'maker' ? 'M' : 'T',
      reqId: cause === 'amended' ? (order.native['reqId'] ?? '') : '',
      amendResult: cause === 'amended' ? '0' : '',
      amendSource: cause === 'amended' ? '1' : '',
      lastPx: show(listener.context.world.feed.of(order.market).last),
      code: '0',
      msg: '',
    },
  ];
}

function algoOrders(listener: Listener, event: ExchangeEvent): readonly unknown[] | undefined {
  if (event.kind !== 'order' || !isConditional(event.order)) return undefined;
  if (!isInScope(listener, event.order.market)) return undefined;
  return [{ ...algoBody(listener.context, event.order), code: '0', msg: '' }];
}

function positions(listener: Listener, event: ExchangeEvent): readonly unknown[] | undefined {
  if (event.kind !== 'position' || !isInScope(listener, event.market)) return undefined;
  return [positionNow(listener.context, listener.account, event)];
}

function either(listener: Listener, event: ExchangeEvent): readonly unknown[] | undefined {
  if (event.kind === 'balances') return [both(listener, event.cause === 'funding' ? 'funding_fee' : 'filled')];
  if (event.kind === 'position') return [both(listener, 'filled')];
  return undefined;
}

function both({ context, account }: Listener, eventType: string): unknown {
  const now = String(context.world.clock.now());
  const balData = account.spot.all().map(({ currency }) => ({
    ccy: currency,
    cashBal: formatDecimal(account.spot.total(currency)),
    uTime: now,
  }));
  return { pTime: now, eventType, balData, posData: positionsOf(context, account, {}), trades: [] };
}
