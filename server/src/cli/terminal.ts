/**
 * The terminal of one command: its language, whether it wants JSON, whether it can show colors. What strangers wrote
 * (alert texts, comments, names) goes through `printable`, so that it can not move the cursor or forge a line.
 */
import { type Bilingual, fill, type Language } from '#app/config/bilingual.ts';
import { terminalLanguage } from './language.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
export type TextValues = Readonly<Record<string, string>>;

export interface Terminal {
  readonly language: Language;
  readonly isJson: boolean;
  /** Whether a line may be written over, as progress is. */
  readonly isInteractive: boolean;
  /** The text in the terminal's language, its values filled in. */
  text(text: Bilingual, values?: TextValues): string;
  /** One line on the standard output. */
  line(text?: string): void;
  /** The one JSON document of a command with `--json`. */
  json(document: unknown): void;
  /** One line on the standard error, where it does not mix with what programs read. */
  note(text: string): void;
  paint(style: Style, text: string): string;
}

const STYLE_CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };
/** Control characters, invisible marks, and those that make a terminal write backwards. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The terminal of this process. */
export function createTerminal(isJson: boolean): Terminal {
  const language = terminalLanguage();
  const isColored = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  return {
    language,
    isJson,
    isInteractive: process.stderr.isTTY,
    text: (text, values = {}) => fill(text, values)[language],
    line: (text = '') => write(text),
    json: (document) => write(JSON.stringify(document)),
    note: (text) => void process.stderr.write(`${text}\n`),
    paint: (style, text) => (isColored ? `\u{1b}[${STYLE_CODES[style]}m${text}\u{1b}[0m` : text),
  };
}

/** The text on one line, with everything that would act on a terminal written out. */
export function printable(text: string): string {
  return text.replaceAll(UNSEEN, (unseen) => {
    if (unseen === '\n') return '\\n';
    if (unseen === '\t') return '\\t';
    return `\\u{${(unseen.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
