/** The comparison at a venue where others trade too: what it asks for, and what it makes of answers that do not fit together. */
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { FillReport, VenueOrder, VenuePosition } from '#domain/report.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, TRAITS } from '#engine/test/engine-harness.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

const CYCLE_MS = 60_000;
const BY_HAND = { clientOrderId: 'web_1', venueOrderId: '77', instrumentId: 'BTCUSDT', side: 'buy' } as const;

/** What a person has there. */
interface Theirs {
  orders: VenueOrder[];
  trades: FillReport[];
  held: Decimal;
}

async function started(
  theirs: Theirs,
  watch?: (instrumentId: string) => () => void,
): Promise<{ bench: RuntimeBench; asked: string[] }> {
  const traits = { ...TRAITS, externalTrading: true };
  const deriveId = (parts: readonly string[]): string => parts.join('~');
  const settings = { directory: createInstrumentDirectory([BTC]), traits, deriveId };
  const bench = new RuntimeBench({ runner: { settings, ...(watch === undefined ? {} : { watch }) } });
  const asked: string[] = [];
  const { broker } = bench;
  const position = (): readonly VenuePosition[] =>
    theirs.held === ZERO
      ? []
      : [{ positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', quantity: theirs.held, averagePrice: decimal('50000') }];
  Object.assign(broker, {
    capabilities: { ...broker.capabilities, externalTrading: true },
    openOrders: () => {
      asked.push('openOrders');
      return Promise.resolve([...theirs.orders]);
    },
    fillsSince: (time: number) => {
      asked.push('fillsSince');
      return Promise.resolve(theirs.trades.filter((trade) => trade.time >= time));
    },
    claims: () => Promise.resolve(position()),
  });
  await bench.start();
  asked.length = 0;
  return { bench, asked };
}

const order = (filled: Decimal): VenueOrder => ({
  ...BY_HAND,
  ...{ type: 'limit', quantity: ONE, limitPrice: decimal('50000'), filledQuantity: filled, averagePrice: ZERO },
  ...{ status: 'open', updatedAt: 1 },
});
const trade = (bench: RuntimeBench, quantity: Decimal): FillReport => ({
  ...BY_HAND,
  ...{ kind: 'fill', tradeId: `t${quantity}`, price: decimal('50000'), quantity, fee: ZERO },
  ...{ liquidity: 'maker', time: bench.clock.now() },
});
/** Asks for the end of the order that a person has there; the venue answers that it takes the cancel, and no more. */
async function cancelTheirs(bench: RuntimeBench): Promise<void> {
  const canceled = { kind: 'canceled', clientOrderId: BY_HAND.clientOrderId } as const;
  Object.assign(bench.broker, { cancel: () => Promise.resolve({ ...canceled, time: bench.clock.now() }) });
  const [theirs] = bench.orders();
  await bench.runner.submit({ kind: 'cancel', orderId: theirs?.id ?? '', actor: 'me' });
  await bench.pass(0);
}

const held = ({ runner }: RuntimeBench): Decimal => runner.state.positions.get('BTCUSDT')?.quantity ?? ZERO;
const statuses = (bench: RuntimeBench): string[] =>
  bench.orders().map(({ status, request }) => `${request.role} ${status}`);

describe('an account at a venue where others trade', () => {
  it('takes over what it finds at first, without anybody being asked', async () => {
    const { bench } = await started({ orders: [order(ZERO)], trades: [], held: decimal('0.3') });
    expect([held(bench), statuses(bench)]).toEqual([decimal('0.3'), ['external accepted']]);
    expect(bench.runner.state.frozen.size).toBe(0);
  });

  it('has prices of what others hold and order, from the moment it is found', async () => {
    const watched: string[] = [];
    const watch = (instrumentId: string) => {
      watched.push(instrumentId);
      return () => undefined;
    };
    await started({ orders: [], trades: [], held: decimal('0.3') }, watch);
    expect(watched).toEqual(['BTCUSDT']);
    const theirs: Theirs = { orders: [], trades: [], held: ZERO };
    const { bench } = await started(theirs, watch);
    expect(watched).toEqual(['BTCUSDT']);
    theirs.orders.push(order(ZERO));
    await bench.pass(CYCLE_MS);
    await bench.pass(CYCLE_MS);
    expect(watched).toEqual(['BTCUSDT', 'BTCUSDT']);
  });

  it('takes up what came and went, so that nothing differs', async () => {
    const theirs: Theirs = { orders: [], trades: [], held: ZERO };
    const { bench, asked } = await started(theirs);
    theirs.trades.push(trade(bench, ONE));
    theirs.held = ONE;
    await bench.pass(CYCLE_MS);
    expect([held(bench), statuses(bench)]).toEqual([ONE, ['external filled']]);
    expect(bench.runner.state.frozen.size).toBe(0);
    expect(asked).toEqual(['fillsSince', 'openOrders']);
    await bench.pass(CYCLE_MS * 3);
    expect(held(bench)).toBe(ONE);
  });

  it('asks for trades once more when an order has gone between the two questions', async () => {
    const theirs: Theirs = { orders: [order(ZERO)], trades: [], held: ZERO };
    const { bench, asked } = await started(theirs);
    const { openOrders } = bench.broker;
    // It fills just after the trades were read.
    Object.assign(bench.broker, {
      openOrders: () => {
        if (theirs.held === ZERO) theirs.trades.push(trade(bench, ONE));
        theirs.orders = [];
        theirs.held = ONE;
        return openOrders();
      },
    });
    await bench.pass(CYCLE_MS);
    expect(asked).toEqual(['fillsSince', 'openOrders', 'fillsSince']);
    expect([held(bench), statuses(bench)]).toEqual([ONE, ['external filled']]);
    expect(bench.broker.queried).toEqual([]);
  });

  it('names the instruments of the books before it asks, for venues that list none by themselves', async () => {
    const theirs: Theirs = { orders: [order(ZERO)], trades: [], held: ZERO };
    const { bench, asked } = await started(theirs);
    Object.assign(bench.broker, { mind: (ids: Iterable<string>) => void asked.push([...ids].join(' ')) });
    await bench.pass(CYCLE_MS);
    expect(asked).toEqual(['BTCUSDT', 'fillsSince', 'openOrders']);
  });

  it('says so when it could not be compared for a while, and no more when it could', async () => {
    const theirs: Theirs = { orders: [], trades: [], held: ZERO };
    const { bench } = await started(theirs);
    const { openOrders } = bench.broker;
    Object.assign(bench.broker, { openOrders: () => Promise.reject(new Error('cut')) });
    await bench.pass(CYCLE_MS + 10_000);
    expect(bench.runner.comparisonProblem).toBeUndefined();
    await bench.pass(CYCLE_MS * 2);
    expect(bench.runner.comparisonProblem).toMatchObject({ code: 'VENUE_NOT_COMPARED', values: { detail: 'cut' } });
    Object.assign(bench.broker, { openOrders });
    await bench.pass(CYCLE_MS * 2);
    expect(bench.runner.comparisonProblem).toBeUndefined();
  });

  it('compares nothing while the open orders can not be read', async () => {
    const theirs: Theirs = { orders: [], trades: [], held: ZERO };
    const { bench } = await started(theirs);
    const { comparedAt } = bench.runner.state.volatile;
    Object.assign(bench.broker, { openOrders: () => Promise.reject(new Error('cut')) });
    theirs.held = ONE;
    await bench.pass(CYCLE_MS + 10_000);
    expect(bench.runner.state.volatile.comparedAt).toBe(comparedAt);
    expect(bench.runner.state.frozen.size).toBe(0);
  });

  it('freezes what no trade explains, and lets a person adopt it', async () => {
    const theirs: Theirs = { orders: [], trades: [], held: ZERO };
    const { bench } = await started(theirs);
    theirs.held = ONE;
    await bench.pass(CYCLE_MS + 10_000);
    expect(bench.runner.state.frozen.get('BTCUSDT')?.code).toBe('POSITION_MISMATCH');
    await bench.runner.submit({ kind: 'adopt_position', instrumentId: 'BTCUSDT', actor: 'person:me' });
    await bench.pass(CYCLE_MS * 2);
    expect([held(bench), bench.runner.state.frozen.size]).toEqual([ONE, 0]);
  });

  it('comes up again with the same books', async () => {
    const theirs: Theirs = { orders: [order(ZERO)], trades: [], held: ZERO };
    const { bench } = await started(theirs);
    theirs.trades.push(trade(bench, decimal('0.4')));
    theirs.orders = [order(decimal('0.4'))];
    theirs.held = decimal('0.4');
    await bench.pass(CYCLE_MS);
    await bench.start();
    await bench.pass(CYCLE_MS);
    expect([held(bench), statuses(bench)]).toEqual([decimal('0.4'), ['external partially_filled']]);
  });

  it('is compared soon after a cancel of theirs was answered: nothing else tells that it is over', async () => {
    const theirs: Theirs = { orders: [order(ZERO)], trades: [], held: ZERO };
    const { bench, asked } = await started(theirs);
    await cancelTheirs(bench);
    expect([statuses(bench), asked]).toEqual([['external pending_cancel'], []]);
    theirs.orders = [];
    await bench.pass(1_000);
    expect(statuses(bench)).toEqual(['external canceled']);
    const before = asked.length;
    await bench.pass(CYCLE_MS - 1_000);
    expect(asked.length).toBe(before);
  });

  it('is compared again and again, later each time, while the venue still lists what was canceled', async () => {
    const theirs: Theirs = { orders: [order(ZERO)], trades: [], held: ZERO };
    const { bench, asked } = await started(theirs);
    await cancelTheirs(bench);
    const counts: number[] = [];
    for (const ms of [1_000, 2_000, 4_000, 8_000]) {
      await bench.pass(ms);
      counts.push(asked.filter((what) => what === 'openOrders').length);
    }
    expect([counts, statuses(bench)]).toEqual([[1, 2, 3, 4], ['external pending_cancel']]);
    theirs.orders = [];
    await bench.pass(16_000);
    expect(statuses(bench)).toEqual(['external canceled']);
  });

  it('lets a close leave within seconds where it waits for the end of such an order', async () => {
    const theirs: Theirs = { orders: [order(ZERO)], trades: [], held: ONE };
    const { bench } = await started(theirs);
    await cancelTheirs(bench);
    theirs.orders = [];
    await bench.signal([{ action: 'close', symbol: 'BTCUSDT' }]);
    await bench.pass(500);
    expect(bench.broker.placed).toEqual([]);
    await bench.pass(1_000);
    expect(bench.broker.placed).toHaveLength(1);
  });
});
