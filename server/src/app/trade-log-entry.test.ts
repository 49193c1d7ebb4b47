import { createLogger } from '#adapters/system/logging/create-logger.ts';
import { decimal } from '#domain/decimal.ts';
import type { RiskLimits } from '#domain/limits.ts';
import { buy, clientIdOf, EngineBench } from '#engine/test/engine-harness.ts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tradeLogEntry } from './trade-log-entry.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'signalbox-trades-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The lines of the trade log for all that happened so far. */
async function lines({ events }: EngineBench): Promise<readonly Record<string, unknown>[]> {
  const logger = createLogger({
    level: 'error',
    console: 'off',
    directory,
    maxSizeBytes: 1_000_000,
    backupCount: 0,
    tradeLog: true,
  });
  for (const [index, event] of events.entries()) {
    const sequence = index + 1;
    const entry = tradeLogEntry({ position: sequence, sequence, accountId: 'paper', correlation: undefined, event });
    if (entry !== undefined) logger.trades.record(entry);
  }
  await logger.close();
  const text = readFileSync(join(directory, 'trades.log'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const bench = (limits: Partial<RiskLimits> = {}): EngineBench => new EngineBench({ limits });

describe('the trade log of an order', () => {
  it('says what was decided, that it was sent, what the venue made of it and each fill', async () => {
    const market = bench();
    const [order] = market.execute(buy('2', { stopLoss: decimal('59000'), comment: 'free text' }));
    if (order === undefined) throw new Error('no order');
    market.accept(order);
    market.fill(order, { price: '60010', quantity: '0.5', fee: '0.3' });
    market.fill(order, { price: '60011', quantity: '1.5' });
    const told = (await lines(market)).filter(({ orderId }) => orderId === order.id);
    expect(told.map(({ event }) => event)).toEqual([
      'order_created',
      'order_submitting',
      'order_accepted',
      'order_filled',
      'order_filled',
    ]);
    const [created, sent, accepted, filled] = told;
    expect(created).toMatchObject({
      account: 'paper',
      signalId: 'signal1',
      source: 'hook:one',
      instrumentId: 'BTCUSDT',
      side: 'buy',
      type: 'market',
      quantity: '2',
      stopLoss: '59000',
      reduceOnly: false,
    });
    expect(sent).toMatchObject({ clientOrderId: clientIdOf(order), attempt: 1 });
    expect(accepted).toMatchObject({ venueOrderId: `v-${clientIdOf(order)}` });
    expect(filled).toMatchObject({ tradeId: 't1', price: '60010', quantity: '0.5', fee: '0.3', side: 'buy' });
    expect(JSON.stringify(told)).not.toContain('free text');
    expect(JSON.stringify(told)).not.toContain('withheld');
  });

  it('says why an order was denied, and the checks that passed are left to the journal', async () => {
    const strict = bench({ allowedSymbols: ['600000.SH'] });
    strict.execute(buy('1'));
    const [created, denied, ...others] = await lines(strict);
    expect(others).toEqual([]);
    expect(created).toMatchObject({ event: 'order_created', sequence: expect.any(Number) });
    expect(denied).toMatchObject({ event: 'order_denied', orderId: created?.['orderId'], reason: { values: {} } });
    expect(denied).not.toHaveProperty('checks');
  });

  it('has a line for every way in which an order may change or end', async () => {
    const resting = bench();
    const limit = { orderType: 'limit', price: decimal('50000') } as const;
    const [canceled, rejected] = [...resting.execute(buy('1', limit)), ...resting.execute(buy('2', limit))];
    if (canceled === undefined || rejected === undefined) throw new Error('no order');
    resting.accept(canceled);
    resting.send({ kind: 'cancel', orderId: canceled.id, actor: 'user:anna' });
    resting.cancel(canceled);
    resting.report({
      kind: 'rejected',
      clientOrderId: clientIdOf(rejected),
      venueCode: '17',
      message: 'token=hidden',
      time: resting.now,
    });
    const told = await lines(resting);
    const eventsOf = (id: string) => told.filter(({ orderId }) => orderId === id).map(({ event }) => event);
    expect(eventsOf(canceled.id).slice(2)).toEqual(['order_accepted', 'order_cancel_requested', 'order_canceled']);
    expect(eventsOf(rejected.id).slice(2)).toEqual(['order_rejected']);
    expect(told.find(({ event }) => event === 'order_rejected')).toHaveProperty('reason.code');
    expect(JSON.stringify(told)).not.toContain('hidden');
    expect(told.find(({ event }) => event === 'order_cancel_requested')).toMatchObject({ actor: 'user:anna' });
  });
});
