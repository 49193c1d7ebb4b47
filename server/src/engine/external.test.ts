/** What others order and trade in the account, at the exchange itself. */
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { FillReport, VenueOrder, VenuePosition } from '#domain/report.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { mustAskAgain } from './external.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { createAccountState } from './state.ts';
import { BTC, benchSettings, buy, EngineBench, START } from './test/engine-harness.ts';

const SWAP = { ...BTC, kind: 'crypto_perpetual' as const };
const SPOT = { ...BTC, shortable: false };
const OURS = 'abcdefghijklmnopqrstuvwx';

function bench(
  options: { readonly spot?: true; readonly held?: string; readonly unreconciled?: true } = {},
): EngineBench {
  const made = new EngineBench({
    traits: { externalTrading: true, balanceIsTruth: true },
    leverage: '5',
    unreconciled: true,
  });
  made.send({ kind: 'directory', directory: createInstrumentDirectory([options.spot === undefined ? SWAP : SPOT]) });
  if (options.unreconciled === undefined) reconcile(made, options.held ?? '0');
  made.now += 60_000;
  made.quote('BTCUSDT', '60000', '60010');
  return made;
}

const position = (quantity: string, averagePrice = '50000'): VenuePosition => ({
  positionId: 'BTCUSDT',
  instrumentId: 'BTCUSDT',
  quantity: decimal(quantity),
  averagePrice: decimal(averagePrice),
});
const reconcile = (made: EngineBench, quantity: string, price?: string) =>
  made.send({
    kind: 'reconciled',
    positions: quantity === '0' ? [] : [position(quantity, price)],
    positionsAt: made.now,
    ordersCompared: 0,
  });

const theirs = (more: Partial<VenueOrder> = {}): VenueOrder => ({
  clientOrderId: 'web_1',
  venueOrderId: '77',
  instrumentId: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  quantity: ONE,
  limitPrice: decimal('50000'),
  filledQuantity: ZERO,
  averagePrice: ZERO,
  status: 'open',
  updatedAt: START,
  ...more,
});

const trade = (made: EngineBench, tradeId: string, quantity: string, more: Partial<FillReport> = {}): FillReport => ({
  kind: 'fill',
  clientOrderId: 'web_1',
  venueOrderId: '77',
  tradeId,
  instrumentId: 'BTCUSDT',
  side: 'buy',
  price: decimal('50000'),
  quantity: decimal(quantity),
  fee: ZERO,
  liquidity: 'maker',
  time: made.now,
  ...more,
});

const show = (made: EngineBench, orders: readonly VenueOrder[], fills: readonly FillReport[] = []) =>
  made.send({ kind: 'venue_orders', orders, fills });
const held = ({ state }: EngineBench): Decimal => state.positions.get('BTCUSDT')?.quantity ?? ZERO;

function external(made: EngineBench): Order {
  const [order, ...others] = made.open('external');
  if (order === undefined || others.length > 0) throw new Error(`${others.length + 1} orders of others`);
  return order;
}

describe('an order of others that is open', () => {
  it('is an order in our books, once, counted in what is held back and in the open orders', () => {
    const made = bench();
    show(made, [theirs()]);
    show(made, [theirs()]);
    expect(external(made)).toMatchObject({ status: 'accepted', venueOrderId: '77', source: 'external', ticket: 1 });
    expect(made.state.openCount).toBe(1);
    expect(made.state.reserved).toBe(decimal('5000'));
    expect(made.effects.filter(({ kind }) => kind === 'query')).toEqual([]);
  });

  it('fills by its own trades, each once, whichever answer names them', () => {
    const made = bench();
    show(made, [theirs()]);
    show(made, [theirs({ filledQuantity: decimal('0.4') })], [trade(made, 'a', '0.4')]);
    show(made, [], [trade(made, 'a', '0.4'), trade(made, 'b', '0.6')]);
    expect(held(made)).toBe(ONE);
    expect([...made.state.orders.values()].map(({ status }) => status)).toEqual(['filled']);
    show(made, [], [trade(made, 'a', '0.4'), trade(made, 'b', '0.6')]);
    expect(held(made)).toBe(ONE);
  });

  it('has ended when the venue does not show it any more, and may still fill late', () => {
    const made = bench();
    show(made, [theirs()]);
    const order = external(made);
    show(made, []);
    expect(order).toMatchObject({ status: 'canceled', reason: { code: 'VENUE_CANCELED' } });
    expect(made.state.reserved).toBe(ZERO);
    show(made, [], [trade(made, 'late', '1')]);
    expect(order.status).toBe('filled');
    expect(held(made)).toBe(ONE);
  });

  it('follows its owner’s changes', () => {
    const made = bench();
    show(made, [theirs()]);
    show(made, [theirs({ limitPrice: decimal('49000'), quantity: decimal('2') })]);
    expect(external(made).request).toMatchObject({ limitPrice: decimal('49000'), quantity: decimal('2') });
  });

  it('may fill beyond what was known of it, where it was made larger and ended unseen', () => {
    const made = bench();
    show(made, [theirs()]);
    show(made, [], [trade(made, 'a', '1.5'), trade(made, 'b', '0.5')]);
    expect(made.state.ownTrading.state).toBe('active');
    expect(held(made)).toBe(decimal('2'));
    expect(made.state.openCount).toBe(0);
  });

  it('that a list left out by mistake is open again, under another entry', () => {
    const made = bench();
    show(made, [theirs()]);
    const [gone] = made.open('external');
    show(made, []);
    show(made, [theirs()]);
    expect(external(made).id).not.toBe(gone?.id);
    expect([made.state.openCount, made.state.reserved]).toEqual([1, decimal('5000')]);
    show(made, [], [trade(made, 'a', '1')]);
    expect([...made.state.orders.values()].map(({ status }) => status)).toEqual(['canceled', 'filled']);
  });

  it('can be canceled, and the cancel is repeated while the venue shows it', () => {
    const made = bench();
    show(made, [theirs()]);
    const order = external(made);
    made.send({ kind: 'cancel', orderId: order.id, actor: 'person' });
    expect(made.effectsOf('cancel')).toMatchObject([{ clientOrderId: 'web_1', venueOrderId: '77' }]);
    made.report({ kind: 'ambiguous', clientOrderId: 'web_1', detail: 'cut', time: made.now });
    made.now += 6_000;
    show(made, [theirs()]);
    expect(made.effectsOf('cancel')).toHaveLength(2);
    show(made, []);
    expect(order).toMatchObject({ status: 'canceled', reason: undefined });
    expect(made.effectsOf('query')).toEqual([]);
  });

  it('is canceled by a signal only if that names it', () => {
    const made = bench();
    show(made, [theirs()]);
    made.execute({ action: 'cancel', symbol: 'BTCUSDT' });
    expect(made.effectsOf('cancel')).toEqual([]);
    made.execute({ action: 'cancel', ticket: String(external(made).ticket) });
    expect(made.effectsOf('cancel')).toHaveLength(1);
  });

  it('is not changed by us', () => {
    const made = bench();
    show(made, [theirs()]);
    const refusal = made.send({ kind: 'amend', orderId: external(made).id, limitPrice: ONE, actor: 'person' }).refusal;
    expect(refusal?.code).toBe('ORDER_NOT_AMENDABLE');
  });

  it('of before us has filled what was held when the account was first compared', () => {
    const made = bench({ unreconciled: true });
    show(made, [theirs({ filledQuantity: decimal('0.4') })], [trade(made, 'old', '0.4', { time: made.now - 5_000 })]);
    reconcile(made, '0.4');
    expect(external(made)).toMatchObject({ status: 'partially_filled', filledQuantity: decimal('0.4') });
    made.now += 60_000;
    const fills = [trade(made, 'old', '0.4', { time: START }), trade(made, 'new', '0.6')];
    show(made, [], fills);
    expect(held(made)).toBe(ONE);
    expect(made.state.openCount).toBe(0);
  });

  it('must be asked for with its trades once more where they can not be whole', () => {
    const made = bench();
    expect(mustAskAgain(made.state, [theirs({ filledQuantity: ONE })])).toBe(false);
    show(made, [theirs()]);
    expect(mustAskAgain(made.state, [theirs()])).toBe(false);
    expect(mustAskAgain(made.state, [theirs({ filledQuantity: decimal('0.1') })])).toBe(true);
    expect(mustAskAgain(made.state, [])).toBe(true);
  });
});

describe('an order of others that came and went', () => {
  it('is known by its trades alone: one order, filled by just those', () => {
    const made = bench();
    show(made, [], [trade(made, 'a', '0.4'), trade(made, 'b', '0.1', { price: decimal('51000') })]);
    expect(held(made)).toBe(decimal('0.5'));
    expect([...made.state.orders.values()]).toMatchObject([
      {
        status: 'filled',
        filledQuantity: decimal('0.5'),
        averagePrice: decimal('50200'),
        request: { role: 'external' },
      },
    ]);
  });

  it('and has more trades than were told has them under another entry', () => {
    const made = bench();
    show(made, [], [trade(made, 'a', '0.4')]);
    show(made, [], [trade(made, 'a', '0.4'), trade(made, 'b', '0.1')]);
    show(made, [], [trade(made, 'a', '0.4'), trade(made, 'b', '0.1')]);
    expect(held(made)).toBe(decimal('0.5'));
    expect(made.state.ownTrading.state).toBe('active');
  });

  it('before the account was compared is in what was found then', () => {
    const made = bench();
    show(made, [], [trade(made, 'a', '0.4', { time: START - 1 })]);
    expect(held(made)).toBe(ZERO);
  });

  it('counts once even when its order has long been forgotten, and after a restart', () => {
    const made = bench();
    const fills = [trade(made, 'a', '0.4')];
    show(made, [], fills);
    const state = decodeState(encodeState(made.state), made.state.volatile.settings);
    Object.assign(made, { state });
    made.state.orders.clear();
    show(made, [], fills);
    expect(held(made)).toBe(decimal('0.4'));
  });
});

describe('orders of ours', () => {
  it('are no orders of others, by our id or by the venue’s', () => {
    const made = bench();
    const [order] = made.execute(buy('1', { orderType: 'limit', price: decimal('50000') }));
    if (order?.clientOrderId === undefined) throw new Error('not signed');
    made.accept(order);
    const { venueOrderId = '' } = order;
    show(made, [theirs({ clientOrderId: order.clientOrderId, venueOrderId })]);
    show(made, [theirs({ venueOrderId })], [trade(made, 'x', '1', { clientOrderId: '4711', venueOrderId })]);
    expect(made.open('external')).toEqual([]);
    expect(order.status).toBe('filled');
  });

  it('in doubt keep what is found in their instrument from being taken for that of others', () => {
    const made = bench();
    made.execute(buy('1', { orderType: 'limit', price: decimal('50000') }));
    show(made, [theirs()], [trade(made, 'x', '1', { venueOrderId: '78' })]);
    expect(made.open('external')).toEqual([]);
    expect(held(made)).toBe(ZERO);
  });

  it('that nobody here knows halt the account, and are told once', () => {
    const made = bench();
    show(made, [theirs({ clientOrderId: OURS })]);
    show(made, [theirs({ clientOrderId: OURS })]);
    expect(made.state.ownTrading).toMatchObject({ state: 'halted', reason: { code: 'REPORT_WITHOUT_ORDER' } });
    expect(made.events.filter(({ kind }) => kind === 'report_quarantined')).toHaveLength(1);
  });
});

describe('what an account finds open that was ours before it was opened', () => {
  it('is an order of others: shown, counted, filled and canceled like one, and no reason to halt', () => {
    const made = bench({ unreconciled: true });
    show(made, [theirs({ clientOrderId: OURS }), theirs({ clientOrderId: `b${OURS.slice(1)}`, venueOrderId: '78' })]);
    reconcile(made, '0');
    expect(made.state.ownTrading.state).toBe('active');
    expect(made.open('external').map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    made.now += 1_000;
    made.report(trade(made, 'x', '1', { clientOrderId: OURS, venueOrderId: '77' }));
    expect([held(made), made.open('external').length]).toEqual([ONE, 1]);
    show(made, []);
    expect([made.open('external').length, made.state.ownTrading.state]).toEqual([0, 'active']);
  });
});

describe('a trade of nobody’s that a stream tells', () => {
  it('waits for the comparison, where others trade, and halts where nobody else does or the id is ours', () => {
    const made = bench();
    made.report(trade(made, 'x', '1'));
    expect(made.state.ownTrading.state).toBe('active');
    made.report(trade(made, 'x', '1', { clientOrderId: OURS }));
    expect(made.state.ownTrading.state).toBe('halted');
    const alone = new EngineBench();
    alone.report(trade(alone, 'x', '1'));
    expect(alone.state.ownTrading.state).toBe('halted');
  });
});

describe('coins that others sell', () => {
  it('and that the books do not know were there before: they come in at the price they leave at', () => {
    const made = bench({ spot: true });
    show(made, [], [trade(made, 'a', '0.5', { side: 'sell', fee: decimal('0.001'), feeCurrency: 'BTC' })]);
    expect(held(made)).toBe(ZERO);
    expect(made.state.realizedPnl).toBe(ZERO);
    expect(made.events.find(({ kind }) => kind === 'position_adopted')).toMatchObject({
      ...{ before: ZERO, after: decimal('0.501'), averagePrice: decimal('50000'), actor: 'venue' },
    });
  });
});

describe('an order of ours that is open at the venue and over in our books', () => {
  const resting = () => buy('1', { orderType: 'limit', price: decimal('59000') });
  const missed = (made: EngineBench, order: Order | undefined) => {
    made.now += 5_000;
    const clientOrderId = order?.clientOrderId ?? '';
    const answer = { kind: 'not_found', venueTime: made.now } as const;
    if (order !== undefined) made.send({ kind: 'query_answer', orderId: order.id, clientOrderId, answer });
  };
  const doubted = (made: EngineBench): Order | undefined => {
    const [order] = made.execute(resting());
    const clientOrderId = order?.clientOrderId ?? '';
    made.report({ kind: 'ambiguous', clientOrderId, detail: 'no answer', time: made.now });
    return order;
  };
  const canceled = (made: EngineBench) => made.effectsOf('cancel').map(({ clientOrderId }) => clientOrderId);
  const alarms = (made: EngineBench) => made.effectsOf('notify').filter(({ level }) => level === 'alarm');

  it('is canceled there and told of, where it is an attempt that was proven never to have arrived', () => {
    const made = bench();
    const order = doubted(made);
    const first = order?.clientOrderId ?? '';
    missed(made, order);
    missed(made, order);
    expect(order?.clientOrderId).not.toBe(first);
    show(made, [theirs({ clientOrderId: first })]);
    expect(canceled(made)).toEqual([first]);
    // The venue takes the cancel, which is no news of the order; still listed, it is canceled again.
    made.report({ kind: 'accepted', clientOrderId: first, venueOrderId: '77', time: made.now });
    expect(canceled(made)).toEqual([first]);
    show(made, [theirs({ clientOrderId: first })]);
    expect(canceled(made)).toEqual([first, first]);
    expect(alarms(made)).toMatchObject([{ code: 'ORDER_NEEDS_A_PERSON', values: { order: order?.id } }]);
  });

  it('is canceled there where a person had said that it is not there', () => {
    const made = bench();
    const order = doubted(made);
    made.send({ kind: 'resolve_unknown', orderId: order?.id ?? '', actor: 'me', note: 'not there' });
    show(made, [theirs({ clientOrderId: order?.clientOrderId ?? '' })]);
    expect(canceled(made)).toEqual([order?.clientOrderId]);
  });

  it('is believed to have just ended, unless it is still listed a good while later', () => {
    const made = bench();
    const [order] = made.execute(resting());
    const clientOrderId = order?.clientOrderId ?? '';
    made.report({ kind: 'accepted', clientOrderId, venueOrderId: '77', time: made.now });
    made.report({ kind: 'canceled', clientOrderId, filledQuantity: ZERO, time: made.now });
    show(made, [theirs({ clientOrderId })]);
    expect(canceled(made)).toEqual([]);
    made.now += 61_000;
    show(made, [theirs({ clientOrderId })]);
    expect(canceled(made)).toEqual([clientOrderId]);
  });
});

describe('what others do', () => {
  it('is in the books', () => {
    const made = bench({ held: '0.2' });
    show(
      made,
      [theirs({ stopPrice: ONE })],
      [trade(made, 'a', '0.3'), trade(made, 'b', '0.1', { venueOrderId: '99' })],
    );
    reconcile(made, '5');
    made.send({ kind: 'ignore_difference', instrumentId: 'BTCUSDT', actor: 'me' });
    reconcile(made, '6');
    made.send({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'me' });
    const replayed = createAccountState(made.state.account, benchSettings());
    for (const event of made.events) applyEvent(replayed, decodeEvent(encodeEvent(event)));
    expect(encodeState(replayed)).toBe(encodeState(made.state));
    expect(encodeState(decodeState(encodeState(replayed), made.state.volatile.settings))).toBe(encodeState(replayed));
  });
});
