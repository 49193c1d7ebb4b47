/** The switch: what a halt takes away, what it leaves, and what it can't promise is said. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { buy } from '#engine/test/engine-harness.ts';
import type { TradingStateRequest } from './desk.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

const LIMIT = buy('1', { orderType: 'limit', price: decimal('59000') });
const request = (state: TradingStateRequest['state'], account?: string): TradingStateRequest => ({
  actor: { kind: 'command_line', id: 'me' },
  state,
  reason: 'test',
  cancelOrders: true,
  ...(account === undefined ? {} : { account }),
});

async function started(): Promise<RuntimeBench> {
  const bench = new RuntimeBench();
  await bench.start();
  return bench;
}

describe('a halt that cancels', () => {
  it('leaves the stop-loss of a position where it is', async () => {
    const bench = await started();
    await bench.signal([buy('1', { stopLoss: decimal('58000') })]);
    await bench.signal([LIMIT]);
    await bench.turn();
    const stop = bench.orders().find(({ request: { role } }) => role === 'stop_loss');
    const entry = bench.orders().find(({ request: { type } }) => type === 'limit');
    expect([stop?.status, entry?.status]).toEqual(['accepted', 'accepted']);
    const result = await bench.switch.change(request('halted'));
    await bench.turn();
    expect(result.cancelsRequested).toEqual([entry?.id]);
    expect([stop?.status, entry?.status]).toEqual(['accepted', 'canceled']);
  });

  it('names what it could not cancel because its fate is open', async () => {
    const bench = await started();
    bench.broker.mode = 'silent';
    await bench.signal([LIMIT]);
    await bench.turn();
    const [order] = bench.orders();
    expect(order?.status).toBe('submitting');
    const { notCanceled } = await bench.switch.change(request('halted'));
    expect(notCanceled).toMatchObject([{ orderId: order?.id, reason: { code: 'ORDER_NOT_CANCELABLE' } }]);
  });

  it('stops what is signed and not placed yet, and a resume does not send it', async () => {
    const bench = await started();
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    bench.journal.delay = () => until;
    await bench.signal([buy('1')]);
    await bench.turn();
    const halted = bench.switch.change(request('halted'));
    bench.journal.delay = () => Promise.resolve();
    release();
    await bench.turn();
    await halted;
    expect(bench.broker.placed).toHaveLength(0);
    expect(bench.orders()[0]?.status).toBe('canceled');
    await bench.switch.change(request('active'));
    await bench.pass(10_000);
    expect(bench.broker.placed).toHaveLength(0);
  });
});

describe('a resume', () => {
  for (const account of [undefined, 'paper']) {
    it(`of ${account ?? 'the server'} places the stop-loss that was denied meanwhile, at the venue`, async () => {
      const bench = await started();
      bench.broker.mode = 'rest';
      await bench.signal([buy('1', { stopLoss: decimal('58000') })]);
      await bench.turn();
      await bench.switch.change({ ...request('halted', account), cancelOrders: false });
      bench.broker.fill(bench.broker.placed[0]?.clientOrderId ?? '');
      await bench.turn();
      expect(bench.orders().map(({ status }) => status)).toEqual(['filled', 'denied']);
      // Whoever pushes the button twice holds nothing up.
      await Promise.all([1, 2].map(() => bench.switch.change(request('active', account))));
      await bench.turn();
      expect(bench.orders().map(({ status }) => status)).toEqual(['filled', 'denied', 'accepted']);
      expect(bench.broker.placed.map(({ request: { role } }) => role)).toEqual(['entry', 'stop_loss']);
    });
  }
});

describe('a resume of the server', () => {
  const two = async (): Promise<RuntimeBench> => {
    const bench = new RuntimeBench({ accounts: ['paper', 'other'] });
    await bench.start();
    return bench;
  };
  const states = (bench: RuntimeBench) => bench.accounts.map((id) => bench.runnerOf(id).state.tradingState);

  it('lets go what the halt of the server stopped, and names what stays halted for itself', async () => {
    const bench = await two();
    await bench.switch.change({ ...request('halted', 'other'), reason: 'its own' });
    await bench.switch.change(request('halted'));
    expect(states(bench)).toEqual(['halted', 'halted']);
    const result = await bench.switch.change(request('active'));
    expect(result.accounts).toMatchObject([
      { account: 'paper', state: 'active', durable: true },
      { account: 'other', state: 'halted', durable: true },
    ]);
    expect(result.stillStopped).toMatchObject([
      { account: 'other', state: 'halted', reason: { code: 'TRADING_STATE_SET', values: { note: 'its own' } } },
    ]);
    expect([bench.switch.isKilled('paper'), bench.switch.isKilled('other')]).toEqual([false, true]);
    await bench.start();
    expect(states(bench)).toEqual(['active', 'halted']);
    const own = await bench.switch.change(request('active', 'other'));
    expect(own.stillStopped).toEqual([]);
    expect(states(bench)).toEqual(['active', 'active']);
  });

  it('lets no account loose that is halted for itself, also when it is reduced', async () => {
    const bench = await two();
    await bench.switch.change(request('halted', 'other'));
    const { stillStopped } = await bench.switch.change(request('reducing'));
    expect(states(bench)).toEqual(['reducing', 'halted']);
    expect(stillStopped).toMatchObject([{ account: 'other', state: 'halted' }]);
  });

  it('is needed even when an account is resumed by itself, and the answer says so', async () => {
    const bench = await two();
    await bench.switch.change(request('halted'));
    const { accounts, stillStopped } = await bench.switch.change(request('active', 'other'));
    expect(accounts).toMatchObject([{ account: 'other', state: 'halted' }]);
    expect(stillStopped).toMatchObject([{ account: 'other', state: 'halted' }]);
  });

  it('comes after a halt from outside, by the latch, that no account has in its books', async () => {
    const bench = await two();
    await bench.switch.change(request('halted', 'other'));
    bench.latched = 'halted';
    await bench.start();
    expect(states(bench)).toEqual(['halted', 'halted']);
    await bench.switch.change(request('active'));
    expect(states(bench)).toEqual(['active', 'halted']);
  });

  it('leaves a halt of one account that could not be written as it was meant', async () => {
    const bench = await two();
    bench.broken.add('account:other');
    await bench.switch.change(request('halted', 'other'));
    await bench.switch.change(request('halted'));
    bench.broken.clear();
    await bench.pass(5_000);
    await bench.switch.change(request('active'));
    expect(states(bench)).toEqual(['active', 'halted']);
  });
});

describe('a halt that does not cancel', () => {
  it('names the entry orders that keep working, and one that cancels names none', async () => {
    const bench = await started();
    await bench.signal([buy('1', { stopLoss: decimal('58000') })]);
    await bench.signal([LIMIT]);
    await bench.turn();
    const entry = bench.orders().find(({ request: { type } }) => type === 'limit');
    const left = await bench.switch.change({ ...request('halted'), cancelOrders: false });
    expect([left.entryOrdersOpen, entry?.status]).toEqual([[entry?.id], 'accepted']);
    const canceled = await bench.switch.change(request('halted'));
    expect([canceled.entryOrdersOpen, canceled.cancelsRequested]).toEqual([[], [entry?.id]]);
  });
});

describe('a change that could not be written', () => {
  it('a halt holds in memory, is made up for, and survives what comes after', async () => {
    const bench = await started();
    bench.broken.add('account:paper');
    const { accounts } = await bench.switch.change(request('halted', 'paper'));
    expect(accounts).toEqual([{ account: 'paper', state: 'halted', durable: false }]);
    bench.broken.clear();
    await bench.pass(5_000);
    expect(bench.runner.state.tradingState).toBe('halted');
    await bench.start();
    expect(bench.runner.state.tradingState).toBe('halted');
  });

  it('a halt of the server is durable by its latch, a reduction is not and says so', async () => {
    const bench = await started();
    bench.broken.add('account:paper');
    const reduced = await bench.switch.change(request('reducing'));
    expect(reduced.accounts).toMatchObject([{ durable: false }]);
    const halted = await bench.switch.change(request('halted'));
    expect(halted.accounts).toMatchObject([{ durable: true }]);
  });
});

describe('a halt of an account that stands still', () => {
  async function haltStandingStill(meanwhile: TradingStateRequest) {
    const bench = new RuntimeBench({ accounts: ['one', 'two'] });
    await bench.start();
    bench.broken.add('account:one');
    await bench.switch.change(request('active', 'one'));
    expect(bench.runner.available).toBe(false);
    const [{ accounts }] = await Promise.all([
      bench.switch.change(request('halted', 'one')),
      bench.switch.change(meanwhile),
    ]);
    return { bench, answered: accounts.map(({ state }) => state) };
  }

  it('is in force and answered so, though another account is changed at the same moment', async () => {
    const { bench, answered } = await haltStandingStill(request('reducing', 'two'));
    expect(answered).toEqual(['halted']);
    expect(bench.runner.state.tradingState).toBe('halted');
  });
});

describe('a halt that is not written in time', () => {
  it('does not come back over a resume of the same account', async () => {
    const bench = await started();
    const release = bench.holdAppends();
    const halting = bench.switch.change(request('halted', 'paper'));
    const resuming = bench.switch.change(request('active', 'paper'));
    await bench.pass(1_250);
    await Promise.all([halting, resuming]);
    release();
    await bench.turn();
    expect(bench.runner.state.tradingState).toBe('active');
  });
});
