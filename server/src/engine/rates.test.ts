/** Money in other currencies: booked at a rate that is known, at the last one that was, and never at one that was made up. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { createAccountState } from './state.ts';
import { benchSettings, buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const only = (orders: readonly Order[]): Order => {
  expect(orders).toHaveLength(1);
  return orders[0] as Order;
};
const codes = (bench: EngineBench): string[] => bench.effectsOf('notify').map(({ code }) => code);
const lastFill = (bench: EngineBench) => bench.events.findLast(({ kind }) => kind === 'order_filled');
const setRate = (bench: EngineBench, rate: string): void =>
  void bench.send({ kind: 'conversion_rate', currency: 'USDT', rate: decimal(rate) });
const balance = (bench: EngineBench): string => formatDecimal(bench.state.balance);

/** An order on its way at an account that no rate was ever known at: as an adopted one may be. */
function never(): { bench: EngineBench; order: Order } {
  const bench = new EngineBench();
  const order = only(bench.execute(buy('1')));
  bench.state.knownRates.clear();
  bench.state.volatile.rates.delete('USDT');
  return { bench, order };
}

describe('a fill while no rate is known', () => {
  it('is booked at the last known rate, which outlives a restart, and a person is told', () => {
    const bench = new EngineBench();
    setRate(bench, '0.5');
    const order = only(bench.execute(buy('1')));
    bench.fill(order, { price: '60010', quantity: '0.5' });
    const restored = decodeState(encodeState(bench.state), benchSettings());
    expect(restored.knownRates).toEqual(bench.state.knownRates);
    bench.state.volatile.rates.delete('USDT');
    bench.fill(order, { price: '60010', quantity: '0.5', fee: '10' });
    expect(lastFill(bench)).toMatchObject({ conversionRate: decimal('0.5'), rateSource: 'last_known' });
    expect(balance(bench)).toBe('999995');
    expect(codes(bench)).toEqual(['CONVERSION_RATE_LAST_KNOWN']);
    expect(bench.state.tradingState).toBe('active');
  });

  it('uses the rate at which its order was judged, when the first fill is the first news', () => {
    const bench = new EngineBench();
    setRate(bench, '0.5');
    const order = only(bench.execute(buy('1')));
    bench.state.volatile.rates.delete('USDT');
    bench.fill(order, { price: '60010', fee: '10' });
    expect(balance(bench)).toBe('999995');
  });

  it('waits when there never was one: the position is held, the money is not made up, and nothing opens', () => {
    const { bench, order } = never();
    bench.fill(order, { price: '60010', fee: '10' });
    expect(lastFill(bench)).toMatchObject({ conversionRate: ZERO, rateSource: 'missing', quoteCurrency: 'USDT' });
    expect(formatDecimal(bench.state.positions.get('BTCUSDT')?.quantity ?? ZERO)).toBe('1');
    expect(balance(bench)).toBe('1000000');
    expect(codes(bench)).toEqual(['FILL_RATE_MISSING']);
    const { tradingState, tradingStateReason } = bench.state;
    expect([tradingState, tradingStateReason?.code]).toEqual(['reducing', 'FILL_RATE_MISSING']);
    bench.send({ kind: 'set_trading_state', state: 'active', reason: { code: 'X', values: {} }, actor: 'me' });
    expect(bench.state.tradingState).toBe('reducing');
  });

  it('is booked once a rate is known, by whatever brings it, and the account goes on by itself', () => {
    for (const bring of ['conversion_rate', 'quote', 'reconciled'] as const) {
      const { bench, order } = never();
      bench.fill(order, { price: '60000', fee: '10' });
      bench.fill(only(bench.execute({ action: 'close', symbol: 'BTCUSDT' })), { price: '61000', fee: '10' });
      expect(balance(bench)).toBe('1000000');
      if (bring === 'conversion_rate') setRate(bench, '0.5');
      else bench.state.volatile.rates.set('USDT', decimal('0.5'));
      if (bring === 'quote') bench.quote('BTCUSDT', '60000', '60010');
      if (bring === 'reconciled') bench.send({ kind: 'reconciled', positions: [], ordersCompared: 0 });
      expect(balance(bench)).toBe('1000490');
      expect(formatDecimal(bench.state.realizedPnl)).toBe('500');
      expect([bench.state.tradingState, bench.state.unconverted.length]).toEqual(['active', 0]);
      setRate(bench, '0.6');
      expect(balance(bench)).toBe('1000490');
    }
  });

  it('gives the position what is its own', () => {
    const { bench, order } = never();
    bench.fill(order, { price: '60000', fee: '10' });
    setRate(bench, '0.5');
    expect(formatDecimal(bench.state.positions.get('BTCUSDT')?.fees ?? ZERO)).toBe('5');
  });

  it('is the same after a replay, at any point', () => {
    const { bench, order } = never();
    const events = bench.events.filter(({ kind }) => kind !== 'conversion_rate_noted').length;
    expect(events).toBeGreaterThan(0);
    bench.fill(order, { price: '60000', fee: '10' });
    const waiting = decodeState(encodeState(bench.state), benchSettings());
    expect(waiting.unconverted).toEqual(bench.state.unconverted);
    setRate(bench, '0.5');
    const replayed = createAccountState(bench.state.account, benchSettings());
    for (const event of bench.events) applyEvent(replayed, decodeEvent(encodeEvent(event)));
    expect([replayed.balance, replayed.tradingState, replayed.unconverted]).toEqual([
      bench.state.balance,
      'active',
      [],
    ]);
  });
});

describe('a known rate', () => {
  it('is noted once, and again only when it has moved', () => {
    const bench = new EngineBench();
    const noted = (): number => bench.events.filter(({ kind }) => kind === 'conversion_rate_noted').length;
    for (let count = 0; count < 3; count += 1) bench.execute(buy('0.1'));
    expect(noted()).toBe(1);
    setRate(bench, '1.001');
    bench.execute(buy('0.1'));
    expect(noted()).toBe(1);
    setRate(bench, '1.05');
    bench.execute(buy('0.1'));
    expect(noted()).toBe(2);
  });

  it('of the past opens nothing', () => {
    const bench = new EngineBench();
    bench.execute(buy('0.1'));
    bench.state.volatile.rates.delete('USDT');
    expect(only(bench.execute(buy('0.1'))).reason?.code).toBe('CONVERSION_RATE_MISSING');
  });

  it('does not stand in the way of a late report', () => {
    const { bench, order } = never();
    bench.report({ kind: 'accepted', clientOrderId: clientIdOf(order), venueOrderId: 'v', time: bench.now });
    expect(order.status).toBe('accepted');
  });
});

describe('a position that no rate is known for', () => {
  const shares = { symbol: '600000.SH' };

  function holding(): EngineBench {
    const bench = new EngineBench();
    bench.fill(only(bench.execute(buy('1'))), { price: '60010' });
    bench.fill(only(bench.execute(buy('100', shares))), { price: '10' });
    bench.state.knownRates.clear();
    bench.state.volatile.rates.delete('USDT');
    return bench;
  }

  it('ties up nobody knows how much, so nothing opens, in other instruments either', () => {
    const bench = holding();
    expect(only(bench.execute(buy('100', shares)))).toMatchObject({
      status: 'denied',
      reason: { code: 'CONVERSION_RATE_MISSING', values: { currency: 'USDT' } },
    });
    setRate(bench, '1');
    expect(only(bench.execute(buy('200', shares))).reason).toBeUndefined();
  });

  it('can be closed, and so can others', () => {
    const bench = holding();
    expect(only(bench.execute({ action: 'close', ...shares })).status).toBe('submitting');
    expect(only(bench.execute({ action: 'close', symbol: 'BTCUSDT' })).status).toBe('submitting');
  });
});
