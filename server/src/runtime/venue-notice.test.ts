/** What a venue's broker has to say to people, and no order hangs on. */
import { expect, it } from 'vitest';
import { RuntimeBench } from './test/runtime-bench.ts';

it('a notice of the broker reaches people, and stops nothing', async () => {
  const bench = new RuntimeBench();
  await bench.start();
  const told = { level: 'warning', code: 'EXCHANGE_LEVERAGE_CHANGED', values: { symbol: 'BTCUSDT' }, time: 7 } as const;
  const before = bench.events.length;
  bench.broker.say({ kind: 'notice', ...told });
  await bench.turn();
  expect(bench.notices).toEqual([{ ...told, accountId: 'paper' }]);
  expect(bench.events).toHaveLength(before);
});
