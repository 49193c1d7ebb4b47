/** The known name that someone most likely meant: few slips of the finger away, or the same but for its separators. */
const squeeze = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
const COMPARED_LENGTH_MAX = 80;

/** The nearest of `known`; undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const squeezed = squeeze(name.slice(0, COMPARED_LENGTH_MAX));
  const limit = Math.max(1, Math.floor(squeezed.length / 3));
  let nearest: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    const slips = slipsBetween(squeezed, squeeze(candidate));
    if (slips < least) {
      nearest = candidate;
      least = slips;
    }
  }
  return nearest;
}

/** Insertions, deletions, substitutions and swaps of neighbors that lead from one to the other. */
export function slipsBetween(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
