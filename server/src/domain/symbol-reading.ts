/**
 * How the trade writes symbols, one small grammar each: exchange prefixes, pairs with a separator, marks of perpetual
 * contracts, suffixes that brokers append. Here texts are taken apart and instruments described in the same terms;
 * which instrument is meant is decided in `symbol.ts`.
 */
import type { Instrument } from './instrument.ts';
import { readShareCode, type ShareMarket } from './a-share-code.ts';

/** A symbol longer than this is no symbol. */
export const SYMBOL_LENGTH_MAX = 64;

export interface SplitSymbol {
  /** Upper-case, without the mark of delayed data. */
  readonly exchange?: string;
  /** What is left, its case kept. */
  readonly rest: string;
}

/** A symbol read as a pair, with or without a separator. */
export interface PairReading {
  /** Letters and digits of both sides. */
  readonly root: string;
  readonly base?: string;
  readonly quote?: string;
  readonly perpetual: boolean;
  /** `USDT` of `BTC/USDT:USDT`. */
  readonly settle?: string;
  readonly separator?: string;
}

/** A root with what a broker appended to it, upper-case and without its separator. */
export interface SuffixReading {
  readonly root: string;
  readonly suffix: string;
}

/** An instrument in the terms of the readings. */
export interface InstrumentIdentity {
  readonly root: string;
  /** What the broker appended to the root; empty for none. */
  readonly suffix: string;
  readonly market?: ShareMarket;
  /** Whether the root is known to be the base with the quote currency behind it. */
  readonly isPair: boolean;
}

const EXCHANGE_PATTERN = /^([A-Za-z0-9_]+):(.+)$/;
const DELAYED_PATTERN = /_DLY?$/;
const SETTLED_PATTERN = /^([A-Z0-9]+)[/_-]([A-Z0-9]+):([A-Z0-9]+)$/;
const PERPETUAL_PATTERN = /^(.+?)(?:\.P|[./_-]?PERP|[._-]SWAP)$/;
const SEPARATED_PATTERN = /^([A-Z0-9]+)([/_-])([A-Z0-9]+)$/;
const PLAIN_PATTERN = /^[A-Z0-9]+$/;
const SUFFIX_PATTERN = /^([A-Z0-9]+)(?:([._+#^-])([A-Z]*)|[+#^])$/;
/** What brokers are known to append. A word that is also the end of a currency (`T` of USDT) has no place here. */
const SUFFIX_WORDS = ['M', 'MICRO', 'MINI', 'PRO', 'ECN', 'RAW', 'STD', 'STP', 'CENT', 'CASH', 'SPOT', 'VIP', 'ZERO'];
const SUFFIX_WORD_SET: ReadonlySet<string> = new Set(SUFFIX_WORDS);
/** Letters that make another currency of USD or EUR (USDT, USDC, EURS); no suffix, unless a separator says so. */
const CURRENCY_ENDINGS: ReadonlySet<string> = new Set(['T', 'C', 'P', 'D', 'E', 'S', 'B', 'K', 'N', 'X', 'R', 'Q']);
/** Single letters and pairs of letters tell account types apart, but only behind a currency pair: BRK.B is a share. */
const SHORT_SUFFIX_LENGTH_MAX = 2;

/** Full-width characters as plain ones, blanks around cut off; the case stays. */
export const foldSymbol = (text: string): string => text.normalize('NFKC').trim();

/** The name that symbols are compared by: folded and upper-case. */
export const normalizeSymbol = (text: string): string => foldSymbol(text).toUpperCase();

/** The letters and digits of a normalized name without `/`, `-` and `_`. */
export const keyOf = (name: string): string => name.replace(/[/_-]/g, '');

/** An exchange's name as senders write it, without the mark of delayed data. */
export const normalizeExchange = (text: string): string => normalizeSymbol(text).replace(DELAYED_PATTERN, '');

/** Splits `BINANCE:BTCUSDT`; leaves `BTC/USDT:USDT`, whose colon names the settlement, alone. */
export function splitExchange(folded: string): SplitSymbol {
  const match = EXCHANGE_PATTERN.exec(folded);
  if (match?.[1] === undefined || match[2] === undefined) return { rest: folded };
  return { exchange: normalizeExchange(match[1]), rest: match[2].trim() };
}

/** Reads a normalized name as a pair or a plain root; undefined when it is neither. */
export function readPair(name: string): PairReading | undefined {
  const settled = SETTLED_PATTERN.exec(name);
  if (settled !== null) {
    const [, base = '', quote = '', settle = ''] = settled;
    return { root: base + quote, base, quote, settle, perpetual: true };
  }
  const body = PERPETUAL_PATTERN.exec(name)?.[1];
  if (body !== undefined) return readUnmarked(body, true);
  return readUnmarked(name, false);
}

function readUnmarked(name: string, perpetual: boolean): PairReading | undefined {
  if (PLAIN_PATTERN.test(name)) return { root: name, perpetual };
  const match = SEPARATED_PATTERN.exec(name);
  if (match === null) return undefined;
  const [, base = '', separator = '', quote = ''] = match;
  return { root: base + quote, base, quote, separator, perpetual };
}

/** `USDT_BTC` read as quote first; undefined for any other form. */
export function reversePair(pair: PairReading): PairReading | undefined {
  const { base, quote } = pair;
  if (base === undefined || quote === undefined || pair.separator !== '_' || pair.perpetual) return undefined;
  return { root: quote + base, base: quote, quote: base, perpetual: false };
}

/** Every way to read the end of a normalized name as a broker's suffix, the one with a separator first. */
export function readSuffixes(name: string): SuffixReading[] {
  const match = SUFFIX_PATTERN.exec(name);
  if (match !== null) return [{ root: match[1] ?? '', suffix: match[3] || name.slice(-1) }];
  if (!PLAIN_PATTERN.test(name)) return [];
  return SUFFIX_WORDS.filter((word) => name.length > word.length && name.endsWith(word)).map((word) => ({
    root: name.slice(0, -word.length),
    suffix: word,
  }));
}

/** Whether a broker may have appended `suffix` to a root; `isPair`: the root is a pair of currencies. */
export function isBrokerSuffix(suffix: string, isPair: boolean): boolean {
  if (SUFFIX_WORD_SET.has(suffix) || /^[+#^._-]$/.test(suffix)) return true;
  return isPair && suffix.length <= SHORT_SUFFIX_LENGTH_MAX;
}

/** Describes an instrument in the terms of the readings. */
export function identify(instrument: Instrument): InstrumentIdentity {
  const name = normalizeSymbol(instrument.id);
  if (instrument.kind === 'stock') {
    const share = readShareCode(name);
    if (share?.market === undefined) return { root: name, suffix: '', isPair: false };
    return { root: share.code, suffix: '', market: share.market, isPair: false };
  }
  const pairRoot = pairRootOf(instrument);
  if (instrument.kind === 'crypto_spot' || instrument.kind === 'crypto_perpetual') {
    const root = readPair(name)?.root ?? keyOf(name);
    return { root, suffix: '', isPair: root === pairRoot };
  }
  return identifyContract(keyOf(name), name, pairRoot);
}

function identifyContract(key: string, name: string, pairRoot: string): InstrumentIdentity {
  const appended = key.startsWith(pairRoot) ? key.slice(pairRoot.length) : undefined;
  if (appended !== undefined && pairRoot !== '' && !CURRENCY_ENDINGS.has(appended)) {
    return { root: pairRoot, suffix: appended.replace(/^\.(?=.)/, ''), isPair: true };
  }
  const separated = SUFFIX_PATTERN.exec(name) === null ? undefined : readSuffixes(name)[0];
  if (separated === undefined || !isBrokerSuffix(separated.suffix, false)) {
    return { root: key, suffix: '', isPair: false };
  }
  return { ...separated, isPair: false };
}

/** Base and quote currency in one word, upper-case. */
export const pairRootOf = (instrument: Instrument): string =>
  normalizeSymbol(instrument.baseCurrency) + normalizeSymbol(instrument.quoteCurrency);
