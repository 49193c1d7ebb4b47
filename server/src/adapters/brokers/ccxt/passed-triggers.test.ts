/**
 * Some exchanges read a trigger by their last price when it arrives: one that the price has passed already would wait for the
 * price to come back from the other side. It does not leave, though nobody here has watched the price.
 */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { ExchangeName } from './exchange-name.ts';
import { approvedOrder } from './test/approved-order.ts';
import { startedAccount } from './test/started-account.ts';

const CASES: readonly { readonly exchange: ExchangeName; readonly instrumentId: string }[] = [
  { exchange: 'okx', instrumentId: 'ETHUSDT.P' },
  { exchange: 'bybit', instrumentId: 'ETHUSDT' },
  { exchange: 'bitget', instrumentId: 'ETHUSDT.P' },
];

const stopOrder = (instrumentId: string, { side, at }: { side: 'buy' | 'sell'; at: string }) =>
  approvedOrder(`stoptriggerspassedby${side === 'buy' ? 'buys' : 'sell'}`, {
    instrumentId,
    side,
    type: 'stop_limit',
    stopPrice: decimal(at),
    limitPrice: decimal(at),
    quantity: decimal(instrumentId.endsWith('.P') ? '1' : '0.1'),
  });

describe.each(CASES)('a stop at $exchange, $instrumentId', ({ exchange, instrumentId }) => {
  it('that the price has passed does not leave, and one that it has not does', async () => {
    const desk = await startedAccount({ exchange });
    const passed = await desk.broker.place(stopOrder(instrumentId, { side: 'sell', at: '3500' }));
    expect(passed).toMatchObject({ kind: 'rejected', venueCode: 'VENUE_STOP_PASSED' });
    expect(desk.emulator.dialect.world.orders.list({ accountId: 'main' })).toEqual([]);
    const waiting = await desk.broker.place(stopOrder(instrumentId, { side: 'buy', at: '3500' }));
    expect(waiting).toMatchObject({ kind: 'accepted' });
  });
});
