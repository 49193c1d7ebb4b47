/** The account is compared with its venue again and again, though nobody asks for it: what the stream lost shows then. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { VenuePosition } from '#domain/report.ts';
import { buy } from '#engine/test/engine-harness.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

const LIMIT = buy('1', { orderType: 'limit', price: decimal('59000') });
const CYCLE_MS = 60_000;
const FOREIGN: VenuePosition = {
  positionId: 'BTCUSDT',
  instrumentId: 'BTCUSDT',
  quantity: decimal('1'),
  averagePrice: ZERO,
};

async function started(): Promise<RuntimeBench> {
  const bench = new RuntimeBench();
  await bench.start();
  return bench;
}

/** An order that rests at the venue, settled there. */
async function resting(bench: RuntimeBench): Promise<Order> {
  bench.broker.mode = 'rest';
  await bench.signal([LIMIT]);
  await bench.pass(6_000);
  const [order] = bench.orders();
  if (order?.status !== 'accepted') throw new Error(`the order is ${order?.status}`);
  return order;
}

const comparisons = ({ events }: RuntimeBench): number =>
  events.filter(({ event }) => event.kind === 'account_reconciled').length;
const frozen = ({ runner }: RuntimeBench): string | undefined => runner.state.frozen.get('BTCUSDT')?.code;

/** Counts what the venue is asked for. */
function listen({ broker }: RuntimeBench): string[] {
  const asked: string[] = [];
  for (const question of ['query', 'fillsSince', 'positions', 'openOrders', 'balances'] as const) {
    const answered = broker[question].bind(broker) as (input: never) => unknown;
    Object.assign(broker, {
      [question]: (input: never) => {
        asked.push(question);
        return answered(input);
      },
    });
  }
  return asked;
}

describe('an account that trades', () => {
  it('takes up a fill that its stream lost unnoticed, by the next comparison', async () => {
    const bench = await started();
    const order = await resting(bench);
    bench.broker.fill(order.clientOrderId ?? '', { unheard: true });
    await bench.pass(CYCLE_MS);
    expect(order.status).toBe('filled');
    expect(bench.runner.state.positions.get('BTCUSDT')?.quantity).toBe(decimal('1'));
    expect(frozen(bench)).toBeUndefined();
  });

  it('asks an idle venue for trades and positions only', async () => {
    const bench = await started();
    const asked = listen(bench);
    await bench.pass(CYCLE_MS * 3);
    expect(asked).toEqual(['fillsSince', 'positions', 'fillsSince', 'positions', 'fillsSince', 'positions']);
  });

  it('does not ask for an order of a moment ago, whose answers are still coming', async () => {
    const bench = await started();
    await bench.pass(CYCLE_MS - 1_000);
    bench.broker.mode = 'silent';
    await bench.signal([LIMIT]);
    await bench.turn();
    await bench.pass(2_000);
    expect(bench.broker.queried).toEqual([]);
    expect(bench.orders()[0]?.status).toBe('submitting');
  });

  it('writes nothing down about comparisons that find nothing, and says when the last one was', async () => {
    const bench = await started();
    expect(comparisons(bench)).toBe(1);
    const { sequence } = bench.runner.state;
    await bench.pass(CYCLE_MS * 5);
    bench.broker.say({ kind: 'connected', time: bench.clock.now() });
    await bench.turn();
    expect(bench.runner.state.sequence).toBe(sequence);
    expect(bench.runner.state.volatile.comparedAt).toBe(bench.clock.now());
  });

  it('writes down that a difference came, once, and that it went', async () => {
    const bench = await started();
    bench.broker.claims = () => Promise.resolve([FOREIGN]);
    await bench.pass(CYCLE_MS * 10);
    expect([comparisons(bench), frozen(bench)]).toEqual([2, 'POSITION_MISMATCH']);
    bench.broker.claims = undefined;
    await bench.pass(CYCLE_MS);
    expect([comparisons(bench), frozen(bench)]).toEqual([3, undefined]);
  });

  it('is not frozen for a trade that is under way while positions are looked at', async () => {
    const bench = await started();
    const times: number[] = [];
    bench.broker.claims = () => {
      times.push(bench.clock.now());
      return Promise.resolve(times.length === 1 ? [FOREIGN] : []);
    };
    await bench.pass(CYCLE_MS + 5_000);
    expect(times).toHaveLength(2);
    expect([comparisons(bench), frozen(bench), bench.notices]).toEqual([1, undefined, []]);
  });

  it('is not frozen for a trade that comes while the money is looked at', async () => {
    const bench = await started();
    const order = await resting(bench);
    Object.assign(bench.broker.capabilities, { balanceIsTruth: true });
    bench.broker.balances = () => {
      if (order.status === 'accepted') bench.broker.fill(order.clientOrderId ?? '');
      return Promise.resolve([]);
    };
    await bench.pass(CYCLE_MS + 5_000);
    expect(order.status).toBe('filled');
    expect([comparisons(bench), frozen(bench), bench.notices]).toEqual([1, undefined, []]);
  });

  it('notices another position while an order in the same symbol is unknown', async () => {
    const bench = await started();
    bench.broker.mode = 'silent';
    await bench.signal([LIMIT]);
    bench.broker.query = () => Promise.resolve({ kind: 'not_found', venueTime: 0 });
    await bench.pass(20_000);
    expect(frozen(bench)).toBe('OUTCOME_UNKNOWN');
    bench.broker.claims = () => Promise.resolve([FOREIGN]);
    await bench.pass(CYCLE_MS);
    expect(bench.notices.map(({ code }) => code)).toContain('POSITION_MISMATCH');
    expect(bench.runner.state.volatile.differences).toHaveLength(1);
  });

  it('is compared again, though not every second, when its venue does not answer', async () => {
    const bench = await started();
    const asked = listen(bench);
    bench.broker.claims = () => Promise.reject(new Error('down'));
    await bench.pass(CYCLE_MS * 10);
    expect(asked.length).toBeLessThan(60);
    bench.broker.claims = undefined;
    await bench.pass(CYCLE_MS);
    expect(bench.clock.now() - (bench.runner.state.volatile.comparedAt ?? 0)).toBeLessThanOrEqual(CYCLE_MS);
    expect(bench.runner.state.volatile.reconciled).toBe(true);
  });

  it('is left alone after it was stopped', async () => {
    const bench = await started();
    const asked = listen(bench);
    await bench.runner.stop();
    await bench.pass(CYCLE_MS * 2);
    expect([asked, bench.clock.timerCount()]).toEqual([[], 0]);
  });
});
