/**
 * A stop-loss and a take-profit of the same coins at an emulated exchange, whose resting orders set the coins aside: the
 * stop-loss rests there, the take-profit is watched by the server, and either of them sells all that is held, once.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
const { eth, sol, doge } = MARKETS;

let desk: ExchangeDesk;
beforeAll(async () => {
  desk = await ExchangeDesk.begin(SETTINGS);
}, PATIENCE_MS);
afterAll(() => desk.end(), PATIENCE_MS);

const ordersOf = async ({ symbol }: DeskMarket, more = ''): Promise<Wire[]> =>
  (await desk.journey.client.get(`/api/v1/orders?account=bin&symbol=${symbol}${more}`)).body;
async function untilOpen(market: DeskMarket, expected: readonly string[]): Promise<void> {
  const ask = async (): Promise<string[]> =>
    (await ordersOf(market, '&status=open')).map(({ role, quantity, status }) => `${role} ${quantity} ${status}`);
  const isSo = (found: string[]): boolean => JSON.stringify(found.toSorted()) === JSON.stringify(expected);
  expect((await waitUntil(ask, isSo, 20_000)).toSorted()).toEqual(expected);
}
const untilHeld = (market: DeskMarket, isSo: (held: number) => boolean): Promise<string> =>
  waitUntil(
    () => desk.held(market),
    (held) => isSo(Number(held)),
    20_000,
  );
async function enter(market: DeskMarket): Promise<number> {
  const { bid } = desk.top(market);
  const { symbol, quantity } = market;
  await desk.follow({ action: 'buy', symbol, quantity, sl: bid * 0.9, tp: bid * 1.1 });
  return bid;
}
function price(market: DeskMarket, bid: number): void {
  desk.exchange.price(market.market, desk.round(market, bid));
}

describe('a stop-loss and a take-profit of coins', { timeout: PATIENCE_MS }, () => {
  it('are the stop-loss at the exchange and a take-profit that waits here, also after a kill, and sells when its price comes', async () => {
    const bid = await enter(eth);
    // The exchange takes its fee in coins: what protects is of whole steps of what is left.
    const both = ['stop_loss 0.0499 accepted', 'take_profit 0.0499 accepted'];
    await untilOpen(eth, both);
    expect(desk.booked(eth)).toEqual(['filled 0.05', 'untriggered 0.0499']);
    const target = (await ordersOf(eth)).find(({ emulated }) => emulated !== undefined);
    expect(target.emulated).toMatchObject({ kind: 'take_profit', state: 'waiting', children: 0 });
    await desk.journey.restart('kill');
    await desk.whenUp();
    await untilOpen(eth, both);
    price(eth, bid * 1.11);
    await untilOpen(eth, []);
    expect(desk.booked(eth)).toEqual(['filled 0.05', 'canceled 0.0499', 'filled 0.0499']);
    expect(Number(await untilHeld(eth, (held) => held < 0.0001))).toBeLessThan(0.0001);
  });

  it('are the stop-loss alone again for what the take-profit could not sell, also where the price falls through it at once', async () => {
    const bid = await enter(sol);
    await untilOpen(sol, ['stop_loss 0.999 accepted', 'take_profit 0.999 accepted']);
    await desk.fault({ kind: 'partial_fill', portion: '0.5', count: 1 });
    price(sol, bid * 1.11);
    expect(Number(await untilHeld(sol, (held) => held < 0.6))).toBeLessThan(0.6);
    price(sol, bid * 0.89);
    await untilOpen(sol, []);
    expect(Number(await untilHeld(sol, (held) => held < 0.01))).toBeLessThan(0.01);
  });

  it('sell by the stop-loss when its price comes, and the take-profit is gone with the position', async () => {
    const bid = await enter(doge);
    await untilOpen(doge, ['stop_loss 999 accepted', 'take_profit 999 accepted']);
    price(doge, bid * 0.89);
    await untilOpen(doge, []);
    expect(desk.booked(doge)).toEqual(['filled 1000', 'filled 999']);
  });
});
