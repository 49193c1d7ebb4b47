import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ONE, ZERO } from '#domain/decimal.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, decodeForFold, encodeEvent } from './codec.ts';
import type { EngineEvent } from './events.ts';
import { decodePlain, encodePlain } from './plain-codec.ts';
import { encodeState } from './snapshot.ts';
import { createAccountState } from './state.ts';
import { actions, runHistory } from './test/account-history.ts';
import { benchSettings } from './test/engine-harness.ts';

const ODD = 'an "odd" \\ text, with ],"reservation":" and ,"checks":[ in it\n警报';
const REASON = { code: 'VENUE_REJECTED', values: { message: ODD } };
const OF_ORDER = { time: 1_800_000_000_000, orderId: ODD };
const CHECKS = [
  { check: 'trading_state', passed: true, values: {} },
  { check: 'margin', passed: true, values: { needed: decimal('1.5'), source: ODD } },
  { check: 'order_kind', passed: false, code: 'ORDER_TYPE_UNSUPPORTED', values: { type: ODD } },
];
const REQUEST = {
  instrumentId: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  quantity: decimal('0.1'),
  limitPrice: decimal('59000'),
  timeInForce: 'gtc',
  postOnly: false,
  reduceOnly: false,
  role: 'entry',
  stopLoss: decimal('58000'),
  takeProfits: [{ price: decimal('62000'), portion: ONE }],
  comment: ODD,
} as const;

/** Every field of every kind that has a writer of its own, in the order in which the engine sets them. */
const EVENTS: readonly EngineEvent[] = [
  { kind: 'signal_decided', time: 1, signalId: ODD, source: ODD, command: 0, outcome: 'ignored', orderIds: [] },
  {
    ...{ kind: 'signal_decided', time: 1, signalId: ODD, source: ODD, command: 3, outcome: 'denied' },
    ...{ orderIds: [ODD, 'b'], sentAt: 5, instrumentId: ODD, reason: REASON, adjustments: [REASON] },
    touched: [{ orderId: ODD, ticket: 7, how: 'canceled' }],
  },
  { kind: 'order_created', ...OF_ORDER, ticket: 7, request: REQUEST, source: ODD },
  { kind: 'order_created', ...OF_ORDER, ticket: 7, request: REQUEST, source: ODD, signalId: ODD, parentOrderId: ODD },
  { kind: 'order_denied', ...OF_ORDER, reason: REASON, checks: CHECKS },
  { kind: 'order_denied', ...OF_ORDER, reason: REASON, checks: [] },
  { kind: 'order_approved', ...OF_ORDER, checks: CHECKS, reservation: ZERO, limitsVersion: ODD, referencePrice: ONE },
  { kind: 'order_approved', ...OF_ORDER, checks: [], reservation: decimal('-0.5'), limitsVersion: ODD },
  { kind: 'order_submitting', ...OF_ORDER, clientOrderId: ODD, attempt: 2, deadlineAt: 9, limitsVersion: ODD },
  { kind: 'order_accepted', ...OF_ORDER, venueOrderId: ODD },
  {
    ...{ kind: 'order_filled', ...OF_ORDER, tradeId: ODD, instrumentId: ODD, side: 'sell', price: decimal('60000.5') },
    ...{ quantity: decimal('0.1'), fee: ZERO, liquidity: 'maker', venueTime: 4, positionId: ODD, positionTicket: 2 },
    ...{ contractSize: ONE, conversionRate: decimal('1e-18'), venueOrderId: ODD },
  },
  {
    ...{ kind: 'order_filled', ...OF_ORDER, tradeId: ODD, instrumentId: ODD, side: 'buy', price: ONE, quantity: ONE },
    ...{ fee: ONE, liquidity: 'taker', venueTime: 4, positionId: ODD, positionTicket: 2, contractSize: ONE },
    ...{ conversionRate: ZERO, baseFee: decimal('0.001'), rateSource: 'missing', quoteCurrency: ODD },
    otherFee: { currency: ODD, fee: decimal('-0.25'), conversionRate: ZERO, rateSource: 'missing' },
  },
  { kind: 'order_cancel_requested', ...OF_ORDER, actor: ODD },
  { kind: 'order_canceled', ...OF_ORDER },
  { kind: 'order_canceled', ...OF_ORDER, venueReason: ODD, reason: REASON },
];

describe('an event', () => {
  it.each(EVENTS.map((event) => [event.kind, event] as const))('%s is written and read as any value is', (_, event) => {
    const body = encodeEvent(event);
    expect(body).toBe(encodePlain(event));
    expect(decodeEvent(body)).toEqual(decodePlain(body));
    expect(encodeEvent(decodeEvent(body))).toBe(body);
  });

  it.each(EVENTS.map((event) => [event.kind, event] as const))(
    '%s is read for the fold without its checks',
    (_, event) => {
      const checks = 'checks' in event ? { checks: [] } : {};
      expect(decodeForFold(encodeEvent(event))).toEqual({ ...decodeEvent(encodeEvent(event)), ...checks });
    },
  );

  it('of any history is written as any value is, and folds the same without its checks', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const { bench } = runHistory('netting', list);
        const state = createAccountState(bench.state.account, benchSettings());
        for (const event of bench.events) {
          expect(encodeEvent(event)).toBe(encodePlain(event));
          applyEvent(state, decodeForFold(encodeEvent(event)));
        }
        expect(encodeState(state)).toBe(encodeState(bench.state));
      }),
      { numRuns: 60 },
    );
  });

  it('of a kind that nobody knows, or cut short, is damage', () => {
    expect(() => decodeEvent('{"kind":"order_forgotten","time":1}')).toThrow(SyntaxError);
    expect(() => decodeForFold('{"kind":"order_approved","time":1,"orderId":"a","checks":["tra')).toThrow(SyntaxError);
    expect(() => decodeEvent('{"kind":"order_filled","time":1,"orderId":"a"}')).toThrow();
  });
});
