/**
 * The outer shape of an Alertatron script: blocks `KeyName(SYMBOL) { command(argument=value, …); … }` with tags and free
 * text around them and comment lines anywhere. This cuts the script into statements; what they mean is read elsewhere.
 * One pass over the text; a statement that is not whole refuses the script.
 */
import type { KeyValue, Refusals } from './key-value-text.ts';
import { splitKeyValue } from './key-value-text.ts';
import { shown } from './signal-refusal.ts';

export interface AlertatronStatement {
  /** The name of the sender's API keys, as written before the symbol. */
  readonly account: string;
  readonly symbol: string;
  /** As written; compare without case. */
  readonly command: string;
  readonly pairs: readonly KeyValue[];
}

export interface AlertatronScript {
  readonly statements: readonly AlertatronStatement[];
  /** Text outside the blocks that is no tag. */
  readonly freeText: readonly string[];
  /** The words outside the blocks that are called like a command. */
  readonly calledOutside: readonly string[];
}

interface Header {
  readonly account: string;
  readonly symbol: string;
  readonly before: string;
}

/** Whether the text has a `Name(SYMBOL) {` in it. */
export function hasAlertatronBlock(text: string): boolean {
  const brace = text.indexOf('{');
  return brace > 0 && readHeader(text.slice(0, brace)) !== undefined;
}

/** All statements of all blocks, in order. Refuses text that does not fit the shape. */
export function readAlertatronScript(text: string, refusals: Refusals): AlertatronScript {
  const statements: AlertatronStatement[] = [];
  const freeText: string[] = [];
  const calledOutside: string[] = [];
  let start = 0;
  for (let brace = text.indexOf('{'); brace >= 0; brace = text.indexOf('{', start)) {
    const header = readHeader(text.slice(start, brace));
    const end = text.indexOf('}', brace);
    if (header === undefined || end < 0) {
      refusals.refuse('SIGNAL_FIELD_INVALID', { field: header === undefined ? 'KeyName(SYMBOL)' : '}', value: '' });
      return { statements, freeText, calledOutside };
    }
    freeText.push(...withoutTags(header.before));
    calledOutside.push(...callsIn(header.before));
    for (const source of statementsOf(text.slice(brace + 1, end))) {
      const statement = readStatement(source, refusals);
      if (statement !== undefined) statements.push({ account: header.account, symbol: header.symbol, ...statement });
    }
    start = end + 1;
  }
  const rest = withoutTags(text.slice(start));
  if (rest.some((line) => line.includes('}') || line.includes('('))) {
    refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'command', value: shown(rest.join(' ')) });
  }
  return { statements, freeText: [...freeText, ...rest], calledOutside };
}

function readHeader(text: string): Header | undefined {
  const trimmed = text.trimEnd();
  if (!trimmed.endsWith(')')) return undefined;
  const open = trimmed.lastIndexOf('(');
  if (open < 1) return undefined;
  const symbol = trimmed.slice(open + 1, -1).trim();
  const before = trimmed.slice(0, open).trimEnd();
  let from = before.length;
  while (from > 0 && isNameCharacter(before[from - 1] ?? '')) from -= 1;
  const account = before.slice(from);
  return account === '' || symbol === '' ? undefined : { account, symbol, before: before.slice(0, from) };
}

/** Cuts a block at semicolons and at the end of each closed call; a comment line ends with its line. */
function statementsOf(block: string): readonly string[] {
  const bare = block
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#') && !line.trimStart().startsWith('//'))
    .join('\n');
  const sources: string[] = [];
  let start = 0;
  for (let at = 0; at < bare.length; at += 1) {
    if (bare[at] !== ';' && bare[at] !== ')') continue;
    sources.push(bare.slice(start, bare[at] === ')' ? at + 1 : at).trim());
    start = at + 1;
  }
  sources.push(bare.slice(start).trim());
  return sources.filter((source) => source !== '');
}

function readStatement(source: string, refusals: Refusals): Pick<AlertatronStatement, 'command' | 'pairs'> | undefined {
  const open = source.indexOf('(');
  const command = source.slice(0, Math.max(open, 0)).trim();
  const whole = source.endsWith(')') && source.indexOf('(', open + 1) < 0;
  if (!whole || command === '' || !/^\w+$/.test(command)) {
    return refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'command', value: shown(source) });
  }
  const pairs: KeyValue[] = [];
  for (const token of source.slice(open + 1, -1).split(',')) {
    const trimmed = token.trim();
    if (trimmed === '') continue;
    // A command with a single unnamed argument, as in `wait(30s)`, has it under the empty key.
    pairs.push(splitKeyValue(trimmed) ?? { key: '', value: trimmed });
  }
  return { command, pairs };
}

/** The lines of a text that are neither empty nor tags such as `#bot`. */
function withoutTags(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .split(/\s/)
        .filter((word) => word !== '' && !word.startsWith('#'))
        .join(' '),
    )
    .filter((line) => line !== '')
    .map(shown);
}

/** `word(…)` and `word (key=…)`, save in comment lines; a word with a remark in brackets behind it is none. */
function callsIn(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|\/\/)/.test(line));
  return lines.flatMap((line) => [...line.matchAll(/(\w+)(?:\(| {1,8}\((?=[^()]*=))/g)].map((call) => call[1] ?? ''));
}

function isNameCharacter(character: string): boolean {
  const isLatin = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  return isLatin || /^[\p{L}\p{N}_.-]$/u.test(character);
}
