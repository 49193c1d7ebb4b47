/** The account comes up one way, from any failure, and trades on nothing that is not durable or not compared. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import { buy, START } from '#engine/test/engine-harness.ts';
import { DENIED_ORDERS, denyManyOrders, halt } from './test/many-denied-orders.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

const LIMIT = buy('1', { orderType: 'limit', price: decimal('59000') });

async function started(bench = new RuntimeBench()): Promise<RuntimeBench> {
  await bench.start();
  return bench;
}

describe('a snapshot', () => {
  it('of a state that was never durable is not kept', async () => {
    const bench = new RuntimeBench();
    const reason = { code: 'TRADING_STATE_SET', values: { actor: 'x', note: '' } };
    await bench.start();
    const first = await fillJournal(bench, 49_990 - bench.runner.state.sequence, reason);
    expect(first).toBe(49_990);
    await bench.start();
    bench.journal.snapshots = [];
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    bench.journal.delay = () => until;
    // The state runs ahead of what is durable, past the point at which a snapshot is due; then the rest can't be written.
    const submissions = [bench.runner.submit({ kind: 'set_trading_state', state: 'active', reason, actor: 'x' })];
    for (let count = 0; count < 30; count += 1)
      submissions.push(bench.runner.submit({ kind: 'set_trading_state', state: 'reducing', reason, actor: 'phantom' }));
    bench.broken.add('account:paper');
    release();
    const results = await Promise.all(submissions);
    expect(results.map(({ kind }) => kind).slice(0, 2)).toEqual(['durable', 'unavailable']);
    bench.journal.delay = () => Promise.resolve();
    bench.broken.clear();
    await bench.pass(3_000);
    for (let count = 0; count < 40; count += 1)
      await bench.runner.submit({ kind: 'set_trading_state', state: 'active', reason, actor: 'x' });
    await bench.pass(2_500);
    expect(bench.journal.snapshots).not.toHaveLength(0);
    for (const { body } of bench.journal.snapshots) expect(body).not.toContain('"tradingState":"reducing"');
    await bench.start();
    expect(bench.runner.state.tradingState).toBe('active');
  }, 30_000);
});

async function fillJournal(bench: RuntimeBench, count: number, reason: object): Promise<number> {
  const body = JSON.stringify({ kind: 'trading_state_changed', time: START, state: 'active', reason, actor: 'x' });
  const records = Array.from({ length: count }, () => ({ time: START, kind: 'trading_state_changed', body }));
  const expectedSequence = bench.runner.state.sequence;
  await bench.journal.append({ stream: 'account:paper', expectedSequence, records });
  return await bench.journal.lastSequence('account:paper');
}

describe('an account whose first event could not be written', () => {
  it('is opened with its money when writing works', async () => {
    const bench = new RuntimeBench();
    bench.broken.add('account:paper');
    await bench.start();
    bench.broken.clear();
    await bench.pass(3_000);
    expect(bench.runner.state.balance).toBe(decimal('100000000'));
    await bench.signal([buy('1')]);
    await bench.pass(1_000);
    expect(bench.broker.placed).toHaveLength(1);
  });
});

describe('an engine that throws', () => {
  it('ends the process: the state it leaves is void, and nothing may be traded on it', async () => {
    const bench = await started();
    const { directory } = bench.runner.state.volatile.settings;
    const { byId } = directory;
    Object.assign(directory, {
      byId: () => {
        throw new Error('a mistake');
      },
    });
    const result = await bench.runner.submit({
      kind: 'execute',
      signalId: 'x',
      source: 'y',
      index: 0,
      command: buy('1'),
      route: { ...ROUTE },
      receivedAt: START,
    });
    Object.assign(directory, { byId });
    expect(result.kind).toBe('unavailable');
    expect(bench.fatal).toHaveLength(1);
    expect(bench.runner.available).toBe(false);
  });
});

const ROUTE = {
  accounts: ['paper'],
  mode: 'trade' as const,
  symbolMap: new Map<string, string>(),
  levelUnit: 'price' as const,
  riskUnit: 'lots' as const,
  allowedActions: [],
  windows: [],
  maxAgeMs: 60_000,
};

describe('a listener of the feed that throws', () => {
  it('stops neither the order nor the account', async () => {
    let broken = false;
    const onEvents = (): void => {
      if (broken) throw new Error('a listener broke');
    };
    const bench = await started(new RuntimeBench({ runner: { onEvents } }));
    broken = true;
    const signalId = await bench.signal([buy('1')]);
    await bench.pass(500);
    expect(bench.broker.placed).toHaveLength(1);
    expect(bench.statusOf(signalId)).toBe('done');
    await bench.signal([buy('1')]);
    await bench.pass(500);
    expect(bench.broker.placed).toHaveLength(2);
  });
});

describe('the comparison with the venue', () => {
  it('takes up a trade of an order that had ended before anybody heard of it', async () => {
    const bench = await started();
    bench.broker.mode = 'rest';
    await bench.signal([LIMIT]);
    await bench.turn();
    const [order] = bench.orders();
    bench.broker.fill(order?.clientOrderId ?? '', { unheard: true });
    const { clientOrderId = '' } = order ?? {};
    bench.broker.say({ kind: 'canceled', clientOrderId, filledQuantity: ZERO, time: bench.clock.now() });
    await bench.turn();
    expect(order?.status).toBe('canceled');
    await bench.start();
    expect(bench.runner.state.positions.get('BTCUSDT')?.quantity).toBe(decimal('1'));
    expect(bench.runner.state.frozen.size).toBe(0);
  });

  it('that found a difference looks again, so that a trade just under way freezes nothing for good', async () => {
    const bench = await started();
    bench.broker.claims = () =>
      Promise.resolve([{ positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', quantity: decimal('1'), averagePrice: ZERO }]);
    bench.broker.say({ kind: 'connected', time: bench.clock.now() });
    await bench.turn();
    expect(bench.runner.state.frozen.get('BTCUSDT')?.code).toBe('POSITION_MISMATCH');
    bench.broker.claims = undefined;
    await bench.pass(60_000);
    expect(bench.runner.state.frozen.size).toBe(0);
  });

  it('runs once at a time, and an earlier one never lets the account trade for a later one', async () => {
    const bench = await started();
    let asked = 0;
    const answers: (() => void)[] = [];
    bench.broker.claims = () => {
      asked += 1;
      return new Promise((resolve) => answers.push(() => resolve([])));
    };
    bench.broker.say({ kind: 'connected', time: bench.clock.now() });
    bench.broker.say({ kind: 'connected', time: bench.clock.now() });
    await bench.turn();
    expect(asked).toBe(1);
    // The storage fails while the venue is being asked; the account comes up and asks for itself.
    bench.broken.add('account:paper');
    const reason = { code: 'TRADING_STATE_SET', values: { actor: 'x', note: '' } };
    await bench.runner.submit({ kind: 'set_trading_state', state: 'active', reason, actor: 'x' });
    bench.broken.clear();
    await bench.pass(2_000);
    answers.shift()?.();
    await bench.turn();
    expect(bench.runner.state.volatile.reconciled).toBe(false);
    while (answers.length > 0) {
      answers.shift()?.();
      await bench.turn();
    }
    expect(bench.runner.state.volatile.reconciled).toBe(true);
  });

  it('ends with the account: nothing is asked of a venue after the stop', async () => {
    const bench = await started();
    bench.broker.claims = () => Promise.reject(new Error('down'));
    bench.broker.say({ kind: 'connected', time: bench.clock.now() });
    await bench.turn();
    await bench.runner.stop();
    const timers = bench.clock.timerCount();
    await bench.pass(5_000);
    expect(bench.clock.timerCount()).toBeLessThanOrEqual(timers);
    expect(bench.clock.timerCount()).toBe(0);
  });

  it.each([
    ['positions', 40_000],
    ['fillsSince', 40_000],
    ['query', 20_000],
  ] as const)('is made again when %s is never answered', async (question, withinMs) => {
    const bench = await started();
    bench.broker.mode = 'rest';
    await bench.signal([LIMIT]);
    await bench.turn();
    const { [question]: answered } = bench.broker;
    Object.assign(bench.broker, { [question]: () => new Promise(() => undefined) });
    bench.broker.say({ kind: 'connected', time: bench.clock.now() });
    await bench.turn();
    Object.assign(bench.broker, { [question]: answered });
    bench.broker.claims = () =>
      Promise.resolve([{ positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', quantity: decimal('1'), averagePrice: ZERO }]);
    await bench.pass(withinMs);
    expect(bench.runner.state.frozen.get('BTCUSDT')?.code).toBe('POSITION_MISMATCH');
  });

  it('lets nothing trade while an open order could not be asked for', async () => {
    const bench = await started();
    bench.broker.mode = 'rest';
    await bench.signal([LIMIT]);
    await bench.turn();
    const { query } = bench.broker;
    bench.broker.query = () => Promise.resolve({ kind: 'unreachable', detail: 'down' });
    await bench.start();
    expect(bench.runner.state.volatile.reconciled).toBe(false);
    bench.broker.query = query;
    await bench.pass(3_000);
    expect(bench.runner.state.volatile.reconciled).toBe(true);
  });
});

describe('a question about an order that is never answered', () => {
  it('is asked again', async () => {
    const bench = await started();
    bench.broker.mode = 'silent';
    await bench.signal([LIMIT]);
    const { query } = bench.broker;
    bench.broker.query = (target) => {
      bench.broker.queried.push(target);
      return new Promise(() => undefined);
    };
    await bench.pass(16_000);
    expect(bench.orders()[0]?.status).toBe('unknown');
    expect(bench.broker.queried).toHaveLength(1);
    bench.broker.query = query;
    await bench.pass(20_000);
    expect(bench.orders()[0]?.status).toBe('accepted');
  });
});

describe('an order whose time has passed before it could go out', () => {
  it('is not handed to the broker', async () => {
    const bench = await started();
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    bench.journal.delay = () => until;
    await bench.signal([buy('1')]);
    await bench.turn();
    bench.clock.pass(30_000);
    bench.journal.delay = () => Promise.resolve();
    release();
    await bench.turn();
    expect(bench.broker.placed).toHaveLength(0);
    expect(bench.orders()[0]?.status).toBe('canceled');
  });
});

describe('the row of an order that has ended', () => {
  it('is written however many others end before the append goes out', async () => {
    const bench = await started();
    await halt(bench);
    const release = bench.holdAppends();
    const { written } = denyManyOrders(bench);
    release();
    await written;
    expect(bench.runner.state.orders.size).toBeLessThan(DENIED_ORDERS);
    const rows = await bench.store.list({ collection: 'order', limit: DENIED_ORDERS + 1 });
    expect(rows).toHaveLength(DENIED_ORDERS);
  });
});
