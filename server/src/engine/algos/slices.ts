/** The arithmetic of orders over time: what each slice is of, and which slice is due. */
import {
  add,
  type Decimal,
  divideProducts,
  fromInteger,
  minimum,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';

/** The quantity of each slice: its weight's share cut down to the step, and what is left over in the last. */
export function sharesOf(quantity: Decimal, weights: readonly Decimal[], lotStep: Decimal): Decimal[] {
  const total = weights.reduce(add, ZERO);
  const shares: Decimal[] = [];
  let left = quantity;
  for (const [index, weight] of weights.entries()) {
    const isLast = index === weights.length - 1;
    const share = isLast ? left : roundToStep(divideProducts([quantity, weight], [total], 'down'), lotStep, 'down');
    shares.push(share);
    left = subtract(left, share);
  }
  return shares;
}

/** The same weight for each slice. */
export const evenWeights = (count: number): Decimal[] => Array.from({ length: count }, () => fromInteger(1));

/** Most at both ends and a third of that in the middle: how volume is often spread over a session. */
export function assumedVolume(count: number): Decimal[] {
  const last = count - 1;
  return Array.from({ length: count }, (_none, index) => fromInteger(last ** 2 + 2 * (2 * index - last) ** 2));
}

export interface SliceClock {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly count: number;
}

/** When a slice is due, ms UTC. */
export const sliceTime = ({ startedAt, durationMs, count }: SliceClock, slice: number): number =>
  startedAt + Math.floor((durationMs * slice) / count);

/** The newest slice that is due; the last one for ever after. */
export function sliceDue(clock: SliceClock, now: number): number {
  let slice = Math.floor(((now - clock.startedAt) * clock.count) / clock.durationMs);
  slice = Math.max(-1, Math.min(clock.count - 1, slice));
  if (slice + 1 < clock.count && sliceTime(clock, slice + 1) <= now) return slice + 1;
  return slice;
}

export interface SliceAt {
  readonly shares: readonly Decimal[];
  readonly slice: number;
  /** What has filled and may still fill. */
  readonly committed: Decimal;
  readonly room: Decimal;
  readonly catchUp: boolean;
}

/** What a slice is of: its own share, or with it what the ones before it could not do. */
export function sliceQuantity({ shares, slice, committed, room, catchUp }: SliceAt): Decimal {
  if (!catchUp) return minimum(room, shares[slice] ?? ZERO);
  let planned: Decimal = ZERO;
  for (let index = 0; index <= slice; index += 1) planned = add(planned, shares[index] ?? ZERO);
  return planned > committed ? minimum(room, subtract(planned, committed)) : ZERO;
}
