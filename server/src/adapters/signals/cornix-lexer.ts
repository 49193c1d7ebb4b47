/**
 * Free text cut into words, numbers and signs, line by line. Numbers are plain digits with at most one point; a comma
 * between digits could be a decimal comma, a thousands sign or a list, so it makes the number unreadable unless both
 * sides already have a point. One pass over the text.
 */

export interface CornixToken {
  readonly kind: 'word' | 'number' | 'sign';
  /** Lower-cased. */
  readonly text: string;
  /** Whether a blank or the start of the line stands before it. */
  readonly spaced: boolean;
  /** Of a number: it has a letter right behind it, or a comma that leaves it ambiguous. */
  readonly unreadable?: boolean;
}

/** The tokens of each line of the text. */
export function cornixTokens(text: string): readonly (readonly CornixToken[])[] {
  return text.toLowerCase().split('\n').map(tokensOf);
}

function tokensOf(line: string): readonly CornixToken[] {
  const tokens: CornixToken[] = [];
  let at = 0;
  let spaced = true;
  while (at < line.length) {
    const character = line[at] ?? '';
    if (isBlank(character)) {
      spaced = true;
      at += 1;
      continue;
    }
    const end = isDigit(character) ? endOfNumber(line, at) : endOfWord(line, at);
    const text = line.slice(at, Math.max(end, at + 1));
    if (isDigit(character)) tokens.push(numberToken({ line, at, text, spaced }));
    else tokens.push({ kind: end > at ? 'word' : 'sign', text, spaced });
    at = Math.max(end, at + 1);
    spaced = false;
  }
  return tokens;
}

interface NumberSource {
  readonly line: string;
  readonly at: number;
  readonly text: string;
  readonly spaced: boolean;
}

function numberToken({ line, at, text, spaced }: NumberSource): CornixToken {
  const end = at + text.length;
  const commaAfter = line[end] === ',' && isDigit(line[end + 1] ?? '');
  const commaBefore = line[at - 1] === ',' && isDigit(line[at - 2] ?? '');
  const ambiguous = (commaAfter || commaBefore) && !text.includes('.');
  const next = line[end] ?? '';
  const pointed = next === '.' && isDigit(line[end + 1] ?? '');
  const scaled = isLetter(next) && next !== 'x';
  const unreadable = ambiguous || pointed || scaled;
  return { kind: 'number', text, spaced, ...(unreadable ? { unreadable } : {}) };
}

function endOfNumber(line: string, start: number): number {
  let end = start;
  while (isDigit(line[end] ?? '')) end += 1;
  if (line[end] !== '.' || !isDigit(line[end + 1] ?? '')) return end;
  end += 1;
  while (isDigit(line[end] ?? '')) end += 1;
  return end;
}

function endOfWord(line: string, start: number): number {
  let end = start;
  while (isLetter(line[end] ?? '')) end += 1;
  return end;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function isLetter(character: string): boolean {
  return character >= 'a' && character <= 'z';
}

/** The characters of ASCII that leave a mark. */
function isPrintable(character: string): boolean {
  return character > ' ' && character <= '~';
}

function isBlank(character: string): boolean {
  if (character === ' ') return true;
  return !isPrintable(character) && /^\s$/.test(character);
}
