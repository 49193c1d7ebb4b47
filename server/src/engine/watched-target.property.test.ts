/**
 * Stop-losses and take-profits of the same coins, whatever the price does, whatever fills, is refused or is lost, and whenever
 * the server starts anew: all that may still be sold is never more than what is held, and in the end a stop-loss has all of it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, formatDecimal, minimum, subtract, ZERO } from '#domain/decimal.ts';
import { fillableQuantity, isTerminal, isWorking, type Order } from '#domain/order.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const SPOT = { reduceOnly: false, amend: false, amends: {}, oneCancelsOther: false, tiesUp: ['crypto_spot'] } as const;
const TARGETS = [decimal('61000'), decimal('61500')] as const;
const PRICES = ['59500', '60000', '61000', '61200', '62000', '58900'] as const;
const SIZES = ['0.1', '0.4', '1'] as const;
const NAMES = [
  ...['enter', 'close', 'levels', 'start', 'reject', 'lose', 'cancel'],
  ...['price', 'price', 'price', 'fill', 'fill', 'answer', 'answer', 'answer'],
] as const;
type Move = readonly [name: string, first: number, second: number];
const moves = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 70 });

const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(1, items.length)];
const leavesOf = (order: Order): Decimal => subtract(fillableQuantity(order), order.filledQuantity);
const aliveIn = (bench: EngineBench): Order[] =>
  [...bench.state.orders.values()].filter(
    ({ status, clientOrderId }) => clientOrderId !== undefined && !isTerminal(status),
  );

function act(bench: EngineBench, [name, first, second]: Move): void {
  bench.now += 700;
  const order = pick(aliveIn(bench), first);
  const levels = { stopLoss: decimal('59000'), takeProfit: pick(TARGETS, second) ?? TARGETS[0] };
  switch (name) {
    case 'enter':
      return void bench.execute(buy(pick(SIZES, second) ?? '1', levels));
    case 'close':
      return void bench.execute({ action: 'close', symbol: 'BTCUSDT' });
    case 'levels': {
      const takeProfit = { takeProfit: levels.takeProfit, takeProfitUnit: 'price' } as const;
      return void bench.execute({ action: 'modify', symbol: 'BTCUSDT', ...takeProfit });
    }
    case 'price':
      return quote(bench, pick(PRICES, first) ?? '60000');
    case 'start':
      return start(bench);
    default:
      return order === undefined ? undefined : venue(bench, order, [name, first, second]);
  }
}

function quote(bench: EngineBench, bid: string): void {
  bench.quote('BTCUSDT', bid, formatDecimal(add(decimal(bid), decimal('10'))));
}

/** A snapshot says all there is, and what is asked of the venue after a start is what it knows. */
function start(bench: EngineBench): void {
  const text = encodeState(bench.state);
  expect(encodeState(decodeState(text, bench.state.volatile.settings))).toBe(text);
  bench.send({ kind: 'recovered' });
  const quantity = heldBy(bench);
  const positions = [{ positionId: 'p', instrumentId: 'BTCUSDT', quantity, averagePrice: decimal('60000') }];
  bench.send({ kind: 'reconciled', positions: quantity === ZERO ? [] : positions, ordersCompared: 0 });
}

function venue(bench: EngineBench, order: Order, [name, , second]: Move): void {
  const lost = { kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'lost', time: bench.now } as const;
  const { role } = order.request;
  if (name === 'lose') return void bench.report(lost);
  if (name === 'answer') return answer(bench, order);
  if (name === 'cancel' && isWorking(order.status)) return bench.cancel(order);
  if (name === 'reject' && (role === 'take_profit' || role === 'close') && order.status === 'submitting') {
    const why = { venueCode: '-2010', message: 'no', time: bench.now };
    return void bench.report({ kind: 'rejected', clientOrderId: clientIdOf(order), ...why });
  }
  if (name === 'fill') fill(bench, order, decimal(pick(SIZES, second) ?? '1'));
}

function answer(bench: EngineBench, order: Order): void {
  if (order.status === 'submitting' || order.status === 'unknown') return bench.accept(order);
  if (order.status === 'pending_cancel') return bench.cancel(order);
  const { type, timeInForce } = order.request;
  if (type === 'market') return fill(bench, order, leavesOf(order));
  if (timeInForce !== 'ioc') return;
  const filled = { filledQuantity: order.filledQuantity, time: bench.now };
  bench.report({ kind: 'expired', clientOrderId: clientIdOf(order), ...filled });
}

function fill(bench: EngineBench, order: Order, quantity: Decimal): void {
  if (order.status === 'submitting' || order.status === 'unknown') bench.accept(order);
  if (!isWorking(order.status)) return;
  bench.fill(order, { price: '60000', quantity: formatDecimal(minimum(quantity, leavesOf(order))) });
}

/** All that is on its way is answered, and closes that wait are looked at. */
function comeToRest(bench: EngineBench): void {
  for (const order of aliveIn(bench)) answer(bench, order);
  for (const { id, status } of [...bench.state.orders.values()])
    if (status === 'approved') bench.send({ kind: 'poll', orderId: id });
}

const heldBy = ({ state }: EngineBench): Decimal => state.positions.get('BTCUSDT')?.quantity ?? ZERO;
const sumOf = (orders: readonly Order[]): Decimal => orders.map(leavesOf).reduce(add, ZERO);
const sellsIn = (bench: EngineBench): Order[] => aliveIn(bench).filter(({ request }) => request.side === 'sell');

describe('a stop-loss and a take-profit of the same coins', () => {
  it('never sell more than is held, and leave none of it without a stop-loss', () => {
    const seen = { taken: 0, back: 0 };
    fc.assert(
      fc.property(moves, (script) => {
        const bench = new EngineBench({ traits: { ...SPOT } });
        for (const move of [['enter', 1, 2], ['fill', 0, 2], ['answer', 0, 0], ...script] as Move[]) {
          act(bench, move);
          expect(sumOf(sellsIn(bench)) <= heldBy(bench)).toBe(true);
        }
        quote(bench, '60000');
        for (let round = 0; round < 8; round += 1) comeToRest(bench);
        for (const { kind } of bench.events)
          if (kind === 'take_profit_reached') seen.taken += 1;
          else if (kind === 'take_profit_left') seen.back += 1;
        expect(sumOf(bench.open('stop_loss'))).toBe(heldBy(bench));
        expect(bench.open('take_profit')).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(seen.taken).toBeGreaterThan(20);
    expect(seen.back).toBeGreaterThan(8);
  });
});
