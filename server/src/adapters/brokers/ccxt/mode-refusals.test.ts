/** Orders in perpetuals after somebody has changed the position mode at the exchange: what is said is the mode. */
import { expect, it, onTestFinished } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { OrderRequest } from '#domain/order.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

it.each(['binance', 'okx', 'bybit'] as const)('are refused at %s with the mode in words', async (exchange) => {
  const desk = await EmulatedAccount.open({ exchange, terms: { leverage: decimal('2') } });
  onTestFinished(async () => await desk.close());
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'));
  const place = async (id: string, instrumentId: string) => {
    const now = Date.now();
    const request: OrderRequest = {
      ...{ instrumentId, side: 'buy', type: 'limit', quantity: decimal('1'), limitPrice: decimal('2900') },
      ...{ timeInForce: 'gtc', postOnly: false, reduceOnly: false, role: 'entry' },
    };
    const names = { accountId: 'main', orderId: 'o', clientOrderId: `modeofpositionsaaaaaaaa${id}` };
    const times = { approvedAt: now, deadlineAt: now + 5_000, limitsVersion: '1', attempt: 1 };
    return await desk.broker.place(mintApprovedOrder({ ...names, ...times, request }));
  };
  expect((await place('a', 'ETHUSDT.P')).kind).toBe('accepted');
  await desk.fault({ kind: 'position_mode', account: 'main', mode: 'hedge' });
  expect(await place('b', 'ETHUSDT.P')).toMatchObject({
    kind: 'rejected',
    reason: {
      code: 'ACCOUNT_POSITION_MODE_DIFFERS',
      values: { account: 'main', venueMode: 'hedging', mode: 'netting' },
    },
  });
  expect((await place('c', 'ETHUSDT')).kind).toBe('accepted');
});
