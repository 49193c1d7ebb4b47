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
/** They qualify the keyword before them: `Entry Targets`, `Stop Targets`, `Take Profit Targets`. */
const QUALIFIERS: readonly string[] = ['target', 'targets', 'profit'];
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

class SectionReader implements CornixSections {
  readonly prices: Record<PriceSection, Decimal[]> = { entry: [], target: [], stop: [] };
  readonly entryTexts: string[] = [];
  readonly leverages: Decimal[] = [];
  readonly amounts: Decimal[] = [];
  readonly risks: Decimal[] = [];
  readonly flags = new Set<CornixFlag>();
  readonly #refusals: Refusals;
  #section: Section | undefined;

  constructor(refusals: Refusals) {
    this.#refusals = refusals;
  }

  readLine(line: readonly CornixToken[]): void {
    // Sizes stay on their line; lists of prices may go on below their keyword.
    if (this.#section !== 'entry' && this.#section !== 'target' && this.#section !== 'stop') this.#section = undefined;
    let opened = false;
    for (const [index, token] of line.entries()) {
      if (token.kind === 'word') opened = this.#readWord(token.text, opened);
      else if (token.kind === 'number') {
        this.#readNumber(line, index);
        opened = false;
      }
    }
  }

  /** Returns whether the last thing read is a keyword that has no number yet. */
  #readWord(word: string, opened: boolean): boolean {
    if (MOVING_WORDS.includes(word)) this.#refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'text', value: word });
    if (REPORT_WORDS.includes(word)) this.#refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'text', value: word });
    const flag = ANYWHERE_FLAGS.includes(word) || (this.#section === 'entry' && ENTRY_FLAGS.includes(word));
    if (flag) this.flags.add(word === 'now' ? 'market' : (word as CornixFlag));
    const section = CORNIX_SECTIONS.get(word);
    if (section === undefined) return opened;
    const qualifies = opened && QUALIFIERS.includes(word);
    const sizes = section === 'risk' && this.#section === 'amount';
    if (sizes && this.amounts.length > 0) this.risks.push(...this.amounts.splice(0));
    if (!qualifies) this.#section = section;
    return true;
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
      if (this.#looksLikeIndex(line, index)) {
        this.#refusals.refuse('SIGNAL_FIELD_INVALID', { field: section, value: token.text });
      }
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
