/** An exit that was denied may be asked for again; one that was taken is never carried out twice. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { buy, ROUTE } from '#engine/test/engine-harness.ts';
import { DecisionPace } from './decision-pace.ts';
import type { SubmissionResult, TradingStateRequest } from './desk.ts';
import { SignalIntake } from './signal-intake.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

const CLOSE: SignalCommand = { action: 'close', symbol: 'BTCUSDT' };
const HALF: SignalCommand = { ...CLOSE, quantity: decimal('0.5'), quantityUnit: 'units' };

const switching = (state: TradingStateRequest['state'], account?: string): TradingStateRequest => ({
  actor: { kind: 'command_line', id: 'me' },
  state,
  reason: 'test',
  cancelOrders: false,
  ...(account === undefined ? {} : { account }),
});

interface Door {
  readonly bench: RuntimeBench;
  readonly deliver: (commands: readonly SignalCommand[], key?: string) => Promise<SubmissionResult>;
}

/** Accounts that hold one bitcoin each, and a door through which the same text comes again and again. */
async function open(accounts: readonly string[] = ['paper']): Promise<Door> {
  const bench = new RuntimeBench({ accounts });
  await bench.start();
  const { inbox, journal, processor, clock } = bench;
  const settings = {
    duplicateWindowMs: 60_000,
    explicitKeyWindowMs: 600_000,
    futureToleranceMs: 1_000,
    pendingMax: 100,
  };
  const intake = new SignalIntake({
    inbox,
    journal,
    processor,
    clock,
    pace: new DecisionPace(),
    settings: () => settings,
    rehearse: () => [],
    impossible: () => undefined,
  });
  const deliver: Door['deliver'] = async (commands, key) => {
    const bodyHash = JSON.stringify(commands, (_name, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    const result = await intake.submit({
      source: 'hook:one',
      parsed: { format: 'signalbox', commands, ignoredFields: [] },
      text: '',
      bodyHash,
      receivedAt: clock.now(),
      route: { ...ROUTE, accounts },
      ...(key === undefined ? {} : { key }),
    });
    await bench.turn();
    return result;
  };
  await deliver([buy('1')]);
  return { bench, deliver };
}

const closes = (bench: RuntimeBench, account?: string) =>
  bench.orders(account).filter(({ request: { role }, status }) => role === 'close' && status === 'filled');

describe('a close that comes again within the duplicate window', () => {
  it('is carried out when the first one was denied, and then no more', async () => {
    const { bench, deliver } = await open();
    await bench.switch.change(switching('halted'));
    const first = await deliver([HALF]);
    const still = await deliver([HALF]);
    expect([first.kind, still.kind]).toEqual(['accepted', 'accepted']);
    await bench.switch.change(switching('active'));
    const again = await deliver([HALF]);
    expect(again.kind).toBe('accepted');
    expect(closes(bench)).toHaveLength(1);
    expect(await deliver([HALF])).toEqual({ kind: 'duplicate', signalId: 'signalId' in again ? again.signalId : '' });
    expect(closes(bench)).toHaveLength(1);
  });

  it('is carried out when a halt stopped the first one before it was sent', async () => {
    const { bench, deliver } = await open();
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    bench.journal.delay = () => until;
    await deliver([HALF]);
    const halted = bench.switch.change(switching('halted'));
    bench.journal.delay = () => Promise.resolve();
    release();
    await bench.turn();
    await halted;
    expect(bench.orders().at(-1)?.reason?.code).toBe('KILL_SWITCH_BEFORE_SEND');
    await bench.switch.change(switching('active'));
    expect((await deliver([HALF])).kind).toBe('accepted');
    expect(closes(bench)).toHaveLength(1);
    expect((await deliver([HALF])).kind).toBe('duplicate');
  });

  it('is a duplicate when the first one was sent and canceled by the venue', async () => {
    const { bench, deliver } = await open();
    bench.broker.mode = 'rest';
    await deliver([{ ...HALF, orderType: 'limit', price: decimal('61000') }]);
    const order = bench.orders().at(-1);
    expect(order?.status).toBe('accepted');
    await bench.runner.submit({ kind: 'cancel', orderId: order?.id ?? '', actor: 'me' });
    await bench.turn();
    expect(order?.status).toBe('canceled');
    expect((await deliver([{ ...HALF, orderType: 'limit', price: decimal('61000') }])).kind).toBe('duplicate');
  });

  it('is a duplicate when the first one was taken, also when many come at once after a denial', async () => {
    const { bench, deliver } = await open();
    expect((await deliver([HALF])).kind).toBe('accepted');
    expect((await deliver([HALF])).kind).toBe('duplicate');
    expect(closes(bench)).toHaveLength(1);

    const other = await open();
    await other.bench.switch.change(switching('halted'));
    await other.deliver([HALF]);
    await other.bench.switch.change(switching('active'));
    const results = await Promise.all(Array.from({ length: 20 }, () => other.deliver([HALF])));
    expect(results.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    expect(closes(other.bench)).toHaveLength(1);
  });

  it('is a duplicate while it is not decided what became of the first one', async () => {
    const { bench, deliver } = await open();
    await bench.switch.change(switching('halted'));
    bench.broken.add('account:paper');
    expect((await deliver([HALF])).kind).toBe('accepted');
    expect((await deliver([HALF])).kind).toBe('duplicate');
  });

  it('is a duplicate while one of its accounts has denied it and another has not decided', async () => {
    const { bench, deliver } = await open(['paper', 'other']);
    await bench.switch.change(switching('halted', 'paper'));
    bench.broken.add('account:other');
    await deliver([HALF]);
    await bench.switch.change(switching('active', 'paper'));
    expect((await deliver([HALF])).kind).toBe('duplicate');
    bench.broken.clear();
    await bench.pass(5_000);
    expect([closes(bench).length, closes(bench, 'other').length]).toEqual([0, 1]);
  });

  it('is a duplicate when one of its accounts has taken it', async () => {
    const { bench, deliver } = await open(['paper', 'other']);
    await bench.switch.change(switching('halted', 'other'));
    await deliver([HALF]);
    await bench.switch.change(switching('active', 'other'));
    expect((await deliver([HALF])).kind).toBe('duplicate');
    expect([closes(bench).length, closes(bench, 'other').length]).toEqual([1, 0]);
  });

  it('is a duplicate when the sender gave it an id, and so is what opens', async () => {
    const { bench, deliver } = await open();
    await bench.switch.change(switching('halted'));
    await deliver([HALF], 'mine');
    expect((await deliver([HALF], 'mine')).kind).toBe('duplicate');
    await deliver([buy('0.2')]);
    expect((await deliver([buy('0.2')])).kind).toBe('duplicate');
    await deliver([CLOSE, buy('0.3')]);
    expect((await deliver([CLOSE, buy('0.3')])).kind).toBe('duplicate');
  });

  it('is told to come again when it can not be known', async () => {
    const { bench, deliver } = await open();
    await bench.switch.change(switching('halted'));
    await deliver([HALF]);
    bench.inbox.failing.set('find', 1);
    expect(await deliver([HALF])).toMatchObject({ kind: 'unavailable', reason: { code: 'STORAGE_UNAVAILABLE' } });
  });
});
