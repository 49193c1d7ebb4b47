import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy, sell } from '../test/engine-harness.ts';
import { ParentBench } from './test/parent-bench.ts';

const iceberg = (quantity: string, visible: string, more: Partial<SignalCommand> = {}): SignalCommand =>
  buy(quantity, { orderType: 'iceberg', price: decimal('59000'), visibleQuantity: decimal(visible), ...more });

describe('an iceberg', () => {
  it('shows one part after the other, and the rest last', () => {
    const bench = new ParentBench();
    const parent = bench.parent(iceberg('0.5', '0.2'));
    const shown: string[] = [];
    while (parent.state === 'working') {
      const child = bench.newest(parent);
      shown.push(formatDecimal(child.request.quantity));
      expect(child.request).toMatchObject({ type: 'limit', limitPrice: decimal('59000'), timeInForce: 'gtc' });
      bench.accept(child);
      bench.fill(child, { price: '59000' });
    }
    expect(shown).toEqual(['0.2', '0.2', '0.1']);
    expect(parent.state).toBe('done');
    expect(formatDecimal(parent.filledQuantity)).toBe('0.5');
  });

  it('protects what each part fills', () => {
    const bench = new ParentBench();
    const parent = bench.parent(iceberg('0.4', '0.2', { stopLoss: decimal('50000') }));
    const first = bench.newest(parent);
    bench.accept(first);
    bench.fill(first, { price: '59000' });
    expect(bench.open('stop_loss').map(({ request }) => formatDecimal(request.quantity))).toEqual(['0.2']);
  });

  it('waits while risk denies its next part, makes no order of it, and goes on', () => {
    const bench = new ParentBench();
    const parent = bench.parent(iceberg('0.4', '0.2'));
    const first = bench.newest(parent);
    bench.accept(first);
    bench.send({ kind: 'limits', limits: { ...bench.state.volatile.limits!, orderValueMax: decimal('10') } });
    bench.fill(first, { price: '59000' });
    for (let step = 0; step < 15; step += 1) bench.pass(parent, 5_000, '60000');
    expect(bench.children(parent)).toHaveLength(1);
    expect(bench.state.volatile.parentWatches.get(parent.id)?.waitsFor?.code).toBe('ORDER_VALUE_ABOVE_MAXIMUM');
    expect(bench.notices('PARENT_ORDER_WAITS')).toBe(1);
    bench.send({ kind: 'limits', limits: { ...bench.state.volatile.limits!, orderValueMax: decimal('500000') } });
    bench.pass(parent, 5_000, '60000');
    expect(bench.children(parent)).toHaveLength(2);
  });

  it('ends when a person cancels the part that shows, and its own cancel takes that part away', () => {
    const bench = new ParentBench();
    const one = bench.parent(iceberg('0.4', '0.2'));
    const shown = bench.newest(one);
    bench.accept(shown);
    bench.send({ kind: 'cancel', orderId: shown.id, actor: 'person' });
    bench.cancel(shown);
    expect(one.state).toBe('canceled');
    expect(bench.children(one)).toHaveLength(1);

    const two = bench.parent(iceberg('0.4', '0.2'));
    const part = bench.newest(two);
    bench.accept(part);
    bench.fill(part, { price: '59000', quantity: '0.05' });
    bench.send({ kind: 'cancel', orderId: two.id, actor: 'person' });
    expect(two.state).toBe('canceling');
    expect(part.status).toBe('pending_cancel');
    bench.cancel(part);
    expect(two.state).toBe('canceled');
    expect(formatDecimal(two.filledQuantity)).toBe('0.05');
  });

  it('asks for a cancel that was refused again, and not at once', () => {
    const bench = new ParentBench();
    const parent = bench.parent(iceberg('0.4', '0.2'));
    const part = bench.newest(parent);
    bench.accept(part);
    bench.send({ kind: 'cancel', orderId: parent.id, actor: 'person' });
    const { clientOrderId = '' } = part;
    bench.report({ kind: 'cancel_rejected', clientOrderId, venueCode: 'BUSY', message: '', time: bench.now });
    expect(bench.effectsOf('cancel')).toHaveLength(1);
    bench.pass(parent, 5_000);
    expect(bench.effectsOf('cancel')).toHaveLength(2);
  });

  it('does not let a part be sent again that was never accepted once it is to end', () => {
    const bench = new ParentBench();
    const parent = bench.parent(iceberg('0.4', '0.2'));
    const child = bench.newest(parent);
    bench.report({ kind: 'ambiguous', clientOrderId: child.clientOrderId!, detail: 'timeout', time: bench.now });
    bench.send({ kind: 'cancel', orderId: parent.id, actor: 'person' });
    expect(parent.state).toBe('canceling');
    for (let miss = 0; miss < 3; miss += 1) {
      bench.now += 3_000;
      const answer = { kind: 'not_found' as const, venueTime: bench.now };
      bench.send({ kind: 'query_answer', orderId: child.id, clientOrderId: child.clientOrderId!, answer });
    }
    expect(child.status).toBe('expired');
    expect(child.attempt).toBe(1);
    expect(parent.state).toBe('canceled');
  });

  it('can be amended by nobody, nor can its parts', () => {
    const bench = new ParentBench();
    const parent = bench.parent(iceberg('0.4', '0.2'));
    const child = bench.newest(parent);
    bench.accept(child);
    for (const orderId of [parent.id, child.id]) {
      const { refusal } = bench.send({ kind: 'amend', orderId, quantity: decimal('9'), actor: 'person' });
      expect(refusal?.code).toBe('ORDER_NOT_AMENDABLE');
    }
  });

  it.each([
    ['that shows all of it', iceberg('0.4', '0.4'), 'PARENT_TERM_INVALID'],
    ['that shows nothing it says', { ...iceberg('0.4', '0.2'), visibleQuantity: undefined }, 'PARENT_TERM_MISSING'],
    ['for one day', iceberg('0.4', '0.2', { timeInForce: 'day' }), 'PARENT_TERM_INVALID'],
    ['that may not rest', iceberg('0.4', '0.2', { timeInForce: 'ioc' }), 'PARENT_TERM_INVALID'],
    ['of parts that are too small', iceberg('0.4', '0.00001'), 'QUANTITY_BELOW_MINIMUM'],
    ['while trading is halted', iceberg('0.4', '0.2'), 'TRADING_HALTED'],
  ])('is denied %s', (_name, command, code) => {
    const bench = new ParentBench();
    const reason = { code: 'TRADING_STATE_SET', values: {} };
    if (code === 'TRADING_HALTED') bench.send({ kind: 'set_trading_state', state: 'halted', reason, actor: 'person' });
    expect(bench.give(command as SignalCommand).reason).toBe(code);
  });
});

describe('one cancels the other', () => {
  const oco = (quantity: string, more: Partial<SignalCommand> = {}): SignalCommand =>
    sell(quantity, {
      orderType: 'oco',
      price: decimal('61000'),
      stopPrice: decimal('59000'),
      reduceOnly: true,
      ...more,
    });

  it('rests its limit order, and is done when that fills', () => {
    const bench = new ParentBench();
    bench.hold('0.5');
    const parent = bench.parent(oco('0.5'));
    const limit = bench.newest(parent);
    expect(limit.request).toMatchObject({ type: 'limit', limitPrice: decimal('61000'), role: 'close' });
    expect(limit.request.stopPrice).toBeUndefined();
    bench.accept(limit);
    bench.fill(limit, { price: '61000' });
    expect(parent.state).toBe('done');
  });

  it('cancels it at the stop, and sends the rest at the market only when the venue has said so', () => {
    const bench = new ParentBench();
    bench.hold('0.5');
    const parent = bench.parent(oco('0.5'));
    const limit = bench.newest(parent);
    bench.accept(limit);
    bench.fill(limit, { price: '61000', quantity: '0.2' });
    bench.pass(parent, 1_000, '59000');
    expect(limit.status).toBe('pending_cancel');
    expect(bench.children(parent)).toHaveLength(1);
    // It fills some more before its cancel arrives.
    bench.fill(limit, { price: '61000', quantity: '0.1' });
    bench.cancel(limit);
    const market = bench.newest(parent);
    expect(market.request).toMatchObject({ type: 'market', quantity: decimal('0.2'), reduceOnly: true });
    expect(bench.committed(parent)).toBe('0.5');
    bench.accept(market);
    bench.fill(market, { price: '58990' });
    expect(parent.state).toBe('done');
  });

  it('opens by whichever comes first', () => {
    const bench = new ParentBench();
    const parent = bench.parent(buy('0.1', { orderType: 'oco', price: decimal('59000'), stopPrice: decimal('61000') }));
    const limit = bench.newest(parent);
    bench.accept(limit);
    bench.pass(parent, 1_000, '61000');
    bench.cancel(limit);
    expect(bench.newest(parent).request).toMatchObject({ type: 'market', side: 'buy', role: 'entry' });
  });

  it.each([
    ['with the stop on the side of the limit', oco('0.5', { stopPrice: decimal('62000') }), 'PARENT_TERM_INVALID'],
    ['without a stop', { ...oco('0.5'), stopPrice: undefined }, 'PARENT_TERM_MISSING'],
  ])('is denied %s', (_name, command, code) => {
    const bench = new ParentBench();
    bench.hold('0.5');
    expect(bench.give(command as SignalCommand).reason).toBe(code);
  });
});

describe('a stop at a venue that has none', () => {
  const traits = { orderTypes: ['market', 'limit'] as const };

  it('is watched here and leaves as a market order', () => {
    const bench = new ParentBench({ traits });
    const parent = bench.parent(buy('0.1', { orderType: 'stop', stopPrice: decimal('61000') }));
    expect(parent).toMatchObject({ kind: 'stop', state: 'waiting' });
    bench.pass(parent, 1_000, '60990');
    expect(bench.children(parent)).toEqual([]);
    bench.pass(parent, 1_000, '61000');
    expect(bench.newest(parent).request).toMatchObject({ type: 'market', timeInForce: 'ioc', role: 'entry' });
  });

  it('leaves as a limit order where it has a limit', () => {
    const bench = new ParentBench({ traits });
    const parent = bench.parent(
      buy('0.1', { orderType: 'stop_limit', price: decimal('61100'), stopPrice: decimal('61000') }),
    );
    bench.pass(parent, 1_000, '61050');
    expect(bench.newest(parent).request).toMatchObject({ type: 'limit', limitPrice: decimal('61100') });
  });
});
