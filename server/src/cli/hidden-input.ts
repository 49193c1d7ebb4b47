/**
 * Secrets typed at the terminal: nothing of them is shown, and none of them stands in the list of processes or in the
 * history of the shell, as an argument would. A private key is pasted with its line breaks and ends with its last line.
 */
const ENTER = new Set(['\r', '\n']);
const BACKSPACE = new Set(['\u007F', '\b']);
const CANCEL = '\u0003';
const END = '\u0004';
const KEY_BEGINS = '-----BEGIN';
const KEY_ENDS = /-----END [A-Z ]+-----$/;
/** A terminal may say that what comes is pasted; what it says is no part of it. */
const PASTE_MARKS = ['\u001B[200~', '\u001B[201~'];

export type Typed =
  | { readonly kind: 'more' }
  | { readonly kind: 'done'; readonly text: string; readonly rest: string }
  | { readonly kind: 'canceled' };

/** What has been typed so far, key by key. */
export class HiddenLine {
  #text = '';

  feed(typed: string): Typed {
    const plain = PASTE_MARKS.reduce((text, mark) => text.replaceAll(mark, ''), typed);
    const letters = [...plain];
    for (const [index, letter] of letters.entries()) {
      if (letter === CANCEL) return { kind: 'canceled' };
      const ends = letter === END || (ENTER.has(letter) && !this.#isInsideKey());
      if (ends) return { kind: 'done', text: this.#text, rest: letters.slice(index + 1).join('') };
      if (ENTER.has(letter)) this.#text += '\n';
      else if (BACKSPACE.has(letter)) this.#text = [...this.#text].slice(0, -1).join('');
      else this.#text += letter;
    }
    return { kind: 'more' };
  }

  #isInsideKey(): boolean {
    return this.#text.startsWith(KEY_BEGINS) && !KEY_ENDS.test(this.#text);
  }
}

/** Asks for one secret; undefined when the person gave up. Only for a terminal. */
export function askHidden(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  stderr.write(question);
  const line = new HiddenLine();
  return new Promise((resolve) => {
    const finish = (answer: string | undefined, rest = ''): void => {
      stdin.off('data', listen);
      stdin.setRawMode(false);
      stdin.pause();
      if (rest !== '') stdin.unshift(rest);
      stderr.write('\n');
      resolve(answer);
    };
    const listen = (data: string): void => {
      const typed = line.feed(data);
      if (typed.kind === 'done') finish(typed.text, typed.rest);
      else if (typed.kind === 'canceled') finish(undefined);
    };
    stdin.setEncoding('utf8');
    stdin.setRawMode(true);
    stdin.on('data', listen);
    stdin.resume();
  });
}

/** The secrets of a text, one to a line; a private key counts as one. */
export function secretLines(text: string): string[] {
  const lines: string[] = [];
  let rest = `${text.replaceAll('\r\n', '\n')}\n`;
  while (rest.trim() !== '') {
    const typed = new HiddenLine().feed(rest);
    if (typed.kind !== 'done') return [...lines, rest.trim()];
    if (typed.text.trim() !== '') lines.push(typed.text.trim());
    rest = typed.rest;
  }
  return lines;
}
