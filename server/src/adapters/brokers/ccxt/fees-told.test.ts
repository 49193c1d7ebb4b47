/** The fee of each trade: what was paid is above zero and in the currency it was paid in, however the exchange writes it. */
import { expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import { approvedOrder } from './test/approved-order.ts';
import type { EmulatedAccount } from './test/emulated-account.ts';
import { startedAccount } from './test/started-account.ts';

const started = async (exchange: ExchangeName): Promise<EmulatedAccount> =>
  await startedAccount({ exchange, terms: { leverage: decimal('2') } });

it.each(EXCHANGE_NAMES)(
  'are told as they were taken at %s, by its streams and when asked',
  async (exchange) => {
    const desk = await started(exchange);
    const quote = exchange === 'coinbase' ? 'USDC' : 'USDT';
    for (const [index, instrumentId] of [`ETH${quote}`, `ETH${quote}.P`].entries()) {
      const instrument = (await desk.broker.instruments()).find(({ id }) => id === instrumentId);
      if (instrument === undefined) throw new Error(`no ${instrumentId}`);
      const clientOrderId = `feesoftradesareastaken${index === 0 ? 'aa' : 'bb'}`;
      const quantity = instrument.contractSize === decimal('1') ? decimal('0.1') : decimal('2');
      const outcome = await desk.broker.place(
        approvedOrder(clientOrderId, {
          instrumentId,
          side: 'buy',
          type: 'limit',
          limitPrice: decimal('3500'),
          quantity,
          timeInForce: 'ioc',
        }),
      );
      expect(outcome.kind).toBe('accepted');
      const fillsTold = () => desk.events.flatMap((event) => (event.kind === 'fill' ? [event] : []));
      await desk.until(() => fillsTold().some((fill) => fill.clientOrderId === clientOrderId));
      const [taken] = desk.emulator.dialect.world.orders.trades('main').slice(-1);
      if (taken === undefined || taken.fee <= 0n) throw new Error('no fee was taken');
      const answer = await desk.broker.query({ clientOrderId, instrumentId });
      if (answer.kind !== 'found') throw new Error(answer.kind);
      const told = fillsTold().find((fill) => fill.clientOrderId === clientOrderId);
      for (const fill of [told, answer.fills.at(-1)]) {
        expect([fill?.fee, fill?.feeCurrency ?? quote]).toEqual([taken.fee, taken.feeCurrency]);
      }
    }
  },
  30_000,
);
