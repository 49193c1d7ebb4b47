/** Answers of the venue that come late, for an attempt before the last, or only in part: none of them may lose an order. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { FillReport, VenueOrder } from '#domain/report.ts';
import { buy, clientIdOf, EngineBench, START } from './test/engine-harness.ts';
import { isBusy } from './step.ts';

const only = (orders: readonly Order[]): Order => {
  expect(orders).toHaveLength(1);
  return orders[0] as Order;
};
const RESTING = { orderType: 'limit', price: decimal('59500') } as const;

/** An order in its second attempt, after the first one was proven never to have been taken. */
function secondAttempt(): { bench: EngineBench; order: Order; first: string } {
  const bench = new EngineBench();
  const order = only(bench.execute(buy('1', RESTING)));
  const first = clientIdOf(order);
  bench.report({ kind: 'ambiguous', clientOrderId: first, detail: 'silence', time: bench.now });
  for (let round = 0; round < 3; round += 1) {
    bench.now += 1_500;
    const answer = { kind: 'not_found' as const, venueTime: bench.now };
    bench.send({ kind: 'query_answer', orderId: order.id, clientOrderId: first, answer });
  }
  expect([order.attempt, order.status]).toEqual([2, 'submitting']);
  return { bench, order, first };
}

describe('an answer to an attempt that was given up', () => {
  it('does not end the attempt that followed', () => {
    const { bench, order, first } = secondAttempt();
    bench.report({ kind: 'rejected', clientOrderId: first, venueCode: 'LATE', message: '', time: bench.now });
    expect(order.status).toBe('submitting');
    bench.report({ kind: 'expired', clientOrderId: first, time: bench.now });
    expect(order.status).toBe('submitting');
    bench.accept(order);
    expect(order.status).toBe('accepted');
  });

  it('that says it was taken after all has it canceled, and is an alarm', () => {
    const { bench, order, first } = secondAttempt();
    bench.report({ kind: 'accepted', clientOrderId: first, venueOrderId: 'V-first', time: bench.now });
    expect(order.status).toBe('submitting');
    expect(bench.effectsOf('cancel')).toMatchObject([{ clientOrderId: first, venueOrderId: 'V-first' }]);
    expect(bench.effectsOf('notify')).toContainEqual(expect.objectContaining({ level: 'alarm' }));
  });

  it('is canceled too when the order had been given up as a whole', () => {
    const bench = new EngineBench({ traits: { proofDelayMs: undefined as never } });
    const order = only(bench.execute(buy('1', RESTING)));
    bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'silence', time: bench.now });
    bench.send({ kind: 'resolve_unknown', orderId: order.id, note: 'not there', actor: 'me' });
    bench.accept(order);
    expect(order.status).toBe('expired');
    expect(bench.effectsOf('cancel')).toMatchObject([{ clientOrderId: clientIdOf(order) }]);
  });
});

describe('a fill that overtakes the answer to an amend', () => {
  const amended = (): { bench: EngineBench; order: Order } => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1', RESTING)));
    bench.accept(order);
    bench.send({ kind: 'amend', orderId: order.id, quantity: decimal('2'), actor: 'me' });
    return { bench, order };
  };

  it('beyond the old quantity proves the amend and is applied', () => {
    const { bench, order } = amended();
    bench.fill(order, { price: '59500', quantity: '1.5' });
    expect(bench.state.tradingState).toBe('active');
    expect(order.filledQuantity).toBe(decimal('1.5'));
    bench.report({ kind: 'amended', clientOrderId: clientIdOf(order), quantity: decimal('2'), time: bench.now });
    expect(order.status).toBe('partially_filled');
    bench.fill(order, { price: '59500', quantity: '0.5' });
    expect(order.status).toBe('filled');
  });

  it('up to the old quantity leaves it open until the answer says which quantity counts', () => {
    const grown = amended();
    grown.bench.fill(grown.order, { price: '59500', quantity: '1' });
    expect(grown.order.status).toBe('pending_amend');
    grown.bench.report({
      kind: 'amended',
      clientOrderId: clientIdOf(grown.order),
      quantity: decimal('2'),
      time: grown.bench.now,
    });
    expect(grown.order.status).toBe('partially_filled');

    const kept = amended();
    kept.bench.fill(kept.order, { price: '59500', quantity: '1' });
    const clientOrderId = clientIdOf(kept.order);
    kept.bench.report({ kind: 'amend_rejected', clientOrderId, venueCode: 'FILLED', message: '', time: START });
    expect(kept.order.status).toBe('filled');
    expect(kept.bench.state.reserved).toBe(0n);
  });
});

describe('an order whose venue is asked and does not answer', () => {
  const pendingCancel = (): { bench: EngineBench; order: Order; clientOrderId: string } => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1', RESTING)));
    bench.accept(order);
    bench.send({ kind: 'cancel', orderId: order.id, actor: 'me' });
    return { bench, order, clientOrderId: clientIdOf(order) };
  };

  it('is asked again, so that a cancel without an answer can not block its instrument for ever', () => {
    const { bench, order, clientOrderId } = pendingCancel();
    bench.report({ kind: 'ambiguous', clientOrderId, detail: 'silence', time: bench.now });
    bench.send({ kind: 'poll', orderId: order.id });
    const before = bench.effectsOf('poll_after').length;
    const answer = { kind: 'unreachable' as const, detail: 'down' };
    bench.send({ kind: 'query_answer', orderId: order.id, clientOrderId, answer });
    expect(bench.effectsOf('poll_after')).toHaveLength(before + 1);
  });

  it('is asked what it is when the venue refuses to cancel it: it may have filled unheard', () => {
    const { bench, clientOrderId } = pendingCancel();
    bench.report({ kind: 'cancel_rejected', clientOrderId, venueCode: 'UNKNOWN', message: '', time: bench.now });
    expect(bench.effectsOf('query')).toMatchObject([{ clientOrderId }]);
  });
});

describe('a market order whose fill is never reported', () => {
  it('is asked for, filled from the answer, and its instrument is free again', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1')));
    bench.accept(order);
    expect(isBusy(bench.state, 'BTCUSDT')).toBe(true);
    expect(bench.effectsOf('poll_after')).toMatchObject([{ orderId: order.id }]);
    bench.send({ kind: 'poll', orderId: order.id });
    expect(bench.effectsOf('query')).toHaveLength(1);
    bench.send({
      kind: 'query_answer',
      orderId: order.id,
      clientOrderId: clientIdOf(order),
      answer: { kind: 'found', order: held(order, 'filled', '1'), fills: [fillOf(order, '1')] },
    });
    expect([order.status, isBusy(bench.state, 'BTCUSDT')]).toEqual(['filled', false]);
  });
});

describe('an answer that knows of more than the trades it brings', () => {
  it.each(['filled', 'canceled'] as const)('%s: does not end the order, and the venue is asked again', (status) => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1', RESTING)));
    bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'silence', time: bench.now });
    const before = bench.effectsOf('poll_after').length;
    const clientOrderId = clientIdOf(order);
    const ask = (fills: readonly FillReport[]) => {
      const answer = { kind: 'found' as const, order: held(order, status, '0.7'), fills };
      bench.send({ kind: 'query_answer', orderId: order.id, clientOrderId, answer });
    };
    ask([fillOf(order, '0.3')]);
    expect(order.status).toBe('partially_filled');
    expect(bench.effectsOf('poll_after')).toHaveLength(before + 1);
    ask([fillOf(order, '0.3'), { ...fillOf(order, '0.4'), tradeId: 'q2' }]);
    expect(order.filledQuantity).toBe(decimal('0.7'));
    if (status === 'canceled') expect(order.status).toBe('canceled');
  });
});

function fillOf(order: Order, quantity: string): FillReport {
  return {
    kind: 'fill',
    clientOrderId: clientIdOf(order),
    tradeId: 'q1',
    instrumentId: order.request.instrumentId,
    side: order.request.side,
    price: decimal('59500'),
    quantity: decimal(quantity),
    fee: 0n as FillReport['fee'],
    liquidity: 'taker',
    time: START,
  };
}

function held(order: Order, status: VenueOrder['status'], filled: string): VenueOrder {
  const { instrumentId, side, type, quantity, limitPrice } = order.request;
  return {
    clientOrderId: clientIdOf(order),
    venueOrderId: 'V1',
    instrumentId,
    side,
    type,
    quantity,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    filledQuantity: decimal(filled),
    averagePrice: decimal('59500'),
    status,
    updatedAt: START,
  };
}

describe('news of an order that has left memory', () => {
  const of = { clientOrderId: 'long-gone', time: START };

  it('is put aside without a halt when no money can hang on it', () => {
    const bench = new EngineBench();
    bench.report({ kind: 'ambiguous', detail: 'no answer in time', ...of });
    bench.report({ kind: 'canceled', ...of });
    bench.report({ kind: 'accepted', venueOrderId: 'V9', ...of });
    expect(bench.state.tradingState).toBe('active');
    expect(bench.events.filter(({ kind }) => kind === 'report_quarantined')).toHaveLength(1);
  });

  it('halts the account when it is a trade', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1')));
    bench.report({ ...fillOf(order, '1'), clientOrderId: 'long-gone' });
    expect(bench.state.tradingState).toBe('halted');
  });
});

describe('a close that is proven never to have been taken', () => {
  it('is not sent when its signal has grown too old: the market is another one by then', () => {
    const bench = new EngineBench();
    bench.fill(only(bench.execute(buy('1'))), { price: '60010' });
    const close = only(bench.execute({ action: 'close', symbol: 'BTCUSDT' }));
    const clientOrderId = clientIdOf(close);
    bench.report({ kind: 'ambiguous', clientOrderId, detail: 'silence', time: bench.now });
    bench.now += 3_600_000;
    for (let round = 0; round < 2; round += 1) {
      bench.now += 1_500;
      const answer = { kind: 'not_found' as const, venueTime: bench.now };
      bench.send({ kind: 'query_answer', orderId: close.id, clientOrderId, answer });
    }
    expect(close).toMatchObject({ status: 'expired', attempt: 1, reason: { code: 'NOT_SENT_EXPIRED' } });
  });
});
