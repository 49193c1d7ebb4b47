/** Prices on demand: what is asked for, how long a command waits for the first one, and what is dropped again. */
import { describe, expect, it } from 'vitest';
import { buy } from '#engine/test/engine-harness.ts';
import { createManualClock } from '../../test/venue/manual-clock.ts';
import { RuntimeBench } from './test/runtime-bench.ts';
import { WatchedPrices } from './watched-prices.ts';

function trial(isNeeded: (id: string) => boolean = () => false) {
  const clock = createManualClock(0);
  const watched = new Set<string>();
  const settled: string[] = [];
  const prices = new WatchedPrices({
    clock,
    watch: (id) => {
      watched.add(id);
      return () => void watched.delete(id);
    },
    isNeeded,
    onSettled: () => void settled.push(`at ${clock.now()}`),
  });
  return { clock, watched, settled, prices };
}

describe('a price that is wanted', () => {
  it('is waited for until it comes, once', () => {
    const { prices, watched, settled } = trial();
    prices.want('A');
    expect([[...watched], prices.isAwaited('A'), prices.isAwaited('B')]).toEqual([['A'], true, false]);
    prices.hear('B');
    expect(settled).toEqual([]);
    prices.hear('A');
    prices.hear('A');
    prices.want('A');
    expect([prices.isAwaited('A'), settled.length]).toEqual([false, 1]);
  });

  it('that does not come is not waited for any longer than a moment', () => {
    const { prices, clock, settled } = trial();
    prices.want('A');
    clock.pass(2_999);
    expect(prices.isAwaited('A')).toBe(true);
    clock.pass(1);
    expect([prices.isAwaited('A'), settled]).toEqual([false, ['at 3000']]);
  });

  it('gives way, among hundreds, to a newer one, but not where something is held', () => {
    const { prices, watched } = trial((id) => id === 'I0');
    for (let index = 0; index < 250; index += 1) {
      prices.want(`I${index}`);
      prices.hear(`I${index}`);
    }
    expect([watched.size, watched.has('I0'), watched.has('I1'), watched.has('I249')]).toEqual([200, true, false, true]);
    prices.stop();
    expect(watched.size).toBe(0);
  });
});

describe('a first order in an instrument', () => {
  const quote = { instrumentId: 'BTCUSDT', bid: 0n, ask: 0n, last: 0n, time: 0, source: 'venue' } as never;

  it('waits for the price and keeps its turn', async () => {
    const watched: string[] = [];
    const watch = (id: string) => {
      watched.push(id);
      return () => undefined;
    };
    const bench = new RuntimeBench({ runner: { watch } });
    await bench.start();
    await bench.signal([buy('1')]);
    await bench.signal([buy('2')]);
    await bench.turn();
    expect([watched, bench.orders().length]).toEqual([['BTCUSDT'], 0]);
    const { volatile } = bench.runner.state;
    bench.runner.tell({ kind: 'quote', quote: volatile.quotes.get('BTCUSDT') ?? quote });
    await bench.turn();
    expect(bench.orders().map(({ request, status }) => [request.quantity / 10n ** 18n, status])).toEqual([
      [1n, 'filled'],
      [2n, 'filled'],
    ]);
  });

  it('goes on without it when none comes, and is judged as it stands', async () => {
    const bench = new RuntimeBench({ runner: { watch: () => () => undefined } });
    await bench.start();
    await bench.signal([buy('1')]);
    await bench.pass(3_500);
    expect(bench.orders()).toHaveLength(1);
  });
});
