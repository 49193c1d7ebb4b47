/**
 * Random histories with parent orders in them, against a venue that keeps its own books. Whatever is lost, late, doubled or
 * out of order: by the venue's own books the children of a parent never could fill more than it, none is made when it is
 * over, what it says it has filled is what they have filled, and once it is canceled and all has been said nothing is open.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, subtract, ZERO } from '#domain/decimal.ts';
import { isTerminal } from '#domain/order.ts';
import { isParentOver } from '#domain/parent-order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { applyEvent } from '../apply.ts';
import { decodeEvent, encodeEvent } from '../codec.ts';
import { cloneState, encodeState } from '../snapshot.ts';
import { createAccountState } from '../state.ts';
import { type Action, actions, History } from '../test/account-history.ts';
import { benchSettings, buy, sell } from '../test/engine-harness.ts';
import { committedOf } from './apply-parents.ts';

const PRICES = [
  '60000',
  '60005',
  '59985',
  '60100',
  '59800',
  '60500',
  '59400',
  '60010',
  '59990',
  '60020',
  '61100',
  '58900',
];

function parentCommand(kind: number, size: number): SignalCommand {
  const quantity = ['0.1', '0.2', '0.3', '1', '0.7', '0.05'][size] ?? '1';
  const trail = { orderType: 'trailing_stop', trailDistance: decimal('50'), trailUnit: 'amount' } as const;
  const slices = { durationMs: 20_000, slices: 4, catchUp: size % 2 === 0 };
  const levels = { stopLoss: decimal('58000'), takeProfit: decimal('65000') };
  const commands: SignalCommand[] = [
    sell(quantity, trail),
    buy(quantity, trail),
    { ...trail, action: 'close', symbol: 'BTCUSDT' },
    buy(quantity, { orderType: 'iceberg', price: decimal('59900'), visibleQuantity: decimal('0.03'), ...levels }),
    sell(quantity, {
      orderType: 'iceberg',
      price: decimal('60100'),
      visibleQuantity: decimal('0.04'),
      reduceOnly: true,
    }),
    buy(quantity, { orderType: 'twap', ...slices }),
    sell(quantity, { orderType: 'twap', price: decimal('60000'), ...slices }),
    buy(quantity, { orderType: 'vwap', ...slices, ...levels }),
    sell(quantity, { orderType: 'oco', price: decimal('60200'), stopPrice: decimal('59900') }),
    buy(quantity, { orderType: 'oco', price: decimal('59800'), stopPrice: decimal('60300') }),
    { action: 'close', symbol: 'BTCUSDT', orderType: 'oco', price: decimal('60200'), stopPrice: decimal('59900') },
    { action: 'cancel', symbol: 'BTCUSDT' },
  ];
  return commands[kind] ?? buy(quantity);
}

const more = fc.array(
  fc.tuple(fc.constantFrom('parent', 'price', 'history', 'history', 'end'), fc.nat(11), fc.nat(5)),
  {
    maxLength: 60,
    size: 'max',
  },
);
type More = readonly [what: string, first: number, second: number];

class ParentHistory extends History {
  live(list: readonly More[], rest: readonly Action[]): void {
    const waiting = [...rest];
    for (const [what, first, second] of list) {
      if (what === 'parent') this.#give(first, second);
      else if (what === 'price') this.#price(first);
      else if (what === 'end') this.#end(first);
      else this.#history(waiting.shift());
      this.check();
    }
    for (const action of waiting) this.#history(action);
  }

  #history(action: Action | undefined): void {
    if (action !== undefined) this.act(action);
    this.check();
  }

  #give(first: number, second: number): void {
    this.#price(0);
    this.bench.send({
      kind: 'execute',
      signalId: `parent${this.bench.state.sequence}`,
      source: 'hook:one',
      index: 0,
      command: parentCommand(first, second),
      route: {
        accounts: ['paper'],
        mode: 'trade',
        symbolMap: new Map(),
        levelUnit: 'price',
        riskUnit: 'lots',
        allowedActions: [],
        windows: [],
        maxAgeMs: 60_000,
      },
      receivedAt: this.bench.now,
    });
    this.after();
  }

  #price(first: number): void {
    const bid = PRICES[first] ?? '60000';
    this.bench.quote('BTCUSDT', bid, String(Number(bid) + 1));
    this.after();
  }

  #end(first: number): void {
    const live = [...this.bench.state.liveParents];
    const orderId = live[first % Math.max(1, live.length)];
    if (orderId !== undefined) this.bench.send({ kind: 'cancel', orderId, actor: 'me' });
    this.after();
  }

  /** By the venue's books, not by ours. */
  check(): void {
    const { state } = this.bench;
    for (const parent of state.parents.values()) {
      const most = this.atVenue(parent.id, 'most');
      if (most > parent.request.quantity)
        throw new Error(`the venue could fill ${most} of ${parent.kind} ${parent.id}`);
      if (committedOf(state, parent) > parent.request.quantity) throw new Error(`${parent.id} is committed to more`);
      if (isParentOver(parent.state) && parent.openChildIds.size > 0) throw new Error(`${parent.id} is over too early`);
    }
  }

  atVenue(parentId: string, count: 'most' | 'filled'): Decimal {
    const { bench, venue } = this;
    const isChild = (orderId: string): boolean => bench.state.orders.get(orderId)?.parentOrderId === parentId;
    let sum: Decimal = ZERO;
    for (const { placed, filled, quantity, status } of venue.orders.values())
      if (isChild(placed.orderId)) sum = add(sum, status === 'open' && count === 'most' ? quantity : filled);
    if (count === 'filled') return sum;
    // What has not arrived by its deadline is refused by the venue.
    for (const flying of venue.flying)
      if (flying.kind === 'place' && isChild(flying.order.orderId) && bench.now <= flying.order.deadlineAt)
        sum = add(sum, flying.order.request.quantity);
    return sum;
  }

  close(): void {
    for (const orderId of [...this.bench.state.liveParents]) {
      this.bench.send({ kind: 'cancel', orderId, actor: 'me' });
      this.after();
    }
    this.settle();
    this.check();
  }
}

function lived(positionMode: 'netting' | 'hedging', list: readonly More[], rest: readonly Action[]): ParentHistory {
  const history = new ParentHistory(positionMode);
  history.live(list, rest);
  return history;
}

describe.each(['netting', 'hedging'] as const)('parents of a %s account, after any history', (positionMode) => {
  it('never could fill more than they are, and agree with the venue in the end', () => {
    fc.assert(
      fc.property(more, actions, (list, rest) => {
        const history = lived(positionMode, list, rest);
        history.close();
        const { state, events } = history.bench;
        expect(events.filter(({ kind }) => kind === 'report_quarantined')).toEqual([]);
        expect(state.liveParents.size).toBe(0);
        for (const parent of state.parents.values())
          expect(history.atVenue(parent.id, 'filled')).toBe(parent.filledQuantity);
        for (const order of state.orders.values())
          if (order.parentOrderId !== undefined && state.parents.has(order.parentOrderId))
            expect(isTerminal(order.status)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it('are what the journal and the snapshot say', () => {
    fc.assert(
      fc.property(more, actions, (list, rest) => {
        const { bench } = lived(positionMode, list, rest);
        const state = createAccountState(bench.state.account, benchSettings());
        for (const event of bench.events) applyEvent(state, decodeEvent(encodeEvent(event)));
        expect(encodeState(state)).toBe(encodeState(bench.state));
        const copy = cloneState(bench.state);
        expect(encodeState(copy)).toBe(encodeState(bench.state));
        expect(copy.liveParents).toEqual(bench.state.liveParents);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a child that would be too large', () => {
  it('can not be folded', () => {
    const history = new ParentHistory('netting');
    history.live([['parent', 3, 0]], []);
    const { state, events } = history.bench;
    const made = events.find((event) => event.kind === 'order_created' && state.parents.has(event.parentOrderId ?? ''));
    if (made?.kind !== 'order_created') throw new Error('no child');
    const room = subtract(decimal('0.1'), made.request.quantity);
    const larger = {
      ...made,
      orderId: 'another',
      request: { ...made.request, quantity: add(room, decimal('0.0001')) },
    };
    expect(() => applyEvent(state, larger)).toThrow('would be larger than it');
  });
});
