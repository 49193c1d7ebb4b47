/** A market that the exchange has ended: the others are still compared, though it refuses every question about this one. */
import { expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { approvedOrder } from './test/approved-order.ts';
import { startedAccount } from './test/started-account.ts';

const approved = (clientOrderId: string, instrumentId: string) =>
  approvedOrder(clientOrderId, { instrumentId, side: 'sell', type: 'market', quantity: decimal('0.5') });

it.each(['binance', 'bitget', 'kucoin'] as const)('keeps no trade at %s from being found', async (exchange) => {
  const desk = await startedAccount({ exchange, terms: { markets: ['spot'] } });
  const ids = ['delistedmarketaaaaaaaaaa', 'delistedmarketbbbbbbbbbb'] as const;
  for (const [index, symbol] of ['ETHUSDT', 'BTCUSDT'].entries())
    expect((await desk.broker.place(approved(ids[index] ?? '', symbol))).kind).toBe('accepted');
  await desk.until(() => desk.kinds().filter((kind) => kind === 'fill').length >= 2);
  desk.delist('ETH/USDT');
  const found = await desk.broker.fillsSince(Date.now() - 60_000);
  expect(found.map(({ instrumentId }) => instrumentId)).toContain('BTCUSDT');
});
