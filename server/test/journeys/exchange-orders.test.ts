/**
 * The life of orders and positions at an emulated exchange, from the webhook and the REST door to the exchange's books and
 * back: every kind of order, protection that follows what fills, and a server that goes away in the middle.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { type EmulatorServer, startEmulator } from '../../emulators/exchange/door/emulator-server.ts';
import { waitUntil } from '../process/door-client.ts';
import { type DeskMarket, ExchangeDesk, MARKETS } from './exchange-desk.ts';
import type { Wire } from './journey.ts';

const PATIENCE_MS = 90_000;
const SETTINGS = `
venue: { compare_every_seconds: 10, suspend_after_failures: 100 }
risk:
  accounts:
    bin: { allowed_symbols: ["*"], max_order_value: 5000, max_position_value: 20000, price_collar_percent: 20 }
`;
const { btc, btcSwap, ethSwap, sol, solSwap, doge, dogeSwap } = MARKETS;

let desk: ExchangeDesk;
beforeAll(async () => {
  desk = await ExchangeDesk.begin(SETTINGS, { leverage: '5', marginMode: 'isolated' });
}, PATIENCE_MS);
beforeEach(async () => {
  await desk.exchange.admin('DELETE', '/faults');
});
afterAll(() => desk.end(), PATIENCE_MS);

const open = async ({ symbol }: DeskMarket): Promise<Wire[]> => {
  const { body } = await desk.journey.client.get(`/api/v1/orders?account=bin&status=open&symbol=${symbol}`);
  return (body as Wire[]).map(({ role, type, status, quantity }) => `${role} ${type} ${quantity} ${status}`).toSorted();
};
async function untilOpen(market: DeskMarket, expected: readonly string[]): Promise<void> {
  const isSo = (found: Wire[]): boolean => JSON.stringify(found) === JSON.stringify(expected);
  expect(await waitUntil(() => open(market), isSo, 20_000)).toEqual(expected);
}
async function place(market: DeskMarket, fields: object): Promise<Wire> {
  const { body } = await desk.order({ symbol: market.symbol, quantity: market.quantity, side: 'buy', ...fields });
  return body.orders?.[0] ?? body;
}
async function shown(id: string, isSo: (order: Wire) => boolean): Promise<Wire> {
  const ask = async (): Promise<Wire> => (await desk.journey.client.get(`/api/v1/orders/${id}`)).body;
  return waitUntil(ask, isSo, 20_000);
}
const isFilled = ({ status }: Wire): boolean => status === 'filled';

describe('orders of every kind', { timeout: PATIENCE_MS }, () => {
  it('rest, are changed where the exchange can, and are taken back one by one or all at once', async () => {
    exchangePrice(btc, 50_000);
    exchangePrice(btcSwap, 50_000);
    const rests = [
      await place(btc, { type: 'limit', limitPrice: '48000', postOnly: true }),
      await place(btc, { type: 'stop', stopPrice: '52000' }),
      await place(btc, { type: 'stop_limit', stopPrice: '52000', limitPrice: '52100' }),
      await place(btcSwap, { type: 'limit', limitPrice: '48000' }),
    ];
    expect(rests.map(({ status }) => status)).toEqual(Array.from(rests, () => 'accepted'));
    const [spotLimit, , , swapLimit] = rests;
    const change = { limitPrice: '48500', quantity: '0.003' };
    const refused = await desk.journey.client.patch(`/api/v1/orders/${spotLimit.id}`, change);
    expect([refused.status, refused.body.code]).toEqual([422, 'VENUE_LACKS_AMEND']);
    expect((await desk.journey.client.patch(`/api/v1/orders/${swapLimit.id}`, change)).status).toBeLessThan(300);
    const changed = await shown(swapLimit.id, ({ limitPrice }) => limitPrice === '48500');
    expect(changed).toMatchObject({ status: 'accepted', limitPrice: '48500', quantity: '0.003' });
    expect(desk.booked(btcSwap)).toEqual(['open 0.003']);
    await desk.journey.client.delete(`/api/v1/orders/${spotLimit.id}`);
    await untilOpen(btc, ['entry stop 0.002 accepted', 'entry stop_limit 0.002 accepted']);
    await desk.journey.client.post('/api/v1/orders/cancel-all', { account: 'bin' });
    await untilOpen(btc, []);
    await untilOpen(btcSwap, []);
    expect(desk.booked(btc).filter((order) => !order.startsWith('canceled'))).toEqual([]);
  });

  it('fill at once or not at all when they are told to', async () => {
    for (const timeInForce of ['ioc', 'fok']) {
      expect(await place(sol, { type: 'limit', limitPrice: '140', timeInForce })).toMatchObject({ status: 'expired' });
    }
    const price = desk.round(sol, desk.top(sol).ask * 1.01);
    const order = await place(sol, { type: 'limit', limitPrice: price, timeInForce: 'fok' });
    expect(order).toMatchObject({ status: 'filled', filledQuantity: '1' });
    const { body: fills } = await desk.journey.client.get(`/api/v1/fills?account=bin&symbol=${sol.symbol}`);
    const [trade] = desk.exchange.world.orders.trades(desk.exchange.account.id, desk.exchange.market(sol.market));
    const told = { orderId: order.id, side: 'buy', quantity: '1', price: order.averagePrice, liquidity: 'taker' };
    expect(fills).toMatchObject([{ ...told, tradeId: `${sol.symbol}/${trade?.id}` }]);
  });

  it('are denied before anything is approved when the exchange lacks their kind, with what it has instead', async () => {
    const sent = desk.booked(sol).length;
    const denied = await place(sol, { type: 'market', timeInForce: 'fok' });
    expect(denied).toMatchObject({ status: 'denied', reason: { code: 'VENUE_LACKS_TIME_IN_FORCE' } });
    expect(JSON.stringify(denied)).toContain('gtc, ioc');
    expect(desk.booked(sol)).toHaveLength(sent);
  });

  it('that wait for a price are filled when it comes', async () => {
    exchangePrice(btc, 50_000);
    const stop = await place(btc, { type: 'stop', stopPrice: '51000' });
    const limit = await place(btc, { type: 'limit', limitPrice: '49000' });
    exchangePrice(btc, 51_010);
    expect(await shown(stop.id, isFilled)).toMatchObject({ status: 'filled' });
    exchangePrice(btc, 48_900);
    expect(await shown(limit.id, isFilled)).toMatchObject({ status: 'filled', averagePrice: '49000' });
  });
});

describe('protection', { timeout: PATIENCE_MS }, () => {
  it('covers what has filled, all of it, and what is left leaves when the position does', async () => {
    desk.holdStill(ethSwap);
    await desk.fault({ kind: 'partial_fill', portion: '0.5', count: 1 });
    const { bid } = desk.top(ethSwap);
    const levels = { sl: bid * 0.9, tp: bid * 1.1 };
    await desk.alert({
      action: 'buy',
      symbol: ethSwap.symbol,
      quantity: '0.1',
      order_type: 'limit',
      price: bid * 1.01,
      ...levels,
    });
    const half = [
      'entry limit 0.1 partially_filled',
      'stop_loss stop 0.05 accepted',
      'take_profit limit 0.05 accepted',
    ];
    await untilOpen(ethSwap, half);
    exchangePrice(ethSwap, bid * 1.001);
    await untilOpen(ethSwap, ['stop_loss stop 0.1 accepted', 'take_profit limit 0.1 accepted']);
    const position = await waitUntil(
      () => desk.journey.position(ethSwap.symbol, 'bin'),
      (held) => held?.liquidationPrice !== undefined && held.stopLoss !== undefined && held.fundingRate !== undefined,
      20_000,
    );
    expect(position).toMatchObject({ quantity: '0.1', side: 'long', liquidationPrice: expect.any(String) });
    expect(position.fundingRate).toBe('0.0001');
    expect(Date.parse(position.nextFundingAt)).toBeGreaterThan(Date.now());
    expect(Number(position.liquidationPrice)).toBeLessThan(bid * 0.85);
    const before = await desk.account();
    expect(before.funding).toBe('0');
    const { world } = desk.exchange;
    const perpetual = world.markets.get(ethSwap.market);
    if (perpetual !== undefined) world.funding(perpetual, decimal('0.001'));
    const closed = await desk.journey.client.post(
      `/api/v1/positions/${ethSwap.symbol}/close?account=bin&wait=9000`,
      {},
    );
    expect(closed.body.orders).toMatchObject([{ status: 'filled', filledQuantity: '0.1' }]);
    await untilOpen(ethSwap, []);
    const paid = world.accountOf('main').incomes.find(({ kind }) => kind === 'funding');
    const { funding, adjustments } = await desk.when('bin', (view) => view.funding !== '0');
    expect([funding, adjustments]).toEqual([formatDecimal(paid?.amount ?? ZERO), before.adjustments]);
    expect(desk.booked(ethSwap).filter((order) => !/^(filled|canceled)/.test(order))).toEqual([]);
  });

  it('of a perpetual stands whole beside a close that rests, though the account trades coins too', async () => {
    const { bid } = desk.top(solSwap);
    await desk.follow({ action: 'buy', symbol: solSwap.symbol, quantity: '2', sl: bid * 0.9 });
    const limitPrice = desk.round(solSwap, bid * 1.1);
    const rest = { side: 'sell', type: 'limit', quantity: '1.5', limitPrice, reduceOnly: true };
    expect(await place(solSwap, rest)).toMatchObject({ status: 'accepted' });
    await untilOpen(solSwap, ['close limit 1.5 accepted', 'stop_loss stop 2 accepted']);
    exchangePrice(solSwap, bid * 0.89);
    await untilOpen(solSwap, []);
    expect(await desk.held(solSwap)).toBe('0');
  });
});

describe('a server that goes away', { timeout: PATIENCE_MS }, () => {
  it('finds its orders again, and what filled meanwhile is in its books', async () => {
    const { bid } = desk.top(doge);
    const below = desk.round(doge, bid * 0.95);
    const resting = await place(doge, { type: 'limit', limitPrice: below });
    const staying = await place(doge, { type: 'limit', limitPrice: desk.round(doge, bid * 0.9) });
    await desk.journey.server.stop();
    exchangePrice(doge, bid * 0.94);
    exchangePrice(doge, bid);
    await desk.journey.start();
    await desk.whenUp();
    expect(await shown(resting.id, isFilled)).toMatchObject({ status: 'filled', filledQuantity: '1000' });
    expect(await shown(staying.id, () => true)).toMatchObject({ status: 'accepted' });
    expect(Number(await desk.held(doge))).toBeCloseTo(999, 0);
  });

  it('in the middle of sending has sent one order, and knows what became of it', async () => {
    const match = { method: 'POST', path: dogeSwap.path, params: { symbol: dogeSwap.native } };
    await desk.fault({ kind: 'late_answer', delayMs: 4_000, match });
    const signal = await desk.alert({ action: 'buy', symbol: dogeSwap.symbol, quantity: '1000' });
    await waitUntil(
      () => desk.placed(dogeSwap),
      (count) => count > 0,
    );
    await desk.journey.restart('kill');
    await desk.whenUp();
    const { orders } = await desk.settled(signal);
    expect(orders).toMatchObject([{ status: 'filled', filledQuantity: '1000' }]);
    expect([desk.booked(dogeSwap), await desk.placed(dogeSwap)]).toEqual([['filled 1000'], 1]);
    expect(await desk.held(dogeSwap)).toBe('1000');
  });
});

describe('an exchange that goes away', { timeout: PATIENCE_MS }, () => {
  let back: EmulatorServer | undefined;
  afterAll(() => back?.close());

  it('altogether is said of the account, and it goes on by itself when it is back', async () => {
    const { port, dialect } = desk.exchange.server;
    await desk.exchange.server.close();
    const down = await desk.when('bin', ({ problems }) => problems.length > 0);
    expect(down.problems[0].code).toBe('VENUE_UNREACHABLE');
    back = await startEmulator(dialect, { port });
    await desk.whenUp();
    const signal = await desk.follow({ action: 'sell', symbol: dogeSwap.symbol, quantity: '400' });
    expect(signal.orders).toMatchObject([{ status: 'filled' }]);
    expect(await desk.held(dogeSwap)).toBe('600');
  });

  it('by its sockets alone is asked instead: orders fill, and the books follow', async () => {
    await desk.fault({ kind: 'refuse_sockets', on: true });
    await desk.fault({ kind: 'drop_sockets' });
    const signal = await desk.follow({ action: 'sell', symbol: dogeSwap.symbol, quantity: '600' });
    expect(signal.orders).toMatchObject([{ status: 'filled' }]);
    expect(await desk.held(dogeSwap)).toBe('0');
  });
});

function exchangePrice({ market }: DeskMarket, bid: number): void {
  desk.exchange.price(market, desk.round({ market }, bid));
}
