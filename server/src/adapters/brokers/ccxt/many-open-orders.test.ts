/** More open orders than a page of the exchange's list holds: all of them are listed, or none is claimed to be all. */
import { expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import type { EmulatedAccount } from './test/emulated-account.ts';
import { startedAccount } from './test/started-account.ts';

const quoteAt = (exchange: ExchangeName): string => (exchange === 'coinbase' ? 'USDC' : 'USDT');

/** What these exchanges tell of an order in words of their own. */
const NATIVE: Partial<Record<ExchangeName, Readonly<Record<string, unknown>>>> = {
  coinbase: { kind: 'limit_limit_gtc', configuration: { limit_limit_gtc: { base_size: '', limit_price: '' } } },
  htx: { type: 'buy-limit' },
  mexc: { side: 1, orderType: 1, openType: 2, positionMode: 2 },
};

/** More than a page of each list holds. */
const partsAt = (exchange: ExchangeName): number => (exchange === 'coinbase' ? 260 : 120);

const started = async (exchange: ExchangeName): Promise<EmulatedAccount> =>
  await startedAccount({ exchange, terms: { leverage: decimal('2') } });

it.each(EXCHANGE_NAMES)(
  'are all listed at %s',
  async (exchange) => {
    const desk = await started(exchange);
    const { world } = desk.emulator.dialect;
    const account = world.accountOf('main');
    const names: string[] = [];
    for (const market of [...world.markets.values()].filter(
      ({ base, quote }) => base === 'ETH' && quote === quoteAt(exchange),
    )) {
      const instrumentId = `ETH${market.quote}${market.type === 'swap' ? '.P' : ''}`;
      // Some want each symbol named: one that was asked for is known.
      await desk.broker.query({ clientOrderId: 'manyopenordersasksbyname', instrumentId });
      for (let part = 0; part < partsAt(exchange); part += 1) {
        const clientOrderId =
          exchange === 'htx' && market.type === 'swap' ? String(1_000 + part) : `${market.type}${part}`;
        const outcome = world.place(account, {
          market,
          clientOrderId,
          side: 'buy',
          type: 'limit',
          quantity: market.contractSize === decimal('1') ? decimal('0.01') : decimal('1'),
          limitPrice: decimal('2000'),
          timeInForce: 'gtc',
          postOnly: false,
          reduceOnly: false,
          positionSide: 'both',
          native: NATIVE[exchange] ?? {},
        });
        if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
        names.push(outcome.order.id);
      }
    }
    const open = await desk.broker.openOrders();
    expect(open.map(({ venueOrderId }) => venueOrderId).sort()).toEqual(names.sort());
  },
  60_000,
);
