/**
 * An exchange tells trades page by page, most of them the newest first. An order that filled in more parts than a page holds
 * has filled all of them, and so has an account: none may be missing because it was told on a later page.
 */
import { describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, formatDecimal, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import { approvedOrder } from './test/approved-order.ts';
import type { EmulatedAccount } from './test/emulated-account.ts';
import { openedAccount, startedAccount } from './test/started-account.ts';

const ID = 'manytradesoftheoneorderm';

/** More parts than the pages of these exchanges hold. */
const CASES: readonly { readonly exchange: ExchangeName; readonly instrumentId: string; readonly parts: number }[] = [
  { exchange: 'okx', instrumentId: 'ETHUSDT.P', parts: 130 },
  { exchange: 'bybit', instrumentId: 'ETHUSDT', parts: 130 },
  { exchange: 'bybit', instrumentId: 'ETHUSDT.P', parts: 130 },
  { exchange: 'bitget', instrumentId: 'ETHUSDT', parts: 130 },
  { exchange: 'bitget', instrumentId: 'ETHUSDT.P', parts: 130 },
  { exchange: 'kucoin', instrumentId: 'ETHUSDT', parts: 130 },
  { exchange: 'kucoin', instrumentId: 'ETHUSDT.P', parts: 130 },
  { exchange: 'coinbase', instrumentId: 'ETHUSDC', parts: 260 },
  { exchange: 'mexc', instrumentId: 'ETHUSDT', parts: 130 },
  { exchange: 'mexc', instrumentId: 'ETHUSDT.P', parts: 130 },
  { exchange: 'htx', instrumentId: 'ETHUSDT', parts: 510 },
  { exchange: 'htx', instrumentId: 'ETHUSDT.P', parts: 130 },
];

const started = async (exchange: ExchangeName): Promise<EmulatedAccount> =>
  await startedAccount({ exchange, terms: { leverage: decimal('2') } });

/** A limit order that finds so much at a time, so many times. Answers the lot. */
async function fillInParts(desk: EmulatedAccount, instrument: Instrument, parts: number): Promise<Decimal> {
  const { id, baseCurrency, quoteCurrency, kind, lotStep } = instrument;
  const symbol = `${baseCurrency}/${quoteCurrency}${kind === 'crypto_spot' ? '' : `:${quoteCurrency}`}`;
  const lot = lotStep >= decimal('0.01') ? lotStep : decimal('0.01');
  const offer = { symbol, bid: '2999', ask: '3000', askQuantity: formatDecimal(lot) };
  await desk.admin('prices', offer);
  const outcome = await desk.broker.place(
    approvedOrder(ID, {
      instrumentId: id,
      side: 'buy',
      type: 'limit',
      limitPrice: decimal('3000'),
      quantity: multiplyRounded(lot, decimal(String(parts)), 'half_even'),
    }),
  );
  expect(outcome).toMatchObject({ kind: 'accepted' });
  for (let part = 1; part < parts; part += 1) await desk.admin('prices', offer);
  return lot;
}

describe('trades of the last days', () => {
  for (const exchange of EXCHANGE_NAMES) {
    it(`can be asked for at ${exchange}, however short a time one answer may span`, async () => {
      const desk = await started(exchange);
      const quote = exchange === 'coinbase' ? 'USDC' : 'USDT';
      for (const instrumentId of [`ETH${quote}`, `ETH${quote}.P`]) {
        await desk.broker.query({ clientOrderId: 'tradesofthelastdaysnobod', instrumentId });
      }
      expect(await desk.broker.fillsSince(Date.now() - 30 * 86_400_000)).toEqual([]);
    }, 30_000);
  }
});

it('trades since a moment are those since then by the venue too, however far ahead our clock is', async () => {
  const desk = await openedAccount({ exchange: 'binance', terms: { markets: ['swap'] } });
  await desk.fault({ kind: 'clock_skew', ms: -3_600_000 });
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'), 15_000);
  const instrument = (await desk.broker.instruments()).find(({ id }) => id === 'ETHUSDT.P');
  if (instrument === undefined) throw new Error('no ETHUSDT.P');
  await fillInParts(desk, instrument, 1);
  await desk.until(() => desk.kinds().includes('fill'));
  expect(await desk.broker.fillsSince(Date.now() - 60_000)).toHaveLength(1);
});

describe('an order that filled in many parts', () => {
  for (const { exchange, instrumentId, parts } of CASES) {
    it(`is told whole at ${exchange}, ${instrumentId}`, async () => {
      const desk = await started(exchange);
      const instrument = (await desk.broker.instruments()).find(({ id }) => id === instrumentId);
      if (instrument === undefined) throw new Error(`no ${instrumentId}`);
      const lot = await fillInParts(desk, instrument, parts);
      const whole = multiplyRounded(lot, decimal(String(parts)), 'half_even');
      const answer = await desk.broker.query({ clientOrderId: ID, instrumentId });
      if (answer.kind !== 'found') throw new Error(`the answer is ${answer.kind}`);
      const filled = answer.fills.reduce((sum, { quantity }) => add(sum, quantity), ZERO);
      expect([answer.fills.length, formatDecimal(filled)]).toEqual([parts, formatDecimal(whole)]);
      const since = await desk.broker.fillsSince(Date.now() - 600_000);
      expect(new Set(since.map(({ tradeId }) => tradeId)).size).toBe(parts);
    }, 60_000);
  }
});
