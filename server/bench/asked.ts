/** What is asked of a number: benches say it in a part of their notes, as `target ≤ 150`. */
export interface Asked {
  readonly bound: 'most' | 'least';
  readonly value: number;
}

const TARGET = /^target ([≤≥])? ?([\d,]+(?:\.\d+)?)$/;
const BETWEEN = '; ';

/** The target in a note, and the note without it. Where no sign says it, rates are asked to be at least so much. */
export function readAsked(note: string, unit: string): { readonly asked?: Asked; readonly rest: string } {
  const parts = note.split(BETWEEN);
  const at = parts.findIndex((part) => TARGET.test(part));
  const match = TARGET.exec(parts[at] ?? '');
  if (match === null) return { rest: note };
  const [, sign = unit.endsWith('/s') ? '≥' : '≤', digits = ''] = match;
  const asked: Asked = { bound: sign === '≤' ? 'most' : 'least', value: Number(digits.replaceAll(',', '')) };
  return { asked, rest: parts.toSpliced(at, 1).join(BETWEEN) };
}
