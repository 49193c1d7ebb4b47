/** What differs from the venue as it is shown: also what a person has called right. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { EngineBench } from '#engine/test/engine-harness.ts';
import { differenceViews } from './difference-view.ts';

describe('a difference to the venue', () => {
  it('is shown, and as ignored when a person has called it right', () => {
    const bench = new EngineBench();
    const held = {
      positionId: 'BTCUSDT',
      instrumentId: 'BTCUSDT',
      quantity: decimal('2'),
      averagePrice: decimal('50000'),
    };
    bench.send({ kind: 'reconciled', positions: [held], ordersCompared: 0 });
    const shown = { symbol: 'BTCUSDT', ours: '0', venue: '2', venueAveragePrice: '50000' };
    expect(differenceViews(bench.state)).toMatchObject([{ ...shown, ignored: false }]);
    bench.send({ kind: 'ignore_difference', instrumentId: 'BTCUSDT', actor: 'me' });
    expect(differenceViews(bench.state)).toMatchObject([{ ...shown, ignored: true }]);
  });
});
