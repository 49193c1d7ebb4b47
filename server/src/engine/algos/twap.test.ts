import { describe, expect, it } from 'vitest';
import { add, decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy } from '../test/engine-harness.ts';
import { ParentBench } from './test/parent-bench.ts';
import { assumedVolume, evenWeights, sharesOf, sliceDue, sliceTime } from './slices.ts';
import type { ParentOrder } from '#domain/parent-order.ts';

const twap = (quantity: string, more: Partial<SignalCommand> = {}): SignalCommand =>
  buy(quantity, { orderType: 'twap', durationMs: 40_000, slices: 4, ...more });

const sizes = (bench: ParentBench, parent: ParentOrder): string[] =>
  bench.children(parent).map(({ request }) => formatDecimal(request.quantity));

function fillNewest(bench: ParentBench, parent: ParentOrder): void {
  const child = bench.newest(parent);
  bench.accept(child);
  bench.fill(child, { price: '60010' });
}

const slicesOf = (bench: ParentBench): string[] =>
  bench.events.flatMap((event) =>
    event.kind === 'parent_slice'
      ? [`${event.slice} ${formatDecimal(event.quantity)} ${event.reason?.code ?? ''}`]
      : [],
  );

describe('the arithmetic of slices', () => {
  it('gives equal shares on the step, and what is left over to the last', () => {
    const shares = sharesOf(decimal('1'), evenWeights(3), decimal('0.1'));
    expect(shares.map(formatDecimal)).toEqual(['0.3', '0.3', '0.4']);
  });

  it('follows weights, and loses nothing', () => {
    const weights = [decimal('1'), decimal('2.5'), decimal('0.5')];
    const shares = sharesOf(decimal('7'), weights, decimal('0.01'));
    expect(shares.map(formatDecimal)).toEqual(['1.75', '4.37', '0.88']);
    expect(formatDecimal(shares.reduce(add, ZERO))).toBe('7');
  });

  it('assumes most volume at both ends, and the same on both sides', () => {
    const weights = assumedVolume(5);
    expect(weights).toEqual(weights.toReversed());
    expect(weights[0]).toBe(3n * weights[2]!);
  });

  it('knows which slice is due at each moment', () => {
    const clock = { startedAt: 1_000, durationMs: 10_007, count: 7 };
    for (let slice = 0; slice < 7; slice += 1) {
      const at = sliceTime(clock, slice);
      expect([sliceDue(clock, at - 1), sliceDue(clock, at)]).toEqual([slice - 1, slice]);
    }
    expect(sliceDue(clock, 99_999)).toBe(6);
  });
});

describe('an order spread over time', () => {
  it('sends a slice when it is due, and is done with the last', () => {
    const bench = new ParentBench();
    const parent = bench.parent(twap('0.5'));
    expect(sizes(bench, parent)).toEqual(['0.125']);
    fillNewest(bench, parent);
    for (let slice = 1; slice < 4; slice += 1) {
      bench.pass(parent, 9_999, '60000');
      expect(sizes(bench, parent)).toHaveLength(slice);
      bench.pass(parent, 1);
      expect(sizes(bench, parent)).toHaveLength(slice + 1);
      fillNewest(bench, parent);
    }
    expect(parent.state).toBe('done');
    expect(parent.reason).toBeUndefined();
    expect(formatDecimal(parent.filledQuantity)).toBe('0.5');
  });

  it.each([
    [false, ['0.125', '0.125', '0.125']],
    [true, ['0.125', '0.25', '0.125']],
  ])('leaves out what risk denies; with catching up (%s) the next slice takes it along', (catchUp, expected) => {
    const bench = new ParentBench();
    const parent = bench.parent(twap('0.5', { catchUp }));
    fillNewest(bench, parent);
    const limits = bench.state.volatile.limits!;
    bench.send({ kind: 'limits', limits: { ...limits, orderValueMax: decimal('10') } });
    bench.pass(parent, 10_000, '60000');
    bench.send({ kind: 'limits', limits });
    for (let slice = 2; slice < 4; slice += 1) {
      bench.pass(parent, 10_000, '60000');
      fillNewest(bench, parent);
    }
    expect(sizes(bench, parent)).toEqual(expected);
    expect(slicesOf(bench)[1]).toBe('1 0 ORDER_VALUE_ABOVE_MAXIMUM');
    expect(parent.skippedSlices).toBe(1);
    expect(parent.state).toBe('done');
    expect(parent.reason?.code).toBe(catchUp ? undefined : 'PARENT_ORDER_SHORT');
  });

  it('leaves out what a pause took the time of, and sends nothing after its end', () => {
    const bench = new ParentBench();
    const parent = bench.parent(twap('0.5'));
    fillNewest(bench, parent);
    const reason = { code: 'TRADING_STATE_SET', values: {} };
    bench.send({ kind: 'set_trading_state', state: 'reducing', reason, actor: 'person' });
    expect(parent.state).toBe('paused');
    bench.pass(parent, 25_000, '60000');
    bench.send({ kind: 'set_trading_state', state: 'active', reason, actor: 'person' });
    expect(slicesOf(bench).slice(1)).toEqual(['1 0 TRADING_REDUCING', '2 0.125 ']);
    fillNewest(bench, parent);
    bench.send({ kind: 'set_trading_state', state: 'halted', reason, actor: 'person' });
    bench.pass(parent, 20_000, '60000');
    expect(parent.state).toBe('done');
    expect(parent.reason).toMatchObject({ code: 'PARENT_ORDER_SHORT', values: { filled: '0.25', quantity: '0.5' } });
    expect(slicesOf(bench).at(-1)).toBe('3 0 TRADING_HALTED');
    bench.send({ kind: 'set_trading_state', state: 'active', reason, actor: 'person' });
    expect(bench.children(parent)).toHaveLength(2);
  });

  it('takes away what a limited slice left before the next one, and at the end', () => {
    const bench = new ParentBench();
    const parent = bench.parent(twap('0.4', { price: decimal('59000'), catchUp: true, slices: 2 }));
    const first = bench.newest(parent);
    expect(first.request).toMatchObject({ type: 'limit', limitPrice: decimal('59000') });
    bench.accept(first);
    bench.fill(first, { price: '59000', quantity: '0.05' });
    bench.pass(parent, 20_000, '60000');
    expect(first.status).toBe('pending_cancel');
    expect(bench.committed(parent)).toBe('0.2');
    bench.cancel(first);
    const second = bench.newest(parent);
    expect(formatDecimal(second.request.quantity)).toBe('0.35');
    bench.accept(second);
    bench.pass(parent, 20_000, '60000');
    expect(second.status).toBe('pending_cancel');
    bench.cancel(second);
    expect(parent.state).toBe('done');
    expect(parent.reason?.code).toBe('PARENT_ORDER_SHORT');
  });

  it('waits for an unknown slice, and leaves out those whose time passes meanwhile', () => {
    const bench = new ParentBench();
    const parent = bench.parent(twap('0.5'));
    const child = bench.newest(parent);
    bench.report({ kind: 'ambiguous', clientOrderId: child.clientOrderId!, detail: 'timeout', time: bench.now });
    bench.pass(parent, 21_000, '60000');
    expect(bench.children(parent)).toHaveLength(1);
    bench.fill(child, { price: '60010' });
    expect(slicesOf(bench).slice(1)).toEqual(['1 0 OUTCOME_UNKNOWN', '2 0.125 ']);
  });

  it('says where the volume it follows was assumed', () => {
    const bench = new ParentBench();
    const assumed = bench.parent(twap('0.5', { orderType: 'vwap' }));
    expect(assumed.request.adjustments?.map(({ code }) => code)).toEqual(['VWAP_VOLUME_ASSUMED']);
    const told = bench.parent(twap('0.5', { orderType: 'vwap', weights: ['1', '2', '2', '5'].map(decimal) }));
    expect(told.request.adjustments).toBeUndefined();
    expect(told.terms.shares?.map(formatDecimal)).toEqual(['0.05', '0.1', '0.1', '0.25']);
  });

  it.each([
    ['without a duration', { ...twap('0.5'), durationMs: undefined }, 'PARENT_TERM_MISSING'],
    ['of one slice', twap('0.5', { slices: 1 }), 'PARENT_TERM_INVALID'],
    ['of slices shorter than a second', twap('0.5', { slices: 41 }), 'PARENT_TERM_INVALID'],
    ['of slices that are too small', twap('0.0003'), 'QUANTITY_ZERO'],
    ['with weights', twap('0.5', { weights: ['1', '1', '1', '1'].map(decimal) }), 'PARENT_TERM_INVALID'],
    [
      'with weights of nothing',
      twap('0.5', { orderType: 'vwap', weights: ['1', '0', '1', '1'].map(decimal) }),
      'PARENT_TERM_INVALID',
    ],
    [
      'with another number of weights',
      twap('0.5', { orderType: 'vwap', weights: ['1'].map(decimal) }),
      'PARENT_TERM_INVALID',
    ],
  ])('is denied %s', (_name, command, code) => {
    expect(new ParentBench().give(command as SignalCommand).reason).toBe(code);
  });
});
