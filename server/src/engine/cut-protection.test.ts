/** Protection that has become too large is cut at once: what may turn the position round waits for nobody. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, EngineBench, sell } from './test/engine-harness.ts';

/** A long position with its stop-loss, and an order on its way that takes a part of it. */
function takenFrom(): { readonly bench: EngineBench; readonly stop: Order; readonly under: Order } {
  const bench = new EngineBench({ traits: { reduceOnly: false } });
  for (const order of bench.execute(buy('1', { stopLoss: decimal('59000') }))) bench.fill(order, { price: '60010' });
  const [stop] = bench.open('stop_loss') as [Order];
  bench.accept(stop);
  const [under] = bench.execute(sell('0.4')) as [Order];
  return { bench, stop, under };
}

const amends = (bench: EngineBench): string[] =>
  bench.effectsOf('amend').map(({ amend }) => formatDecimal(amend.quantity));

describe('a stop-loss that is larger than what is left', () => {
  it('is cut while the account is being compared with its venue', () => {
    const { bench, under } = takenFrom();
    bench.send({ kind: 'recovered' });
    bench.fill(under, { price: '60000' });
    expect(amends(bench)).toEqual(['0.6']);
  });

  it('is cut while trading is halted', () => {
    const { bench, under } = takenFrom();
    const reason = { code: 'TRADING_STATE_SET', values: {} };
    bench.send({ kind: 'set_trading_state', state: 'halted', reason, actor: 'me' });
    bench.fill(under, { price: '60000' });
    expect(amends(bench)).toEqual(['0.6']);
    expect(bench.effectsOf('notify').map(({ code }) => code)).not.toContain('PROTECTION_NOT_PLACED');
  });

  it('is not moved meanwhile: what people ask for waits for the account', () => {
    const { bench, stop } = takenFrom();
    bench.send({ kind: 'recovered' });
    const cut = { kind: 'amend', orderId: stop.id, actor: 'me', quantity: decimal('0.5') } as const;
    bench.send(cut);
    expect(amends(bench)).toEqual([]);
  });
});

describe('a take-profit beside a close that rests', () => {
  it('is cut when something else takes from the position what the close is for', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    for (const order of bench.execute(buy('1', { takeProfit: decimal('61000') })))
      bench.fill(order, { price: '60010' });
    const [target] = bench.open('take_profit') as [Order];
    bench.accept(target);
    for (const order of bench.execute(buy('0.5'))) bench.fill(order, { price: '60010' });
    const terms = { orderType: 'limit', price: decimal('61500'), quantity: decimal('0.5') } as const;
    for (const close of bench.execute({ action: 'close', symbol: 'BTCUSDT', ...terms })) bench.accept(close);
    for (const order of bench.execute(sell('0.2'))) bench.fill(order, { price: '60000' });
    expect(amends(bench)).toEqual(['0.8']);
  });
});
