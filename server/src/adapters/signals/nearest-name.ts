/** The known name nearest to a mistyped one, so that an error can say what was probably meant. */

const NAME_LENGTH_MAX = 64;
const LATIN_LENGTH_MIN = 3;

/**
 * The name with the same words in another order (`loss_stop`), or else with the smallest edit distance to `name`, compared
 * without case, underscores and hyphens; undefined when nothing is near: when more than a third of the letters would have to
 * change. An alias of one or two letters is near to everything and so never meant; a Chinese word is short and whole.
 */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  const wanted = fold(name.slice(0, NAME_LENGTH_MAX));
  const words = sortedWords(name.slice(0, NAME_LENGTH_MAX));
  let nearest: string | undefined;
  const third = wanted.length / 3;
  let distanceMin = (isLatin(wanted) ? Math.floor(third) : Math.max(1, Math.ceil(third))) + 1;
  for (const candidate of names) {
    if (words !== undefined && sortedWords(candidate) === words) return candidate;
    const known = fold(candidate);
    if (known.length < LATIN_LENGTH_MIN && isLatin(known)) continue;
    const distance = editDistance(wanted, known);
    if (distance >= distanceMin) continue;
    distanceMin = distance;
    nearest = candidate;
  }
  return nearest;
}

/** The words of a name in one order, for comparing names whatever the order of theirs; undefined for a single word. */
export function sortedWords(name: string): string | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_\-\s]+/)
    .filter((word) => word !== '');
  return words.length < 2 ? undefined : words.toSorted().join('_');
}

function isLatin(text: string): boolean {
  return /^[a-z0-9+]*$/.test(text);
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[_\-\s]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbors, each counting one. */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const replaced = (last[column - 1] ?? 0) + (same ? 0 : 1);
      const shifted = Math.min(last[column] ?? 0, current[column - 1] ?? 0) + 1;
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const swapped = isSwap ? (beforeLast[column - 2] ?? 0) + 1 : replaced;
      current.push(Math.min(replaced, shifted, swapped));
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
