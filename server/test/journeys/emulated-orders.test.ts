import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

const STATE = '/api/v1/trading-state';

describe('orders that the venue has not, over a whole server', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
  });
  beforeEach(async () => {
    await journey.holdPrices();
    await journey.flatten();
  });
  afterAll(() => journey.end());

  const show = async (id: string): Promise<Wire> => (await journey.client.get(`/api/v1/orders/${id}`)).body;
  const place = async (body: Wire): Promise<Wire> => {
    const answer = await journey.order(body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.orders[0];
  };
  const until = async (id: string, isSo: (order: Wire) => boolean): Promise<void> => {
    const order = await waitUntil(() => show(id), isSo);
    expect(isSo(order), JSON.stringify(order)).toBe(true);
  };

  it('a trailing stop follows, survives the death of the server, and closes at its trigger', async () => {
    await place({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.2' });
    const trail = { type: 'trailing_stop', trailDistance: '1', trailUnit: 'percent' };
    const parent = await place({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.2', ...trail });
    expect(parent).toMatchObject({ type: 'trailing_stop', status: 'accepted', emulated: { state: 'waiting' } });
    await journey.holdPrices({ BTCUSDT: '110000' });
    await until(parent.id, ({ emulated }) => emulated.triggerPrice === '108900');
    // The simulated market begins anew far below; a trigger that began anew with it would still wait.
    await journey.restart('kill');
    await until(parent.id, ({ status }) => status === 'filled');
    const shown = await show(parent.id);
    expect(shown.emulated).toMatchObject({ state: 'done', children: 1, triggerPrice: '108900' });
    const kinds = shown.trail.map(({ kind }: Wire) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['parent_created', 'parent_followed', 'parent_triggered', 'order_filled']),
    );
    const { body: positions } = await journey.client.get('/api/v1/positions?symbol=BTCUSDT');
    expect(positions).toEqual([]);
  });

  it('an iceberg shows part by part; listed open, canceled with its part', async () => {
    const order = { symbol: 'ETHUSDT', side: 'buy', type: 'iceberg', quantity: '1', limitPrice: '3900' };
    const parent = await place({ ...order, visibleQuantity: '0.4' });
    await journey.holdPrices({ ETHUSDT: '3890' });
    await until(parent.id, ({ status }) => status === 'filled');
    const { body: listed } = await journey.client.get(`/api/v1/orders?signalId=${parent.signalId}`);
    const parts = listed.filter(({ parentOrderId }: Wire) => parentOrderId === parent.id);
    expect(parts.map(({ quantity }: Wire) => quantity).toSorted()).toEqual(['0.2', '0.4', '0.4']);

    const second = await place({ ...order, limitPrice: '3500', visibleQuantity: '0.4' });
    const { body: open } = await journey.client.get('/api/v1/orders?status=open&symbol=ETHUSDT');
    expect(open.map(({ type }: Wire) => type).toSorted()).toEqual(['iceberg', 'limit']);
    expect((await journey.client.delete(`/api/v1/orders/${second.id}`)).status).toBe(200);
    await until(second.id, ({ status }) => status === 'canceled');
    expect((await journey.client.get('/api/v1/orders?status=open&symbol=ETHUSDT')).body).toEqual([]);
  });

  it('a webhook in our own format starts a TWAP; the kill switch ends it, and a resume does not bring it back', async () => {
    const text = { signalbox: 1, action: 'buy', symbol: 'XAUUSD', quantity: '0.4', quantity_unit: 'lots' };
    const twap = { order_type: 'twap', duration_seconds: 600, slices: 4 };
    const signal = await journey.follow(JSON.stringify({ ...text, ...twap }));
    const parent = signal.orders.find(({ type }: Wire) => type === 'twap');
    expect(parent.emulated).toMatchObject({ slices: 4, slicesDue: 1, state: 'working' });
    await journey.client.post(STATE, { action: 'halt', reason: 'test', cancelOrders: true });
    await until(parent.id, ({ status }) => status === 'canceled');
    await journey.client.post(STATE, { action: 'resume', reason: 'test' });
    expect((await show(parent.id)).emulated).toMatchObject({ state: 'canceled', children: 1 });
  });

  it('cancels one by the other', async () => {
    await place({ symbol: 'ETHUSDT', side: 'sell', quantity: '1' });
    const order = { symbol: 'ETHUSDT', side: 'buy', type: 'oco', quantity: '1', reduceOnly: true };
    const parent = await place({ ...order, limitPrice: '3800', stopPrice: '4100' });
    await journey.holdPrices({ ETHUSDT: '4150' });
    await until(parent.id, ({ status }) => status === 'filled');
    expect((await show(parent.id)).emulated).toMatchObject({ state: 'done', children: 2, openChildren: [] });
  });

  it.each([
    [{ type: 'market', slices: 3 }, 'BODY_FIELD_INVALID'],
    [{ type: 'trailing_stop', trailDistance: '0' }, 'BODY_FIELD_INVALID'],
    [{ type: 'trailing_stop', trailDistance: '10' }, 'POSITION_NOT_FOUND'],
    [{ type: 'twap' }, 'PARENT_TERM_MISSING'],
    [{ type: 'vwap', durationSeconds: 60, slices: 3, weights: ['1', '2'] }, 'PARENT_TERM_INVALID'],
  ])('refuses %o', async (terms, code) => {
    const answer = await journey.order({ symbol: 'EURUSD', side: 'sell', quantity: '1', ...terms });
    expect(answer.body.code).toBe(code);
  });
});
