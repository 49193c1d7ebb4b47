/** An order for a market that rests: not the order is wrong, so a person is told to wait, and protection is tried again. */
import { expect, it, onTestFinished } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { OrderRequest } from '#domain/order.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

const PLACES = [
  ['binance', ''],
  ['binance', '.P'],
  ['okx', ''],
  ['okx', '.P'],
  ['bybit', ''],
  ['bybit', '.P'],
  ['htx', ''],
  ['bitget', ''],
  ['coinbase', ''],
  ['mexc', ''],
  ['mexc', '.P'],
] as const;

it.each(PLACES)('is refused at %s for ETH%s because the market is closed', async (exchange, suffix) => {
  const desk = await EmulatedAccount.open({ exchange, terms: { leverage: decimal('2') } });
  onTestFinished(async () => await desk.close());
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'));
  const quote = exchange === 'coinbase' ? 'USDC' : 'USDT';
  await desk.admin('markets', { symbol: `ETH/${quote}${suffix === '' ? '' : `:${quote}`}`, tradable: false });
  const now = Date.now();
  const request: OrderRequest = {
    ...{ instrumentId: `ETH${quote}${suffix}`, side: 'buy', type: 'limit', quantity: decimal('1') },
    ...{ limitPrice: decimal('2900'), timeInForce: 'gtc', postOnly: false, reduceOnly: false, role: 'entry' },
  };
  const names = { accountId: 'acct', orderId: 'o', clientOrderId: 'closedmarketaaaaaaaaaaaa' };
  const times = { approvedAt: now, deadlineAt: now + 5_000, limitsVersion: '1', attempt: 1 };
  expect(await desk.broker.place(mintApprovedOrder({ ...names, ...times, request }))).toMatchObject({
    kind: 'rejected',
    reason: { code: 'VENUE_MARKET_CLOSED' },
  });
});
