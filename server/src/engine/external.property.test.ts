/**
 * Whatever a person does by hand, and whenever the venue is asked in between: after two comparisons at rest our books have the
 * venue's position, its open orders and no others, and every trade once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, fromInteger, negate, subtract, ZERO } from '#domain/decimal.ts';
import type { Side } from '#domain/order.ts';
import type { FillReport, VenueOrder } from '#domain/report.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { mustAskAgain } from './external.ts';
import { encodeState } from './snapshot.ts';
import { createAccountState } from './state.ts';
import { BTC, benchSettings, EngineBench } from './test/engine-harness.ts';

interface Held {
  order: VenueOrder;
}

/** The venue with the person's orders. */
class Venue {
  readonly orders: Held[] = [];
  readonly trades: FillReport[] = [];
  position: Decimal = ZERO;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  place(side: Side, lots: number, named: boolean): void {
    const venueOrderId = String(this.orders.length + 1);
    // Ids of one's own may be used again.
    const clientOrderId = named ? `web_${this.orders.length % 3}` : venueOrderId;
    const order: VenueOrder = {
      ...{ clientOrderId, venueOrderId, instrumentId: 'BTCUSDT', side, type: 'limit', quantity: fromInteger(lots) },
      ...{ limitPrice: decimal('50000'), filledQuantity: ZERO, averagePrice: ZERO, status: 'open' },
      updatedAt: this.#now(),
    };
    this.orders.push({ order });
  }

  open(at: number): Held | undefined {
    const open = this.orders.filter(({ order }) => order.status === 'open');
    return open[at % Math.max(1, open.length)];
  }

  fill(held: Held, lots: number): void {
    const { order } = held;
    const leaves = subtract(order.quantity, order.filledQuantity);
    const asked = fromInteger(lots);
    const quantity = asked < leaves ? asked : leaves;
    const filledQuantity = add(order.filledQuantity, quantity);
    held.order = { ...order, filledQuantity, status: filledQuantity === order.quantity ? 'filled' : 'open' };
    this.position = add(this.position, order.side === 'buy' ? quantity : negate(quantity));
    this.trades.push({
      ...{ kind: 'fill', clientOrderId: order.clientOrderId, venueOrderId: order.venueOrderId },
      ...{ tradeId: `t${this.trades.length}`, instrumentId: 'BTCUSDT', side: order.side, price: decimal('50000') },
      ...{ quantity, fee: ZERO, liquidity: 'maker', time: this.#now() },
    });
  }

  cancel(held: Held): void {
    held.order = { ...held.order, status: 'canceled' };
  }

  get openOrders(): VenueOrder[] {
    return this.orders.map(({ order }) => order).filter(({ status }) => status === 'open');
  }
}

type Step =
  | { readonly do: 'place'; readonly side: Side; readonly lots: number; readonly named: boolean }
  | { readonly do: 'fill'; readonly at: number; readonly lots: number }
  | { readonly do: 'cancel'; readonly at: number };
type Round = readonly [beforeTrades: readonly Step[], beforeOrders: readonly Step[], beforePositions: readonly Step[]];

const lots = fc.integer({ min: 1, max: 4 });
const at = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('place' as const),
    side: fc.constantFrom<Side>('buy', 'sell'),
    lots,
    named: fc.boolean(),
  }),
  fc.record({ do: fc.constant('fill' as const), at, lots }),
  fc.record({ do: fc.constant('fill' as const), at, lots }),
  fc.record({ do: fc.constant('cancel' as const), at }),
);
const some = fc.array(step, { maxLength: 4 });
const rounds: fc.Arbitrary<Round[]> = fc.array(fc.tuple(some, some, some), { minLength: 1, maxLength: 6 });

function carryOut(venue: Venue, steps: readonly Step[]): void {
  for (const one of steps) {
    if (one.do === 'place') venue.place(one.side, one.lots, one.named);
    else {
      const held = venue.open(one.at);
      if (held === undefined) continue;
      if (one.do === 'cancel') venue.cancel(held);
      else venue.fill(held, one.lots);
    }
  }
}

/** One comparison, as the runtime makes it, with what happens between its questions. */
function compare(bench: EngineBench, venue: Venue, [first, second, third]: Round): void {
  bench.now += 30_000;
  carryOut(venue, first);
  let fills = [...venue.trades];
  carryOut(venue, second);
  const orders = venue.openOrders;
  if (mustAskAgain(bench.state, orders)) fills = [...venue.trades];
  bench.send({ kind: 'venue_orders', orders, fills });
  carryOut(venue, third);
  bench.now += 30_000;
}

const AT_REST: Round = [[], [], []];

function run(made: readonly Round[]): { bench: EngineBench; venue: Venue } {
  const bench = new EngineBench({ traits: { externalTrading: true } });
  bench.send({ kind: 'directory', directory: createInstrumentDirectory([{ ...BTC, kind: 'crypto_perpetual' }]) });
  const venue = new Venue(() => bench.now);
  for (const round of [...made, AT_REST, AT_REST]) compare(bench, venue, round);
  return { bench, venue };
}

describe('what others do by hand', () => {
  it('is in our books as it is at the venue, once all has been asked for', () => {
    fc.assert(
      fc.property(rounds, (made) => {
        const { bench, venue } = run(made);
        expect(bench.state.positions.get('BTCUSDT')?.quantity ?? ZERO).toBe(venue.position);
        const ours = bench.open('external').map(({ venueOrderId, filledQuantity, request }) => {
          return [venueOrderId, subtract(request.quantity, filledQuantity)];
        });
        const theirs = venue.openOrders.map((order) => [
          order.venueOrderId,
          subtract(order.quantity, order.filledQuantity),
        ]);
        expect(new Map(ours as [string, Decimal][])).toEqual(new Map(theirs as [string, Decimal][]));
        expect(bench.state.ownTrading.state).toBe('active');
        expect(bench.state.openCount).toBe(theirs.length);
        const told = [...bench.state.orders.values()].flatMap(({ tradeIds }) => [...tradeIds]);
        expect(told.toSorted()).toEqual(venue.trades.map(({ tradeId }) => tradeId).toSorted());
        expect(bench.state.externalTrades.size).toBe(venue.trades.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is read from the journal as it was', () => {
    fc.assert(
      fc.property(rounds, (made) => {
        const { bench } = run(made);
        const replayed = createAccountState(bench.state.account, benchSettings());
        for (const event of bench.events) applyEvent(replayed, decodeEvent(encodeEvent(event)));
        expect(encodeState(replayed)).toBe(encodeState(bench.state));
      }),
      { numRuns: 60 },
    );
  });
});
