/** Paths of keys: lists of names and of indices, and how a person reads and a map remembers them. */
export type KeyPath = readonly (string | number)[];

const PLAIN_KEY = /^[\w*-]+$/;

/** `risk.defaults.default_volume."600000.SH"`, `risk.defaults.custom_intervals[0].end_time`. */
export function displayPath(path: KeyPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${PLAIN_KEY.test(part) ? part : JSON.stringify(showText(part))}`;
  }
  return text;
}

/** A text that is different for different paths. */
export const pathId = (path: KeyPath): string => JSON.stringify(path);

const SHOWN_LENGTH_MAX = 60;
/** Control characters, line separators, and the marks that make a terminal write backwards. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from a file as it can be shown: short, on one line, without characters that act on a terminal. */
export function showText(text: string): string {
  const short = text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
  return short.replaceAll(UNSEEN, (unseen) => `\\u{${(unseen.codePointAt(0) ?? 0).toString(16)}}`);
}
