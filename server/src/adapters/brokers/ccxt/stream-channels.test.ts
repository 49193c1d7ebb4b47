/**
 * Channels of private streams one by one, over real sockets: one that is not confirmed, that is ended, or that tells nothing
 * while its socket lives is found out; one that tells all is left alone.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { OrderRequest } from '#domain/order.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import { approvedOrder } from './test/approved-order.ts';
import { EmulatedAccount, type EmulatedOptions, pause } from './test/emulated-account.ts';
import { connected } from './test/started-account.ts';

const DEAF_MS = 800;
/** Until what has happened is long past by any clock, measured in haste. Coinbase tells its time in whole seconds. */
const longMs = (exchange: ExchangeName): number => DEAF_MS + (exchange === 'coinbase' ? 2_000 : 1_000);
const QUICK: NonNullable<EmulatedOptions['request']> = {
  streams: { retryFirstMs: 50, retryLongestMs: 200, openTimeoutMs: 2_500, confirmMs: 1_500, deafMs: DEAF_MS },
};

const quoteOf = (exchange: ExchangeName): string => (exchange === 'coinbase' ? 'USDC' : 'USDT');

/** Several rehearse at a time, because most of it is waiting. */
const accounts: EmulatedAccount[] = [];
afterAll(async () => void (await Promise.all(accounts.map(async (desk) => await desk.close()))));

async function opened(exchange: ExchangeName): Promise<EmulatedAccount> {
  const terms = { markets: ['spot', 'swap'] as const, leverage: decimal('5') };
  const desk = await EmulatedAccount.open({ exchange, terms, request: QUICK });
  accounts.push(desk);
  return desk;
}

async function started(exchange: ExchangeName): Promise<EmulatedAccount> {
  return await connected(await opened(exchange));
}

let count = 0;
function limit(instrumentId: string, terms: Partial<OrderRequest> = {}): ApprovedOrder {
  count += 1;
  const letters = [...String(count).padStart(3, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  return approvedOrder(`channelsofexchanges${letters}aa`, {
    instrumentId,
    side: 'buy',
    type: 'limit',
    quantity: decimal('0.1'),
    limitPrice: decimal('2900'),
    ...terms,
  });
}

const isRenewed = (desk: EmulatedAccount): boolean => {
  const kinds = desk.kinds();
  return kinds.includes('disconnected') && kinds.lastIndexOf('connected') > kinds.indexOf('disconnected');
};

const drops = (desk: EmulatedAccount): number => desk.kinds().filter((kind) => kind === 'disconnected').length;

/** A comparison, as the runtime makes it: each order that was open is asked for, and the trades. */
async function compare(desk: EmulatedAccount, orders: readonly ApprovedOrder[], from: number): Promise<void> {
  for (const { clientOrderId, request } of orders)
    await desk.broker.query({ clientOrderId, instrumentId: request.instrumentId });
  await desk.broker.fillsSince(from);
}

function cancelAll(desk: EmulatedAccount): void {
  const { world } = desk.emulator.dialect;
  for (const live of world.orders.list({ accountId: 'main', live: true })) world.cancel(live);
}

describe.concurrent.each(EXCHANGE_NAMES)('the channels of %s', (exchange) => {
  const spot = `ETH${quoteOf(exchange)}`;
  const swap = `${spot}.P`;

  it.concurrent('are left alone while they tell all', async () => {
    const desk = await started(exchange);
    const from = Date.now() - 1_000;
    await pause(longMs(exchange));
    const resting = [limit(spot), limit(swap, { quantity: decimal('1') })];
    const filling = [
      limit(spot, { limitPrice: decimal('3100') }),
      limit(swap, { quantity: decimal('1'), limitPrice: decimal('3100') }),
    ];
    for (const order of [...resting, ...filling]) expect((await desk.broker.place(order)).kind).toBe('accepted');
    await pause(longMs(exchange));
    await compare(desk, [...resting, ...filling], from);
    cancelAll(desk);
    await pause(longMs(exchange));
    await compare(desk, [...resting, ...filling], from);
    await pause(200);
    expect(drops(desk)).toBe(0);
    expect(desk.logger.lines.filter((line) => line.includes('no private streams'))).toEqual([]);
  }, 60_000);
});

/** The channels that tell of orders, and how the exchange calls them. */
const ORDER_CHANNELS: readonly (readonly [ExchangeName, string, 'spot' | 'swap'])[] = [
  ['binance', 'executionReport', 'spot'],
  ['binance', 'ORDER_TRADE_UPDATE', 'swap'],
  ['okx', 'orders', 'spot'],
  ['bybit', 'order', 'swap'],
  ['htx', 'orders*', 'spot'],
  ['htx', 'orders*', 'swap'],
  ['bitget', 'orders', 'swap'],
  ['coinbase', 'user', 'spot'],
  ['kucoin', '/spotMarket/tradeOrders*', 'spot'],
  ['mexc', 'spot@private.orders*', 'spot'],
  ['mexc', 'push.personal.order', 'swap'],
];

describe('a channel of orders that tells nothing while its socket lives', () => {
  it.concurrent.each(ORDER_CHANNELS)(
    'is found out by what a comparison shows: %s %s of %s',
    async (exchange, channel, market) => {
      const desk = await started(exchange);
      await pause(longMs(exchange));
      const order = limit(`ETH${quoteOf(exchange)}${market === 'spot' ? '' : '.P'}`, { quantity: decimal('1') });
      expect((await desk.broker.place(order)).kind).toBe('accepted');
      await pause(200);
      await desk.fault({ kind: 'silent_channel', channel });
      cancelAll(desk);
      await pause(longMs(exchange));
      expect(drops(desk)).toBe(0);
      await compare(desk, [order], Date.now() - 10_000);
      await desk.until(() => isRenewed(desk), 15_000);
      await desk.clearFaults();
    },
    60_000,
  );
});

describe('a channel of trades that tells nothing while its socket lives', () => {
  it.concurrent.each([
    ['bybit', 'execution', 'swap'],
    ['kucoin', '/spotMarket/tradeOrders*', 'spot'],
    ['mexc', 'spot@private.deals*', 'spot'],
    ['bitget', 'fill', 'swap'],
    ['htx', 'trade', 'swap'],
  ] as const)(
    'is found out by one trade: %s %s of %s',
    async (exchange, channel, market) => {
      const desk = await started(exchange);
      await pause(longMs(exchange));
      await desk.fault({ kind: 'silent_channel', channel });
      const terms = { quantity: decimal('1'), limitPrice: decimal('3100') };
      const order = limit(`ETH${quoteOf(exchange)}${market === 'spot' ? '' : '.P'}`, terms);
      expect((await desk.broker.place(order)).kind).toBe('accepted');
      await pause(longMs(exchange) + 700);
      await compare(desk, [order], Date.now() - 10_000);
      await desk.until(() => isRenewed(desk), 15_000);
    },
    60_000,
  );
});

describe('streams that stay deaf', () => {
  it('are made anew once, and not for each thing that they do not tell', async () => {
    const desk = await started('okx');
    await pause(longMs('okx'));
    await desk.fault({ kind: 'silent_channel', channel: 'orders' });
    for (let round = 0; round < 3; round += 1) {
      const order = limit('ETHUSDT');
      await desk.broker.place(order);
      cancelAll(desk);
      await pause(longMs('okx') + 300);
      await compare(desk, [order], Date.now() - 10_000);
      await pause(400);
    }
    expect(drops(desk)).toBe(1);
  }, 60_000);
});

/** What a subscription message names. */
const SUBSCRIBED: readonly (readonly [ExchangeName, string])[] = [
  ['binance', 'userDataStream'],
  ['okx', '"orders"'],
  ['bybit', 'execution'],
  ['htx', 'orders'],
  ['bitget', '"orders"'],
  ['coinbase', 'user'],
  ['kucoin', 'tradeOrders'],
  ['mexc', 'private.orders'],
];

describe('a subscription that is not confirmed', () => {
  it.concurrent.each(SUBSCRIBED)(
    'is not there: reports are asked for until it is: %s %s',
    async (exchange, channel) => {
      const desk = await opened(exchange);
      await desk.fault({ kind: 'ignored_channel', channel });
      await desk.start();
      await desk.until(() => desk.logger.lines.some((line) => line.startsWith('no private streams')), 20_000);
      await desk.clearFaults();
      const before = desk.kinds().filter((kind) => kind === 'connected').length;
      await desk.until(() => desk.kinds().filter((kind) => kind === 'connected').length > before, 20_000);
      expect(drops(desk)).toBe(0);
    },
    60_000,
  );
});

describe('a channel that the exchange ends', () => {
  it.concurrent.each([
    ['binance', { subscriptionId: 0, event: { e: 'eventStreamTerminated', E: 1 } }],
    ['binance', { e: 'listenKeyExpired', E: 1, listenKey: 'x' }],
    ['okx', { event: 'unsubscribe', arg: { channel: 'orders', instType: 'ANY' } }],
    ['okx', { event: 'notice', code: '64008', msg: 'The connection will soon be closed for a service upgrade.' }],
    ['htx', { action: 'unsub', code: 200, ch: 'orders#*' }],
    ['bitget', { event: 'unsubscribe', arg: { instType: 'USDT-FUTURES', channel: 'orders', instId: 'default' } }],
    ['coinbase', { channel: 'subscriptions', events: [{ subscriptions: {} }] }],
    ['kucoin', { id: '1', type: 'error', code: 401, data: 'token is expired' }],
    ['mexc', { id: 0, code: 0, msg: 'Not Subscribed successfully! [spot@private.orders.v3.api.pb]. Reason: Blocked!' }],
  ] as const)(
    'is subscribed to again, and the account compared: %s %j',
    async (exchange, message) => {
      const desk = await started(exchange);
      await desk.fault({ kind: 'socket_message', message });
      await desk.until(() => isRenewed(desk), 15_000);
      expect((await desk.broker.place(limit(`ETH${quoteOf(exchange)}`))).kind).toBe('accepted');
    },
    60_000,
  );
});
