/**
 * Which instrument a symbol means. Senders write the same thing in many ways; an answer is given only when exactly one
 * instrument fits the best reading, and anything else is a named error with the candidates, never a guess. In order:
 * the route's own map; a mainland Chinese code with its market; an instrument's own name or alias; the same letters
 * with other separators; the only instrument of the pair; the only one that fits with a broker's suffix.
 */
import { readShareCode, type ShareCode, type ShareMarket, shareMarketOf, suggestedMarket } from './a-share-code.ts';
import type { Instrument } from './instrument.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import {
  foldSymbol,
  identify,
  isBrokerSuffix,
  keyOf,
  normalizeExchange,
  normalizeSymbol,
  type PairReading,
  pairRootOf,
  readPair,
  readSuffixes,
  reversePair,
  splitExchange,
  SYMBOL_LENGTH_MAX,
  type SuffixReading,
} from './symbol-reading.ts';

export { createInstrumentDirectory, type InstrumentDirectory } from './instrument-directory.ts';

export interface SymbolRequest {
  /** As the sender wrote it. */
  readonly symbol: string;
  /** Where the sender says it is traded; a prefix of the symbol wins over it. */
  readonly exchange?: string;
  /** The route's own translations: symbol as sent, upper-cased → instrument id. */
  readonly symbolMap?: ReadonlyMap<string, string>;
}

export type SymbolErrorCode = 'SYMBOL_UNKNOWN' | 'SYMBOL_AMBIGUOUS' | 'SYMBOL_CONTINUOUS';

/** `values`: `symbol` as sent; `candidates` (ids, by commas) when there are any; `target` of a map entry that is void. */
export type SymbolOutcome =
  | { readonly kind: 'resolved'; readonly instrument: Instrument }
  | {
      readonly kind: 'unknown' | 'ambiguous';
      readonly code: SymbolErrorCode;
      readonly values: Readonly<Record<string, string>>;
    };

const CANDIDATES_MAX = 8;
/** Formats whose pairs are written quote first, by the exchange hint that their grammar gives. */
const QUOTE_FIRST_EXCHANGES: ReadonlySet<string> = new Set(['3COMMAS', 'THREECOMMAS']);

/** The instrument that `request.symbol` means in `directory`, or why that can not be said. */
export function resolveSymbol(request: SymbolRequest, directory: InstrumentDirectory): SymbolOutcome {
  const sent = request.symbol;
  const folded = sent.length > SYMBOL_LENGTH_MAX ? '' : foldSymbol(sent);
  if (folded === '') return unknown(sent, []);
  const split = splitExchange(folded);
  const parts: SymbolParts = {
    sent,
    folded,
    rest: split.rest,
    exchanges: [split.exchange ?? '', request.exchange ?? ''].map(normalizeExchange).filter((name) => name !== ''),
  };
  const target = mappedTarget(parts, request.symbolMap);
  if (target !== undefined) return resolveTarget(sent, target, directory);
  const share = readShareCode(normalizeSymbol(parts.rest));
  if (share !== undefined) return resolveShare(parts, share, directory);
  const own = ownName(parts.folded, directory);
  if (own.length > 0) return conclude(sent, own);
  if (parts.exchanges.some((exchange) => shareMarketOf(exchange) !== undefined)) return unknown(sent, []);
  return resolveName(parts, directory);
}

interface SymbolParts {
  readonly sent: string;
  readonly folded: string;
  /** Without the exchange's prefix. */
  readonly rest: string;
  /** Normalized; the prefix first, then the one the request names. */
  readonly exchanges: readonly string[];
}

function mappedTarget(parts: SymbolParts, symbolMap: SymbolRequest['symbolMap']): string | undefined {
  if (symbolMap === undefined || symbolMap.size === 0) return undefined;
  const rest = normalizeSymbol(parts.rest);
  const asSent = [parts.sent.toUpperCase(), normalizeSymbol(parts.sent)];
  const qualified = parts.exchanges.map((exchange) => `${exchange}:${rest}`);
  const keys = asSent[1] === rest ? [...qualified, ...asSent] : [...asSent, ...qualified, rest];
  for (const key of keys) {
    const target = symbolMap.get(key);
    if (target !== undefined) return target;
  }
  return undefined;
}

function resolveTarget(sent: string, target: string, directory: InstrumentDirectory): SymbolOutcome {
  const exact = directory.byId(target);
  if (exact !== undefined) return { kind: 'resolved', instrument: exact };
  const named = directory.byName(target);
  const outcome = conclude(sent, named);
  return outcome.kind === 'resolved' ? outcome : { ...outcome, values: { ...outcome.values, target } };
}

/** A mainland Chinese code: every market that was written must agree; without one the name or the code decides. */
function resolveShare(parts: SymbolParts, share: ShareCode, directory: InstrumentDirectory): SymbolOutcome {
  const { sent, exchanges } = parts;
  const listed = directory.byRoot(share.code).filter((instrument) => identify(instrument).market !== undefined);
  const markets = exchanges.map(shareMarketOf).filter((market) => market !== undefined);
  if (share.market !== undefined) markets.push(share.market);
  const [market, ...others] = markets;
  if (others.some((other) => other !== market)) return unknown(sent, listed);
  const foreign = exchanges.filter((exchange) => shareMarketOf(exchange) === undefined);
  if (exchanges.length === 0) {
    const own = ownName(parts.folded, directory);
    if (own.length > 0) return conclude(sent, own);
  }
  if (market !== undefined) return resolveListing(sent, listed, market);
  const venues = new Set(listed.map((instrument) => normalizeSymbol(instrument.venue)));
  if (foreign.some((exchange) => !venues.has(exchange))) return unknown(sent, listed);
  return resolveBareCode(sent, listed, suggestedMarket(share.code));
}

function resolveListing(sent: string, listed: readonly Instrument[], market: ShareMarket): SymbolOutcome {
  const there = listed.filter((instrument) => identify(instrument).market === market);
  return there.length === 0 ? unknown(sent, listed) : conclude(sent, there);
}

/**
 * A bare code is settled when what the leading digits suggest and what there is agree: it is the only instrument of
 * that code, or the only one of them that can be traded (the other is an index).
 */
function resolveBareCode(
  sent: string,
  listed: readonly Instrument[],
  suggested: ShareMarket | undefined,
): SymbolOutcome {
  if (listed.length === 0) return unknown(sent, []);
  const possible = listed.length === 1 ? listed : listed.filter((instrument) => instrument.tradable);
  const [only] = possible;
  if (possible.length === 1 && only !== undefined && identify(only).market === suggested) {
    return { kind: 'resolved', instrument: only };
  }
  return ambiguous(sent, listed);
}

function resolveName(parts: SymbolParts, directory: InstrumentDirectory): SymbolOutcome {
  const { sent } = parts;
  const own = ownName(parts.rest, directory);
  if (own.length > 0) return conclude(sent, own);
  const name = normalizeSymbol(parts.rest);
  if (name.endsWith('!')) return { kind: 'unknown', code: 'SYMBOL_CONTINUOUS', values: { symbol: sent } };
  const pair = readPair(name);
  const quoteFirst = parts.exchanges.some((exchange) => QUOTE_FIRST_EXCHANGES.has(exchange));
  const found = pair === undefined ? [] : findPair(pair, quoteFirst, directory);
  if (found.length > 0) return conclude(sent, found);
  const suffixed = pair?.perpetual === true ? [] : findSuffixed(readSuffixes(name), directory);
  if (suffixed.length > 0) return conclude(sent, suffixed);
  return unknown(sent, pair === undefined ? [] : directory.byRoot(pair.root));
}

/** The instrument with this id, case and all; else those whose id or alias it is in any case. */
function ownName(folded: string, directory: InstrumentDirectory): readonly Instrument[] {
  const exact = directory.byId(folded);
  return exact === undefined ? directory.byName(folded) : [exact];
}

function findPair(pair: PairReading, quoteFirst: boolean, directory: InstrumentDirectory): readonly Instrument[] {
  const reversed = reversePair(pair);
  if (reversed === undefined) return matchPair(pair, directory);
  const found = quoteFirst ? [] : matchPair(pair, directory);
  if (found.length > 0) return found;
  return matchPair(reversed, directory).filter((instrument) => pairRootOf(instrument) === reversed.root);
}

function matchPair(pair: PairReading, directory: InstrumentDirectory): readonly Instrument[] {
  const rooted = directory.byRoot(pair.root).filter((instrument) => agrees(instrument, pair));
  if (pair.perpetual) return rooted.filter((instrument) => instrument.kind === 'crypto_perpetual');
  const sameLetters = directory.byKey(pair.root).filter((instrument) => agrees(instrument, pair));
  return sameLetters.length > 0 ? sameLetters : rooted;
}

/** Whether the sides of the pair are the instrument's currencies, where both are known: A/BCD is not AB/CD. */
function agrees(instrument: Instrument, pair: PairReading): boolean {
  if (instrument.kind === 'stock')
    return pair.base === undefined && keyOf(normalizeSymbol(instrument.id)) === pair.root;
  const quote = normalizeSymbol(instrument.quoteCurrency);
  if (pair.settle !== undefined && pair.settle !== quote) return false;
  if (pair.base === undefined || pairRootOf(instrument) !== pair.root) return true;
  return normalizeSymbol(instrument.baseCurrency) === pair.base && quote === pair.quote;
}

function findSuffixed(readings: readonly SuffixReading[], directory: InstrumentDirectory): readonly Instrument[] {
  const same: Instrument[] = [];
  const plain: Instrument[] = [];
  for (const { root, suffix } of readings) {
    for (const instrument of directory.byRoot(root)) {
      if (instrument.kind !== 'forex' && instrument.kind !== 'cfd') continue;
      const identity = identify(instrument);
      if (!isBrokerSuffix(suffix, identity.isPair)) continue;
      if (identity.suffix === suffix) same.push(instrument);
      else if (identity.suffix === '') plain.push(instrument);
    }
  }
  return same.length > 0 ? same : plain;
}

function conclude(sent: string, candidates: readonly Instrument[]): SymbolOutcome {
  const [only, ...others] = candidates;
  if (only === undefined) return unknown(sent, []);
  return others.length === 0 ? { kind: 'resolved', instrument: only } : ambiguous(sent, candidates);
}

function unknown(sent: string, near: readonly Instrument[]): SymbolOutcome {
  const values = { symbol: sent.slice(0, SYMBOL_LENGTH_MAX) };
  return {
    kind: 'unknown',
    code: 'SYMBOL_UNKNOWN',
    values: near.length === 0 ? values : { ...values, candidates: listIds(near) },
  };
}

function ambiguous(sent: string, candidates: readonly Instrument[]): SymbolOutcome {
  return {
    kind: 'ambiguous',
    code: 'SYMBOL_AMBIGUOUS',
    values: { symbol: sent.slice(0, SYMBOL_LENGTH_MAX), candidates: listIds(candidates) },
  };
}

function listIds(instruments: readonly Instrument[]): string {
  const ids = instruments.slice(0, CANDIDATES_MAX).map((instrument) => instrument.id);
  return instruments.length > CANDIDATES_MAX ? `${ids.join(', ')}, …` : ids.join(', ');
}
