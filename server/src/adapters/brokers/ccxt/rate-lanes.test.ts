/** A budget that is shared: who is served first, what is kept, and how fast it comes back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../system/manual-clock.ts';
import { type Lane, LANES, RateLanes } from './rate-lanes.ts';

function bench(options: { unitMs?: number; burst?: number; reservedShare?: number } = {}) {
  const clock = new ManualClock();
  const lanes = new RateLanes({ clock, unitMs: 100, burst: 10, reservedShare: 0.2, ...options });
  const served: string[] = [];
  const ask = (lane: Lane, cost = 1, name: string = lane): void => {
    void lanes.acquire(lane, cost).then(() => served.push(name));
  };
  /** Lets time pass in small steps, so that those who were served are seen. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed <= ms; passed += 10) {
      if (passed > 0) clock.advance(10);
      await Promise.resolve();
      await Promise.resolve();
    }
  };
  return { clock, lanes, served, ask, pass };
}

describe('a shared budget', () => {
  it('lets a burst pass at once and the rest at its pace', async () => {
    const { ask, served, pass } = bench({ reservedShare: 0 });
    for (let index = 0; index < 13; index += 1) ask('create');
    await pass(0);
    expect(served).toHaveLength(10);
    await pass(300);
    expect(served).toHaveLength(13);
  });

  it('serves cancels first, then closing orders, other orders, questions, polling', async () => {
    const { ask, served, pass } = bench({ reservedShare: 0 });
    ask('poll', 10, 'first');
    await pass(0);
    for (const lane of [...LANES].reverse()) ask(lane);
    await pass(600);
    expect(served).toEqual(['first', ...LANES]);
  });

  it('keeps a part for cancels and closing orders, however much is polled', async () => {
    const { ask, served, pass } = bench();
    for (let index = 0; index < 100; index += 1) ask('poll');
    await pass(0);
    expect(served).toHaveLength(8);
    ask('cancel');
    ask('close');
    await pass(0);
    expect(served.slice(8)).toEqual(['cancel', 'close']);
  });

  it('lets through what costs more than the whole budget, when it is full', async () => {
    const { ask, served, pass } = bench({ reservedShare: 0 });
    ask('poll', 40, 'large');
    await pass(0);
    expect(served).toEqual(['large']);
    ask('create');
    await pass(3_000);
    expect(served).toEqual(['large']);
    await pass(200);
    expect(served).toEqual(['large', 'create']);
  });

  it('is not used up by those who have given up waiting', async () => {
    const { ask, lanes, served, pass } = bench({ reservedShare: 0 });
    ask('poll', 10, 'first');
    let isWanted = true;
    for (let index = 0; index < 50; index += 1) void lanes.acquire('poll', 10, () => isWanted);
    await pass(100);
    isWanted = false;
    ask('poll', 5, 'living');
    expect(lanes.waiting).toBe(1);
    await pass(500);
    expect([served, lanes.waiting]).toEqual([['first', 'living'], 0]);
  });

  it('is silent for as long as the venue wants, cancels included', async () => {
    const { ask, lanes, served, pass } = bench();
    lanes.pauseFor(1_000);
    ask('cancel');
    await pass(950);
    expect([served, lanes.waiting]).toEqual([[], 1]);
    await pass(60);
    expect(served).toEqual(['cancel']);
  });

  it('never gives out more than the burst and what came back, whoever asks', async () => {
    const asks = fc.array(fc.record({ lane: fc.constantFrom(...LANES), cost: fc.integer({ min: 1, max: 4 }) }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(asks, async (wanted) => {
        const { clock, lanes, pass } = bench();
        let spent = 0;
        for (const { lane, cost } of wanted) {
          void lanes.acquire(lane, cost).then(() => {
            spent += cost;
            expect(spent).toBeLessThanOrEqual(10 + clock.monotonic() / 100 + 1e-6);
          });
        }
        await pass(500);
      }),
      { numRuns: 60 },
    );
  });
});
