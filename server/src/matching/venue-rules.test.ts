/** What the pretend venue refuses, charges and delays, case by case. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import { limit, lines, openPit } from '../../test/venue/pit.ts';
import { instrument, type OrderTerms, placing } from '../../test/venue/venue-orders.ts';
import { COMMON_FEES, scheduledFees } from './fee-model.ts';
import { fixedLatency } from './latency-model.ts';
import { proportionalSlippage, tickSlippage } from './slippage-model.ts';
import { findOrder } from './venue-state.ts';
import { step } from './venue-step.ts';

describe('refusals', () => {
  it.each<[string, OrderTerms]>([
    ['VENUE_INSTRUMENT_UNKNOWN', { instrumentId: 'ABC' }],
    ['VENUE_QUANTITY_STEP', { quantity: '1.05' }],
    ['VENUE_QUANTITY_MIN', { quantity: '0' }],
    ['VENUE_QUANTITY_MIN', { quantity: '-1' }],
    ['VENUE_QUANTITY_MAX', { quantity: '1000.1' }],
    ['VENUE_PRICE_MISSING', { type: 'limit' }],
    ['VENUE_PRICE_MISSING', { type: 'stop_limit', limitPrice: '1' }],
    ['VENUE_ORDER_TERMS_INVALID', { limitPrice: '1' }],
    ['VENUE_PRICE_TICK', { type: 'limit', limitPrice: '1.005' }],
    ['VENUE_PRICE_TICK', { type: 'limit', limitPrice: '-1' }],
    ['VENUE_PRICE_TICK', { type: 'stop', stopPrice: '0' }],
  ])('%s for %j', (code, terms) => {
    const pit = openPit();
    pit.quote('99', '101');
    expect(pit.place('a', terms)).toEqual([`a rejected: ${code}`]);
    expect(findOrder(pit.venue.state, 'a')?.status).toBe('rejected');
  });

  it.each([
    ['VENUE_INSTRUMENT_NOT_TRADABLE', { tradable: false }],
    ['VENUE_NOTIONAL_MIN', { notionalMin: decimal('102') }],
    ['VENUE_TRADING_CLOSED', { sessions: [{ days: [1], start: '23:00', end: '23:30' }] }],
  ])('%s by what the instrument says', (code, fields) => {
    const pit = openPit({ instruments: new Map([['XYZ', instrument(fields)]]) });
    pit.quote('99', '101');
    expect(pit.place('a')).toEqual([`a rejected: ${code}`]);
  });

  it('answer an order after its deadline', () => {
    const pit = openPit();
    pit.quote('99', '101');
    const late = (deadlineAt: number) =>
      lines(step(pit.venue, { kind: 'place', time: 1_000, order: { ...placing(`d${deadlineAt}`), deadlineAt } }));
    expect(late(999)).toEqual(['d999 rejected: VENUE_DEADLINE_PASSED']);
    expect(late(1_000)[0]).toBe('d1000 accepted');
  });

  it('answer one open order too many', () => {
    const pit = openPit({ openOrdersMax: 1 });
    pit.place('a', limit('buy', '1', '1'));
    expect(pit.place('b', limit('buy', '1', '1'))).toEqual(['b rejected: VENUE_OPEN_ORDERS_MAX']);
  });

  it('answer changes of what is not open', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('done');
    expect(pit.cancel('done')).toEqual(['done cancel_rejected: VENUE_ORDER_CLOSED']);
    expect(pit.cancel('never')).toEqual(['never cancel_rejected: VENUE_ORDER_UNKNOWN']);
    expect(pit.amend('done', '2')).toEqual(['done amend_rejected: VENUE_ORDER_CLOSED']);
  });

  it('answer an amendment to what has filled already', () => {
    const pit = openPit();
    pit.quote('99', '101', { askQuantity: '1' });
    pit.place('a', limit('buy', '2', '101'));
    expect(pit.amend('a', '1')).toEqual(['a amend_rejected: VENUE_AMEND_BELOW_FILLED']);
  });

  it('are not given to a repeated client order id: it is no order', () => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('a');
    expect(pit.place('a', { quantity: '0' })).toEqual([]);
    expect(pit.position()).toBe('1 @ 101');
  });
});

describe('models', () => {
  it('charge makers and takers, and pay rebates', () => {
    const fees = scheduledFees({
      ...COMMON_FEES,
      crypto_spot: { maker: decimal('-0.0001'), taker: decimal('0.001') },
    });
    const pit = openPit({ models: { fees } });
    pit.quote('99', '100');
    pit.place('a');
    expect(pit.balance()).toBe('999.9');
    pit.place('b', limit('sell', '1', '110'));
    pit.quote('110', '111');
    expect(pit.balance()).toBe('1009.911');
  });

  it('charge a minimum once per order, however many parts it fills in', () => {
    const stock = instrument({ kind: 'stock' });
    const pit = openPit({ instruments: new Map([['XYZ', stock]]), models: { fees: scheduledFees(COMMON_FEES) } });
    pit.quote('99', '100', { askQuantity: '1' });
    pit.place('a', { quantity: '500' });
    expect(pit.balance()).toBe('995');
    pit.quote('99', '100', { askQuantity: '1' });
    expect(pit.balance()).toBe('995');
    pit.quote('99', '100');
    expect(pit.balance()).toBe('987.5');
  });

  it('make market orders worse by slippage, but never worse than a limit', () => {
    const pit = openPit({ models: { slippage: tickSlippage(3) } });
    pit.quote('99', '101');
    expect(pit.place('a')).toContain('a buy 1 @ 101.03 taker');
    expect(pit.place('b', { side: 'sell' })).toContain('b sell 1 @ 98.97 taker');
    expect(pit.place('c', limit('buy', '1', '101.02'))).toContain('c buy 1 @ 101.02 taker');
  });

  it('let slippage grow with size, in whole ticks', () => {
    const pit = openPit({ models: { slippage: proportionalSlippage(decimal('0.0001'), decimal('10')) } });
    pit.quote('99', '100');
    expect(pit.place('a', { quantity: '10' })).toContain('a buy 10 @ 100.01 taker');
    expect(pit.place('b', { quantity: '25' })).toContain('b buy 25 @ 100.03 taker');
  });

  it('let requests take effect only after their delay, on the prices of then', () => {
    const pit = openPit({ models: { latency: fixedLatency(50) } });
    pit.quote('99', '101');
    expect(pit.place('a')).toEqual([]);
    pit.time += 49;
    expect(pit.quote('109', '111')).toEqual([]);
    expect(pit.pass(1)).toEqual(['a accepted', 'a buy 1 @ 111 taker']);
  });

  it('let a quote of the same moment come before a delayed request, and a later one after it', () => {
    const pit = openPit({ models: { latency: fixedLatency(50) } });
    pit.quote('99', '101');
    pit.place('a');
    pit.time += 50;
    expect(pit.quote('109', '111')).toEqual(['a accepted', 'a buy 1 @ 111 taker']);
    pit.place('b');
    pit.time += 51;
    expect(pit.quote('119', '121')).toEqual(['b accepted', 'b buy 1 @ 111 taker']);
  });

  it('keep money aside for which no rate is known', () => {
    const pit = openPit({ conversionRate: () => undefined });
    pit.quote('99', '101');
    pit.place('a');
    pit.place('b', { side: 'sell' });
    expect(pit.balance()).toBe('1000');
    expect([...pit.venue.state.unconverted].map(([currency, sum]) => [currency, formatDecimal(sum)])).toEqual([
      ['USD', '-2'],
    ]);
  });
});

describe('quotes', () => {
  it.each([
    ['0', '1'],
    ['101', '99'],
    ['-1', '1'],
  ])('of %s / %s are left aside', (bid, ask) => {
    const pit = openPit();
    pit.quote('99', '101');
    pit.place('a', { side: 'sell', type: 'stop', stopPrice: '50' });
    expect(pit.quote(bid, ask)).toEqual([]);
    expect(pit.place('b')).toContain('b buy 1 @ 101 taker');
  });

  it('do not trade while the instrument is closed', () => {
    const closing = instrument({ sessions: [{ days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '00:30' }] });
    const pit = openPit({ instruments: new Map([['XYZ', closing]]) });
    pit.quote('99', '101');
    pit.place('a', limit('buy', '1', '98'));
    pit.time = 1_800_000;
    expect(pit.quote('90', '91')).toEqual([]);
    pit.time = 86_400_000;
    expect(pit.quote('90', '91')).toEqual(['a buy 1 @ 98 maker']);
  });
});
