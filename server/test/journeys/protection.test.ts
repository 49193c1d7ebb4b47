import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

describe('stop-loss and take-profit, by prices that are pushed in', () => {
  let journey: Journey;
  const openOrders = async (): Promise<Wire[]> => (await journey.client.get('/api/v1/orders?status=open')).body;

  beforeAll(async () => {
    journey = await Journey.begin();
  });
  beforeEach(() => journey.holdPrices());
  afterEach(() => journey.flatten());
  afterAll(() => journey.end());

  async function enter(more: object = {}): Promise<string> {
    const fields = { action: 'buy', symbol: 'BTCUSDT', quantity: '0.1', sl: '99000', tp: '102000', ...more };
    const { body } = await journey.alert({ ...fields, comment: `${performance.now()}` });
    await journey.outcome(body.signalId);
    return body.signalId as string;
  }

  async function ends(signalId: string): Promise<Record<string, string>> {
    const { body } = await waitUntil(
      () => journey.client.get(`/api/v1/signals/${signalId}`),
      (answer) => (answer.body.orders as Wire[]).every(({ status }) => status === 'filled' || status === 'canceled'),
    );
    return Object.fromEntries((body.orders as Wire[]).map(({ role, status }) => [role, status]));
  }

  it('the stop-loss closes the position and takes the take-profit with it', async () => {
    const signalId = await enter();
    expect(await journey.position('BTCUSDT')).toMatchObject({ stopLoss: '99000', takeProfit: '102000' });
    await journey.holdPrices({ BTCUSDT: '98900' });
    expect(await ends(signalId)).toEqual({ entry: 'filled', stop_loss: 'filled', take_profit: 'canceled' });
    expect(await journey.position('BTCUSDT')).toBeUndefined();
  });

  it('the take-profit closes the position and takes the stop-loss with it', async () => {
    const signalId = await enter();
    await journey.holdPrices({ BTCUSDT: '102100' });
    expect(await ends(signalId)).toEqual({ entry: 'filled', stop_loss: 'canceled', take_profit: 'filled' });
    expect(await journey.position('BTCUSDT')).toBeUndefined();
  });

  it('a limit entry is not protected before it fills, and is from then on', async () => {
    const signalId = await enter({ order_type: 'limit', price: '99500' });
    expect((await openOrders()).map(({ role }) => role)).toEqual(['entry']);
    await journey.holdPrices({ BTCUSDT: '99400' });
    const { body } = await waitUntil(
      () => journey.client.get('/api/v1/orders?status=accepted'),
      (answer) => (answer.body as Wire[]).length === 2,
    );
    expect((body as Wire[]).map(({ role }) => role).toSorted()).toEqual(['stop_loss', 'take_profit']);
    await journey.holdPrices({ BTCUSDT: '98900' });
    expect(await ends(signalId)).toMatchObject({ stop_loss: 'filled', take_profit: 'canceled' });
  });

  it('closing half leaves half protected; closing the rest cancels both', async () => {
    const signalId = await enter();
    await journey.follow('{"ticker":"BTCUSDT","action":"exit","quantity":0.06}');
    const { body } = await waitUntil(
      () => journey.client.get('/api/v1/orders?status=accepted'),
      (answer) => (answer.body as Wire[]).every(({ quantity }) => quantity === '0.04'),
    );
    expect((body as Wire[]).map(({ quantity }) => quantity)).toEqual(['0.04', '0.04']);
    await journey.follow('{"action":"close","symbol":"BTCUSDT"}');
    expect(await ends(signalId)).toMatchObject({ stop_loss: 'canceled', take_profit: 'canceled' });
  });

  it('two take-profits share the position; after the first the stop guards the rest', async () => {
    const text = { tp: undefined, tps: ['101000', '103000'], tp_portions: ['0.5', '0.5'] };
    await enter(text);
    await journey.holdPrices({ BTCUSDT: '101100' });
    await waitUntil(
      () => journey.position('BTCUSDT'),
      (position) => position?.quantity === '0.05',
    );
    const { body } = await waitUntil(
      () => journey.client.get('/api/v1/orders?status=accepted'),
      (answer) => (answer.body as Wire[]).length === 2,
    );
    const left = (body as Wire[]).map(({ role, quantity }) => `${role} ${quantity}`).toSorted();
    expect(left).toEqual(['stop_loss 0.05', 'take_profit 0.05']);
  });

  it('new levels by a modify replace the old ones', async () => {
    await enter();
    await journey.follow('{"signalbox":1,"action":"modify","symbol":"BTCUSDT","sl":"99500","tp":"101000"}');
    const position = await waitUntil(
      () => journey.position('BTCUSDT'),
      ({ stopLoss }) => stopLoss === '99500',
    );
    expect(position).toMatchObject({ stopLoss: '99500', takeProfit: '101000' });
    await journey.holdPrices({ BTCUSDT: '99400' });
    await waitUntil(
      () => journey.position('BTCUSDT'),
      (left) => left === undefined,
    );
    expect(await journey.position('BTCUSDT')).toBeUndefined();
  });
});
