/**
 * The whole path of a signal over a storage that fails at random moments, accounts that stand still, connections that
 * break and processes that die: every accepted signal ends, no order is placed twice, and venue and books agree.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy, sell } from '#engine/test/engine-harness.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

const STREAMS = ['account:one', 'account:two'] as const;
const COMMANDS: readonly (readonly SignalCommand[])[] = [
  [buy('1')],
  [sell('0.5')],
  [buy('0.3', { stopLoss: decimal('58000') })],
  [{ action: 'close', symbol: 'BTCUSDT' }, buy('0.2')],
  [{ action: 'target', symbol: 'BTCUSDT', targetPosition: 'short', targetQuantity: decimal('0.4') }],
  [
    { ...buy('0.1'), account: 'one' },
    { ...sell('0.1'), account: 'two' },
  ],
];
const STEPS = ['signal', 'signal', 'signal', 'fail', 'heal', 'break once', 'wait', 'connect', 'restart'] as const;
const steps = fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(11)), { minLength: 3, maxLength: 25, size: 'max' });

async function act(bench: RuntimeBench, [step, number]: readonly [(typeof STEPS)[number], number]): Promise<void> {
  const stream = STREAMS[number % 2] ?? 'account:one';
  switch (step) {
    case 'signal':
      await bench.signal(COMMANDS[number % COMMANDS.length] ?? []);
      if (number > 5) await bench.turn();
      return;
    case 'fail':
      bench.broken.add(stream);
      return;
    case 'heal':
      bench.broken.delete(stream);
      return;
    case 'break once':
      bench.journal.failures.push('throw');
      return;
    case 'wait':
      return bench.pass(number * 300);
    case 'connect':
      for (const broker of bench.brokers.values()) broker.say({ kind: 'connected', time: bench.clock.now() });
      return;
    case 'restart':
      bench.broken.clear();
      bench.journal.failures.length = 0;
      bench.crash();
      return bench.start();
  }
}

describe('over a storage that fails at any moment', () => {
  it('every signal ends, nothing is placed twice, and the books are those of the venue', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const bench = new RuntimeBench({ accounts: ['one', 'two'] });
        await bench.start();
        for (const step of list) await act(bench, step);
        bench.broken.clear();
        bench.journal.failures.length = 0;
        await bench.pass(12_000);
        expect(bench.inbox.rows.filter(({ status }) => status === 'accepted')).toEqual([]);
        expect([bench.processor.pending, bench.fatal]).toEqual([0, []]);
        for (const [account, broker] of bench.brokers) {
          const ids = broker.placed.map(({ clientOrderId }) => clientOrderId);
          expect(new Set(ids).size).toBe(ids.length);
          const attempts = [...broker.held.values()].map(({ order }) => order.orderId);
          expect(new Set(attempts).size).toBe(attempts.length);
          const { state } = bench.runnerOf(account);
          const theirs = (await broker.positions()).map(({ instrumentId, quantity }) => [instrumentId, quantity]);
          expect([...state.positions.values()].map(({ id, quantity }) => [id, quantity])).toEqual(theirs);
          expect([state.tradingState, state.frozen.size]).toEqual(['active', 0]);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
