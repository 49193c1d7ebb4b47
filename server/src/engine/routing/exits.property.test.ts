/** Whatever is closed, filled, canceled and amended, and in what order: a venue that does not know reduce-only turns nothing round. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absolute, add, type Decimal, decimal, subtract, ZERO } from '#domain/decimal.ts';
import { isTerminal, type Order } from '#domain/order.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, clientIdOf, EngineBench, sell } from '../test/engine-harness.ts';

const QUANTITIES = ['0.05', '0.3', '0.71', '1', '2.5', '9'] as const;

const moves = fc.array(
  fc.tuple(
    fc.constantFrom('close', 'ticket', 'all', 'rest', 'rest one', 'fill', 'fill', 'cancel', 'amend'),
    fc.nat(9),
    fc.nat(9),
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
);

const RESTING = { orderType: 'limit', price: decimal('61000') } as const;
type Move = readonly [name: string, first: number, second: number];
const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(1, items.length)];

function open(positionMode: 'netting' | 'hedging', side: 'buy' | 'sell'): EngineBench {
  const bench = new EngineBench({ positionMode, traits: { reduceOnly: false } });
  const enter = side === 'buy' ? buy : sell;
  for (const quantity of ['2', '1.3'])
    for (const order of bench.execute(enter(quantity))) bench.fill(order, { price: '60000' });
  const instrument = { ...BTC, quantityMax: decimal('0.7'), quantityMin: decimal('0.1') };
  Object.assign(bench.state.volatile.settings, { directory: createInstrumentDirectory([instrument]) });
  return bench;
}

function act(bench: EngineBench, [name, first, second]: Move): void {
  const working = [...bench.state.orders.values()].filter(({ status }) => !isTerminal(status));
  const order = pick(working, first);
  const quantity = decimal(pick(QUANTITIES, second) ?? '1');
  const units = { quantity, quantityUnit: 'units' } as const;
  const ticket = String(pick([...bench.state.positions.values()], first)?.ticket);
  switch (name) {
    case 'close':
      return void bench.execute({ action: 'close', symbol: 'BTCUSDT', ...units });
    case 'all':
      return void bench.execute({ action: 'close_all' });
    case 'ticket':
      return void bench.execute({ action: 'close', symbol: 'BTCUSDT', ticket, ...units });
    case 'rest':
      return void bench.execute({ action: 'close', symbol: 'BTCUSDT', ...RESTING, ...units });
    case 'rest one':
      return void bench.execute({ action: 'close', symbol: 'BTCUSDT', ...RESTING, ticket, ...units });
  }
  if (order === undefined) return;
  if (order.status === 'submitting') bench.accept(order);
  if (name === 'fill') return fill(bench, order, quantity);
  if (name === 'amend') return void bench.send({ kind: 'amend', orderId: order.id, quantity, actor: 'me' });
  bench.send({ kind: 'cancel', orderId: order.id, actor: 'me' });
  if (second % 2 === 0) bench.cancel(order);
}

/** The venue knows nothing of positions: it fills what it has, also what an amend on its way asks for. */
function fill(bench: EngineBench, order: Order, quantity: Decimal): void {
  const leaves = subtract(order.amendTo?.quantity ?? order.request.quantity, order.filledQuantity);
  const part = quantity < leaves ? quantity : leaves;
  bench.report({
    kind: 'fill',
    clientOrderId: clientIdOf(order),
    tradeId: `t${order.id}${order.tradeIds.size}`,
    instrumentId: 'BTCUSDT',
    side: order.request.side,
    price: decimal('60000'),
    quantity: part,
    fee: ZERO,
    liquidity: 'taker',
    time: bench.now,
  });
}

/** How many closes were cut, denied or not made larger because of others of the same position. */
function limitedIn({ events, state }: EngineBench): number {
  const hedging = state.account.positionMode === 'hedging';
  return events.filter((event) => {
    if (event.kind === 'signal_decided') return event.reason?.code === 'CLOSE_PENDING';
    if (event.kind !== 'order_created' || (event.request.positionId === undefined) === hedging) return false;
    return event.request.adjustments?.some(({ code, values }) => code === 'CLOSE_LIMITED' && values['pending'] !== '');
  }).length;
}

/** Whether several closes have filled of one position. */
function closedTogether({ state }: EngineBench): boolean {
  const seen = new Set<string>();
  for (const { request, filledQuantity } of state.orders.values()) {
    if (request.role !== 'close' || filledQuantity === ZERO) continue;
    const key = request.positionId ?? request.instrumentId;
    if (seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}

describe('closes at a venue that does not know reduce-only', () => {
  it.each([
    ['netting', 'buy'],
    ['netting', 'sell'],
    ['hedging', 'buy'],
    ['hedging', 'sell'],
  ] as const)('never take off more than is held: %s, %s', (positionMode, side) => {
    let limited = 0;
    let together = 0;
    fc.assert(
      fc.property(moves, (script) => {
        const bench = open(positionMode, side);
        for (const move of script) {
          act(bench, move);
          for (const { quantity } of bench.state.positions.values()) expect(quantity > ZERO).toBe(side === 'buy');
        }
        limited += limitedIn(bench);
        together += closedTogether(bench) ? 1 : 0;
        const left = [...bench.state.positions.values()].reduce(
          (sum, { quantity }) => add(sum, absolute(quantity)),
          ZERO,
        );
        expect(left <= decimal('3.3')).toBe(true);
      }),
      { numRuns: 150 },
    );
    expect(limited).toBeGreaterThan(300);
    expect(together).toBeGreaterThan(30);
  });
});
