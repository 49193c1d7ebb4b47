/** Protection at a venue that changes no order in place, or some only: what must be another ends and is placed anew. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { VenueTraits } from './state.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const LEVELS = { stopLoss: decimal('59000'), takeProfit: decimal('65000') };
const LIMITS_ONLY = { amend: false, amends: { crypto_spot: ['limit'] } } as const;

/** An entry of one coin of which a part has filled, and the protection of that part rests. */
function partlyFilled(traits: Partial<VenueTraits>): { readonly bench: EngineBench; readonly entry: Order } {
  const bench = new EngineBench({ traits });
  const [entry] = bench.execute({ ...buy('1', LEVELS), orderType: 'limit', price: decimal('60010') }) as [Order];
  bench.accept(entry);
  bench.fill(entry, { quantity: '0.4', price: '60010' });
  for (const role of ['stop_loss', 'take_profit'] as const) for (const order of bench.open(role)) bench.accept(order);
  return { bench, entry };
}

const covered = (bench: EngineBench, role: 'stop_loss' | 'take_profit'): string[] =>
  bench.open(role).map(({ request, status }) => `${formatDecimal(request.quantity)} ${status}`);

function endsAsAsked(bench: EngineBench, role: 'stop_loss' | 'take_profit'): void {
  const [order] = bench.open(role).filter(({ status }) => status === 'pending_cancel') as [Order];
  bench.report({ kind: 'canceled', clientOrderId: clientIdOf(order), filledQuantity: ZERO, time: bench.now });
}

describe('protection that the venue can not change in place', () => {
  it('ends and is placed anew when more has filled', () => {
    const { bench, entry } = partlyFilled({ amend: false });
    bench.fill(entry, { quantity: '0.6', price: '60010' });
    expect([covered(bench, 'stop_loss'), covered(bench, 'take_profit')]).toEqual([
      ['0.4 pending_cancel'],
      ['0.4 pending_cancel'],
    ]);
    endsAsAsked(bench, 'stop_loss');
    endsAsAsked(bench, 'take_profit');
    expect([covered(bench, 'stop_loss'), covered(bench, 'take_profit')]).toEqual([['1 submitting'], ['1 submitting']]);
    expect(bench.effectsOf('notify')).toEqual([]);
  });

  it('is changed in place where its kind can be', () => {
    const { bench, entry } = partlyFilled(LIMITS_ONLY);
    bench.fill(entry, { quantity: '0.6', price: '60010' });
    expect([covered(bench, 'stop_loss'), covered(bench, 'take_profit')]).toEqual([
      ['0.4 pending_cancel'],
      ['0.4 pending_amend'],
    ]);
  });

  it('stays where it is when what should take its place would be denied', () => {
    const { bench, entry } = partlyFilled({ amend: false });
    const reason = { code: 'TRADING_STATE_SET', values: {} };
    bench.send({ kind: 'set_trading_state', state: 'halted', reason, actor: 'me' });
    bench.fill(entry, { quantity: '0.6', price: '60010' });
    expect(covered(bench, 'stop_loss')).toEqual(['0.4 accepted']);
    expect(bench.effectsOf('notify').map(({ code }) => code)).toContain('PROTECTION_NOT_PLACED');
  });

  it('that is too large ends in any case where it could turn the position round, and else if another may be placed', () => {
    const reason = { code: 'TRADING_STATE_SET', values: {} };
    for (const [reduceOnly, expected] of [
      [false, '0.4 pending_cancel'],
      [true, '0.4 accepted'],
    ] as const) {
      const { bench, entry } = partlyFilled({ amend: false, reduceOnly });
      bench.report({
        kind: 'canceled',
        clientOrderId: clientIdOf(entry),
        filledQuantity: decimal('0.4'),
        time: bench.now,
      });
      const [target] = bench.open('take_profit') as [Order];
      bench.send({ kind: 'set_trading_state', state: 'halted', reason, actor: 'me' });
      bench.fill(target, { quantity: '0.1', price: '65000' });
      expect(covered(bench, 'stop_loss')).toEqual([expected]);
    }
    const { bench } = partlyFilled({ amend: false });
    bench.fill(bench.open('take_profit')[0] as Order, { quantity: '0.1', price: '65000' });
    expect(covered(bench, 'stop_loss')).toEqual(['0.4 pending_cancel']);
    endsAsAsked(bench, 'stop_loss');
    expect(covered(bench, 'stop_loss')).toEqual(['0.3 submitting']);
  });
});

describe('an order that the venue can not change', () => {
  it('is refused with what to do instead, by its kind', () => {
    const bench = new EngineBench({ traits: { amend: false, amends: { crypto_spot: ['stop'] } } });
    const [order] = bench.execute({ ...buy('1'), orderType: 'limit', price: decimal('59900') }) as [Order];
    bench.accept(order);
    const { refusal } = bench.send({ kind: 'amend', orderId: order.id, limitPrice: decimal('59950'), actor: 'me' });
    expect(refusal).toEqual({
      code: 'VENUE_LACKS_AMEND',
      values: { venue: 'paper', symbol: 'BTCUSDT', type: 'limit' },
    });
  });
});
