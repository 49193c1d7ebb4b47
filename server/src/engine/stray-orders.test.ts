/** An order under an id of our form that no order in the books has: who looks at the halt sees which. */
import { describe, expect, it } from 'vitest';
import { decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { FillReport, VenueOrder } from '#domain/report.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { BTC, EngineBench, START } from './test/engine-harness.ts';

const OURS = 'abcdefghijklmnopqrstuvwx';

function bench(): EngineBench {
  const made = new EngineBench({
    traits: { externalTrading: true, balanceIsTruth: true },
    leverage: '5',
    unreconciled: true,
  });
  const directory = createInstrumentDirectory([{ ...BTC, kind: 'crypto_perpetual' }]);
  made.send({ kind: 'directory', directory });
  made.send({ kind: 'reconciled', positions: [], positionsAt: made.now, ordersCompared: 0 });
  made.now += 60_000;
  made.quote('BTCUSDT', '60000', '60010');
  return made;
}

const STRAY: VenueOrder = {
  clientOrderId: OURS,
  venueOrderId: '77',
  instrumentId: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  quantity: ONE,
  limitPrice: decimal('50000'),
  filledQuantity: ZERO,
  averagePrice: ZERO,
  status: 'open',
  updatedAt: START,
};

const tradeOf = (made: EngineBench): FillReport => ({
  kind: 'fill',
  clientOrderId: OURS,
  venueOrderId: '77',
  tradeId: 't-1',
  instrumentId: 'BTCUSDT',
  side: 'buy',
  price: decimal('50000'),
  quantity: ONE,
  fee: ZERO,
  liquidity: 'maker',
  time: made.now,
});

const show = (made: EngineBench, fills: readonly FillReport[] = []) =>
  made.send({ kind: 'venue_orders', orders: [STRAY], fills });

const resume = (made: EngineBench) =>
  made.send({
    kind: 'set_trading_state',
    state: 'active',
    reason: { code: 'TRADING_STATE_SET', values: {} },
    actor: 'me',
  });

describe('an order under an id of ours that nobody here knows', () => {
  it('is named in the reason of the halt: its ids and its symbol', () => {
    const made = bench();
    show(made);
    const values = { clientOrderId: OURS, venueOrderId: '77', symbol: 'BTCUSDT' };
    expect(made.state.ownTrading).toMatchObject({ state: 'halted', reason: { code: 'REPORT_WITHOUT_ORDER', values } });
    expect(made.open('external')).toEqual([]);
  });

  it('is named by its trade and symbol, when that is what was told', () => {
    const made = bench();
    made.report(tradeOf(made));
    const values = { clientOrderId: OURS, tradeId: 't-1', symbol: 'BTCUSDT' };
    expect(made.state.ownTrading).toMatchObject({ state: 'halted', reason: { values } });
  });

  it('halts once, and is in no book while it is open, also after a person has resumed and the server has started again', () => {
    const made = bench();
    show(made);
    resume(made);
    Object.assign(made, { state: decodeState(encodeState(made.state), made.state.volatile.settings) });
    show(made);
    expect(made.open('external')).toEqual([]);
    expect(made.state.ownTrading.state).toBe('active');
    made.report(tradeOf(made));
    expect(made.state.ownTrading).toMatchObject({ state: 'halted', reason: { values: { tradeId: 't-1' } } });
  });

  it('halts again under another id', () => {
    const made = bench();
    show(made);
    resume(made);
    const other = { ...STRAY, clientOrderId: `b${OURS.slice(1)}`, venueOrderId: '78' };
    made.send({ kind: 'venue_orders', orders: [other], fills: [] });
    expect(made.state.ownTrading).toMatchObject({ state: 'halted', reason: { values: { venueOrderId: '78' } } });
  });
});
