import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Journey, type Wire } from './journey.ts';

describe('orders over REST', () => {
  let journey: Journey;
  const resting = { symbol: 'ETHUSDT', side: 'buy', type: 'limit', quantity: '0.5', limitPrice: '3900' };

  beforeAll(async () => {
    journey = await Journey.begin();
  });
  beforeEach(() => journey.holdPrices());
  afterAll(() => journey.end());

  it('waits for the outcome when asked to, and shows the order with its trail', async () => {
    const answer = await journey.order({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.25' });
    expect(answer.status).toBe(201);
    const [order] = answer.body.orders as Wire[];
    expect(answer.body).toMatchObject({ settled: true, duplicate: false });
    expect(order).toMatchObject({ status: 'filled', filledQuantity: '0.25', averagePrice: '100000' });
    const shown = await journey.client.get(`/api/v1/orders/${order.id}`);
    expect(shown.body.trail.at(-1).kind).toBe('order_filled');
  });

  it('answers at once when not asked to wait', async () => {
    const answer = await journey.client.post('/api/v1/orders', resting);
    expect(answer).toMatchObject({ status: 202, body: { settled: false, orders: [] } });
    const signal = await journey.outcome(answer.body.signalId);
    expect(signal.orders[0]).toMatchObject({ status: 'accepted', limitPrice: '3900' });
  });

  it('one idempotency key is one order; with another body it is a conflict', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await journey.order(resting, key);
    const again = await journey.order(resting, key);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toMatchObject({ signalId: first.body.signalId, duplicate: true });
    expect(again.body.orders[0].id).toBe(first.body.orders[0].id);
    const other = await journey.order({ ...resting, quantity: '0.6' }, key);
    expect([other.status, other.body.code]).toEqual([409, 'IDEMPOTENCY_KEY_CONFLICT']);
    const { body } = await journey.client.get(`/api/v1/orders?signalId=${first.body.signalId}`);
    expect(body).toHaveLength(1);
  });

  it('without a key two equal requests are two orders', async () => {
    const [first, second] = await Promise.all([journey.order(resting), journey.order(resting)]);
    expect(first.body.orders[0].id).not.toBe(second.body.orders[0].id);
  });

  it('changes a resting order, and the changed order fills at its new terms', async () => {
    const { body } = await journey.order(resting);
    const path = `/api/v1/orders/${body.orders[0].id}`;
    const amended = await journey.client.patch(path, { quantity: '0.7', limitPrice: '3950' });
    expect(amended.status).toBe(200);
    await journey.outcome(body.signalId);
    expect((await journey.client.get(path)).body).toMatchObject({
      status: 'accepted',
      quantity: '0.7',
      limitPrice: '3950',
    });
    await journey.holdPrices({ ETHUSDT: '3940' });
    const signal = await journey.outcome(body.signalId);
    const filled = signal.orders.find(({ id }: Wire) => id === body.orders[0].id);
    expect(filled).toMatchObject({ status: 'filled', filledQuantity: '0.7' });
  });

  it('cancels a resting order once', async () => {
    const { body } = await journey.order({ ...resting, limitPrice: '3850' });
    const path = `/api/v1/orders/${body.orders[0].id}`;
    expect((await journey.client.delete(path)).status).toBe(200);
    await journey.outcome(body.signalId);
    expect((await journey.client.get(path)).body.status).toBe('canceled');
    const again = await journey.client.delete(path);
    expect([again.status, again.body.code]).toEqual([409, 'ORDER_NOT_CANCELABLE']);
  });

  it('places the orders of a list once each, and one that is denied keeps back no other', async () => {
    const orders = [
      { ...resting, limitPrice: '3861' },
      { symbol: 'BTCUSDT', side: 'buy', quantity: '6' },
      { ...resting, limitPrice: '3862' },
    ];
    const place = (list: readonly object[]) =>
      journey.client.post('/api/v1/orders/batch?wait=5000', { orders: list }, { 'idempotency-key': 'a-list' });
    const { status, body } = await place(orders);
    expect(status).toBe(200);
    expect(body.results.map((result: Wire) => result.outcome.orders[0].status)).toEqual([
      'accepted',
      'denied',
      'accepted',
    ]);
    const again = await place(orders);
    expect(again.body.results.map((result: Wire) => [result.status, result.outcome.orders[0].id])).toEqual(
      body.results.map((result: Wire) => [200, result.outcome.orders[0].id]),
    );
    const other = await place(orders.toReversed().slice(0, 2));
    expect(other.body.results.map((result: Wire) => result.error?.code)).toEqual([
      'IDEMPOTENCY_KEY_CONFLICT',
      undefined,
    ]);
  });

  it('a list with a mistake in it places nothing', async () => {
    const known = (await journey.client.get('/api/v1/orders')).body.length;
    const list = (second: object) => journey.client.post('/api/v1/orders/batch', { orders: [resting, second] });
    expect((await list({ ...resting, quantity: '-1' })).body).toMatchObject({
      code: 'BODY_FIELD_INVALID',
      values: { field: 'orders.1.quantity' },
    });
    expect((await list({ ...resting, account: 'nowhere' })).body.code).toBe('ACCOUNT_UNKNOWN');
    expect((await list({ ...resting, qantity: '1' })).body.code).toBe('BODY_FIELD_UNKNOWN');
    expect((await journey.client.post('/api/v1/orders/batch', { orders: [] })).status).toBe(400);
    expect((await journey.client.get('/api/v1/orders')).body).toHaveLength(known);
  });

  it('cancels everything that rests in one symbol and nothing else', async () => {
    const ours = await journey.order({ ...resting, limitPrice: '3860' });
    const other = await journey.order({ ...resting, symbol: 'XAUUSD', quantity: '0.1', limitPrice: '3200' });
    const answer = await journey.client.post('/api/v1/orders/cancel-all', { symbol: 'ETHUSDT' });
    expect(answer.body.requested).toContain(ours.body.orders[0].id);
    await journey.outcome(ours.body.signalId);
    expect((await journey.client.get(`/api/v1/orders/${other.body.orders[0].id}`)).body.status).toBe('accepted');
  });

  it('closes a position with one order of its size', async () => {
    await journey.flatten();
    await journey.order({ symbol: 'XAUUSD', side: 'sell', quantity: '0.3' });
    const { id } = await journey.position('XAUUSD');
    const answer = await journey.client.post(`/api/v1/positions/${id}/close?wait=5000`, {});
    expect(answer.body.orders[0]).toMatchObject({ side: 'buy', quantity: '0.3', role: 'close', status: 'filled' });
    expect(await journey.position('XAUUSD')).toBeUndefined();
    // A fill that shrinks nothing is not placed.
    const again = await journey.client.post(`/api/v1/positions/${id}/close?wait=5000`, {});
    expect([again.status, again.body.code ?? again.body.reason?.code]).toEqual([404, 'POSITION_NOT_FOUND']);
  });

  it('a denied order says which limit, and by which numbers', async () => {
    const answer = await journey.order({ symbol: 'BTCUSDT', side: 'buy', quantity: '6' });
    expect(answer.body).toMatchObject({ settled: true, orders: [{ status: 'denied' }] });
    const { reason } = answer.body.orders[0];
    expect(reason.code).toBe('ORDER_VALUE_ABOVE_MAXIMUM');
    // A market order counts at the far end of the price collar: 6 × 105,000.
    expect(Object.values(reason.values).toSorted()).toEqual(['500000', '630000']);
  });

  it('profit and fees are exact to the last digit', async () => {
    await journey.flatten();
    const before = (await journey.client.get('/api/v1/accounts/paper')).body;
    await journey.holdPrices({ EURUSD: '1.1' });
    await journey.order({ symbol: 'EURUSD', side: 'buy', quantity: '0.07' });
    await journey.holdPrices({ EURUSD: '1.10037' });
    await journey.order({ symbol: 'EURUSD', side: 'sell', quantity: '0.07' });
    const after = (await journey.client.get('/api/v1/accounts/paper')).body;
    const nano = (text: string): bigint => {
      const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
      const value = BigInt(whole + fraction.padEnd(18, '0'));
      return text.startsWith('-') ? -value : value;
    };
    // 7,000 euros times 0.00037 dollars.
    expect(nano(after.realizedPnl) - nano(before.realizedPnl)).toBe(nano('2.59'));
    const paid = nano(after.fees) - nano(before.fees);
    expect(nano(after.balance) - nano(before.balance)).toBe(nano('2.59') - paid);
  });
});
