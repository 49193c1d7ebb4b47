/**
 * Random histories of one account against a venue that keeps its own books (`test/model-venue.ts`). Whatever is lost,
 * late, doubled or out of order: money and positions are the sum of the trades, nothing is placed twice, nothing is held
 * back for ever, and once all has been said, engine and venue agree.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absolute, add, type Decimal, decimal, multiplyRounded, negate, subtract, ZERO } from '#domain/decimal.ts';
import { isTerminal } from '#domain/order.ts';
import { costOf } from '#domain/position-accounting.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import type { EngineEvent } from './events.ts';
import { cloneState, encodeState } from './snapshot.ts';
import { createAccountState } from './state.ts';
import { actions, runHistory } from './test/account-history.ts';
import { BTC, benchSettings } from './test/engine-harness.ts';

/** Money by another way: what came in for sales less what went out for purchases, plus what the open rest cost. */
function cashOf(events: readonly EngineEvent[]): Decimal {
  let cash: Decimal = decimal('1000000');
  for (const event of events) {
    if (event.kind !== 'order_filled') continue;
    const value = multiplyRounded(event.price, event.quantity, 'half_even');
    cash = subtract(add(cash, event.side === 'sell' ? value : negate(value)), event.fee);
  }
  return cash;
}

describe.each(['netting', 'hedging'] as const)('a %s account, after any history', (positionMode) => {
  it('agrees with the venue about every trade, and nothing is on its way any more', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const history = runHistory(positionMode, list);
        history.settle();
        const { state } = history.bench;
        const faults = history.bench.events.filter(({ kind }) => kind === 'report_quarantined');
        expect(faults).toEqual([]);
        const ours = [...state.positions.values()].map(({ id, quantity }) => [id, quantity]);
        const theirs = history.venue.positions().map(({ positionId, quantity }) => [positionId, quantity]);
        expect(new Map(ours as [string, Decimal][])).toEqual(new Map(theirs as [string, Decimal][]));
        for (const order of state.orders.values()) {
          if (isTerminal(order.status))
            expect(history.venue.orders.get(order.clientOrderId ?? '')?.status).not.toBe('open');
          expect(['submitting', 'pending_cancel', 'pending_amend']).not.toContain(order.status);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('is protected by no more than it holds, and by nothing where it holds nothing', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const history = runHistory(positionMode, list);
        history.settle();
        const stops = new Map<string, Decimal>();
        for (const { positionId, placed, quantity, filled } of history.venue.open()) {
          if (placed.request.role !== 'stop_loss') continue;
          const held = history.venue.held(positionId);
          expect(held > ZERO).toBe(placed.request.side === 'sell');
          stops.set(positionId, add(stops.get(positionId) ?? ZERO, subtract(quantity, filled)));
          expect((stops.get(positionId) ?? ZERO) <= absolute(held)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has the money that its trades have left, to the last of 18 places', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const history = runHistory(positionMode, list);
        const { state, events } = history.bench;
        let cost: Decimal = ZERO;
        let trades = 0;
        for (const position of state.positions.values()) cost = add(cost, costOf(position, BTC.contractSize));
        for (const { kind } of events) if (kind === 'order_filled') trades += 1;
        const difference = subtract(state.balance, add(cashOf(events), cost));
        expect(difference <= BigInt(trades) && difference >= -BigInt(trades)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('is what its journal and its snapshot say', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const { bench } = runHistory(positionMode, list);
        const state = createAccountState(bench.state.account, benchSettings());
        for (const event of bench.events) applyEvent(state, decodeEvent(encodeEvent(event)));
        expect(encodeState(state)).toBe(encodeState(bench.state));
        const copy = cloneState(bench.state);
        expect(encodeState(copy)).toBe(encodeState(bench.state));
        expect([copy.openByInstrument, copy.openOrdinary, copy.orderIdByClientId]).toEqual([
          new Map([...bench.state.openByInstrument].filter(([, open]) => open.size > 0)),
          new Map([...bench.state.openOrdinary].filter(([, open]) => open.size > 0)),
          bench.state.orderIdByClientId,
        ]);
      }),
      { numRuns: 100 },
    );
  });
});
