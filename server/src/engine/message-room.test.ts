/** The limit of messages and protection: no position stays bare for it, and no burst of protection goes past it. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy, EngineBench } from './test/engine-harness.ts';

const WINDOW_MS = 1_000;
const STOP = { stopLoss: decimal('59000') };
const limited = (count: number): EngineBench =>
  new EngineBench({ limits: { messageRate: { count, windowMs: WINDOW_MS } } });

function only(orders: readonly Order[]): Order {
  expect(orders).toHaveLength(1);
  return orders[0] as Order;
}

const codes = (bench: EngineBench): string[] => bench.effectsOf('notify').map(({ code }) => code);
const denial = (bench: EngineBench, command: SignalCommand): string | undefined =>
  only(bench.execute(command)).reason?.code;

/** How many orders were signed in the window that ends now. */
const signedLately = (bench: EngineBench): number =>
  bench.events.filter(({ kind, time }) => kind === 'order_submitting' && bench.now - time < WINDOW_MS).length;

function fillWhole(bench: EngineBench, order: Order): void {
  bench.accept(order);
  bench.fill(order, { price: '60010' });
}

/** Rings the oldest timer that has not rung. */
function wake(bench: EngineBench, rung: Set<unknown>): boolean {
  const timer = bench.effectsOf('poll_after').find((effect) => !rung.has(effect));
  if (timer === undefined) return false;
  rung.add(timer);
  bench.now += timer.delayMs;
  bench.send({ kind: 'poll', orderId: timer.orderId });
  return true;
}

describe('an order that opens', () => {
  it('leaves room for the stop-loss it brings along', () => {
    const bench = limited(4);
    const entries = [only(bench.execute(buy('0.01', STOP))), only(bench.execute(buy('0.02', STOP)))];
    expect(denial(bench, buy('0.03', STOP))).toBe('MESSAGE_RATE_EXCEEDED');
    for (const entry of entries) fillWhole(bench, entry);
    expect(bench.open('stop_loss')).toHaveLength(2);
    expect(signedLately(bench)).toBe(4);
  });

  it('counts each take-profit with a stop-loss of its own', () => {
    const portions = [decimal('0.5'), decimal('0.5')];
    const takeProfits = portions.map((portion, index) => ({ value: decimal(String(61_000 + index)), portion }));
    const bench = limited(5);
    expect(denial(bench, buy('0.01'))).toBeUndefined();
    expect(denial(bench, buy('0.02', { ...STOP, takeProfits }))).toBe('MESSAGE_RATE_EXCEEDED');
  });

  it('may fill a window that is smaller than all it brings along', () => {
    const bench = limited(1);
    const entry = only(bench.execute(buy('0.01', STOP)));
    expect(entry.status).toBe('submitting');
  });
});

describe('protection that meets a full window', () => {
  function fullWindow(): EngineBench {
    const bench = limited(1);
    fillWhole(bench, only(bench.execute(buy('0.01', STOP))));
    return bench;
  }

  it('waits, and a person is told once; it leaves when there is room', () => {
    const bench = fullWindow();
    expect([bench.open('stop_loss').length, signedLately(bench)]).toEqual([0, 1]);
    const rung = new Set<unknown>();
    while (bench.open('stop_loss').length === 0 && wake(bench, rung)) expect(signedLately(bench)).toBeLessThan(2);
    expect(bench.open('stop_loss')).toHaveLength(1);
    expect(signedLately(bench)).toBe(1);
    expect(codes(bench).filter((code) => code === 'PROTECTION_DELAYED')).toHaveLength(1);
    expect(codes(bench)).not.toContain('PROTECTION_NOT_PLACED');
  });

  it('goes before anything that opens', () => {
    const bench = fullWindow();
    bench.now += WINDOW_MS + 50;
    expect(denial(bench, buy('0.02'))).toBe('MESSAGE_RATE_EXCEEDED');
    wake(bench, new Set());
    expect(bench.open('stop_loss')).toHaveLength(1);
    bench.now += WINDOW_MS + 50;
    expect(denial(bench, buy('0.02'))).toBeUndefined();
  });

  it('goes out with its stop-loss before any take-profit', () => {
    const bench = limited(2);
    const targets = { ...STOP, takeProfits: [{ value: decimal('61000'), portion: decimal('1') }] };
    fillWhole(bench, only(bench.execute(buy('0.01', targets))));
    expect([bench.open('stop_loss').length, bench.open('take_profit').length]).toEqual([1, 0]);
    const rung = new Set<unknown>();
    while (bench.open('take_profit').length === 0 && wake(bench, rung)) expect(signedLately(bench)).toBeLessThan(3);
    expect(bench.open('take_profit')).toHaveLength(1);
  });

  it('does not wait for a clock that was set back to catch up', () => {
    const bench = fullWindow();
    bench.now -= 3_600_000;
    const rung = new Set<unknown>();
    for (let look = 0; look < 40 && bench.open('stop_loss').length === 0; look += 1) wake(bench, rung);
    expect(bench.open('stop_loss')).toHaveLength(1);
  });
});

it('a start makes the limit no larger: what was signed before counts on', () => {
  const bench = limited(2);
  for (const quantity of ['0.01', '0.02']) bench.accept(only(bench.execute(buy(quantity))));
  const { messages } = bench.state.volatile;
  Object.assign(bench.state.volatile, { messages: new (messages.constructor as new () => typeof messages)() });
  bench.send({ kind: 'recovered' });
  bench.send({ kind: 'reconciled', positions: [], ordersCompared: 2 });
  expect(denial(bench, buy('0.03'))).toBe('MESSAGE_RATE_EXCEEDED');
  bench.now += WINDOW_MS + 50;
  expect(denial(bench, buy('0.03'))).toBeUndefined();
});
