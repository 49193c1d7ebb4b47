import { type Decimal, formatDecimal, subtract } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { isTerminal, ORDER_STATUSES, type Order, type OrderRequest } from '#domain/order.ts';
import { TIMES_IN_FORCE } from '#domain/signal.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderJson } from './order-json.ts';
import { orderView } from './order-view.ts';

/** An arbitrary for every field there is, so that one which is added later can not be forgotten here. */
type Fields<T> = { readonly [Name in keyof Required<T>]: fc.Arbitrary<T[Name]> };

const amount = fc.oneof(
  fc.constant(0n as Decimal),
  fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }).map((value) => value as Decimal),
);
const outside = fc.string({ unit: 'binary', maxLength: 70 });
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined });
const time = fc.integer({ min: 0, max: 4e12 });
const reason = fc.record({ code: outside, values: fc.dictionary(outside, outside, { maxKeys: 3 }) });

const requestFields: Fields<OrderRequest> = {
  instrumentId: outside,
  side: fc.constantFrom('buy', 'sell'),
  type: fc.constantFrom('market', 'limit', 'stop', 'stop_limit'),
  role: fc.constantFrom('entry', 'close', 'stop_loss', 'take_profit', 'external'),
  quantity: amount,
  limitPrice: amount,
  stopPrice: amount,
  stopLoss: amount,
  takeProfits: fc.array(fc.record({ price: amount, portion: amount }), { maxLength: 2 }),
  timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
  postOnly: fc.boolean(),
  reduceOnly: fc.boolean(),
  positionId: outside,
  ocoGroup: outside,
  comment: outside,
  strategy: outside,
  tag: outside,
  magic: outside,
  timeCheck: fc.constant(true as const),
  sendBefore: time,
  adjustments: fc.array(reason, { maxLength: 2 }),
};
const request: fc.Arbitrary<OrderRequest> = fc.record(requestFields, {
  requiredKeys: ['instrumentId', 'side', 'type', 'role', 'quantity', 'timeInForce', 'postOnly', 'reduceOnly'],
});

const orderFields: Fields<Order> = {
  id: outside,
  accountId: outside,
  ticket: fc.nat(),
  request,
  status: fc.constantFrom(...ORDER_STATUSES),
  statusBefore: maybe(fc.constantFrom(...ORDER_STATUSES)),
  clientOrderId: maybe(outside),
  venueOrderId: maybe(outside),
  attempt: fc.nat(),
  signedAt: maybe(time),
  signalId: maybe(outside),
  source: outside,
  parentOrderId: maybe(outside),
  filledQuantity: amount,
  averagePrice: amount,
  fees: amount,
  otherFees: maybe(fc.array(fc.record({ currency: outside, fees: amount }), { maxLength: 2 })),
  tradeIds: fc.constant(new Set<string>()),
  reason: maybe(reason),
  amendTo: fc.constant(undefined),
  isCancelAsked: fc.constant(undefined),
  amendedAt: maybe(time),
  reservation: amount,
  createdAt: time,
  updatedAt: time,
};
const order: fc.Arbitrary<Order> = fc
  .record(orderFields)
  .chain((made) => fc.constantFrom(made, { ...made, filledQuantity: made.request.quantity }));

const instrument = maybe(outside.map((quoteCurrency) => ({ quoteCurrency }) as Instrument));

describe('what is left of an order', () => {
  it('is what is not filled while it works, and nothing once it has ended', () => {
    fc.assert(
      fc.property(order, (made) => {
        const { leavesQuantity } = orderView(made, { instrument: undefined, simulated: false });
        const open = subtract(made.request.quantity, made.filledQuantity);
        expect(leavesQuantity).toBe(isTerminal(made.status) ? '0' : formatDecimal(open));
      }),
    );
  });
});

describe('the JSON of an order', () => {
  it('says what its view says, to the last byte', () => {
    fc.assert(
      fc.property(order, instrument, fc.boolean(), (made, currency, simulated) => {
        const context = { instrument: currency, simulated };
        expect(orderJson(made, context)).toBe(JSON.stringify(orderView(made, context)));
      }),
      { numRuns: 500 },
    );
  });
});
