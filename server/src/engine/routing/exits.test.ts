/** The way out of a position: never more than is held, in as many orders as the venue needs, of the kind that was asked for. */
import { describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, EngineBench, LIMITS, sell } from '../test/engine-harness.ts';

const only = (orders: readonly Order[]): Order => {
  expect(orders).toHaveLength(1);
  return orders[0] as Order;
};
const quantities = (orders: readonly Order[]): string[] => orders.map(({ request }) => formatDecimal(request.quantity));
const said = ({ request }: Order): [string, Readonly<Record<string, string>>][] =>
  (request.adjustments ?? []).map(({ code, values }) => [code, values]);
const closing = (more: Partial<SignalCommand> = {}): SignalCommand => ({ action: 'close', symbol: 'BTCUSDT', ...more });
const limited = (price: string, more: Partial<SignalCommand> = {}) =>
  closing({ orderType: 'limit', price: decimal(price), ...more });

function holding(quantity: string, bench = new EngineBench()): EngineBench {
  bench.fill(only(bench.execute(buy(quantity))), { price: '60010' });
  return bench;
}

const net = (bench: EngineBench): Decimal =>
  [...bench.state.positions.values()].reduce((sum, position) => add(sum, position.quantity), ZERO);

describe('several closes of one position at a venue that does not know reduce-only', () => {
  const bare = () => holding('1', new EngineBench({ traits: { reduceOnly: false } }));

  it('take off no more than is held together, and the one that is cut says so', () => {
    const bench = bare();
    const first = only(bench.execute(limited('61000', { quantity: decimal('0.4'), quantityUnit: 'units' })));
    bench.accept(first);
    const second = only(bench.execute(closing()));
    expect(quantities([second])).toEqual(['0.6']);
    expect(said(second)).toEqual([['CLOSE_LIMITED', { asked: '1', sent: '0.6', pending: '0.4' }]]);
    bench.fill(second, { price: '60000' });
    bench.fill(first, { price: '61000' });
    expect(net(bench)).toBe(ZERO);
  });

  it('are denied once all of it is on its way, and possible again after a cancel', () => {
    const bench = bare();
    const first = only(bench.execute(limited('61000')));
    bench.accept(first);
    expect(bench.execute(closing())).toEqual([]);
    expect(bench.events.at(-1)).toMatchObject({ outcome: 'denied', reason: { code: 'CLOSE_PENDING' } });
    bench.send({ kind: 'cancel', orderId: first.id, actor: 'me' });
    bench.cancel(first);
    expect(quantities(bench.execute(closing()))).toEqual(['1']);
  });

  it('are measured by the gate too, also when one is made larger', () => {
    const bench = bare();
    const half = { quantity: decimal('0.5'), quantityUnit: 'units' } as const;
    const first = only(bench.execute(limited('61000', half)));
    const second = only(bench.execute(limited('61500', half)));
    for (const order of [first, second]) bench.accept(order);
    const { refusal } = bench.send({ kind: 'amend', orderId: second.id, quantity: decimal('0.6'), actor: 'me' });
    expect(refusal?.code).toBe('REDUCE_ONLY_WOULD_INCREASE');
    const third = only(bench.execute(sell('0.1', { reduceOnly: true })));
    expect(third.reason?.code).toBe('REDUCE_ONLY_WOULD_INCREASE');
  });

  it('do not count stop-losses, which go with the position', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    bench.fill(only(bench.execute(buy('1', { stopLoss: decimal('59000') }))), { price: '60010' });
    expect(bench.open('stop_loss')).toHaveLength(1);
    expect(quantities(bench.execute(closing()))).toEqual(['1']);
  });

  it('are the business of the venue where it knows reduce-only', () => {
    const bench = holding('1');
    bench.accept(only(bench.execute(limited('61000'))));
    expect(quantities(bench.execute(closing()))).toEqual(['1']);
  });
});

describe('a close larger than the venue takes at once', () => {
  const most = (quantityMax: string, more: Partial<typeof BTC> = {}) =>
    createInstrumentDirectory([{ ...BTC, quantityMax: decimal(quantityMax), ...more }]);
  const wide = { ...LIMITS, orderValueMax: decimal('1e12'), positionValueMax: decimal('1e12') };

  it.each<[string, SignalCommand]>([
    ['close', closing()],
    ['close_all', { action: 'close_all' }],
    ['a flat target', { action: 'target', symbol: 'BTCUSDT', targetPosition: 'flat' }],
  ])('leaves as several orders: %s', (_name, command) => {
    const bench = holding('2.5');
    Object.assign(bench.state.volatile.settings, { directory: most('1') });
    const orders = bench.execute(command);
    expect(quantities(orders)).toEqual(['1', '1', '0.5']);
    expect(new Set(orders.map(({ clientOrderId }) => clientOrderId)).size).toBe(3);
    expect(
      bench
        .effectsOf('place')
        .slice(-3)
        .map(({ order }) => order.orderId),
    ).toEqual(orders.map(({ id }) => id));
    expect(said(orders[1] as Order)).toEqual([['CLOSE_SPLIT', { asked: '2.5', parts: '3', maximum: '1' }]]);
    for (const order of orders) bench.fill(order, { price: '60000' });
    expect(net(bench)).toBe(ZERO);
  });

  it('leaves no rest that is smaller than the venue takes', () => {
    const bench = holding('2.05');
    Object.assign(bench.state.volatile.settings, { directory: most('1', { quantityMin: decimal('0.1') }) });
    expect(quantities(bench.execute(closing()))).toEqual(['1', '0.95', '0.1']);
  });

  it('is as many orders at a venue without reduce-only, and all of them pass', () => {
    const bench = holding('2.5', new EngineBench({ traits: { reduceOnly: false } }));
    Object.assign(bench.state.volatile.settings, { directory: most('1') });
    expect(bench.execute(closing()).map(({ status }) => status)).toEqual(['submitting', 'submitting', 'submitting']);
  });

  it('splits a target that only takes off', () => {
    const bench = holding('2.5');
    Object.assign(bench.state.volatile.settings, { directory: most('1') });
    const target = { action: 'target', symbol: 'BTCUSDT', targetQuantity: decimal('0.5') } as const;
    expect(quantities(bench.execute(target))).toEqual(['1', '1']);
  });

  it('ends at a number of orders, and says how much is left', () => {
    const bench = new EngineBench({ limits: wide });
    bench.fill(only(bench.execute(buy('10'))), { price: '60010' });
    Object.assign(bench.state.volatile.settings, { directory: most('0.1') });
    const orders = bench.execute(closing());
    expect(orders).toHaveLength(50);
    expect(said(orders[0] as Order)).toContainEqual(['CLOSE_LIMITED', { asked: '10', sent: '5', pending: '' }]);
  });
});

describe('what is rounded is said', () => {
  it('a close is cut to the step, as a quantity and as a share', () => {
    const bench = holding('1');
    const order = only(bench.execute(closing({ quantity: decimal('0.12345'), quantityUnit: 'units' })));
    expect(quantities([order])).toEqual(['0.1234']);
    expect(said(order)).toEqual([['QUANTITY_ROUNDED', { asked: '0.12345', sent: '0.1234', step: '0.0001' }]]);
    bench.fill(order, { price: '60000' });
    const share = only(bench.execute(closing({ quantity: decimal('33.333'), quantityUnit: 'percent_position' })));
    expect(said(share)[0]?.[0]).toBe('QUANTITY_ROUNDED');
  });

  it('a close of more than is held is all of it', () => {
    const bench = holding('1');
    const order = only(bench.execute(closing({ quantity: decimal('3'), quantityUnit: 'units' })));
    expect(quantities([order])).toEqual(['1']);
    expect(said(order)).toEqual([['CLOSE_LIMITED', { asked: '3', sent: '1', pending: '' }]]);
  });

  it('an entry by a signal is cut and its prices are moved to the tick, to the side that pays no more', () => {
    const bench = new EngineBench();
    const more = { orderType: 'limit', price: decimal('59000.005'), stopLoss: decimal('58000.001') } as const;
    const order = only(bench.execute(buy('0.12345', more)));
    expect(said(order)).toEqual([
      ['PRICE_ROUNDED', { field: 'limitPrice', asked: '59000.005', sent: '59000', tickSize: '0.01' }],
      ['PRICE_ROUNDED', { field: 'stopLoss', asked: '58000.001', sent: '58000.01', tickSize: '0.01' }],
      ['QUANTITY_ROUNDED', { asked: '0.12345', sent: '0.1234', step: '0.0001' }],
    ]);
  });

  it('a target is cut to the step, and its order says what it lacks', () => {
    const bench = holding('1');
    const target = { action: 'target', symbol: 'BTCUSDT', targetQuantity: decimal('0.50005') } as const;
    const order = only(bench.execute(target));
    expect(said(order)).toEqual([['QUANTITY_ROUNDED', { asked: '0.49995', sent: '0.5', step: '0.0001' }]]);
  });

  it('nothing is said where nothing was changed', () => {
    const bench = holding('1');
    expect([...bench.state.orders.values()][0]?.request).not.toHaveProperty('adjustments');
    expect(only(bench.execute(closing())).request).not.toHaveProperty('adjustments');
    const modify = { action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal('59000'), stopLossUnit: 'price' } as const;
    bench.execute(modify);
    expect(bench.events.findLast(({ kind }) => kind === 'signal_decided')).not.toHaveProperty('adjustments');
  });

  it('a modify moves a stop-loss to the tick nearer to the market, and says so in its decision', () => {
    for (const [side, sent] of [
      ['buy', '59000.01'],
      ['sell', '61000'],
    ] as const) {
      const bench = new EngineBench();
      bench.fill(only(bench.execute(side === 'buy' ? buy('1') : sell('1'))), { price: '60000' });
      const asked = side === 'buy' ? '59000.005' : '61000.005';
      bench.execute({ action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal(asked), stopLossUnit: 'price' });
      expect(formatDecimal(only(bench.open('stop_loss')).request.stopPrice ?? ZERO)).toBe(sent);
      expect(bench.events.findLast(({ kind }) => kind === 'signal_decided')).toMatchObject({
        adjustments: [{ code: 'PRICE_ROUNDED', values: { field: 'stopLoss', asked, sent, tickSize: '0.01' } }],
      });
    }
  });

  it('to the letter, a price off the tick is denied everywhere', () => {
    const bench = holding('1');
    const exact = { route: { exact: true } } as const;
    const codes = (): string | undefined => {
      const event = bench.events.findLast(({ kind }) => kind === 'signal_decided');
      return event?.kind === 'signal_decided' ? event.reason?.code : undefined;
    };
    bench.execute(buy('0.1', { stopLoss: decimal('59000.005') }), exact);
    expect(codes()).toBe('PRICE_NOT_ON_TICK');
    bench.execute(limited('61000.005'), exact);
    expect(codes()).toBe('PRICE_NOT_ON_TICK');
    const levels = { stopLoss: decimal('59000.005'), stopLossUnit: 'price' } as const;
    bench.execute({ action: 'modify', symbol: 'BTCUSDT', ...levels }, exact);
    expect(codes()).toBe('PRICE_NOT_ON_TICK');
    const resting = only(bench.execute(limited('61000')));
    bench.accept(resting);
    const moved = { action: 'modify', ticket: String(resting.ticket), price: decimal('61000.005') } as const;
    bench.execute(moved, exact);
    expect(codes()).toBe('PRICE_NOT_ON_TICK');
    bench.execute(moved);
    expect(bench.effectsOf('amend').at(-1)?.amend.limitPrice).toBe(decimal('61000.01'));
  });
});

describe('a target on a hedging account', () => {
  const hedged = () => holding('1', new EngineBench({ positionMode: 'hedging' }));
  const target = (more: Partial<SignalCommand>): SignalCommand => ({ action: 'target', symbol: 'BTCUSDT', ...more });
  const at = { orderType: 'limit', price: decimal('61000'), timeInForce: 'day' } as const;
  const terms = (orders: readonly Order[]) =>
    orders.map(({ request: { role, type, limitPrice, timeInForce } }) => [role, type, limitPrice, timeInForce]);

  it('keeps the type of its order for what it takes off', () => {
    expect(terms(hedged().execute(target({ targetQuantity: decimal('0.4'), ...at })))).toEqual([
      ['close', 'limit', decimal('61000'), 'day'],
    ]);
    expect(terms(hedged().execute(target({ targetPosition: 'flat', ...at })))).toEqual([
      ['close', 'limit', decimal('61000'), 'day'],
    ]);
  });

  it('keeps it for both parts of a reversal', () => {
    expect(terms(hedged().execute(target({ targetQuantity: decimal('-1'), ...at })))).toEqual([
      ['close', 'limit', decimal('61000'), 'day'],
      ['entry', 'limit', decimal('61000'), 'day'],
    ]);
  });

  it('is denied whole when its closing part can not be made', () => {
    const bench = hedged();
    bench.execute(target({ targetQuantity: decimal('-1'), orderType: 'limit' }));
    expect(bench.events.at(-1)).toMatchObject({ outcome: 'denied', reason: { code: 'PRICE_MISSING' } });
    expect(bench.effectsOf('place')).toHaveLength(1);
  });
});

describe('a close of nothing', () => {
  it.each<[string, SignalCommand, string]>([
    ['a close', { action: 'close', symbol: 'btcusdt' }, 'btcusdt'],
    ['a flat target', { action: 'target', symbol: 'BTCUSDT', targetPosition: 'flat' }, 'BTCUSDT'],
    ['a target of zero', { action: 'target', symbol: 'BTCUSDT', targetQuantity: ZERO }, 'BTCUSDT'],
    ['a close of a ticket', { action: 'close', ticket: '7' }, '7'],
    ['a close of everything', { action: 'close_all' }, ''],
  ])('%s says of what', (_what, command, symbol) => {
    const bench = new EngineBench();
    bench.execute(command);
    const decided = bench.events.findLast((event) => event.kind === 'signal_decided');
    expect(decided?.reason).toEqual({ code: 'POSITION_NOT_FOUND', values: { symbol } });
  });
});

describe('a leverage', () => {
  it('that no venue here can set is said with the order', () => {
    const bench = new EngineBench();
    const asked = only(bench.execute(buy('0.1', { leverage: decimal('10') })));
    expect(said(asked)).toEqual([['LEVERAGE_NOT_SET', { leverage: '10' }]]);
    const target = {
      action: 'target',
      symbol: 'BTCUSDT',
      targetQuantity: decimal('1'),
      leverage: decimal('5'),
    } as const;
    expect(said(only(bench.execute(target)))).toEqual([['LEVERAGE_NOT_SET', { leverage: '5' }]]);
  });
});
