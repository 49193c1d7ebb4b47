/**
 * Some exchanges read a trigger by their last price when it arrives: one that the price has passed already would wait for the
 * price to come back from the other side. It does not leave, though nobody here has watched the price.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { ExchangeName } from './exchange-name.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

const CASES: readonly { readonly exchange: ExchangeName; readonly instrumentId: string }[] = [
  { exchange: 'okx', instrumentId: 'ETHUSDT.P' },
  { exchange: 'bybit', instrumentId: 'ETHUSDT' },
  { exchange: 'bitget', instrumentId: 'ETHUSDT.P' },
];

const stopOrder = (instrumentId: string, { side, at }: { side: 'buy' | 'sell'; at: string }) =>
  mintApprovedOrder({
    accountId: 'acct',
    orderId: 'o',
    clientOrderId: `stoptriggerspassedby${side === 'buy' ? 'buys' : 'sell'}`,
    attempt: 1,
    approvedAt: Date.now(),
    limitsVersion: '1',
    deadlineAt: Date.now() + 5_000,
    request: {
      instrumentId,
      side,
      type: 'stop_limit',
      stopPrice: decimal(at),
      limitPrice: decimal(at),
      quantity: decimal(instrumentId.endsWith('.P') ? '1' : '0.1'),
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
      role: 'entry',
    },
  });

describe.each(CASES)('a stop at $exchange, $instrumentId', ({ exchange, instrumentId }) => {
  it('that the price has passed does not leave, and one that it has not does', async () => {
    const desk = await EmulatedAccount.open({ exchange });
    onTestFinished(async () => await desk.close());
    await desk.start();
    await desk.until(() => desk.kinds().includes('connected'), 15_000);
    const passed = await desk.broker.place(stopOrder(instrumentId, { side: 'sell', at: '3500' }));
    expect(passed).toMatchObject({ kind: 'rejected', venueCode: 'VENUE_STOP_PASSED' });
    expect(desk.emulator.dialect.world.orders.list({ accountId: 'main' })).toEqual([]);
    const waiting = await desk.broker.place(stopOrder(instrumentId, { side: 'buy', at: '3500' }));
    expect(waiting).toMatchObject({ kind: 'accepted' });
  });
});
