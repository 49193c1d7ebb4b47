/** A market that the exchange has ended: the others are still compared, though it refuses every question about this one. */
import { expect, it, onTestFinished } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

const approved = (clientOrderId: string, instrumentId: string) =>
  mintApprovedOrder({
    ...{ accountId: 'acct', orderId: clientOrderId, clientOrderId, attempt: 1, limitsVersion: '1' },
    ...{ approvedAt: Date.now(), deadlineAt: Date.now() + 5_000 },
    request: {
      ...{ instrumentId, side: 'sell', type: 'market', quantity: decimal('0.5'), timeInForce: 'gtc' },
      ...{ postOnly: false, reduceOnly: false, role: 'entry' },
    },
  });

it.each(['binance', 'bitget', 'kucoin'] as const)('keeps no trade at %s from being found', async (exchange) => {
  const desk = await EmulatedAccount.open({ exchange, terms: { markets: ['spot'] } });
  onTestFinished(async () => await desk.close());
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'));
  const ids = ['delistedmarketaaaaaaaaaa', 'delistedmarketbbbbbbbbbb'] as const;
  for (const [index, symbol] of ['ETHUSDT', 'BTCUSDT'].entries())
    expect((await desk.broker.place(approved(ids[index] ?? '', symbol))).kind).toBe('accepted');
  await desk.until(() => desk.kinds().filter((kind) => kind === 'fill').length >= 2);
  desk.delist('ETH/USDT');
  const found = await desk.broker.fillsSince(Date.now() - 60_000);
  expect(found.map(({ instrumentId }) => instrumentId)).toContain('BTCUSDT');
});
