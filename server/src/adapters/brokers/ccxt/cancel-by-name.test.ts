/** A cancel that goes by our id alone: what it says of the order's id is what is known of it, or nothing. */
import { expect, it, onTestFinished } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

const INSTRUMENT = 'ETHUSDT.P';

async function withRestingOrder(clientOrderId: string) {
  const desk = await EmulatedAccount.open({ exchange: 'bybit', terms: { markets: ['swap'] } });
  onTestFinished(async () => await desk.close());
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'), 15_000);
  const outcome = await desk.broker.place(
    mintApprovedOrder({
      accountId: 'acct',
      orderId: 'o',
      clientOrderId,
      attempt: 1,
      approvedAt: Date.now(),
      limitsVersion: '1',
      deadlineAt: Date.now() + 5_000,
      request: {
        instrumentId: INSTRUMENT,
        side: 'buy',
        type: 'limit',
        limitPrice: decimal('2000'),
        quantity: decimal('0.1'),
        timeInForce: 'gtc',
        postOnly: false,
        reduceOnly: false,
        role: 'entry',
      },
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
