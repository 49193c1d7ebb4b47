/**
 * "No such order" is evidence only for as long as it holds: from the moment the order was signed, by the clock that it was
 * signed by, and only where the venue itself was asked. What the engine makes of it decides whether an order is sent again.
 */
import { expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import { approvedOrder } from './test/approved-order.ts';
import type { EmulatedAccount } from './test/emulated-account.ts';
import { connected, openedAccount } from './test/started-account.ts';

const PATH = '/fapi/v1/order';

async function started(skewMs: number): Promise<EmulatedAccount> {
  const desk = await openedAccount({ exchange: 'binance', terms: { markets: ['swap'] } });
  if (skewMs !== 0) await desk.fault({ kind: 'clock_skew', ms: skewMs });
  return await connected(desk);
}

const approved = (clientOrderId: string, signedAt: number, instrumentId = 'BTCUSDT.P') =>
  approvedOrder(clientOrderId, { instrumentId, side: 'buy', type: 'market', quantity: decimal('0.002') }, signedAt);

for (const skewMs of [0, 90_000, -90_000]) {
  it(`of an order sent a moment ago holds for that moment, with the venue's clock ${skewMs / 1_000} s off`, async () => {
    const desk = await started(skewMs);
    await desk.fault({ kind: 'reset', booked: false, match: { method: 'POST', path: PATH } });
    const signedAt = Date.now();
    const order = approved('missingorderssentamoment', signedAt);
    expect((await desk.broker.place(order)).kind).toBe('ambiguous');
    const answer = await desk.broker.query({ clientOrderId: order.clientOrderId, instrumentId: 'BTCUSDT.P' });
    const passedMs = Date.now() - signedAt;
    if (answer.kind !== 'not_found') throw new Error(`the answer is ${answer.kind}`);
    expect(answer.venueTime - signedAt).toBeLessThanOrEqual(passedMs);
    expect(answer.venueTime - signedAt).toBeGreaterThan(-2_000);
  });
}

it('of an order of an earlier life never holds for longer than both clocks say', async () => {
  for (const skewMs of [90_000, -90_000]) {
    const desk = await started(skewMs);
    const target = { clientOrderId: 'missingordersofearliertw', instrumentId: 'BTCUSDT.P' };
    const answer = await desk.broker.query(target);
    if (answer.kind !== 'not_found') throw new Error(`the answer is ${answer.kind}`);
    expect(answer.venueTime).toBeLessThanOrEqual(Date.now() + Math.min(0, skewMs) + 50);
  }
});

const gone = { clientOrderId: 'missingordersnotonthelis', instrumentId: 'GONEUSDT.P' };

it('is not said of an instrument while the list of the venue is not known: nobody was asked', async () => {
  const desk = await openedAccount({ exchange: 'binance', terms: { markets: ['swap'] } });
  expect((await desk.broker.query(gone)).kind).toBe('unreachable');
});

it('of an instrument that the venue has no more holds for orders of more than a week ago, and stops nothing else', async () => {
  const desk = await started(0);
  const before = (await desk.requests()).length;
  const answer = await desk.broker.query(gone);
  if (answer.kind !== 'not_found') throw new Error(`the answer is ${answer.kind}`);
  expect(answer.venueTime).toBeLessThanOrEqual(Date.now() - 7 * 86_400_000);
  expect((await desk.requests()).length).toBe(before);
});

it('is not said of an order that is there, by a list that begins at the time of a clock behind ours', async () => {
  const desk = await openedAccount({ exchange: 'coinbase', terms: { markets: ['spot'] } });
  await desk.fault({ kind: 'clock_skew', ms: -90_000 });
  await connected(desk);
  await desk.fault({ kind: 'stream_lost', count: 1_000 });
  await desk.fault({ kind: 'reset', booked: true, match: { method: 'POST', path: '/api/v3/brokerage/orders' } });
  const order = approved('missingordersofaclockbeh', Date.now(), 'ETHUSDC');
  const resting = mintApprovedOrder({
    ...order,
    request: { ...order.request, type: 'limit', limitPrice: decimal('2000'), quantity: decimal('0.1') },
  });
  expect((await desk.broker.place(resting)).kind).toBe('ambiguous');
  const target = { clientOrderId: order.clientOrderId, instrumentId: 'ETHUSDC' };
  expect((await desk.broker.query(target)).kind).toBe('found');
});
