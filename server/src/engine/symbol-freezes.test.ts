/** A symbol frozen for two reasons at once stays frozen until neither holds any more. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

function reconcile(bench: EngineBench, held?: string): void {
  const position = { positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', averagePrice: decimal('60000') };
  const positions = held === undefined ? [] : [{ ...position, quantity: decimal(held) }];
  bench.send({ kind: 'reconciled', positions, ordersCompared: 0 });
}

function makeUnknown(bench: EngineBench, order: Order): void {
  bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'no answer', time: bench.now });
}

const reasonOf = (bench: EngineBench): string | undefined => bench.state.frozen.get('BTCUSDT')?.code;

/** An order is on its way, and then the positions differ from the venue's. */
function differing(): { readonly bench: EngineBench; readonly order: Order } {
  const bench = new EngineBench();
  const [order] = bench.execute(buy('0.1')) as [Order];
  reconcile(bench, '1');
  expect(reasonOf(bench)).toBe('POSITION_MISMATCH');
  return { bench, order };
}

describe('a symbol whose position differed when an order in it became unknown', () => {
  it('stays frozen for the order when the positions agree again, and is released with it', () => {
    const { bench, order } = differing();
    makeUnknown(bench, order);
    reconcile(bench);
    expect(reasonOf(bench)).toBe('OUTCOME_UNKNOWN');
    const [denied] = bench.execute(buy('0.2'));
    expect(denied?.reason).toMatchObject({ code: 'SYMBOL_FROZEN', values: { reason: 'OUTCOME_UNKNOWN' } });
    expect([...bench.state.frozen.values()]).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', values: { symbol: 'BTCUSDT' } },
    ]);
    bench.send({ kind: 'resolve_unknown', orderId: order.id, actor: 'me', note: 'not there' });
    expect(reasonOf(bench)).toBeUndefined();
  });

  it('stays frozen for the position when the order is known', () => {
    const { bench, order } = differing();
    makeUnknown(bench, order);
    bench.send({ kind: 'resolve_unknown', orderId: order.id, actor: 'me', note: 'not there' });
    expect(reasonOf(bench)).toBe('POSITION_MISMATCH');
  });

  it('is released when the positions agree and nothing is unknown', () => {
    const { bench, order } = differing();
    bench.accept(order);
    reconcile(bench);
    expect(reasonOf(bench)).toBeUndefined();
  });
});
