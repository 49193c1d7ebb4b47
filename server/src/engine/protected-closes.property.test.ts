/**
 * Closes of protected positions at a venue that does not know reduce-only: whatever fills, is canceled or amended, and in
 * what order, nothing turns a position round, and no exit waits for ever.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absolute, add, type Decimal, decimal, formatDecimal, subtract, ZERO } from '#domain/decimal.ts';
import { fillableQuantity, isTerminal, isWorking, type Order } from '#domain/order.ts';
import { pendingCloses, positionIdOf, protectionUnderWay } from './pending-closes.ts';
import type { VenueTraits } from './state.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const LEVELS = { stopLoss: decimal('59000'), takeProfit: decimal('61000') };
const CLOSE = { action: 'close', symbol: 'BTCUSDT' } as const;
const units = (quantity: string) => ({ quantity: decimal(quantity), quantityUnit: 'units' }) as const;
const resting = { orderType: 'limit', price: decimal('61500') } as const;

function protectedLong(quantity: string, traits: Partial<VenueTraits> = {}): EngineBench {
  const bench = new EngineBench({ traits: { reduceOnly: false, ...traits } });
  for (const order of bench.execute(buy(quantity, LEVELS))) bench.fill(order, { price: '60010' });
  for (const order of protectionOf(bench)) bench.accept(order);
  return bench;
}

const protectionOf = (bench: EngineBench): Order[] => [...bench.open('stop_loss'), ...bench.open('take_profit')];
const text = (orders: readonly Order[]): string[] => orders.map(({ request }) => formatDecimal(request.quantity));
const cancelReport = (bench: EngineBench, order: Order): void => bench.cancel(order);

describe('a close of a protected position at a venue that does not know reduce-only', () => {
  it('goes out when its stop-loss and take-profit are gone', () => {
    const bench = protectedLong('1');
    const [close] = bench.execute(CLOSE);
    expect(close?.status).toBe('approved');
    const [stop, target] = protectionOf(bench) as [Order, Order];
    expect([stop.status, target.status]).toEqual(['pending_cancel', 'pending_cancel']);
    cancelReport(bench, stop);
    expect(close?.status).toBe('approved');
    cancelReport(bench, target);
    expect(close?.status).toBe('submitting');
    bench.fill(close as Order, { price: '60000' });
    expect([bench.state.positions.size, bench.state.groups.size]).toEqual([0, 0]);
  });

  it('is denied when the stop-loss was faster', () => {
    const bench = protectedLong('1');
    const [close] = bench.execute(CLOSE);
    const [stop, target] = protectionOf(bench) as [Order, Order];
    bench.fill(stop, { price: '59000' });
    cancelReport(bench, target);
    expect(close).toMatchObject({ status: 'denied', reason: { code: 'POSITION_NOT_FOUND' } });
    expect(bench.state.positions.size).toBe(0);
  });

  it('of a part leaves the rest protected, by an amend or by an order in its place', () => {
    for (const amend of [true, false]) {
      const bench = protectedLong('1', { amend });
      const [close] = bench.execute({ ...CLOSE, ...units('0.4') });
      for (const order of protectionOf(bench))
        if (amend)
          bench.report({ kind: 'amended', clientOrderId: clientIdOf(order), quantity: decimal('0.6'), time: 1 });
        else cancelReport(bench, order);
      expect(close?.status).toBe('submitting');
      bench.fill(close as Order, { price: '60000' });
      expect(text(protectionOf(bench))).toEqual(['0.6', '0.6']);
    }
  });

  it('that rests takes only what protection leaves, in which a stop-loss and a take-profit count once', () => {
    const bench = protectedLong('1');
    expect(bench.execute({ ...CLOSE, ...resting })).toEqual([]);
    expect(bench.events.at(-1)).toMatchObject({ reason: { code: 'CLOSE_PENDING', values: { pending: '1' } } });
    for (const order of bench.execute(buy('0.5'))) bench.fill(order, { price: '60010' });
    expect(text(bench.execute({ ...CLOSE, ...resting }))).toEqual(['0.5']);
  });

  it('that rests is not joined by a stop-loss that someone makes larger', () => {
    const bench = protectedLong('0.5');
    for (const order of bench.execute(buy('0.5'))) bench.fill(order, { price: '60010' });
    expect(text(bench.execute({ ...CLOSE, ...resting }))).toEqual(['0.5']);
    const [stop] = protectionOf(bench);
    const quantity = decimal('0.6');
    const { refusal } = bench.send({ kind: 'amend', orderId: stop?.id ?? '', quantity, actor: 'me' });
    expect(refusal?.code).toBe('REDUCE_ONLY_WOULD_INCREASE');
  });

  it('is canceled by a person, or ends when its time is over: protection comes back', () => {
    for (const end of ['cancel', 'time'] as const) {
      const bench = protectedLong('1');
      const [close] = bench.execute(CLOSE);
      const [stop, target] = protectionOf(bench) as [Order, Order];
      cancelReport(bench, stop);
      if (end === 'cancel') bench.send({ kind: 'cancel', orderId: close?.id ?? '', actor: 'me' });
      bench.now += end === 'time' ? 120_000 : 1;
      if (end === 'time') bench.send({ kind: 'poll', orderId: close?.id ?? '' });
      cancelReport(bench, target);
      expect(close?.status).toBe(end === 'time' ? 'expired' : 'canceled');
      expect(text(protectionOf(bench))).toEqual(['1', '1']);
    }
  });

  it('that can not leave after all has the stop-loss come back that alone gave way to it', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    for (const order of bench.execute(buy('1', { stopLoss: LEVELS.stopLoss }))) bench.fill(order, { price: '60010' });
    const [stop] = protectionOf(bench) as [Order];
    bench.accept(stop);
    const [close] = bench.execute(CLOSE);
    bench.fill(stop, { price: '59000', quantity: '0.1' });
    cancelReport(bench, stop);
    expect(close).toMatchObject({ status: 'denied', reason: { code: 'REDUCE_ONLY_WOULD_INCREASE' } });
    expect(text(protectionOf(bench))).toEqual(['0.9']);
  });

  it('goes on waiting after a restart', () => {
    const bench = protectedLong('1');
    const [close] = bench.execute(CLOSE);
    bench.send({ kind: 'recovered' });
    const positions = [{ positionId: 'p', instrumentId: 'BTCUSDT', quantity: decimal('1'), averagePrice: ZERO }];
    bench.send({ kind: 'reconciled', positions, ordersCompared: 0 });
    expect(close?.status).toBe('approved');
    for (const order of protectionOf(bench)) cancelReport(bench, order);
    expect(close?.status).toBe('submitting');
  });
});

const NAMES = [
  'enter',
  'close',
  'part',
  'rest',
  'levels',
  'fill',
  'fill',
  'fill',
  'answer',
  'answer',
  'cancel',
] as const;
const moves = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 60 });
type Move = readonly [name: (typeof NAMES)[number], first: number, second: number];
const SIZES = ['0.1', '0.4', '1', '3'] as const;
const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(1, items.length)];

function act(bench: EngineBench, [name, first, second]: Move): void {
  bench.now += 100;
  bench.quote('BTCUSDT', '60000', '60010');
  const size = pick(SIZES, second) ?? '1';
  const ticket = pick([...bench.state.positions.values()], first)?.ticket;
  const close = bench.state.account.positionMode === 'hedging' ? { ...CLOSE, ticket: String(ticket) } : CLOSE;
  const alive = [...bench.state.orders.values()].filter(({ status }) => !isTerminal(status));
  const order = pick(alive, first);
  switch (name) {
    case 'enter':
      return void bench.execute(buy(size, first % 3 === 0 ? {} : LEVELS));
    case 'close':
      return void bench.execute(close);
    case 'part':
      return void bench.execute({ ...close, ...units(size) });
    case 'rest':
      return void bench.execute({ ...close, ...units(size), ...resting });
    case 'levels':
      return void bench.execute({
        action: 'modify',
        symbol: 'BTCUSDT',
        stopLoss: decimal('58000'),
        stopLossUnit: 'price',
      });
    case 'cancel':
      return void bench.send({ kind: 'cancel', orderId: order?.id ?? '', actor: 'me' });
    case 'answer':
      return order === undefined ? undefined : answer(bench, order);
    case 'fill':
      return order?.clientOrderId === undefined ? undefined : fill(bench, order, decimal(size));
  }
}

function answer(bench: EngineBench, order: Order): void {
  if (order.status === 'approved') return void bench.send({ kind: 'poll', orderId: order.id });
  if (order.status === 'submitting') return bench.accept(order);
  if (order.status === 'pending_cancel') return cancelReport(bench, order);
  if (order.amendTo !== undefined)
    bench.report({ kind: 'amended', clientOrderId: clientIdOf(order), ...order.amendTo, time: bench.now });
}

/** The venue fills what it likes, cancels and amends on their way or not; of a pair it fills one, and ends the other. */
function fill(bench: EngineBench, order: Order, quantity: Decimal): void {
  if (order.status === 'submitting') bench.accept(order);
  if (!isWorking(order.status)) return;
  const leaves = subtract(fillableQuantity(order), order.filledQuantity);
  const { ocoGroup } = order.request;
  const twins = [...bench.state.orders.values()].filter(
    (other) =>
      ocoGroup !== undefined && other !== order && other.request.ocoGroup === ocoGroup && !isTerminal(other.status),
  );
  bench.fill(order, { price: '60000', quantity: formatDecimal(quantity < leaves ? quantity : leaves) });
  for (const twin of twins) cancelReport(bench, twin);
}

/** All that may still take something off a position at this moment is no larger than it. */
function expectNoneTurned(bench: EngineBench): void {
  const { state } = bench;
  for (const position of state.positions.values()) {
    expect(position.quantity > ZERO).toBe(true);
    const closing = { instrumentId: 'BTCUSDT', ...(position.id === 'BTCUSDT' ? {} : { positionId: position.id }) };
    let sent: Decimal = add(pendingCloses(state, closing), protectionUnderWay(state, closing));
    for (const { status, request } of state.orders.values())
      if (status === 'approved' && positionIdOf(request) === position.id) sent = subtract(sent, request.quantity);
    expect(sent <= absolute(position.quantity)).toBe(true);
  }
}

describe.each([
  ['netting', true],
  ['netting', false],
  ['hedging', true],
] as const)('closes and protection of a %s account together, amends possible: %s', (positionMode, amend) => {
  it('are never larger than the position, and no close stays behind', () => {
    let waited = 0;
    fc.assert(
      fc.property(moves, (script) => {
        const bench = new EngineBench({ positionMode, traits: { reduceOnly: false, amend } });
        for (const move of [['enter', 1, 2], ['fill', 0, 3], ...script] as Move[]) {
          act(bench, move);
          expectNoneTurned(bench);
        }
        const { orders } = bench.state;
        const approved = [...orders.values()].filter(({ status }) => status === 'approved');
        waited += approved.length;
        for (let round = 0; round < 5; round += 1) for (const order of orders.values()) answer(bench, order);
        for (const order of approved) expect(order.status).not.toBe('approved');
      }),
      { numRuns: 150 },
    );
    expect(waited).toBeGreaterThan(10);
  });
});
