/**
 * Orders that the exchange has not, from the API to the exchange's own books: what it has booked of an order is never more
 * than the order, whatever becomes of an answer, and a death of the server in between forgets nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { waitUntil } from '../process/door-client.ts';
import { type DeskMarket, ExchangeDesk, MARKETS } from './exchange-desk.ts';
import type { Wire } from './journey.ts';

const PATIENCE_MS = 120_000;
const SETTINGS = `
venue: { compare_every_seconds: 10, suspend_after_failures: 100 }
risk:
  accounts:
    bin: { allowed_symbols: ["*"], max_order_value: 5000, max_position_value: 20000 }
`;
const { btcSwap, eth, sol, solSwap } = MARKETS;

let desk: ExchangeDesk;

beforeAll(async () => {
  desk = await ExchangeDesk.begin(SETTINGS);
}, PATIENCE_MS);
afterAll(() => desk.end(), PATIENCE_MS);

const show = async (id: string): Promise<Wire> => (await desk.journey.client.get(`/api/v1/orders/${id}`)).body;

async function until(id: string, isSo: (order: Wire) => boolean): Promise<Wire> {
  const order = await waitUntil(() => show(id), isSo, 60_000);
  expect(isSo(order), JSON.stringify(order)).toBe(true);
  return order;
}

async function place(market: DeskMarket, fields: object): Promise<Wire> {
  const answer = await desk.order({ symbol: market.symbol, quantity: market.quantity, ...fields });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.orders[0];
}

/** All that the exchange has filled in the market, on either side. */
function filledAt({ market }: DeskMarket): { buy: string; sell: string } {
  const { world, account } = desk.exchange;
  const orders = world.orders.list({ accountId: account.id, market: desk.exchange.market(market), hidden: true });
  const sum = (side: 'buy' | 'sell'): Decimal =>
    orders.filter((order) => order.side === side).reduce((total, order) => add(total, order.filledQuantity), ZERO);
  return { buy: formatDecimal(sum('buy')), sell: formatDecimal(sum('sell')) };
}

function move({ market }: DeskMarket, share: string): void {
  const { bid } = desk.exchange.world.feed.of(desk.exchange.market(market));
  const { tickSize } = desk.exchange.market(market);
  const moved = (bid * decimal(share)) / decimal('1');
  desk.exchange.price(market, formatDecimal((moved - (moved % tickSize)) as Decimal));
}

describe('at an emulated exchange', { timeout: PATIENCE_MS }, () => {
  it('a trailing stop follows the prices of the exchange, also those of after a death of the server', async () => {
    await place(btcSwap, { side: 'buy' });
    const parent = await place(btcSwap, {
      side: 'sell',
      type: 'trailing_stop',
      trailDistance: '2',
      trailUnit: 'percent',
    });
    expect(parent.emulated.state).toBe('waiting');
    const first = (await until(parent.id, ({ emulated }) => emulated.triggerPrice !== undefined)).emulated;
    move(btcSwap, '1.05');
    await until(parent.id, ({ emulated }) => Number(emulated.triggerPrice) > Number(first.triggerPrice) * 1.04);
    await desk.journey.restart('kill');
    await desk.whenUp();
    expect((await show(parent.id)).emulated.state).toBe('waiting');
    move(btcSwap, '1.02');
    await until(parent.id, ({ emulated }) => Number(emulated.triggerPrice) > Number(first.triggerPrice) * 1.06);
    expect(filledAt(btcSwap).sell).toBe('0');
    move(btcSwap, '0.97');
    await until(parent.id, ({ status }) => status === 'filled');
    expect(filledAt(btcSwap)).toEqual({ buy: btcSwap.quantity, sell: btcSwap.quantity });
    expect(await desk.held(btcSwap)).toBe('0');
  });

  it('a TWAP whose slice got no answer waits until it is known, and buys no more than it is', async () => {
    const match = { method: 'POST', path: eth.path, params: { symbol: eth.native } };
    await desk.fault({ kind: 'reset', booked: false, match });
    const answer = await desk.journey.client.post('/api/v1/orders', {
      account: 'bin',
      symbol: eth.symbol,
      side: 'buy',
      type: 'twap',
      quantity: '0.08',
      durationSeconds: 24,
      slices: 4,
      catchUp: true,
    });
    const { orders } = await desk.settled(answer.body.signalId);
    const parent = orders.find(({ type }: Wire) => type === 'twap');
    const ended = await until(parent.id, ({ emulated }) => emulated.state === 'done');
    expect(ended.filledQuantity).toBe(filledAt(eth).buy);
    expect(Number(ended.filledQuantity)).toBeLessThanOrEqual(0.08);
    expect(ended.emulated).toMatchObject({ slices: 4, slicesDue: 4 });
    expect(ended.trail.map(({ kind }: Wire) => kind)).toContain('order_unknown');
  });

  it('an iceberg shows its part, and the next one after a death of the server', async () => {
    const limitPrice = desk.priceAt(sol, decimal('0.98'));
    const parent = await place(sol, { side: 'buy', type: 'iceberg', quantity: '3', limitPrice, visibleQuantity: '1' });
    await waitUntil(
      async () => desk.booked(sol),
      (booked) => booked.length === 1,
    );
    await desk.journey.restart('kill');
    await desk.whenUp();
    expect(desk.booked(sol)).toHaveLength(1);
    move(sol, '0.97');
    const done = await until(parent.id, ({ status }) => status === 'filled');
    expect(done.emulated.children).toBe(3);
    expect(filledAt(sol)).toEqual({ buy: '3', sell: '0' });
  });

  it('an OCO leaves by its stop what its limit had not sold, once', async () => {
    await place(solSwap, { side: 'buy', quantity: '4' });
    const parent = await place(solSwap, {
      side: 'sell',
      type: 'oco',
      quantity: '4',
      reduceOnly: true,
      limitPrice: desk.priceAt(solSwap, decimal('1.02')),
      stopPrice: desk.priceAt(solSwap, decimal('0.98')),
    });
    await waitUntil(
      async () => desk.booked(solSwap),
      (booked) => booked.length === 2,
    );
    move(solSwap, '0.97');
    await until(parent.id, ({ status }) => status === 'filled');
    expect(filledAt(solSwap)).toEqual({ buy: '4', sell: '4' });
    expect(await desk.held(solSwap)).toBe('0');
  });
});
