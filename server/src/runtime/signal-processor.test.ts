/** Every accepted signal ends, and none is carried out twice, whatever the storage does in between. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, SHARES, TRAITS } from '#engine/test/engine-harness.ts';
import { encodeDetail } from './signal-detail.ts';
import { deriveId, RuntimeBench } from './test/runtime-bench.ts';

const CLOSE: SignalCommand = { action: 'close', symbol: 'BTCUSDT' };

async function started(bench = new RuntimeBench()): Promise<RuntimeBench> {
  await bench.start();
  return bench;
}

describe('a signal that waits for its lane when the storage fails', () => {
  it('is decided once the account is up again', async () => {
    const bench = await started();
    bench.broker.mode = 'silent';
    await bench.signal([buy('1')]);
    await bench.turn();
    const waiting = await bench.signal([CLOSE]);
    await bench.turn();
    expect(bench.runner.waiting).toBe(1);
    bench.broken.add('account:paper');
    const behind = await bench.signal([buy('2')]);
    const reason = { code: 'TRADING_STATE_SET', values: { actor: 'x', note: '' } };
    const failed = await bench.runner.submit({ kind: 'set_trading_state', state: 'active', reason, actor: 'x' });
    expect(failed.kind).toBe('unavailable');
    await bench.pass(2_000);
    bench.broken.clear();
    bench.broker.mode = 'fill';
    const [first] = bench.broker.placed;
    bench.broker.fill(first?.clientOrderId ?? '');
    await bench.pass(40_000);
    expect([bench.statusOf(waiting), bench.statusOf(behind)]).toEqual(['done', 'done']);
    expect(bench.outcomes.has(waiting)).toBe(true);
    expect(bench.broker.placed.map(({ request }) => request.quantity)).toEqual(
      expect.arrayContaining([decimal('1'), decimal('2')]),
    );
    expect(bench.processor.pending).toBe(0);
  });
});

describe('a signal for two accounts of which one stands still', () => {
  it('is carried out once at the other, however much that one decides in the meantime', async () => {
    const bench = await started(new RuntimeBench({ accounts: ['one', 'two'] }));
    bench.broken.add('account:two');
    const both = await bench.signal([buy('1')]);
    await bench.turn();
    for (let count = 0; count < 2_600; count += 1) await bench.signal([buy('0.001')], { route: { accounts: ['one'] } });
    await bench.pass(3_000);
    bench.broken.clear();
    await bench.pass(10_000);
    const [one, two] = ['one', 'two'].map((id) =>
      bench.brokers.get(id)?.placed.filter(({ request }) => request.quantity === decimal('1')),
    );
    expect([one?.length, two?.length]).toEqual([1, 1]);
    expect(bench.statusOf(both)).toBe('done');
    const decisions = bench.outcomes.get(both)?.map(({ accountId, result }) => [accountId, result.kind]);
    expect(decisions).toEqual([
      ['one', 'durable'],
      ['two', 'durable'],
    ]);
    const events = bench.outcomes.get(both)?.flatMap(({ result }) => (result.kind === 'durable' ? result.events : []));
    expect(events?.filter(({ kind }) => kind === 'signal_decided')).toHaveLength(2);
  }, 30_000);
});

describe('a signal whose commands name different accounts', () => {
  it('is carried out where each of them says', async () => {
    const bench = await started(new RuntimeBench({ accounts: ['one', 'two'] }));
    await bench.signal([
      { ...buy('1'), account: 'one' },
      { ...buy('2'), account: 'two' },
    ]);
    await bench.pass(500);
    const placed = ['one', 'two'].map((id) =>
      bench.brokers.get(id)?.placed.map(({ request }) => formatDecimal(request.quantity)),
    );
    expect(placed).toEqual([['1'], ['2']]);
  });
});

describe('a signal of several commands', () => {
  it('keeps their order when the account stands still in between', async () => {
    const bench = await started();
    bench.broken.add('account:paper');
    await bench.signal([buy('1'), CLOSE]);
    await bench.turn();
    bench.broken.clear();
    await bench.pass(10_000);
    expect(bench.broker.placed.map(({ request }) => request.side)).toEqual(['buy', 'sell']);
    expect(bench.runner.state.positions.size).toBe(0);
  });
});

describe('signals that become durable in another order than they are told of', () => {
  it('are all taken', async () => {
    const bench = await started();
    const detail = detailOf(bench);
    const [first, second] = [await keep(bench, 'a'), await keep(bench, 'b')];
    for (const { signalId, position } of [second, first])
      bench.processor.enqueue({ signalId, position, source: 'hook:one', receivedAt: bench.clock.now(), detail });
    await bench.pass(500);
    expect(bench.inbox.rows.map(({ status }) => status)).toEqual(['done', 'done']);
  });

  it('one that comes while the rest is read back from the inbox is not forgotten', async () => {
    const bench = new RuntimeBench();
    let answer: () => void = () => undefined;
    await bench.start();
    bench.inbox.delay = () => new Promise((resolve) => (answer = resolve));
    const recovery = bench.processor.recover();
    await bench.turn();
    answer();
    await bench.turn();
    const signalId = await bench.signal([buy('0.1')]);
    answer();
    bench.inbox.delay = () => Promise.resolve();
    await recovery;
    await bench.pass(500);
    expect(bench.statusOf(signalId)).toBe('done');
  });
});

describe('a signal left to the inbox', () => {
  it('is fetched when decisions have made room, though nothing waits in memory and nobody else comes', async () => {
    const bench = await started();
    const { inbox, processor } = bench;
    const answers: (() => void)[] = [];
    inbox.delay = () => new Promise((resolve) => answers.push(resolve));
    const answer = async (): Promise<void> => {
      answers.shift()?.();
      await bench.turn();
    };
    // Those tried one by one after a start, and more than may wait for their commit at once.
    for (let count = 0; count < 70; count += 1) await keep(bench, `left ${count}`);
    void processor.recover();
    await bench.turn();
    await answer();
    const release = bench.holdAppends();
    await answer();
    // All of them are being decided and the inbox is being read again when one more comes.
    expect(answers).toHaveLength(1);
    const last = await bench.signal([buy('0.1')]);
    await answer();
    expect(answers).toEqual([]);
    inbox.delay = () => Promise.resolve();
    release();
    await bench.pass(2_000);
    expect(inbox.rows.filter(({ status }) => status !== 'done')).toEqual([]);
    expect(bench.statusOf(last)).toBe('done');
    expect(bench.broker.placed).toHaveLength(71);
    expect(processor.pending).toBe(0);
  });
});

/** Makes a signal durable without handing it on. */
async function keep(bench: RuntimeBench, key: string) {
  const outcome = await bench.inbox.receive({
    source: 'hook:one',
    key,
    bodyHash: '',
    windowMs: 0,
    receivedAt: bench.clock.now(),
    status: 'accepted',
    text: '',
    detail: encodeDetail(detailOf(bench)),
  });
  if (outcome.kind !== 'received') throw new Error('not received');
  return outcome;
}

const detailOf = (bench: RuntimeBench) => ({ commands: [buy('0.1')], ignoredFields: [], route: routeOf(bench) });

function routeOf(bench: RuntimeBench) {
  return {
    accounts: bench.accounts,
    mode: 'trade' as const,
    symbolMap: new Map<string, string>(),
    levelUnit: 'price' as const,
    riskUnit: 'lots' as const,
    allowedActions: [],
    windows: [],
    maxAgeMs: 60_000,
  };
}

describe('an inbox that can not be written', () => {
  it('leaves no signal behind: it is marked when that works again, and counted once', async () => {
    const bench = await started();
    bench.inbox.failing.set('settle', 3);
    const signalId = await bench.signal([buy('0.1'), buy('0.2')]);
    await bench.pass(3_000);
    expect(bench.statusOf(signalId)).toBe('done');
    expect(bench.processor.pending).toBe(0);
    expect(bench.broker.placed).toHaveLength(2);
  });

  it('does not end the process over a row that can not be read', async () => {
    const bench = await started();
    const rejections: unknown[] = [];
    const onRejection = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', onRejection);
    await bench.inbox.receive({
      source: 'hook:one',
      key: 'damaged',
      bodyHash: '',
      windowMs: 0,
      receivedAt: bench.clock.now(),
      status: 'accepted',
      text: '',
      detail: '{"commands":',
    });
    bench.inbox.failing.set('settle', 1);
    void bench.processor.recover();
    await bench.pass(3_000);
    process.off('unhandledRejection', onRejection);
    expect(rejections).toEqual([]);
    expect(bench.inbox.rows.at(-1)?.status).toBe('quarantined');
  });
});

describe('someone who waits and throws when told', () => {
  it('neither has the signal carried out again nor counted twice', async () => {
    const bench = await started();
    const { inbox, processor } = bench;
    const signalId = await bench.signal([buy('0.1'), buy('0.2')]);
    bench.outcomes.set = () => {
      throw new Error('gone');
    };
    await bench.pass(2_000);
    expect(inbox.rows.find((row) => row.signalId === signalId)?.status).toBe('done');
    expect(processor.pending).toBe(0);
  });
});

/** A bench whose process ends whenever the engine looks at the poison. */
function poisoned(accounts: readonly string[]): { bench: RuntimeBench; poison: Set<string>; deaths: () => number } {
  const poison = new Set<string>();
  let deaths = 0;
  const settings = {
    directory: createInstrumentDirectory([BTC, SHARES]),
    traits: TRAITS,
    deriveId: (parts: readonly string[]): string => {
      if (parts.some((part) => poison.has(part))) {
        deaths += 1;
        bench.crash();
      }
      return deriveId(parts);
    },
  };
  const bench: RuntimeBench = new RuntimeBench({ accounts, runner: { settings } });
  return { bench, poison, deaths: () => deaths };
}

/** Starts until a life goes by in which nothing ends the process. */
async function supervised(bench: RuntimeBench, deaths: () => number): Promise<void> {
  for (let life = 0; life < 12; life += 1) {
    const before = deaths();
    await bench.start();
    await bench.pass(6_000);
    if (deaths() === before) return;
  }
}

describe('a signal that ends the process whenever it is looked at', () => {
  it('is set aside after two crashes though others wait before it, and all of those are carried out', async () => {
    const { bench, poison, deaths } = poisoned(['paper']);
    await bench.start();
    bench.crash();
    const kept = [];
    for (let count = 0; count < 8; count += 1) kept.push(await keep(bench, `left ${count}`));
    poison.add(kept[5]?.signalId ?? '');
    // While one of them is being written there is time to look at the others.
    bench.journal.delay = async () => {
      for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await supervised(bench, deaths);
    expect(deaths()).toBe(2);
    expect(bench.inbox.rows.map(({ status }) => status)).toEqual(
      kept.map((_, index) => (index === 5 ? 'quarantined' : 'done')),
    );
    expect(bench.broker.placed).toHaveLength(7);
    expect(bench.processor.pending).toBe(0);
  });

  it('is found behind more signals than are tried in one life', async () => {
    const { bench, poison, deaths } = poisoned(['paper']);
    await bench.start();
    bench.crash();
    const kept = [];
    for (let count = 0; count < 50; count += 1) kept.push(await keep(bench, `left ${count}`));
    poison.add(kept[49]?.signalId ?? '');
    await supervised(bench, deaths);
    // Of every life in which it was not counted, twenty others are left behind.
    expect(deaths()).toBeLessThanOrEqual(4);
    expect(bench.statusOf(kept[49]?.signalId ?? '')).toBe('quarantined');
    expect(bench.inbox.rows.filter(({ status }) => status === 'done')).toHaveLength(49);
  });

  it('takes nobody with it who waits for a lane meanwhile', async () => {
    const { bench, poison, deaths } = poisoned(['one', 'two']);
    await bench.start();
    const [broker] = [...bench.brokers.values()];
    if (broker !== undefined) broker.mode = 'rest';
    await bench.signal([buy('1')], { route: { accounts: ['one'] } });
    await bench.turn();
    const waiting = await bench.signal([CLOSE], { route: { accounts: ['one'] } });
    await bench.turn();
    expect(bench.runnerOf('one').waiting).toBe(1);
    bench.crash();
    const last = await bench.signal([buy('1')], { route: { accounts: ['two'] } });
    poison.add(last);
    await supervised(bench, deaths);
    expect(bench.statusOf(last)).toBe('quarantined');
    expect(bench.inbox.rows.find(({ signalId }) => signalId === waiting)).toMatchObject({
      status: 'accepted',
      attempts: 0,
    });
    broker?.fill(broker.placed[0]?.clientOrderId ?? '');
    await bench.pass(3_000);
    expect(bench.statusOf(waiting)).toBe('done');
    expect(broker?.placed.map(({ request }) => request.side)).toEqual(['buy', 'sell']);
  });
});

describe('a signal that waits through many starts', () => {
  it('is not counted, and is carried out when its lane is free', async () => {
    const bench = await started();
    bench.broker.mode = 'rest';
    await bench.signal([buy('1')]);
    await bench.turn();
    const waiting = await bench.signal([CLOSE]);
    await bench.turn();
    for (let life = 0; life < 5; life += 1) {
      bench.crash();
      await bench.start();
      await bench.pass(2_000);
    }
    expect(bench.statusOf(waiting)).toBe('accepted');
    bench.broker.fill(bench.broker.placed[0]?.clientOrderId ?? '');
    await bench.pass(2_000);
    expect(bench.statusOf(waiting)).toBe('done');
  });
});

describe('a signal whose decision can not be written', () => {
  it('is not held responsible for the ends of processes that have survived it', async () => {
    const bench = await started();
    bench.crash();
    const { signalId } = await keep(bench, 'left');
    const { journal } = bench;
    const append = journal.append.bind(journal);
    let isFull = true;
    journal.append = (batch) =>
      isFull && batch.records.some(({ kind }) => kind === 'signal_decided')
        ? Promise.resolve({ kind: 'unavailable', detail: 'the disk is full' })
        : append(batch);
    for (let life = 0; life < 4; life += 1) {
      await bench.start();
      await bench.pass(2_200);
      bench.crash();
    }
    expect(bench.inbox.rows.map(({ status, attempts }) => [status, attempts])).toEqual([['accepted', 0]]);
    isFull = false;
    await bench.start();
    await bench.pass(2_000);
    expect(bench.statusOf(signalId)).toBe('done');
    expect(bench.broker.placed).toHaveLength(1);
  });
});

describe('an inbox that can not count', () => {
  it('keeps a signal of an earlier run waiting, and nothing else for longer than that takes', async () => {
    const bench = await started();
    bench.crash();
    const { signalId } = await keep(bench, 'left');
    bench.inbox.failing.set('countAttempt', 2);
    await bench.start();
    const later = await bench.signal([buy('0.2')]);
    await bench.pass(250);
    expect([bench.statusOf(signalId), bench.statusOf(later)]).toEqual(['accepted', 'done']);
    await bench.pass(2_000);
    expect(bench.statusOf(signalId)).toBe('done');
    expect(bench.broker.placed).toHaveLength(2);
  });
});
