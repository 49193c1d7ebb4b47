/** Closes that grew too old before they could be sent: the position stands, and a person is told which. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy, EngineBench, ROUTE, sell } from './test/engine-harness.ts';

function long(positionMode: 'netting' | 'hedging' = 'netting'): EngineBench {
  const bench = new EngineBench({ positionMode, traits: { reduceOnly: false } });
  for (const order of bench.execute(buy('1'))) bench.fill(order, { price: '60010' });
  return bench;
}

/** What came in so long ago that it may not be carried out any more. */
function late(bench: EngineBench, command: SignalCommand): void {
  const signalId = `late${bench.events.length}`;
  const receivedAt = bench.now - ROUTE.maxAgeMs - 1;
  bench.send({ kind: 'execute', signalId, source: 'hook:one', index: 0, command, route: ROUTE, receivedAt });
  expect(bench.events.at(-1)).toMatchObject({ kind: 'signal_decided', reason: { code: 'SIGNAL_EXPIRED' } });
}

const alarms = (bench: EngineBench): unknown[] =>
  bench.effectsOf('notify').flatMap(({ level, code, values }) => (level === 'alarm' ? [[code, values]] : []));

const close = (more: Partial<SignalCommand> = {}): SignalCommand => ({ action: 'close', symbol: 'BTCUSDT', ...more });
const TOLD = ['CLOSE_TOO_LATE', { symbol: 'BTCUSDT', held: '1', position: 'BTCUSDT' }];

describe('a close that grew too old', () => {
  it.each([
    close(),
    close({ action: 'close_long' }),
    close({ action: 'target', targetPosition: 'flat' }),
    close({ action: 'target', targetQuantity: ZERO }),
    sell('0.5', { reduceOnly: true }),
    { action: 'close_all' } as const,
  ])('raises an alarm that names the position: %o', (command) => {
    const bench = long();
    late(bench, command);
    expect(alarms(bench)).toEqual([TOLD]);
  });

  it('raises it before the account has been compared, too', () => {
    const bench = long();
    bench.send({ kind: 'recovered' });
    late(bench, close());
    expect(alarms(bench)).toEqual([TOLD]);
  });

  it('names the ticket where an account has several positions in an instrument, and only those that were meant', () => {
    const bench = long('hedging');
    for (const order of bench.execute(sell('0.2'))) bench.fill(order, { price: '60000' });
    const [, short] = [...bench.state.positions.values()];
    late(bench, close({ ticket: String(short?.ticket) }));
    const position = String(short?.ticket);
    expect(alarms(bench)).toEqual([['CLOSE_TOO_LATE', { symbol: 'BTCUSDT', held: '-0.2', position }]]);
  });

  it.each([
    buy('0.5'),
    sell('0.5'),
    buy('0.5', { reduceOnly: true }),
    close({ action: 'close_short' }),
    close({ symbol: '600000.SH' }),
    close({ symbol: 'NOSUCHCOIN' }),
    close({ action: 'target', targetPosition: 'long' }),
  ])('is no reason for one where nothing stands that was to be closed: %o', (command) => {
    const bench = long();
    late(bench, command);
    expect(alarms(bench)).toEqual([]);
  });
});

describe('a close that was approved and waits for protection to give way', () => {
  it('raises the alarm when its time is over', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    for (const order of bench.execute(buy('1', { stopLoss: decimal('59000') }))) bench.fill(order, { price: '60010' });
    for (const stop of bench.open('stop_loss')) bench.accept(stop);
    const [waiting] = bench.execute(close()) as [Order];
    expect([waiting.status, alarms(bench)]).toEqual(['approved', []]);
    bench.now += ROUTE.maxAgeMs + 1;
    bench.send({ kind: 'poll', orderId: waiting.id });
    expect([waiting.status, alarms(bench)]).toEqual(['expired', [TOLD]]);
  });
});
