/** A cancel that goes by our id alone: what it says of the order's id is what is known of it, or nothing. */
import { expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { approvedOrder } from './test/approved-order.ts';
import { startedAccount } from './test/started-account.ts';

const INSTRUMENT = 'ETHUSDT.P';

async function withRestingOrder(clientOrderId: string) {
  const desk = await startedAccount({ exchange: 'bybit', terms: { markets: ['swap'] } });
  const outcome = await desk.broker.place(
    approvedOrder(clientOrderId, {
      instrumentId: INSTRUMENT,
      side: 'buy',
      type: 'limit',
      limitPrice: decimal('2000'),
      quantity: decimal('0.1'),
    }),
  );
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  await desk.restart();
  return { desk, venueOrderId: outcome.venueOrderId, target: { clientOrderId, instrumentId: INSTRUMENT } };
}

it('after a restart names the order as the engine knows it', async () => {
  const { desk, venueOrderId, target } = await withRestingOrder('cancelbynameafterrestart');
  const outcome = await desk.broker.cancel({ ...target, venueOrderId });
  expect(outcome).toMatchObject({ kind: 'accepted', venueOrderId });
});

it('after a restart makes no id up where nobody knows it', async () => {
  const { desk, target } = await withRestingOrder('cancelbynamewithoutanyid');
  expect((await desk.broker.cancel(target)).kind).toBe('ambiguous');
  await desk.until(() => desk.emulator.dialect.world.orders.list({ accountId: 'main', live: true }).length === 0);
});
