/** What holds at the pretend venue whatever is asked of it and however the prices move. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absolute, add, type Decimal, decimal, negate, ZERO } from '#domain/decimal.ts';
import { sessionCalendar } from './trading-calendar.ts';
import { instrument, type OrderTerms, placing, quoteOf } from '../../test/venue/venue-orders.ts';
import { COMMON_FEES, scheduledFees } from './fee-model.ts';
import { noLatency } from './latency-model.ts';
import { tickSlippage } from './slippage-model.ts';
import { createVenue, type Venue, type VenueSettings } from './venue.ts';
import type { Placement, VenueEvent, VenueFilled, VenueInput } from './venue-event.ts';
import { leavesOf, type OrderRecord } from './venue-order.ts';
import { restoreVenueState, takeVenueSnapshot } from './venue-snapshot.ts';
import { apply, createVenueState, type VenueState } from './venue-state.ts';
import { step } from './venue-step.ts';

const INITIAL = decimal('1000000');
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

const settings = (positionMode: 'netting' | 'hedging'): VenueSettings => ({
  positionMode,
  instruments: new Map(
    ['XYZ', 'ABC'].map((id) => [id, instrument({ id, shortable: id === 'XYZ', kind: id === 'XYZ' ? 'cfd' : 'stock' })]),
  ),
  conversionRate: () => decimal('0.5'),
  models: {
    fees: scheduledFees(COMMON_FEES),
    slippage: tickSlippage(1),
    latency: noLatency,
    calendar: sessionCalendar,
  },
});

const price = fc.integer({ min: 9_950, max: 10_050 }).map((ticks) => (ticks / 100).toFixed(2));
const size = fc.integer({ min: 1, max: 60 }).map((steps) => (steps / 10).toFixed(1));
const side = fc.constantFrom('buy', 'sell' as const);

const terms: fc.Arbitrary<OrderTerms> = fc
  .record({
    side,
    instrumentId: fc.constantFrom('XYZ', 'XYZ', 'ABC'),
    quantity: size,
    type: fc.constantFrom('market', 'limit', 'stop', 'stop_limit'),
    timeInForce: fc.constantFrom('gtc', 'gtc', 'ioc', 'fok', 'day'),
    postOnly: fc.boolean(),
    reduceOnly: fc.boolean(),
    role: fc.constantFrom('entry', 'stop_loss', 'take_profit', 'close'),
    group: fc.constantFrom(undefined, 'g.1', 'g.2'),
    position: fc.constantFrom(undefined, ...IDS),
    limitPrice: price,
    stopPrice: price,
  })
  .map(({ limitPrice, stopPrice, group, position, ...rest }) => ({
    ...rest,
    ...(rest.type === 'limit' || rest.type === 'stop_limit' ? { limitPrice } : {}),
    ...(rest.type === 'stop' || rest.type === 'stop_limit' ? { stopPrice } : {}),
    ...(group === undefined ? {} : { ocoGroup: group }),
    ...(position === undefined ? {} : { positionId: `order-${position}` }),
  })) as fc.Arbitrary<OrderTerms>;

type Move = (time: number) => VenueInput;

const quoting: fc.Arbitrary<Move> = fc
  .record({ middle: price, bidQuantity: size, askQuantity: size, instrumentId: fc.constantFrom('XYZ', 'ABC') })
  .map(({ middle, ...depth }) => (time) => {
    const ask = (Number(middle) + 0.03).toFixed(2);
    return { kind: 'quote', time, quote: quoteOf(middle, ask, { ...depth, time }) };
  });
const ordering: fc.Arbitrary<Move> = fc
  .record({ id: fc.constantFrom(...IDS, ...IDS.map((id) => `${id}${id}`)), terms })
  .map((order) => (time) => ({ kind: 'place', time, order: placing(order.id, order.terms) }));
const canceling: fc.Arbitrary<Move> = fc
  .constantFrom(...IDS)
  .map((clientOrderId) => (time) => ({ kind: 'cancel', time, clientOrderId }));
const amending: fc.Arbitrary<Move> = fc
  .record({ id: fc.constantFrom(...IDS), quantity: size, limitPrice: fc.option(price, { nil: undefined }) })
  .map(({ id, quantity, limitPrice }) => (time) => {
    const change = limitPrice === undefined ? {} : { limitPrice: decimal(limitPrice) };
    return { kind: 'amend', time, amend: { clientOrderId: id, quantity: decimal(quantity), ...change } };
  });
const passing: fc.Arbitrary<Move> = fc.constant((time) => ({ kind: 'time', time }));

const move = fc.oneof(
  { arbitrary: quoting, weight: 6 },
  { arbitrary: ordering, weight: 6 },
  { arbitrary: canceling, weight: 1 },
  { arbitrary: amending, weight: 1 },
  { arbitrary: passing, weight: 1 },
);
const moves = fc.array(move, { maxLength: 60, size: 'max' });
const mode = fc.constantFrom('netting', 'hedging' as const);

interface Story {
  readonly venue: Venue;
  readonly events: readonly VenueEvent[];
  /** The positions before each event, and after it. */
  readonly positions: readonly { readonly before: Decimal; readonly after: Decimal }[];
}

/** Plays the moves; the positions that go with each fill are those of the position it belongs to. */
function play(positionMode: 'netting' | 'hedging', story: readonly Move[]): Story {
  const venue = createVenue(settings(positionMode), createVenueState({ initialBalance: INITIAL }));
  const events = story.flatMap((next, index) => step(venue, next((index + 1) * 3_600_000)));
  const shadow = createVenueState({ initialBalance: INITIAL });
  const positions = events.map((event) => {
    const positionId = event.kind === 'fill' ? event.positionId : '';
    const before = shadow.positions.get(positionId)?.quantity ?? ZERO;
    apply(shadow, event);
    return { before, after: shadow.positions.get(positionId)?.quantity ?? ZERO };
  });
  return { venue, events, positions };
}

const always = (check: (story: Story) => void): void =>
  fc.assert(
    fc.property(mode, moves, (positionMode, story) => check(play(positionMode, story))),
    { numRuns: 250 },
  );

const recordsOf = (state: VenueState): OrderRecord[] => [...state.open.values(), ...state.closed.values()];
const fillsOf = (events: readonly VenueEvent[]): VenueFilled[] => events.filter((event) => event.kind === 'fill');
const placements = (events: readonly VenueEvent[]): Map<string, Placement> =>
  new Map(events.flatMap((event) => (event.kind === 'accepted' ? [[event.clientOrderId, event]] : [])));

describe('whatever happens at the pretend venue', () => {
  it('an order never fills beyond its quantity, and the record is the sum of its fills', () => {
    always(({ venue, events }) => {
      for (const order of recordsOf(venue.state)) {
        const own = fillsOf(events).filter((fill) => fill.clientOrderId === order.clientOrderId);
        const sum = own.reduce((total, fill) => add(total, fill.quantity), ZERO);
        expect(order.filledQuantity).toBe(sum);
        expect(leavesOf(order) >= ZERO).toBe(true);
        expect(order.status === 'filled').toBe(order.status !== 'rejected' && leavesOf(order) === ZERO);
      }
    });
  });

  it('a position is the sum of its fills, and a trade id is used once', () => {
    always(({ venue, events }) => {
      const sums = new Map<string, Decimal>();
      for (const fill of fillsOf(events)) {
        const signed = fill.side === 'buy' ? fill.quantity : negate(fill.quantity);
        sums.set(fill.positionId, add(sums.get(fill.positionId) ?? ZERO, signed));
      }
      const open = [...sums].filter(([, sum]) => sum !== ZERO).sort();
      const held = [...venue.state.positions.values()].map((one) => [one.positionId, one.quantity] as const).sort();
      expect(held).toEqual(open);
      expect(new Set(fillsOf(events).map((fill) => fill.tradeId)).size).toBe(fillsOf(events).length);
    });
  });

  it('an order that may only reduce never enlarges or turns a position, and what can not be shorted is never short', () => {
    always(({ events, positions }) => {
      const known = placements(events);
      const wrong = events.filter((event, index) => {
        const around = positions[index];
        if (event.kind !== 'fill' || around === undefined) return false;
        const isShort = event.instrumentId === 'ABC' && around.after < ZERO;
        if (known.get(event.clientOrderId)?.reducing !== true) return isShort;
        const isTurned = around.after !== ZERO && around.after > ZERO !== around.before > ZERO;
        return isShort || isTurned || absolute(around.after) >= absolute(around.before);
      });
      expect(wrong).toEqual([]);
    });
  });

  it('fills keep to the limit price', () => {
    always(({ events }) => {
      const limits = new Map<string, Decimal>();
      const wrong = events.filter((event) => {
        if ((event.kind === 'accepted' || event.kind === 'amended') && event.limitPrice !== undefined) {
          limits.set(event.clientOrderId, event.limitPrice);
        }
        const limitPrice = limits.get(event.clientOrderId);
        if (event.kind !== 'fill' || limitPrice === undefined) return false;
        return event.side === 'buy' ? event.price > limitPrice : event.price < limitPrice;
      });
      expect(wrong).toEqual([]);
    });
  });

  it('a quote is used up once: what trades against it is never more than it offered', () => {
    fc.assert(
      fc.property(mode, moves, (positionMode, story) => {
        const venue = createVenue(settings(positionMode), createVenueState({ initialBalance: INITIAL }));
        const left = new Map<string, Decimal>();
        let overdrawn = false;
        story.forEach((next, index) => {
          const input = next((index + 1) * 60_000);
          if (input.kind === 'quote') {
            left.set(`${input.quote.instrumentId}buy`, input.quote.askQuantity ?? ZERO);
            left.set(`${input.quote.instrumentId}sell`, input.quote.bidQuantity ?? ZERO);
          }
          for (const fill of fillsOf(step(venue, input))) {
            const key = `${fill.instrumentId}${fill.side}`;
            left.set(key, add(left.get(key) ?? ZERO, negate(fill.quantity)));
          }
          overdrawn ||= [...left.values()].some((rest) => rest < ZERO);
        });
        expect(overdrawn).toBe(false);
      }),
      { numRuns: 250 },
    );
  });

  it('fill-or-kill is all or nothing, immediate-or-cancel leaves nothing resting once it is live', () => {
    always(({ venue }) => {
      const wrong = recordsOf(venue.state).filter((order) => {
        const isPartial = order.filledQuantity !== ZERO && order.filledQuantity !== order.quantity;
        const isLive = order.type === 'market' || order.type === 'limit' || order.triggered;
        if (order.timeInForce === 'fok') return isPartial || (isLive && order.status === 'open');
        return order.timeInForce === 'ioc' && isLive && order.status === 'open';
      });
      expect(wrong).toEqual([]);
    });
  });

  it('two orders that protect the same quantity never fill more than that quantity together', () => {
    const leg = { side: 'sell', reduceOnly: true, ocoGroup: 'p.1', quantity: '5' } as const;
    const bracket: Move[] = [
      (time) => ({ kind: 'quote', time, quote: quoteOf('99.99', '100.02') }),
      (time) => ({ kind: 'place', time, order: placing('entry', { quantity: '20' }) }),
      (time) => ({
        kind: 'place',
        time,
        order: placing('sl', { ...leg, type: 'stop', stopPrice: '99.8', role: 'stop_loss' }),
      }),
      (time) => ({
        kind: 'place',
        time,
        order: placing('tp', { ...leg, type: 'limit', limitPrice: '100.2', role: 'take_profit' }),
      }),
    ];
    fc.assert(
      fc.property(fc.array(quoting, { maxLength: 30 }), (story) => {
        const { venue } = play('netting', [...bracket, ...story]);
        const filled = (id: string): Decimal =>
          recordsOf(venue.state).find((one) => one.clientOrderId === id)?.filledQuantity ?? ZERO;
        expect(add(filled('sl'), filled('tp')) <= decimal('5')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('a replay of the events, and a snapshot with the events after it, give the same state', () => {
    fc.assert(
      fc.property(mode, moves, fc.nat(), (positionMode, story, cut) => {
        const { venue, events } = play(positionMode, story);
        const truth = structuredClone(takeVenueSnapshot(venue.state));
        const replayed = createVenueState({ initialBalance: INITIAL });
        for (const event of events) apply(replayed, event);
        expect(takeVenueSnapshot(replayed)).toEqual(truth);

        const at = events.length === 0 ? 0 : cut % events.length;
        const half = createVenueState({ initialBalance: INITIAL });
        for (const event of events.slice(0, at)) apply(half, event);
        const resumed = restoreVenueState(structuredClone(takeVenueSnapshot(half)));
        for (const event of events.slice(at)) apply(resumed, event);
        expect(takeVenueSnapshot(resumed)).toEqual(truth);
      }),
      { numRuns: 250 },
    );
  });

  it('goes on the same way from a snapshot: the indexes are those of the original', () => {
    fc.assert(
      fc.property(mode, moves, moves, (positionMode, first, second) => {
        const { venue } = play(positionMode, first);
        const restored = restoreVenueState(structuredClone(takeVenueSnapshot(venue.state)));
        const twin = createVenue(venue.settings, restored);
        for (const [id, market] of venue.market) twin.market.set(id, { ...market });
        twin.time = venue.time;
        second.forEach((next, index) => {
          const input = next((first.length + index + 1) * 3_600_000);
          expect(step(twin, input)).toEqual(step(venue, input));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('does not matter in which order quotes of different instruments, or resting orders at different prices, came', () => {
    const resting = fc.uniqueArray(fc.integer({ min: 9_000, max: 9_900 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(resting, fc.integer({ min: 8_000, max: 9_900 }), (ticks, ask) => {
        const outcome = (sequence: readonly number[]): string[] => {
          const venue = createVenue(settings('netting'), createVenueState({ initialBalance: INITIAL }));
          for (const tick of sequence) {
            const limitPrice = (tick / 100).toFixed(2);
            step(venue, { kind: 'place', time: 1, order: placing(`at${tick}`, { type: 'limit', limitPrice }) });
          }
          const quote = quoteOf('1', (ask / 100).toFixed(2), { askQuantity: '2.5' });
          return fillsOf(step(venue, { kind: 'quote', time: 2, quote })).map(
            (fill) => `${fill.clientOrderId} ${fill.quantity}`,
          );
        };
        expect(outcome([...ticks].reverse())).toEqual(outcome(ticks));
        expect(outcome([...ticks].sort())).toEqual(outcome(ticks));
      }),
      { numRuns: 200 },
    );
  });
});
