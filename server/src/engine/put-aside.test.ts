/** A report that can't be true halts the account, and a person who has looked at it may go on: it is not put aside anew. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { benchSettings, buy, EngineBench } from './test/engine-harness.ts';

const TWICE = { price: '60010', quantity: '0.5', tradeId: 'second' };

/** An account halted by an order that filled twice. */
function halted(): { bench: EngineBench; order: Order } {
  const bench = new EngineBench();
  const [order] = bench.execute(buy('0.5')) as [Order];
  bench.accept(order);
  bench.fill(order, { price: '60010' });
  bench.fill(order, TWICE);
  return { bench, order };
}

const resume = (bench: EngineBench): void =>
  void bench.send({
    kind: 'set_trading_state',
    state: 'active',
    reason: { code: 'TRADING_STATE_SET', values: {} },
    actor: 'me',
  });

describe('a report that was put aside', () => {
  it('halts the account when it is heard first', () => {
    const { bench } = halted();
    expect([bench.state.tradingState, bench.state.tradingStateReason?.code]).toEqual(['halted', 'REPORT_OVERFILL']);
  });

  it('does not halt it again after a person has resumed it, however often the venue repeats it', () => {
    const { bench, order } = halted();
    resume(bench);
    const { events, effects } = { events: bench.events.length, effects: bench.effects.length };
    bench.fill(order, TWICE);
    bench.fill(order, TWICE);
    expect(bench.state.tradingState).toBe('active');
    expect([bench.events.length, bench.effects.length]).toEqual([events, effects]);
  });

  it('is remembered through a restart', () => {
    const { bench } = halted();
    const restored = decodeState(encodeState(bench.state), benchSettings());
    expect(restored.putAside).toEqual(bench.state.putAside);
    expect(restored.putAside.size).toBe(1);
  });

  it('says nothing about another one: that halts again', () => {
    const { bench, order } = halted();
    resume(bench);
    bench.fill(order, { ...TWICE, tradeId: 'third' });
    expect(bench.state.tradingState).toBe('halted');
  });

  it('of an order nobody knows is known by its trade', () => {
    const { bench } = halted();
    resume(bench);
    const stray = { price: decimal('60010'), quantity: decimal('1'), fee: decimal('0') };
    const report = {
      kind: 'fill',
      clientOrderId: 'a'.repeat(24),
      instrumentId: 'BTCUSDT',
      side: 'buy',
      ...stray,
    } as const;
    const told = (tradeId: string): string => {
      bench.report({ ...report, tradeId, liquidity: 'taker', time: bench.now });
      return bench.state.tradingState;
    };
    expect(told('one')).toBe('halted');
    resume(bench);
    expect([told('one'), told('two')]).toEqual(['active', 'halted']);
  });
});
