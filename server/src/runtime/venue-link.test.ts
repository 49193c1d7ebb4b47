/** What an account makes of what its broker says of the line. */
import { describe, expect, it } from 'vitest';
import { BTC, buy } from '#engine/test/engine-harness.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

const REFUSED = {
  kind: 'disconnected',
  code: 'ACCOUNT_CREDENTIALS_REFUSED',
  detail: 'API-key not valid',
  time: 0,
} as const;

describe('a venue that is out of reach', () => {
  it('is told with its reason until it is back', async () => {
    const bench = new RuntimeBench();
    await bench.start();
    bench.broker.say({ kind: 'disconnected', detail: 'refused', time: 0 });
    expect(bench.runner.venueProblem).toEqual({
      code: 'VENUE_UNREACHABLE',
      values: { account: 'paper', detail: 'refused' },
    });
    bench.broker.say({ kind: 'connected', time: 0 });
    expect(bench.runner.venueProblem).toBeUndefined();
  });
});

describe('keys that the venue refuses', () => {
  it('disarm the account with one alarm, however often it is said', async () => {
    const bench = new RuntimeBench();
    await bench.start();
    for (let time = 0; time < 3; time += 1) bench.broker.say(REFUSED);
    await bench.turn();
    const { state } = bench.runner;
    expect([state.tradingState, state.tradingStateReason?.code]).toEqual(['reducing', REFUSED.code]);
    expect(bench.notices.map(({ level, code }) => [level, code])).toEqual([['alarm', REFUSED.code]]);
    expect(bench.events.filter(({ event }) => event.kind === 'trading_state_changed')).toHaveLength(1);
    await bench.signal([buy('1')]);
    await bench.turn();
    expect(bench.orders().map(({ status, reason }) => [status, reason?.code])).toEqual([
      ['denied', 'ACCOUNT_NOT_ARMED'],
    ]);
  });

  it('do so also when they are refused while the account starts, after it was opened', async () => {
    const bench = new RuntimeBench();
    const broker = bench.broker;
    const start = broker.start.bind(broker);
    broker.start = async (listener) => {
      await start(listener);
      listener(REFUSED);
    };
    await bench.start();
    const kinds = bench.events.map(({ event }) => event.kind);
    expect(kinds).toContain('trading_state_changed');
    expect(kinds[0]).toBe('account_opened');
    expect(bench.runner.state.volatile.reconciled).toBe(false);
    bench.crash();
    await bench.start();
    expect(bench.events.filter(({ event }) => event.kind === 'trading_state_changed')).toHaveLength(1);
  });
});

describe('instruments that a venue lists later', () => {
  it('are known from then on, also after the account came up again', async () => {
    const bench = new RuntimeBench();
    await bench.start();
    const later = { ...BTC, id: 'NEWUSDT', baseCurrency: 'NEW', aliases: [] };
    bench.broker.say({ kind: 'instruments', instruments: [BTC, later], time: 0 });
    const ids = (): string[] => bench.runner.state.volatile.settings.directory.all().map(({ id }) => id);
    expect(ids()).toEqual(['BTCUSDT', 'NEWUSDT']);
    bench.journal.failures.push({ kind: 'unavailable', detail: 'the disk is full' });
    await bench.signal([buy('1')]);
    await bench.pass(3_000);
    expect(bench.runner.available).toBe(true);
    expect(ids()).toEqual(['BTCUSDT', 'NEWUSDT']);
  });
});

describe('an account that is retired', () => {
  it('has nothing on its way to the journal when it says so', async () => {
    const bench = new RuntimeBench();
    await bench.start();
    const release = bench.holdAppends();
    await bench.signal([buy('1')]);
    await bench.turn();
    let retired = false;
    void bench.runner.retire().then(() => (retired = true));
    await bench.turn();
    expect(retired).toBe(false);
    release();
    await bench.turn();
    expect(retired).toBe(true);
  });
});

describe('a venue far away that gives no sign', () => {
  const exchange = { markets: ['swap'], marginMode: 'cross' } as const;

  it('is not waited for: the account is there, says so, and comes up when the venue does', async () => {
    const bench = new RuntimeBench({ exchange });
    const { broker } = bench;
    const start = broker.start.bind(broker);
    let answer: () => void = () => undefined;
    broker.start = async (listener) => {
      await new Promise<void>((resolve) => (answer = resolve));
      await start(listener);
      listener({ kind: 'connected', time: 0 });
    };
    const started = bench.start();
    await bench.pass(6_000);
    await started;
    expect(bench.runner.venueProblem).toMatchObject({ code: 'VENUE_UNREACHABLE' });
    expect([bench.runner.available, bench.runner.state.volatile.reconciled]).toEqual([true, false]);
    answer();
    await bench.turn();
    expect([bench.runner.venueProblem, bench.runner.state.volatile.reconciled]).toEqual([undefined, true]);
  });
});
