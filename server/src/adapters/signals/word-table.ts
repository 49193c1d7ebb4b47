/** Tables of words: what a format's verbs, keys and units mean. */
import { foldName } from './field-names.ts';

/** From meaning → words separated by blanks to word → meaning, the words folded as {@link foldName} does. */
export function wordTable<T extends string>(words: Readonly<Partial<Record<T, string>>>): ReadonlyMap<string, T> {
  const table = new Map<string, T>();
  for (const meaning of Object.keys(words) as T[]) {
    for (const word of (words[meaning] ?? '').split(' ')) table.set(foldName(word), meaning);
  }
  return table;
}

/** What a word means; undefined when the table doesn't have it. */
export function wordOf<T>(table: ReadonlyMap<string, T>, word: string): T | undefined {
  return table.get(word) ?? table.get(foldName(word));
}
