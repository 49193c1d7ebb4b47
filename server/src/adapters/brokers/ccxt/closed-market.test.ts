/** An order for a market that rests: not the order is wrong, so a person is told to wait, and protection is tried again. */
import { expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { approvedOrder } from './test/approved-order.ts';
import { startedAccount } from './test/started-account.ts';

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
  const desk = await startedAccount({ exchange, terms: { leverage: decimal('2') } });
  const quote = exchange === 'coinbase' ? 'USDC' : 'USDT';
  await desk.admin('markets', { symbol: `ETH/${quote}${suffix === '' ? '' : `:${quote}`}`, tradable: false });
  const order = approvedOrder('closedmarketaaaaaaaaaaaa', {
    instrumentId: `ETH${quote}${suffix}`,
    side: 'buy',
    type: 'limit',
    quantity: decimal('1'),
    limitPrice: decimal('2900'),
  });
  expect(await desk.broker.place(order)).toMatchObject({
    kind: 'rejected',
    reason: { code: 'VENUE_MARKET_CLOSED' },
  });
});
