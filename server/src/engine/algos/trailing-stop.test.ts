import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { applyEvent } from '../apply.ts';
import { decodeEvent, encodeEvent } from '../codec.ts';
import { decodeState, encodeState } from '../snapshot.ts';
import { createAccountState } from '../state.ts';
import { benchSettings, sell } from '../test/engine-harness.ts';
import { ParentBench } from './test/parent-bench.ts';

const trail = (quantity: string, more: Partial<SignalCommand> = {}): SignalCommand =>
  sell(quantity, { orderType: 'trailing_stop', trailDistance: decimal('100'), trailUnit: 'amount', ...more });

function holding(quantity = '0.5', options: ConstructorParameters<typeof ParentBench>[0] = {}): ParentBench {
  const bench = new ParentBench(options);
  bench.hold(quantity);
  return bench;
}

describe('a trailing stop that the engine carries out', () => {
  it('follows the best bid, and closes once when the bid falls to the trigger', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    expect(parent.state).toBe('waiting');
    expect(formatDecimal(parent.triggerPrice!)).toBe('59900');
    bench.pass(parent, 2_000, '60300');
    expect(formatDecimal(parent.triggerPrice!)).toBe('60200');
    bench.pass(parent, 2_000, '60200.01');
    expect(bench.children(parent)).toEqual([]);
    bench.pass(parent, 100, '60200');
    const child = bench.newest(parent);
    expect(child.request).toMatchObject({ type: 'market', side: 'sell', reduceOnly: true, role: 'close' });
    expect(child.status).toBe('submitting');
    bench.pass(parent, 100, '60100');
    bench.accept(child);
    bench.fill(child, { price: '60199' });
    expect(parent.state).toBe('done');
    expect(formatDecimal(parent.averagePrice)).toBe('60199');
    expect(bench.children(parent)).toHaveLength(1);
    expect(bench.state.positions.size).toBe(0);
  });

  it('follows in percent, and only from its activation price on', () => {
    const bench = holding();
    const parent = bench.parent(
      trail('0.5', { trailDistance: decimal('1'), trailUnit: 'percent', activationPrice: decimal('61000') }),
    );
    bench.pass(parent, 2_000, '50000');
    expect(bench.children(parent)).toEqual([]);
    bench.pass(parent, 2_000, '61000');
    expect(formatDecimal(parent.triggerPrice!)).toBe('60390');
    bench.pass(parent, 2_000, '60390');
    expect(bench.children(parent)).toHaveLength(1);
  });

  it('closes a short when the ask rises to the trigger', () => {
    const bench = new ParentBench();
    const [short] = bench.execute(sell('0.2'));
    bench.accept(short!);
    bench.fill(short!, { price: '60000' });
    const parent = bench.parent({ ...trail('0.2'), action: 'buy' });
    expect(formatDecimal(parent.triggerPrice!)).toBe('60110');
    bench.pass(parent, 2_000, '59000');
    expect(formatDecimal(parent.triggerPrice!)).toBe('59100.01');
    bench.pass(parent, 2_000, '59100');
    expect(bench.newest(parent).request.side).toBe('buy');
  });

  it('is triggered by no price that is too old, and says so', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    const old = { ...bench.state.volatile.quotes.get('BTCUSDT')!, bid: decimal('50000'), ask: decimal('50001') };
    bench.now += 10_001;
    bench.send({ kind: 'quote', quote: old });
    expect(bench.children(parent)).toEqual([]);
    bench.pass(parent, 1);
    bench.pass(parent, 10_001);
    bench.pass(parent, 10_001);
    expect(bench.notices('PARENT_ORDER_WAITS')).toBe(1);
    bench.price('60000');
    expect(bench.state.volatile.parentWatches.get(parent.id)?.waitsFor).toBeUndefined();
    expect(bench.children(parent)).toEqual([]);
  });

  it('notes what it follows once a second at most, and a start resumes no looser', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    const before = bench.events.length;
    for (let step = 1; step <= 30; step += 1) {
      bench.now += 50;
      bench.price(String(60_000 + step * 10));
    }
    expect(bench.told(parent, before)).toEqual(['parent_followed']);
    bench.pass(parent, 1_000);
    expect(formatDecimal(parent.triggerPrice!)).toBe('60200');
    const replayed = createAccountState(bench.state.account, benchSettings());
    for (const event of bench.events) applyEvent(replayed, decodeEvent(encodeEvent(event)));
    expect(encodeState(replayed)).toBe(encodeState(bench.state));
    const restarted = decodeState(encodeState(bench.state), benchSettings());
    expect(encodeState(restarted)).toBe(encodeState(bench.state));
    expect(restarted.liveParents).toEqual(new Set([parent.id]));
    expect(formatDecimal(restarted.parents.get(parent.id)!.triggerPrice!)).toBe('60200');
  });

  it('sends what its order left unfilled once more, never more than is asked or held', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    bench.pass(parent, 2_000, '59900');
    const first = bench.newest(parent);
    bench.accept(first);
    bench.fill(first, { price: '59900', quantity: '0.2' });
    bench.cancel(first, 'ioc');
    const second = bench.newest(parent);
    expect(formatDecimal(second.request.quantity)).toBe('0.3');
    expect(bench.committed(parent)).toBe('0.5');
  });

  it('waits for an order whose fate is unknown, and then goes on', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    bench.pass(parent, 2_000, '59900');
    const child = bench.newest(parent);
    bench.report({ kind: 'ambiguous', clientOrderId: child.clientOrderId!, detail: 'timeout', time: bench.now });
    for (let step = 0; step < 5; step += 1) bench.pass(parent, 1_000, '59000');
    expect(bench.children(parent)).toHaveLength(1);
    bench.report({
      kind: 'rejected',
      clientOrderId: child.clientOrderId!,
      venueCode: 'x',
      message: '',
      time: bench.now,
    });
    bench.pass(parent, 1_001, '59000');
    expect(bench.children(parent)).toHaveLength(2);
  });

  it('gives up after three orders that came to nothing, and a person is told', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    bench.pass(parent, 2_000, '59900');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { clientOrderId } = bench.newest(parent);
      bench.report({ kind: 'rejected', clientOrderId: clientOrderId!, venueCode: 'x', message: 'm', time: bench.now });
      bench.pass(parent, 5_000, '59900');
    }
    expect(parent.state).toBe('failed');
    expect(parent.reason?.code).toBe('VENUE_REJECTED');
    expect(bench.children(parent)).toHaveLength(3);
    expect(bench.notices('PARENT_ORDER_FAILED')).toBe(1);
  });

  it('ends with the position, and does not close the next one', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT' });
    bench.accept(close!);
    bench.fill(close!, { price: '60000' });
    expect(parent.state).toBe('canceled');
    expect(parent.reason?.code).toBe('CANCELED_NOTHING_TO_REDUCE');
    bench.hold('0.5');
    bench.price('50000');
    expect(bench.children(parent)).toEqual([]);
  });

  it('is done when it has closed all that was left, and says that it was less', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    const [close] = bench.execute({
      action: 'close',
      symbol: 'BTCUSDT',
      quantity: decimal('0.2'),
      quantityUnit: 'units',
    });
    bench.accept(close!);
    bench.fill(close!, { price: '60000' });
    bench.pass(parent, 2_000, '59900');
    expect(formatDecimal(bench.newest(parent).request.quantity)).toBe('0.3');
    bench.accept(bench.newest(parent));
    bench.fill(bench.newest(parent), { price: '59900' });
    expect([parent.state, parent.reason?.code]).toEqual(['done', 'CANCELED_NOTHING_TO_REDUCE']);
  });

  it('pauses while trading is halted, follows all the same, and closes when it may again', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    const reason = { code: 'TRADING_STATE_SET', values: {} };
    bench.send({ kind: 'set_trading_state', state: 'halted', reason, actor: 'person' });
    expect(parent.state).toBe('paused');
    bench.pass(parent, 2_000, '61000');
    bench.pass(parent, 2_000, '60000');
    expect(bench.children(parent)).toEqual([]);
    bench.send({ kind: 'set_trading_state', state: 'reducing', reason, actor: 'person' });
    expect(bench.newest(parent).request.role).toBe('close');
    expect(formatDecimal(parent.triggerPrice!)).toBe('60900');
  });

  it('is held for a person where its route says so, and sends nothing before', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'), { mode: 'hold' });
    bench.pass(parent, 2_000, '50000');
    expect(bench.children(parent)).toEqual([]);
    expect(
      bench.send({ kind: 'decide_held', orderId: parent.id, approve: true, actor: 'person' }).refusal,
    ).toBeUndefined();
    expect(parent.state).toBe('waiting');
    bench.pass(parent, 2_000, '40000');
    expect(formatDecimal(parent.triggerPrice!)).toBe('49900');
    expect(bench.children(parent)).toHaveLength(1);
  });

  it('can be canceled by its own id and by a signal, once', () => {
    const bench = holding();
    const parent = bench.parent(trail('0.5'));
    expect(bench.send({ kind: 'cancel', orderId: parent.id, actor: 'person' }).refusal).toBeUndefined();
    expect(parent.state).toBe('canceled');
    expect(bench.send({ kind: 'cancel', orderId: parent.id, actor: 'person' }).refusal?.code).toBe(
      'ORDER_NOT_CANCELABLE',
    );
    const second = bench.parent(trail('0.5'));
    bench.give({ action: 'cancel', symbol: 'BTCUSDT', orderType: 'trailing_stop' });
    expect(second.state).toBe('canceled');
  });

  it.each([
    ['without a position', trail('0.5', { action: 'buy' }), 'POSITION_NOT_FOUND'],
    ['without a distance', { ...trail('0.5'), trailDistance: undefined }, 'PARENT_TERM_MISSING'],
    ['with a distance below the tick', trail('0.5', { trailDistance: decimal('0.001') }), 'PARENT_TERM_INVALID'],
    [
      'of all of the price',
      trail('0.5', { trailDistance: decimal('100'), trailUnit: 'percent' }),
      'PARENT_TERM_INVALID',
    ],
    ['as a target', trail('0.5', { action: 'target', targetPosition: 'long' }), 'ORDER_TYPE_UNSUPPORTED'],
  ])('is denied %s', (_name, command, code) => {
    const bench = holding();
    const { parents, reason } = bench.give(command as SignalCommand);
    expect(parents).toEqual([]);
    expect(reason).toBe(code);
  });

  it('makes protection give way where the venue does not keep a close from turning the position', () => {
    const bench = new ParentBench({ traits: { reduceOnly: false } });
    const [entry] = bench.execute({ ...trail('0.5'), action: 'buy', orderType: 'market', stopLoss: decimal('50000') });
    bench.accept(entry!);
    bench.fill(entry!, { price: '60010' });
    const [stop] = bench.open('stop_loss');
    bench.accept(stop!);
    const parent = bench.parent(trail('0.5'));
    bench.pass(parent, 2_000, '59900');
    expect(bench.newest(parent).status).toBe('approved');
    bench.cancel(stop!);
    expect(bench.newest(parent).status).toBe('submitting');
  });
});
