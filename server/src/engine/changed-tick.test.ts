/** A price step that the venue makes coarser while a position is protected. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import type { Order } from '#domain/order.ts';
import { BTC, buy, EngineBench, sell } from './test/engine-harness.ts';

const LEVELS = { stopLoss: decimal('58999.7'), takeProfit: decimal('61000.3') };

function coarser(bench: EngineBench): void {
  const directory = createInstrumentDirectory([{ ...BTC, tickSize: decimal('1') }]);
  bench.send({ kind: 'directory', directory });
}

const pricesOf = (bench: EngineBench): (string | undefined)[] => {
  const [stop] = bench.open('stop_loss');
  const [target] = bench.open('take_profit');
  return [stop?.request.stopPrice, target?.request.limitPrice].map((price) => price && formatDecimal(price));
};

describe('protection at a level that is on no step of the venue any more', () => {
  it('is placed on the next one: no stop risks more, and no target is taken for less', () => {
    const bench = new EngineBench();
    const [entry] = bench.execute(buy('1', LEVELS));
    coarser(bench);
    bench.fill(entry as Order, { price: '60010' });
    expect(pricesOf(bench)).toEqual(['59000', '61001']);
    const short = new EngineBench();
    const [other] = short.execute(sell('1', { stopLoss: decimal('61000.3'), takeProfit: decimal('58999.7') }));
    coarser(short);
    short.fill(other as Order, { price: '60000' });
    expect(pricesOf(short)).toEqual(['61000', '58999']);
  });

  it('that rests already stays as it is, and comes on a step when it has to be placed anew', () => {
    const bench = new EngineBench({ traits: { amend: false } });
    const [entry] = bench.execute(buy('1', LEVELS));
    bench.accept(entry as Order);
    bench.fill(entry as Order, { price: '60010', quantity: '0.4' });
    for (const order of [...bench.open('stop_loss'), ...bench.open('take_profit')]) bench.accept(order);
    coarser(bench);
    bench.quote('BTCUSDT', '60001', '60011');
    bench.send({ kind: 'reconciled', positions: [], ordersCompared: 0 });
    expect(pricesOf(bench)).toEqual(['58999.7', '61000.3']);
    bench.fill(entry as Order, { price: '60010', quantity: '0.6' });
    for (const order of [...bench.open('stop_loss'), ...bench.open('take_profit')]) bench.cancel(order);
    expect(pricesOf(bench)).toEqual(['59000', '61001']);
  });
});
