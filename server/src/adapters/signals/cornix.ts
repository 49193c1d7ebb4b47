/**
 * Cornix free-text signals: a pair, entries, targets and a stop in plain words. The direction is what the prices say,
 * and a text that says otherwise is refused. Several entries are several limit orders that share the amount; without an
 * amount they are refused, since each would take the route's whole size. Reports about earlier signals are refused.
 */
import type { Decimal } from '#domain/decimal.ts';
import { compare, divide, fromInteger } from '#domain/decimal.ts';
import type { QuantityUnit, SignalCommand, SignalParseOutcome } from '#domain/signal.ts';
import { cornixTokens } from './cornix-lexer.ts';
import type { CornixSections } from './cornix-sections.ts';
import { CORNIX_SECTIONS, readCornixSections } from './cornix-sections.ts';
import type { Grammar, SignalText } from './grammar.ts';
import { Refusals, outcomeOf, refusePlaceholders } from './key-value-text.ts';

const PAIR =
  /(?<![A-Z0-9/])([A-Z0-9]{1,15})\/(USDT|USDC|BUSD|FDUSD|TUSD|USD|BTC|ETH|BNB|EUR|GBP|TRY|DAI)(?:\.P)?(?![A-Z0-9/])/gi;
const JOINED_PAIR = /(?<![A-Z0-9/])#?([A-Z0-9]{2,15}?)(USDT|USDC|BUSD|FDUSD|USD|BTC)(?:\.P)?(?![A-Z0-9/])/g;
/** Signs of programs, or a Chinese word at the head: the text is a command in another format. */
const NOT_FREE_TEXT = /[{}|;]|^\s*\p{Script=Han}/u;
/** A signal is a few lines; a longer text is an essay, whatever words it has. */
const TEXT_LENGTH_MAX = 4_096;
/** As a sender would write it: the name of a field means nothing in free text. */
const AMOUNT_LINE = 'Amount per trade: …%';
const PERCENT_MAX = fromInteger(100);

/** Reads Cornix free-text signals. */
export const cornixGrammar: Grammar = {
  name: 'cornix',

  recognizes({ text, json }: SignalText): boolean {
    if (json !== undefined || text.length > TEXT_LENGTH_MAX || NOT_FREE_TEXT.test(text)) return false;
    if (pairsIn(text).length === 0) return false;
    const sections = new Set<string>();
    for (const line of cornixTokens(text)) {
      for (const [index, token] of line.entries()) {
        // In `b=buy` and `123,buy,…` the word is a value of another format.
        if (token.kind !== 'word' || ['=', ','].includes(line[index - 1]?.text ?? '')) continue;
        const section = CORNIX_SECTIONS.get(token.text);
        if (section !== undefined) sections.add(section);
      }
    }
    return sections.has('entry') && (sections.has('target') || sections.has('stop'));
  },

  parse({ text }: SignalText): SignalParseOutcome {
    const refusals = new Refusals();
    const nothing = { commands: [], ignoredFields: [] };
    if (refusePlaceholders(text, refusals)) return outcomeOf('cornix', refusals, nothing);
    if (text.length > TEXT_LENGTH_MAX) refusals.refuse('SIGNAL_TOO_LARGE', { field: 'text' });
    if (refusals.first !== undefined) return outcomeOf('cornix', refusals, nothing);
    const [symbol, other] = pairsIn(text);
    if (symbol === undefined) refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'pair' });
    else if (other !== undefined) refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'pair', value: symbol, other });
    const sections = readCornixSections(withoutPairs(text), refusals);
    const commands = commandsOf(symbol ?? '', sections, refusals);
    const modes = (['cross', 'isolated'] as const).filter((mode) => sections.flags.has(mode));
    if (modes.length > 1)
      refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'leverage', value: 'cross', other: 'isolated' });
    return outcomeOf('cornix', refusals, { commands, ignoredFields: modes.map((mode) => `margin mode ${mode}`) });
  },
};

function pairsIn(text: string): readonly string[] {
  const slashed = [...text.matchAll(PAIR)].filter(isPair);
  const found = slashed.length > 0 ? slashed : [...text.matchAll(JOINED_PAIR)].filter(isPair);
  return [...new Set(found.map(([pair]) => pair.replace('#', '').toUpperCase()))];
}

/** `100USDT` is an amount of money, not a pair. */
function isPair(match: readonly string[]): boolean {
  return /[A-Z]/i.test(match[1] ?? '');
}

function withoutPairs(text: string): string {
  const cleared = (found: string, base: string) => (isPair([found, base]) ? ' ' : found);
  return text.replaceAll(PAIR, cleared).replaceAll(JOINED_PAIR, cleared);
}

function commandsOf(symbol: string, sections: CornixSections, refusals: Refusals): readonly SignalCommand[] {
  const action = directionOf(sections, refusals);
  refuseSatoshis(symbol, sections, refusals);
  const { entry, target, stop } = sections.prices;
  const [stopLoss, secondStop] = stop;
  if (secondStop !== undefined) refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'stop', value: 'more than one' });
  if (target.length === 0 && stop.length === 0) refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'stop' });
  const entries = entriesOf(action, sections, refusals);
  const [leverage, secondLeverage] = sections.leverages;
  if (secondLeverage !== undefined) {
    refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'leverage', value: 'more than one' });
  }
  const rest: Partial<SignalCommand> = {
    ...sizeOf(sections, Math.max(entries.length, 1), refusals),
    ...(stopLoss === undefined ? {} : { stopLoss, stopLossUnit: 'price' }),
    ...targetsOf([...target].sort(action === 'buy' ? compare : (left, right) => compare(right, left))),
    ...(leverage === undefined ? {} : { leverage }),
  };
  if (entry.length === 0 && !sections.flags.has('market')) refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'entry' });
  return entries.map((placed) => ({ action, symbol, ...placed, ...rest }));
}

function targetsOf(targets: readonly Decimal[]): Partial<SignalCommand> {
  const [only] = targets;
  if (only === undefined) return {};
  if (targets.length === 1) return { takeProfit: only, takeProfitUnit: 'price' };
  return { takeProfits: targets.map((value) => ({ value })), takeProfitUnit: 'price' };
}

/** Long when every target is above and the stop below every entry, short when it is the other way round. */
function directionOf({ prices, flags }: CornixSections, refusals: Refusals): 'buy' | 'sell' {
  const { entry, target, stop } = prices;
  // A market entry has no price: then targets and stop are compared with each other.
  const isBelow = (lower: readonly Decimal[], upper: readonly Decimal[]) =>
    lower.every((left) => upper.every((right) => left < right));
  const long = isBelow(entry, target) && isBelow(stop, entry) && isBelow(stop, target);
  const short = isBelow(target, entry) && isBelow(entry, stop) && isBelow(target, stop);
  const said = flags.has('long') ? 'buy' : 'sell';
  const isSaid = flags.has('long') || flags.has('short');
  if (flags.has('long') && flags.has('short')) {
    refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'direction', value: 'long', other: 'short' });
  }
  if (long === short) {
    // Prices that fit both ways are too few to tell; then the word must.
    if (long && isSaid) return said;
    refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'direction' });
    return 'buy';
  }
  const inferred = long ? 'buy' : 'sell';
  if (isSaid && said !== inferred) {
    refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'direction', value: said, other: inferred });
  }
  return inferred;
}

/** Against BTC a price such as 30000 is short for 0.0003; read as written it would buy at any price. */
function refuseSatoshis(symbol: string, sections: CornixSections, refusals: Refusals): void {
  if (!symbol.replace('.P', '').endsWith('BTC')) return;
  const whole = sections.entryTexts.find((text) => !text.includes('.'));
  if (whole !== undefined) refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'entry', value: `${whole} satoshi` });
}

/** Where to enter, nearest to the market first. A zone is one limit at the edge that the price meets first. */
function entriesOf(
  action: 'buy' | 'sell',
  { prices, flags }: CornixSections,
  refusals: Refusals,
): readonly Partial<SignalCommand>[] {
  const sorted = [...prices.entry].sort(action === 'buy' ? (left, right) => compare(right, left) : compare);
  const [nearest] = sorted;
  if (flags.has('market')) {
    if (nearest !== undefined)
      refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'entry', value: 'market', other: 'price' });
    return [{ orderType: 'market' }];
  }
  if (nearest === undefined) return [];
  if (flags.has('above') || flags.has('below') || flags.has('breakout')) {
    const against = flags.has(action === 'buy' ? 'below' : 'above');
    if (against)
      refusals.refuse('SIGNAL_FIELD_CONFLICT', {
        field: 'entry',
        value: action,
        other: action === 'buy' ? 'below' : 'above',
      });
    if (sorted.length > 1) refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'entry', value: 'breakout range' });
    return [{ orderType: 'stop', stopPrice: nearest }];
  }
  if (flags.has('zone')) {
    if (sorted.length > 2) refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'zone', value: `${sorted.length} prices` });
    return [{ orderType: 'limit', price: nearest }];
  }
  return sorted.map((price) => ({ orderType: 'limit', price }));
}

function sizeOf(sections: CornixSections, shares: number, refusals: Refusals): Partial<SignalCommand> {
  const [amount] = sections.amounts;
  const [risk] = sections.risks;
  if (amount !== undefined && risk !== undefined) {
    refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'amount', value: 'amount', other: 'risk' });
  }
  const size = amount ?? risk;
  if (size === undefined) {
    if (shares > 1) refusals.refuse('SIGNAL_FIELD_MISSING', { field: AMOUNT_LINE });
    return {};
  }
  if (size > PERCENT_MAX) refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'amount', value: 'more than 100%' });
  if (risk !== undefined && sections.prices.stop.length === 0) {
    refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'stop' });
  }
  const quantityUnit: QuantityUnit = amount === undefined ? 'risk_percent' : 'percent_balance';
  return { quantity: divide(size, fromInteger(shares), 'down'), quantityUnit };
}
