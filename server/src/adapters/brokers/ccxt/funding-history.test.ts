/** What was paid for perpetuals, as emulated exchanges list it: told with the sign of what was received. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import type { FundingPayment } from '#domain/report.ts';
import type { ExchangeName } from './exchange-name.ts';
import { approvedOrder } from './test/approved-order.ts';
import type { EmulatedAccount } from './test/emulated-account.ts';
import { openedAccount, startedAccount } from './test/started-account.ts';

const SYMBOL = 'BTC/USDT:USDT';
const RATES = ['0.0001', '-0.00005'];

async function holding(exchange: ExchangeName): Promise<EmulatedAccount> {
  const desk = await startedAccount({ exchange, terms: { leverage: decimal('2') } });
  await desk.admin('prices', { symbol: SYMBOL, bid: '60000', ask: '60001', last: '60000', mark: '60000' });
  const order = approvedOrder(`fundingofperpetuals${exchange}aaaaa`.slice(0, 24), {
    instrumentId: 'BTCUSDT.P',
    side: 'buy',
    type: 'market',
    quantity: decimal('1'),
    timeInForce: 'ioc',
  });
  expect(await desk.broker.place(order)).toMatchObject({ kind: 'accepted' });
  await desk.until(() => desk.kinds().includes('fill'));
  return desk;
}

const inAll = (payments: readonly FundingPayment[]): bigint => payments.reduce((sum, { amount }) => sum + amount, 0n);

describe('what was paid for a perpetual', () => {
  it.each(['binance', 'okx', 'bybit', 'kucoin'] as const)('is what emulated %s took and gave', async (exchange) => {
    const desk = await holding(exchange);
    const wallet = async (): Promise<bigint> =>
      (await desk.broker.balances()).find(({ currency }) => currency === 'USDT')?.total ?? ZERO;
    const before = await wallet();
    for (const rate of RATES) await desk.admin('funding', { symbol: SYMBOL, rate });
    const payments = (await desk.broker.fundingSince?.(0)) ?? [];
    expect(payments.map(({ instrumentId, currency, amount }) => [instrumentId, currency, amount < ZERO])).toEqual([
      ['BTCUSDT.P', 'USDT', true],
      ['BTCUSDT.P', 'USDT', false],
    ]);
    expect(new Set(payments.map(({ id }) => id)).size).toBe(2);
    expect(inAll(payments)).toBe((await wallet()) - before);
    const last = payments.at(-1)?.time ?? 0;
    expect(Math.abs(last - Date.now())).toBeLessThan(60_000);
    expect(await desk.broker.fundingSince?.(last + 1)).toEqual([]);
  });

  it.each(['htx', 'bitget', 'coinbase', 'mexc'] as const)(
    'is not read where its sign is not known: %s',
    async (exchange) => {
      const desk = await openedAccount({ exchange });
      expect(desk.broker.fundingSince).toBeUndefined();
    },
  );
});
