/** Texts as JSON. Nearly all of ours are short and have nothing to escape: to see that costs less than to call the writer. */
const QUICK_LENGTH_MAX = 64;
const CHAR_SPACE = 0x20;
const CHAR_QUOTE = 0x22;
const CHAR_BACKSLASH = 0x5c;
const CHAR_TILDE = 0x7e;

/** What `JSON.stringify` writes for the text. */
export function jsonText(text: string): string {
  if (text.length > QUICK_LENGTH_MAX) return JSON.stringify(text);
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char < CHAR_SPACE || char > CHAR_TILDE || char === CHAR_QUOTE || char === CHAR_BACKSLASH) {
      return JSON.stringify(text);
    }
  }
  return `"${text}"`;
}
