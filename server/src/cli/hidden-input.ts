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

/**
 * Asks for one secret after the other; undefined when the person gave up. Only for a terminal. It shows nothing from before
 * the first question until after the last answer, so that what is typed ahead or pasted is not shown either.
 */
export async function askHidden(questions: readonly string[]): Promise<string[] | undefined> {
  const { stdin, stderr } = process;
  stdin.setEncoding('utf8');
  stdin.setRawMode(true);
  const answers: string[] = [];
  try {
    let typedAhead = '';
    for (const question of questions) {
      stderr.write(question);
      const typed = await readHidden(typedAhead);
      stderr.write('\n');
      if (typed === undefined) return undefined;
      answers.push(typed.text);
      typedAhead = typed.rest;
    }
    return answers;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

function readHidden(typedAhead: string): Promise<{ readonly text: string; readonly rest: string } | undefined> {
  const { stdin } = process;
  const line = new HiddenLine();
  return new Promise((resolve) => {
    const listen = (data: string): void => {
      const typed = line.feed(data);
      if (typed.kind === 'more') return;
      stdin.off('data', listen);
      resolve(typed.kind === 'done' ? typed : undefined);
    };
    stdin.on('data', listen);
    stdin.resume();
    if (typedAhead !== '') listen(typedAhead);
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
