/** A broker whose venue can not even be tried proves nothing, and says why. */
import { describe, expect, it } from 'vitest';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { BrokerEvent } from '#ports/broker.ts';
import { createManualClock } from '../../../../test/venue/manual-clock.ts';
import { createAbsentBroker } from './absent-broker.ts';

const REASON = { code: 'SECRET_KEY_MISSING', values: { keyId: 'abc' } };
const TARGET = { clientOrderId: 'one', instrumentId: 'BTCUSDT' };

describe('a venue that can not even be tried', () => {
  const broker = createAbsentBroker(REASON, createManualClock(5));

  it('is disconnected with its reason as soon as it is started', async () => {
    const heard: BrokerEvent[] = [];
    await broker.start((event) => void heard.push(event));
    expect(heard).toEqual([
      { kind: 'disconnected', code: REASON.code, detail: REASON.code, values: REASON.values, time: 5 },
    ]);
    expect(await broker.instruments()).toEqual([]);
  });

  it('answers nothing that could count as a proof', async () => {
    const { clientOrderId } = TARGET;
    const order = { clientOrderId } as ApprovedOrder;
    expect((await broker.place(order)).kind).toBe('ambiguous');
    expect((await broker.cancel(TARGET)).kind).toBe('ambiguous');
    expect((await broker.query(TARGET)).kind).toBe('unreachable');
    for (const ask of [broker.positions(), broker.balances(), broker.openOrders(), broker.fillsSince(0)]) {
      await expect(ask).rejects.toThrow(REASON.code);
    }
  });
});
