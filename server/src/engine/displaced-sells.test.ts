/** A close of all coins while plain sells of the same coins rest: they have nothing left to sell, and give way. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, EngineBench, sell } from './test/engine-harness.ts';

const CLOSE = { action: 'close', symbol: 'BTCUSDT' } as const;

/** One coin is held, and a stop of half of it was placed by hand. */
function trial(shortable = false): { bench: EngineBench; stop: Order } {
  const bench = new EngineBench({ traits: { reduceOnly: false } });
  bench.send({ kind: 'directory', directory: createInstrumentDirectory([{ ...BTC, shortable }]) });
  for (const order of bench.execute(buy('1'))) bench.fill(order, { price: '60010' });
  const [stop] = bench.execute(sell('0.5', { orderType: 'stop', stopPrice: decimal('58000') }));
  if (stop === undefined) throw new Error('no stop');
  bench.accept(stop);
  return { bench, stop };
}

describe('a plain sell that rests when all coins are closed', () => {
  it('is canceled, and the close leaves when it is gone', () => {
    const { bench, stop } = trial();
    const [close] = bench.execute(CLOSE);
    expect([stop.status, close?.status]).toEqual(['pending_cancel', 'approved']);
    expect(bench.events.findLast((event) => event.kind === 'signal_decided')?.touched).toMatchObject([
      { orderId: stop.id, how: 'canceled' },
    ]);
    bench.cancel(stop);
    expect(close?.status).toBe('submitting');
  });

  it('that fills first leaves nothing for the close to turn round', () => {
    const { bench, stop } = trial();
    const [close] = bench.execute(CLOSE);
    bench.fill(stop, { price: '58000' });
    expect(close?.status).toBe('denied');
    expect(bench.state.positions.get('BTCUSDT')?.quantity).toBe(decimal('0.5'));
  });

  it('stays where a part is closed, and where it may open a short', () => {
    const part = trial();
    const [close] = part.bench.execute({ ...CLOSE, quantity: decimal('0.5'), quantityUnit: 'units' });
    expect([part.stop.status, close?.status]).toEqual(['accepted', 'submitting']);
    const short = trial(true);
    const [other] = short.bench.execute(CLOSE);
    expect([short.stop.status, other?.status]).toEqual(['accepted', 'submitting']);
  });
});
