/**
 * WunderTrading's comment code standing alone: `ENTER-LONG_Exchange_PAIR_Bot_TF_hash`. The exchange may carry its
 * market (`BINANCE_FUTURES`). The bot's name may hold blanks and underscores, so it is what lies between the pair and the
 * last two parts. The code has no size: the route has. Its
 * hash names the sender's bot; it is no secret of ours and is not taken for one.
 */
import type { SignalCommand, SignalParseOutcome } from '#domain/signal.ts';
import type { Grammar, SignalText } from './grammar.ts';
import { Refusals, outcomeOf, refusePlaceholders, symbolText } from './key-value-text.ts';
import { shown } from './signal-refusal.ts';

/** What the first part of a comment code asks for, upper-cased. */
const ACTIONS: ReadonlyMap<string, Pick<SignalCommand, 'action' | 'orderType'>> = new Map<
  string,
  Pick<SignalCommand, 'action' | 'orderType'>
>([
  ['ENTER-LONG', { action: 'buy', orderType: 'market' }],
  ['ENTER-SHORT', { action: 'sell', orderType: 'market' }],
  ['EXIT-LONG', { action: 'close_long' }],
  ['EXIT-SHORT', { action: 'close_short' }],
  ['EXIT-ALL', { action: 'close' }],
]);
/** Stand in the pair's place when the bot trades several pairs or is told the pair elsewhere. */
const NO_PAIR: readonly string[] = ['NONE', 'MULTIPLE-PAIRS'];
/** The second word of an exchange's name with its market, `BINANCE_FUTURES`; no pair is called so. */
const MARKETS: ReadonlySet<string> = new Set([
  ...['SPOT', 'MARGIN', 'FUTURES', 'FUTURE', 'SWAP', 'SWAPS', 'PERP', 'PERPETUAL', 'PERPETUALS', 'DERIVATIVES'],
  ...['LINEAR', 'INVERSE', 'USDM', 'USD-M', 'USDT-M', 'COINM', 'COIN-M', 'UNIFIED', 'UTA'],
]);
const PARTS_MIN = 6;
const CODE_LENGTH_MAX = 256;

/** Reads WunderTrading comment codes that are the whole text. */
export const wunderTradingTextGrammar: Grammar = {
  name: 'wundertrading',

  recognizes({ text, json }: SignalText): boolean {
    if (json !== undefined) return false;
    const upper = text.slice(0, CODE_LENGTH_MAX).toUpperCase();
    const verb = upper.slice(0, Math.max(upper.indexOf('_'), 0));
    return /^(?:ENTER|EXIT)-[A-Z]+$/.test(verb);
  },

  parse({ text }: SignalText): SignalParseOutcome {
    const refusals = new Refusals();
    const nothing = { commands: [], ignoredFields: [] };
    if (refusePlaceholders(text, refusals)) return outcomeOf('wundertrading', refusals, nothing);
    const command = readWunderTradingCode(text, refusals);
    return outcomeOf('wundertrading', refusals, {
      commands: command === undefined ? [] : [command],
      ignoredFields: [],
    });
  },
};

/**
 * The command in a comment code. Without a symbol when the code leaves the pair open; the bot's name is the strategy.
 * Undefined after a refusal: an unknown verb, too few parts, more than one line.
 */
export function readWunderTradingCode(text: string, refusals: Refusals): SignalCommand | undefined {
  if (text.length > CODE_LENGTH_MAX || text.includes('\n')) {
    return refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'code', value: shown(text) });
  }
  const parts = text.split('_').map((part) => part.trim());
  const [verb = ''] = parts;
  const pairAt = MARKETS.has((parts[2] ?? '').toUpperCase()) ? 3 : 2;
  const exchange = parts.slice(1, pairAt).join('_');
  const pair = parts[pairAt] ?? '';
  const wanted = ACTIONS.get(verb.toUpperCase());
  if (wanted === undefined) return refusals.refuse('SIGNAL_ACTION_UNKNOWN', { value: shown(verb) });
  if (parts.length < PARTS_MIN + pairAt - 2 || parts[1] === '' || parts.at(-1) === '') {
    return refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'code' });
  }
  const symbol = NO_PAIR.includes(pair.toUpperCase()) ? undefined : symbolText('pair', pair, refusals);
  const strategy = parts.slice(pairAt + 1, -2).join('_');
  return {
    ...wanted,
    ...(symbol === undefined ? {} : { symbol }),
    exchange,
    ...(strategy === '' ? {} : { strategy }),
  };
}
