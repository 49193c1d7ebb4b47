/**
 * What a Cornix free text says, before anything is concluded from it: which prices stand under Entry, Target and Stop,
 * the leverage, the amount, and the words that change the meaning of an entry. A keyword opens a section that lasts until
 * the next keyword; list markers (`1)`, `TP2:`) are not prices; whatever could be either is refused.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isPositive, parseDecimal } from '#domain/decimal.ts';
import type { CornixToken } from './cornix-lexer.ts';
import { cornixTokens } from './cornix-lexer.ts';
import type { Refusals } from './key-value-text.ts';

type PriceSection = 'entry' | 'target' | 'stop';
type Section = PriceSection | 'leverage' | 'amount' | 'risk';

export interface CornixSections {
  readonly prices: Readonly<Record<PriceSection, Decimal[]>>;
  /** The entry price texts, to tell abbreviated satoshis by. */
  readonly entryTexts: string[];
  readonly leverages: Decimal[];
  readonly amounts: Decimal[];
  readonly risks: Decimal[];
  readonly flags: ReadonlySet<CornixFlag>;
}

export type CornixFlag = 'long' | 'short' | 'zone' | 'market' | 'above' | 'below' | 'breakout' | 'cross' | 'isolated';

/** Words that open a section. */
export const CORNIX_SECTIONS: ReadonlyMap<string, Section> = new Map<string, Section>([
  ['buy', 'entry'],
  ['entry', 'entry'],
  ['entries', 'entry'],
  ['enter', 'entry'],
  ['sell', 'target'],
  ['target', 'target'],
  ['targets', 'target'],
  ['tp', 'target'],
  ['tps', 'target'],
  ['profit', 'target'],
  ['stop', 'stop'],
  ['stoploss', 'stop'],
  ['sl', 'stop'],
  ['leverage', 'leverage'],
  ['lev', 'leverage'],
  ['amount', 'amount'],
  ['invest', 'amount'],
  ['capital', 'amount'],
  ['risk', 'risk'],
  ['rm', 'risk'],
]);
/** They qualify the keyword before them: `Entry Targets`, `Stop Loss Targets`, `Take Profit Targets`. */
const QUALIFIERS: readonly string[] = ['target', 'targets', 'profit'];
/** They may stand between a keyword and its qualifier. */
const FILLERS: readonly string[] = ['loss', 'price', 'prices', 'level', 'levels', 'zone', 'order', 'orders', 'take'];
/** Words that may stand among the prices of a list. */
const LIST_WORDS: readonly string[] = ['to', 'and', 'or', 'usdt', 'usdc', 'usd', 'btc', 'eth', 'eur', 'x', 'between'];
/** Signs that end a phrase. */
const PHRASE_ENDS: readonly string[] = [',', '.', ';', '!'];
const ANYWHERE_FLAGS: readonly string[] = ['long', 'short', 'breakout', 'cross', 'isolated'];
const ENTRY_FLAGS: readonly string[] = ['zone', 'market', 'now', 'above', 'below'];
/** Protection that moves with the price, which a signal can't hand over. */
const MOVING_WORDS: readonly string[] = ['trailing', 'breakeven', 'moving'];
/** A report about an earlier signal, or an order about one, must not be traded as a new one. */
const REPORT_WORDS: readonly string[] = [
  'achieved',
  'reached',
  'hit',
  'filled',
  'close',
  'closed',
  'cancel',
  'canceled',
  'cancelled',
  'stopped',
  'update',
  'updated',
  'failed',
  'expired',
  'average',
];
/** Larger whole numbers are prices, not the number of a target. */
const MARKER_MAX = 50;

/** Reads the sections of a text from which the pair's name has been taken out. */
export function readCornixSections(text: string, refusals: Refusals): CornixSections {
  const reader = new SectionReader(refusals);
  for (const line of cornixTokens(text)) reader.readLine(line);
  return reader;
}

/** Whether a keyword still waits for its number, right before this word or with other words in between. */
type Pending = 'none' | 'keyword' | 'distant';

class SectionReader implements CornixSections {
  readonly prices: Record<PriceSection, Decimal[]> = { entry: [], target: [], stop: [] };
  readonly entryTexts: string[] = [];
  readonly leverages: Decimal[] = [];
  readonly amounts: Decimal[] = [];
  readonly risks: Decimal[] = [];
  readonly flags = new Set<CornixFlag>();
  readonly #refusals: Refusals;
  #section: Section | undefined;
  /** Whether the current section has a price on this line, and whether other words came after it. */
  #phrase: 'open' | 'priced' | 'ended' = 'open';

  constructor(refusals: Refusals) {
    this.#refusals = refusals;
  }

  readLine(line: readonly CornixToken[]): void {
    // Sizes stay on their line; lists of prices may go on below their keyword.
    if (this.#section !== 'entry' && this.#section !== 'target' && this.#section !== 'stop') this.#section = undefined;
    if (isRemark(line)) this.#section = undefined;
    this.#phrase = 'open';
    let pending: Pending = 'none';
    for (const [index, token] of line.entries()) {
      if (token.kind === 'word') pending = this.#readWord(token.text, pending);
      else if (token.kind === 'number') {
        this.#readNumber(line, index);
        pending = 'none';
      } else if (PHRASE_ENDS.includes(token.text)) pending = 'none';
    }
  }

  #readWord(word: string, pending: Pending): Pending {
    if (MOVING_WORDS.includes(word) || REPORT_WORDS.includes(word)) {
      this.#refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'text', value: word });
    }
    const section = CORNIX_SECTIONS.get(word);
    return section === undefined ? this.#readPlainWord(word, pending) : this.#readKeyword(word, section, pending);
  }

  #readPlainWord(word: string, pending: Pending): Pending {
    const flag = ANYWHERE_FLAGS.includes(word) || (this.#section === 'entry' && ENTRY_FLAGS.includes(word));
    if (flag) this.flags.add(word === 'now' ? 'market' : (word as CornixFlag));
    const listed = flag || FILLERS.includes(word) || LIST_WORDS.includes(word);
    if (this.#phrase === 'priced' && !listed) this.#phrase = 'ended';
    if (word === 'now' || word === 'market') return 'none';
    return pending === 'keyword' && !FILLERS.includes(word) ? 'distant' : pending;
  }

  #readKeyword(word: string, section: Section, pending: Pending): Pending {
    if (section === 'risk' && this.#section === 'amount') this.risks.push(...this.amounts.splice(0));
    const qualifies = QUALIFIERS.includes(word) && pending !== 'none';
    if (qualifies && pending === 'distant') {
      // `Buy here target 300`: the entry's price or a target? One of the readings trades at the wrong price.
      this.#refusals.refuse('SIGNAL_FIELD_INVALID', { field: word });
    }
    if (!qualifies) this.#section = section;
    this.#phrase = 'open';
    return 'keyword';
  }

  #readNumber(line: readonly CornixToken[], index: number): void {
    const token = line[index];
    const section = this.#section;
    if (token === undefined || section === undefined) return;
    const percent = line[index + 1]?.text === '%' && line[index + 1]?.kind === 'sign';
    const value = token.unreadable === true ? undefined : parseDecimal(token.text);
    if (section === 'entry' || section === 'target' || section === 'stop') {
      if (isMarker(line, index)) return;
      if (percent) this.#refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: section, value: `${token.text}%` });
      // `Entry 100 valid for 24 hours`: the second number is of something else, or is it?
      if (this.#phrase === 'ended' || this.#looksLikeIndex(line, index)) {
        this.#refusals.refuse('SIGNAL_FIELD_INVALID', { field: section, value: token.text });
      }
      if (this.#phrase === 'open') this.#phrase = 'priced';
      if (section === 'entry') this.entryTexts.push(token.text);
      this.#keep(this.prices[section], value, { section, text: token.text });
      return;
    }
    if (section === 'leverage') {
      this.#keep(this.leverages, value, { section, text: token.text });
      return;
    }
    this.#readSize(section, value, { percent, text: token.text });
  }

  /** Of several percentages the first one counts. A plain number behind `risk` is a ratio, behind `amount` a riddle. */
  #readSize(
    section: 'amount' | 'risk',
    value: Decimal | undefined,
    { percent, text }: { readonly percent: boolean; readonly text: string },
  ): void {
    const sizes = section === 'amount' ? this.amounts : this.risks;
    if (percent && sizes.length === 0) this.#keep(sizes, value, { section, text });
    if (!percent && section === 'amount')
      this.#refusals.refuse('SIGNAL_FIELD_INVALID', { field: section, value: text });
  }

  #keep(
    list: Decimal[],
    value: Decimal | undefined,
    source: { readonly section: string; readonly text: string },
  ): void {
    const values = { field: source.section, value: source.text };
    if (value === undefined) this.#refusals.refuse('SIGNAL_NUMBER_INVALID', values);
    else if (!isPositive(value)) this.#refusals.refuse('SIGNAL_FIELD_INVALID', values);
    else list.push(value);
  }

  /** `Target 1 110`: a number that could count the targets or be one of them. */
  #looksLikeIndex(line: readonly CornixToken[], index: number): boolean {
    const token = line[index];
    const before = line[index - 1];
    const singular =
      before?.kind === 'word' && ['target', 'tp', 'entry', 'profit', 'sell', 'buy'].includes(before.text);
    const section = this.#section;
    if (!singular || token === undefined || (section !== 'entry' && section !== 'target')) return false;
    return token.text === `${this.prices[section].length + 1}` && hasNumberAfter(line, index);
  }
}

/** A line below a list that says something else: its numbers are not prices. */
function isRemark(line: readonly CornixToken[]): boolean {
  const words = line.filter((token) => token.kind === 'word').map((token) => token.text);
  if (words.some((word) => CORNIX_SECTIONS.has(word))) return false;
  return words.some((word) => !FILLERS.includes(word) && !LIST_WORDS.includes(word) && !ENTRY_FLAGS.includes(word));
}

/** A small whole number that only counts: `1)`, `2:`, `3.` with a price behind it, or `TP1`. */
function isMarker(line: readonly CornixToken[], index: number): boolean {
  const token = line[index];
  if (token === undefined || token.text.includes('.') || Number(token.text) > MARKER_MAX) return false;
  if (!token.spaced && line[index - 1]?.kind === 'word') return true;
  const next = line[index + 1];
  const delimited = next?.kind === 'sign' && !next.spaced && [')', ':', '.', '='].includes(next.text);
  return delimited && hasNumberAfter(line, index);
}

function hasNumberAfter(line: readonly CornixToken[], index: number): boolean {
  return line.slice(index + 1).some((token) => token.kind === 'number');
}
