/** How far the venue's clock is from ours, and how sure that is. */
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../system/manual-clock.ts';
import { ClockOffset } from './clock-offset.ts';

/** The venue is `aheadMs` ahead; its answer takes `outMs` to be asked for and `backMs` to come. */
async function measure(
  clock: ManualClock,
  offset: ClockOffset,
  way: { aheadMs: number; outMs: number; backMs: number },
) {
  await offset.measure(() => {
    clock.advance(way.outMs);
    const told = clock.now() + way.aheadMs;
    clock.advance(way.backMs);
    return Promise.resolve(told);
  });
}

describe("the venue's clock", () => {
  it('is taken as ours before it was asked', () => {
    const offset = new ClockOffset(new ManualClock(5_000));
    expect([offset.venueNow(), offset.uncertaintyMs]).toEqual([5_000, undefined]);
  });

  it('is measured from the middle of the round trip', async () => {
    const clock = new ManualClock(1_000_000);
    const offset = new ClockOffset(clock);
    await measure(clock, offset, { aheadMs: 30_000, outMs: 50, backMs: 50 });
    expect([offset.offsetMs, offset.venueNow() - clock.now()]).toEqual([30_000, 30_000]);
  });

  it('is never told later than it certainly is, however crooked the way', async () => {
    const clock = new ManualClock(1_000_000);
    const offset = new ClockOffset(clock);
    await measure(clock, offset, { aheadMs: -7_000, outMs: 1, backMs: 399 });
    expect(offset.venueNowAtLeast()).toBeLessThanOrEqual(clock.now() - 7_000);
    const other = new ClockOffset(clock);
    await measure(clock, other, { aheadMs: -7_000, outMs: 399, backMs: 1 });
    expect(other.venueNowAtLeast()).toBeLessThanOrEqual(clock.now() - 7_000);
  });

  it('is known best by the quickest of the recent answers', async () => {
    const clock = new ManualClock(1_000_000);
    const offset = new ClockOffset(clock);
    await measure(clock, offset, { aheadMs: 10, outMs: 5, backMs: 5 });
    await measure(clock, offset, { aheadMs: 10, outMs: 900, backMs: 100 });
    expect(offset.offsetMs).toBe(10);
    clock.advance(3_600_000);
    await measure(clock, offset, { aheadMs: 50, outMs: 100, backMs: 100 });
    expect(offset.offsetMs).toBe(50);
  });

  it('once it was found wrong, is what the next answer says, however slow; until then what was known stays', async () => {
    const clock = new ManualClock(1_000_000);
    const offset = new ClockOffset(clock);
    await measure(clock, offset, { aheadMs: 10, outMs: 1, backMs: 1 });
    await expect(offset.measure(() => Promise.reject(new Error('no answer')), true)).rejects.toThrow('no answer');
    expect(offset.offsetMs).toBe(10);
    await offset.measure(() => Promise.resolve(clock.now() + 60_000), true);
    expect(offset.offsetMs).toBe(60_000);
  });

  it('is not learned from an answer that tells no time', async () => {
    const offset = new ClockOffset(new ManualClock());
    await expect(offset.measure(() => Promise.resolve(Number.NaN))).rejects.toThrow('no time');
    expect(offset.uncertaintyMs).toBeUndefined();
  });
});
