import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '#adapters/system/logging/create-logger.ts';
import { loadConfig } from '#app/config/load-config.ts';
import { startServer } from '#app/start-server.ts';
import { createClient, waitUntil } from '../process/door-client.ts';
import { Journey, type Wire } from './journey.ts';

const RESTING = { symbol: 'ETHUSDT', side: 'buy', type: 'limit', quantity: '0.5', limitPrice: '3900' };

describe('the kill switch', () => {
  let journey: Journey;
  const halt = { action: 'halt', reason: 'something is wrong', cancelOrders: true };

  beforeAll(async () => {
    journey = await Journey.begin();
  });
  beforeEach(() => journey.holdPrices());
  afterAll(() => journey.end());

  const statusOf = async (id: string): Promise<string> =>
    (await journey.client.get(`/api/v1/orders/${id}`)).body.status;

  it('cancels what rests, denies what is new, survives a stop and a kill, and ends with a resume', async () => {
    const { body } = await journey.order(RESTING);
    const restingId = body.orders[0].id as string;
    const answer = await journey.client.post('/api/v1/trading-state', halt);
    expect(answer.body).toMatchObject({
      accounts: [{ account: 'paper', state: 'halted', durable: true }],
      cancelsRequested: [restingId],
      notCanceled: [],
    });
    await waitUntil(
      () => statusOf(restingId),
      (status) => status === 'canceled',
    );
    expect(await statusOf(restingId)).toBe('canceled');

    for (const how of ['stop', 'kill'] as const) {
      const denied = await journey.follow(JSON.stringify({ ...alert, comment: `after ${how}` }));
      expect([denied.status, denied.error.code]).toEqual(['denied', 'TRADING_HALTED']);
      await journey.restart(how);
      await journey.holdPrices();
      const { body: state } = await journey.client.get('/api/v1/trading-state');
      expect(state).toMatchObject({ server: 'halted', accounts: [{ id: 'paper', tradingState: 'halted' }] });
      expect(state.accounts[0].tradingStateReason.values.note).toBe('something is wrong');
    }

    const resumed = await journey.client.post('/api/v1/trading-state', { action: 'resume', reason: 'all is well' });
    expect(resumed.status).toBe(200);
    const executed = await journey.follow(JSON.stringify({ ...alert, comment: 'resumed' }));
    expect(executed.orders[0]).toMatchObject({ status: 'filled' });
  });

  it('reducing: what closes passes, what opens does not', async () => {
    await journey.client.post('/api/v1/trading-state', { action: 'reduce', reason: 'test' });
    const denied = await journey.follow(JSON.stringify({ ...alert, comment: 'reducing' }));
    expect(denied.error.code).toBe('TRADING_REDUCING');
    const closed = await journey.follow('{"signalbox":1,"action":"close","symbol":"BTCUSDT"}');
    expect(closed.orders[0]).toMatchObject({ status: 'filled' });
    await journey.client.post('/api/v1/trading-state', { action: 'resume', reason: 'test' });
  });
});

const alert = { signalbox: 1, action: 'buy', symbol: 'BTCUSDT', quantity: '0.01' };

describe('the kill switch when nothing can be written', () => {
  it('halts, cancels at the venue, answers alerts with 503, and is still halted after the restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'signalbox-locked-'));
    const start = async () => {
      const loaded = loadConfig({ dataDirectory: directory, environment: {} });
      if (loaded.kind === 'invalid') throw new Error('the defaults are valid');
      const logger = createLogger({ ...loaded.config.logging, console: 'off' });
      const fatal: string[] = [];
      const onFatal = (detail: string): void => void fatal.push(detail);
      return {
        fatal,
        server: await startServer({ dataDirectory: directory, loaded, logger, version: 'test', port: 0, onFatal }),
      };
    };
    const { server, fatal } = await start();
    const key = server.first.apiKey;
    const client = createClient(server.url, key);
    await client.post('/api/v1/prices', { symbol: 'ETHUSDT', price: '4000' });
    const placed = await client.post('/api/v1/orders?wait=5000', RESTING);
    expect(placed.body.orders[0].status).toBe('accepted');

    // Somebody else holds the write lock of the database, which looks to us as a full disk does: nothing is written.
    const intruder = new DatabaseSync(join(directory, 'signalbox.db'));
    intruder.exec('BEGIN IMMEDIATE');
    const path = `/hook/${server.first.webhookId}/${server.first.webhookSecret}`;
    const refused = await client.alert(path, JSON.stringify({ ...alert, comment: 'locked' }));
    expect([refused.status, refused.body.code]).toEqual([503, 'STORAGE_UNAVAILABLE']);

    const halted = await client.post('/api/v1/trading-state', {
      action: 'halt',
      reason: 'full disk',
      cancelOrders: true,
    });
    expect(halted.status).toBe(200);
    expect(halted.body.accounts).toMatchObject([{ account: 'paper', state: 'halted', durable: true }]);
    const again = await client.alert(path, JSON.stringify({ ...alert, comment: 'locked and halted' }));
    expect(again.status).toBe(503);
    intruder.exec('ROLLBACK');
    intruder.close();
    expect(fatal).toEqual([]);

    const denied = await waitUntil(
      () => client.post('/api/v1/orders?wait=5000', { symbol: 'ETHUSDT', side: 'buy', quantity: '0.1' }),
      ({ body }) => (body.orders as Wire[] | undefined)?.[0]?.status === 'denied',
    );
    expect(denied.body.orders[0].reason.code).toBe('TRADING_HALTED');
    await server.stop();

    const second = await start();
    const later = createClient(second.server.url, key);
    expect((await later.get('/api/v1/trading-state')).body).toMatchObject({
      server: 'halted',
      accounts: [{ tradingState: 'halted' }],
    });
    await second.server.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);
});
