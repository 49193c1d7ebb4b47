import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { summarize } from './money.ts';
import { cloneState, encodeState } from './snapshot.ts';
import { createAccountState } from './state.ts';
import { isBusy } from './step.ts';
import { benchSettings, buy, clientIdOf, EngineBench, sell, START } from './test/engine-harness.ts';

const only = <T>(items: readonly T[]): T => {
  expect(items).toHaveLength(1);
  return items[0] as T;
};

describe('an order on its way', () => {
  it('is created, approved and signed in one step, and only then placed', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    expect(order.status).toBe('submitting');
    const kinds = bench.events.map((event) => event.kind).slice(-4);
    expect(kinds).toEqual(['order_created', 'order_approved', 'order_submitting', 'signal_decided']);
    const placed = only(bench.effectsOf('place'));
    expect(placed.order.request).toBe(order.request);
    expect(placed.order.deadlineAt).toBe(START + 1_000);
  });

  it('is decided once however often its signal comes', () => {
    const bench = new EngineBench();
    bench.execute(buy('0.5'), { signalId: 'same' });
    bench.execute(buy('0.5'), { signalId: 'same' });
    expect(bench.effectsOf('place')).toHaveLength(1);
  });

  it('moves position and money by what filled, once per trade', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    bench.accept(order);
    bench.fill(order, { price: '60010', quantity: '0.2', fee: '1', tradeId: 'a' });
    bench.fill(order, { price: '60010', quantity: '0.2', fee: '1', tradeId: 'a' });
    expect(order.status).toBe('partially_filled');
    bench.fill(order, { price: '60020', quantity: '0.3', fee: '2', tradeId: 'b' });
    expect(order.status).toBe('filled');
    expect(formatDecimal(order.averagePrice)).toBe('60016');
    expect(formatDecimal(bench.state.positions.get('BTCUSDT')?.quantity ?? ZERO)).toBe('0.5');
    expect(formatDecimal(bench.state.balance)).toBe('999997');
    expect(bench.state.reserved).toBe(ZERO);
  });

  it('takes a fill that overtakes its acknowledgment as one', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    bench.fill(order, { price: '60010', quantity: '0.2' });
    bench.accept(order);
    expect(order.status).toBe('partially_filled');
  });

  it('takes a late fill after a confirmed cancel', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5', { orderType: 'limit', price: decimal('59000') })));
    bench.accept(order);
    bench.cancel(order);
    bench.fill(order, { price: '59000', quantity: '0.1' });
    expect(order.status).toBe('canceled');
    expect(formatDecimal(bench.state.positions.get('BTCUSDT')?.quantity ?? ZERO)).toBe('0.1');
  });

  it.each([
    ['more than was ordered', { price: '60010', quantity: '0.6' }, 'REPORT_OVERFILL'],
    ['at a price of zero', { price: '0', quantity: '0.1' }, 'REPORT_ABSURD'],
    ['of a negative quantity', { price: '60010', quantity: '-0.1' }, 'REPORT_ABSURD'],
  ])('puts a fill aside that is %s and halts the account', (_name, fill, code) => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    bench.fill(order, fill);
    expect(order.filledQuantity).toBe(ZERO);
    expect(bench.state.positions.size).toBe(0);
    expect(bench.state.tradingState).toBe('halted');
    expect(bench.effectsOf('notify').map((effect) => effect.code)).toContain(code);
  });

  it('keeps the next signal of its instrument waiting until its outcome is known', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    expect(isBusy(bench.state, 'BTCUSDT')).toBe(true);
    bench.accept(order);
    expect(isBusy(bench.state, 'BTCUSDT')).toBe(true);
    bench.fill(order, { price: '60010' });
    expect(isBusy(bench.state, 'BTCUSDT')).toBe(false);
  });
});

describe('an order whose outcome is unknown', () => {
  const ambiguous = (bench: EngineBench, order: Parameters<EngineBench['accept']>[0]) =>
    bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'timeout', time: bench.now });
  const notFound = (bench: EngineBench, orderId: string) => {
    const clientOrderId = clientIdOf(bench.order(orderId));
    bench.send({ kind: 'query_answer', orderId, clientOrderId, answer: { kind: 'not_found', venueTime: bench.now } });
  };

  it('keeps its reservation, freezes its symbol and asks the venue', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    const reserved = order.reservation;
    ambiguous(bench, order);
    expect(order.status).toBe('unknown');
    expect(bench.state.reserved).toBe(reserved);
    expect(bench.effectsOf('query')).toHaveLength(1);
    const next = only(bench.execute(buy('0.1')));
    expect(next.reason?.code).toBe('SYMBOL_FROZEN');
  });

  it('is never sent again on one miss, or before the deadline has passed at the venue', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    ambiguous(bench, order);
    for (let miss = 0; miss < 5; miss += 1) notFound(bench, order.id);
    bench.now += 1_200;
    notFound(bench, order.id);
    expect(order.status).toBe('unknown');
    expect(bench.effectsOf('place')).toHaveLength(1);
  });

  it('is sent again under a new id once it is proven that the venue never took it', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    const first = clientIdOf(order);
    ambiguous(bench, order);
    bench.now += 1_300;
    notFound(bench, order.id);
    bench.now += 1_000;
    notFound(bench, order.id);
    expect(order.status).toBe('submitting');
    expect(order.attempt).toBe(2);
    expect(clientIdOf(order)).not.toBe(first);
    expect(bench.state.frozen.size).toBe(0);
  });

  it('ends unsent when the proof comes after its time', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5'), { route: { maxAgeMs: 1_000 } }));
    ambiguous(bench, order);
    bench.now += 5_000;
    notFound(bench, order.id);
    bench.now += 1_000;
    notFound(bench, order.id);
    expect(order.status).toBe('expired');
    expect(order.reason?.code).toBe('NOT_SENT_EXPIRED');
    expect(bench.state.reserved).toBe(ZERO);
    expect(bench.state.frozen.size).toBe(0);
  });

  it('waits for a person where nothing can ever prove it', () => {
    const { proofDelayMs: _none, ...traits } = benchSettings().traits;
    const bench = new EngineBench();
    bench.state.volatile.settings = { ...bench.state.volatile.settings, traits };
    const order = only(bench.execute(buy('0.5')));
    ambiguous(bench, order);
    for (let miss = 0; miss < 4; miss += 1) {
      bench.now += 60_000;
      notFound(bench, order.id);
    }
    expect(order.status).toBe('unknown');
    expect(bench.effectsOf('notify').map((effect) => effect.code)).toContain('ORDER_NEEDS_A_PERSON');
    bench.send({ kind: 'resolve_unknown', orderId: order.id, note: 'checked with the broker', actor: 'me' });
    expect(order.status).toBe('expired');
  });

  it('is adopted with its fills when the venue shows it', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    ambiguous(bench, order);
    const clientOrderId = clientIdOf(order);
    const fill = {
      kind: 'fill' as const,
      clientOrderId,
      tradeId: 'x',
      instrumentId: 'BTCUSDT',
      side: 'buy' as const,
      price: decimal('60010'),
      quantity: decimal('0.5'),
      fee: ZERO,
      liquidity: 'taker' as const,
      time: bench.now,
    };
    const held = {
      clientOrderId,
      venueOrderId: 'v9',
      instrumentId: 'BTCUSDT',
      side: 'buy' as const,
      type: 'market' as const,
      quantity: decimal('0.5'),
      filledQuantity: decimal('0.5'),
      averagePrice: decimal('60010'),
      status: 'filled' as const,
      updatedAt: bench.now,
    };
    bench.send({
      kind: 'query_answer',
      orderId: order.id,
      clientOrderId,
      answer: { kind: 'found', order: held, fills: [fill] },
    });
    expect(order.status).toBe('filled');
    expect(bench.state.frozen.size).toBe(0);
  });

  it('is what every signed order is after a restart', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('0.5')));
    bench.send({ kind: 'recovered' });
    expect(order.status).toBe('unknown');
    expect(bench.state.volatile.reconciled).toBe(false);
    expect(bench.effectsOf('place')).toHaveLength(1);
  });
});

describe('protection', () => {
  const protectedBuy = (bench: EngineBench) =>
    only(bench.execute(buy('1', { stopLoss: decimal('59000'), takeProfit: decimal('62000') })));

  it('follows what has filled, as two orders that cancel each other', () => {
    const bench = new EngineBench();
    const entry = protectedBuy(bench);
    bench.fill(entry, { price: '60010', quantity: '0.4' });
    const stop = only(bench.open('stop_loss'));
    const target = only(bench.open('take_profit'));
    expect([stop.request.stopPrice, target.request.limitPrice]).toEqual([decimal('59000'), decimal('62000')]);
    expect(formatDecimal(stop.request.quantity)).toBe('0.4');
    expect(stop.request.ocoGroup).toBe(target.request.ocoGroup);
    bench.accept(stop);
    bench.accept(target);
    bench.fill(entry, { price: '60010', quantity: '0.6' });
    expect(bench.effectsOf('amend').map((effect) => formatDecimal(effect.amend.quantity))).toEqual(['1', '1']);
  });

  it('is taken away when the position is closed by hand', () => {
    const bench = new EngineBench();
    const entry = protectedBuy(bench);
    bench.fill(entry, { price: '60010' });
    for (const order of [...bench.open('stop_loss'), ...bench.open('take_profit')]) bench.accept(order);
    const close = only(bench.execute({ action: 'close', symbol: 'BTCUSDT' }));
    bench.fill(close, { price: '60000' });
    expect(bench.effectsOf('cancel')).toHaveLength(2);
  });

  it('splits over several targets, each with its own stop', () => {
    const bench = new EngineBench();
    const takeProfits = [{ value: decimal('61000') }, { value: decimal('62000') }];
    const entry = only(bench.execute(buy('1', { stopLoss: decimal('59000'), takeProfits })));
    bench.fill(entry, { price: '60010' });
    expect(bench.open('take_profit').map((order) => formatDecimal(order.request.quantity))).toEqual(['0.5', '0.5']);
    expect(bench.open('stop_loss').map((order) => formatDecimal(order.request.quantity))).toEqual(['0.5', '0.5']);
  });

  it('moves when a signal moves it', () => {
    const bench = new EngineBench();
    const entry = protectedBuy(bench);
    bench.fill(entry, { price: '60010' });
    for (const order of [...bench.open('stop_loss'), ...bench.open('take_profit')]) bench.accept(order);
    bench.execute({ action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal('59500') });
    expect(bench.effectsOf('amend').map((effect) => effect.amend.stopPrice)).toEqual([decimal('59500')]);
  });

  it('of a position that had none is made by a modify', () => {
    const bench = new EngineBench();
    const entry = only(bench.execute(buy('1')));
    bench.fill(entry, { price: '60010' });
    bench.execute({ action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal('59000'), takeProfit: decimal('63000') });
    expect(only(bench.open('stop_loss')).request.quantity).toBe(decimal('1'));
    expect(only(bench.open('take_profit')).request.limitPrice).toBe(decimal('63000'));
  });

  it('that a halt kept back is put in place by the resume, and its absence is an alarm', () => {
    const bench = new EngineBench();
    const entry = protectedBuy(bench);
    bench.send({
      kind: 'set_trading_state',
      state: 'halted',
      reason: { code: 'TRADING_STATE_SET', values: {} },
      actor: 'me',
    });
    bench.fill(entry, { price: '60010' });
    expect(bench.open('stop_loss')).toHaveLength(0);
    expect(bench.effectsOf('notify').map((effect) => effect.code)).toContain('PROTECTION_NOT_PLACED');
    bench.send({
      kind: 'set_trading_state',
      state: 'active',
      reason: { code: 'TRADING_STATE_SET', values: {} },
      actor: 'me',
    });
    expect(bench.open('stop_loss')).toHaveLength(1);
  });
});

describe('targets and closes', () => {
  it('a reversal on a netting account is one order over both parts', () => {
    const bench = new EngineBench();
    bench.fill(only(bench.execute(buy('1'))), { price: '60010' });
    const order = only(
      bench.execute({ action: 'target', symbol: 'BTCUSDT', targetPosition: 'short', targetQuantity: decimal('0.5') }),
    );
    expect([order.request.side, formatDecimal(order.request.quantity), order.request.reduceOnly]).toEqual([
      'sell',
      '1.5',
      false,
    ]);
  });

  it('a smaller target only reduces', () => {
    const bench = new EngineBench();
    bench.fill(only(bench.execute(buy('1'))), { price: '60010' });
    const order = only(
      bench.execute({ action: 'target', symbol: 'BTCUSDT', targetPosition: 'long', targetQuantity: decimal('0.4') }),
    );
    expect([order.request.side, formatDecimal(order.request.quantity), order.request.reduceOnly]).toEqual([
      'sell',
      '0.6',
      true,
    ]);
  });

  it('closing what is not there is not an error and makes no order', () => {
    const bench = new EngineBench();
    expect(bench.execute({ action: 'close', symbol: 'BTCUSDT' })).toHaveLength(0);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'signal_decided', outcome: 'ignored' });
  });

  it('a hedging account closes each position by its own id', () => {
    const bench = new EngineBench({ positionMode: 'hedging' });
    bench.fill(only(bench.execute(buy('1'))), { price: '60010' });
    bench.fill(only(bench.execute(sell('0.5'))), { price: '60000' });
    expect(bench.state.positions.size).toBe(2);
    const closing = bench.execute({ action: 'close_long', symbol: 'BTCUSDT' });
    expect(only(closing).request).toMatchObject({ side: 'sell', quantity: decimal('1'), reduceOnly: true });
  });

  it('a signal older than the newest executed one is out of order', () => {
    const bench = new EngineBench();
    bench.execute(buy('0.1', { time: START }));
    expect(bench.execute(buy('0.1', { time: START - 1 }))).toHaveLength(0);
    expect(bench.events.at(-1)).toMatchObject({ outcome: 'denied', reason: { code: 'SIGNAL_OUT_OF_ORDER' } });
  });

  it('a signal that waited too long is not sent', () => {
    const bench = new EngineBench();
    bench.execute(buy('0.1', { time: START - 60_001 }));
    expect(bench.events.at(-1)).toMatchObject({ outcome: 'denied', reason: { code: 'SIGNAL_EXPIRED' } });
  });
});

describe('the fold', () => {
  it('of the journaled events gives the very same state', () => {
    const bench = new EngineBench();
    const entry = only(bench.execute(buy('1', { stopLoss: decimal('59000'), takeProfit: decimal('62000') })));
    bench.fill(entry, { price: '60010.01', quantity: '0.3', fee: '0.123456789' });
    bench.execute(buy('1000'));
    const state = createAccountState(bench.state.account, benchSettings());
    for (const event of bench.events) applyEvent(state, decodeEvent(encodeEvent(event)));
    expect(encodeState(state)).toBe(encodeState(bench.state));
    expect(summarize(state).balance).toBe(bench.state.balance);
  });

  it('survives a snapshot', () => {
    const bench = new EngineBench();
    const entry = only(bench.execute(buy('1', { stopLoss: decimal('59000') })));
    bench.fill(entry, { price: '60010.01', quantity: '0.3' });
    expect(encodeState(cloneState(bench.state))).toBe(encodeState(bench.state));
  });
});
