/** What a decision says of the orders that its command canceled or changed. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy, EngineBench } from './test/engine-harness.ts';

/** The decision's words about other orders: how, and which by its ticket. */
function touchedBy(bench: EngineBench, command: SignalCommand): string[] {
  bench.execute(command);
  const decided = bench.events.findLast((event) => event.kind === 'signal_decided');
  return (decided?.touched ?? []).map(({ how, ticket }) => `${how} ${ticket}`);
}

const STOP: SignalCommand = { action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal('58000') };

describe('the decision about a command', () => {
  it('names the orders that it canceled', () => {
    const bench = new EngineBench();
    for (const price of ['59000', '58000']) {
      const [order] = bench.execute(buy('1', { orderType: 'limit', price: decimal(price) }));
      if (order !== undefined) bench.accept(order);
    }
    expect(touchedBy(bench, { action: 'cancel', symbol: 'BTCUSDT' })).toEqual(['canceled 1', 'canceled 2']);
  });

  it('names the protective orders that it made or moved', () => {
    const bench = new EngineBench();
    const [entry] = bench.execute(buy('1'));
    if (entry !== undefined) bench.fill(entry, { price: '60010' });
    expect(touchedBy(bench, STOP)).toEqual(['made 2']);
    for (const order of bench.open('stop_loss')) bench.accept(order);
    expect(touchedBy(bench, { ...STOP, stopLoss: decimal('58500') })).toEqual(['changed 2']);
  });

  it('names none where it asked for orders of its own alone', () => {
    expect(touchedBy(new EngineBench(), buy('1'))).toEqual([]);
  });
});
