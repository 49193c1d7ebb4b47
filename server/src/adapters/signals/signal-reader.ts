/**
 * The one door from text to signal. It checks what holds for every format (size, encoding, no placeholder left), reads
 * JSON whatever the content type claimed, and hands the text to the first grammar of a fixed list that knows its shape,
 * or to the named one only. The order goes from the formats with unmistakable marks to the lenient ones: a text is
 * never read by a looser grammar while a stricter one claims it. Nothing here throws; the work is bounded by the size.
 */
import type { GrammarName, SignalError, SignalErrorCode, SignalParseOutcome } from '#domain/signal.ts';
import { alertatronGrammar } from './alertatron.ts';
import { autoviewGrammar } from './autoview.ts';
import { cornixGrammar } from './cornix.ts';
import { fmzGrammar } from './fmz.ts';
import { genericJsonGrammar } from './generic-json.ts';
import type { Grammar, SignalText } from './grammar.ts';
import { mt5ChineseGrammar } from './mt5-chinese.ts';
import { mt5JsonGrammar } from './mt5-json.ts';
import { octobotGrammar } from './octobot.ts';
import { okxGrammar } from './okx.ts';
import { pineConnectorGrammar } from './pineconnector.ts';
import { signalboxJsonGrammar } from './signalbox-json.ts';
import { readStrictJson } from './strict-json.ts';
import { threeCommasGrammar } from './threecommas.ts';
import { tradersPostGrammar } from './traderspost.ts';
import { wunderTradingJsonGrammar } from './wundertrading-json.ts';
import { wunderTradingTextGrammar } from './wundertrading-text.ts';

/** The longest text that is read, in bytes of UTF-8. */
export const SIGNAL_TEXT_BYTES_MAX = 65_536;
const BYTES_PER_UNIT_MAX = 3;

export interface SignalInput {
  /** As received; bytes must be UTF-8. */
  readonly text: string | Uint8Array;
  /** Read with this grammar and no other. Absent: by shape. */
  readonly format?: GrammarName;
  /** ms UTC. */
  readonly receivedAt: number;
}

export interface SignalReader {
  /** Reads one text: the signal, or a registered refusal. Never throws. */
  read(input: SignalInput): SignalParseOutcome;
}

/** Tried in this order on a text that is JSON; the last one takes any object. */
const JSON_GRAMMARS: readonly Grammar[] = [
  signalboxJsonGrammar,
  threeCommasGrammar,
  okxGrammar,
  wunderTradingJsonGrammar,
  fmzGrammar,
  mt5JsonGrammar,
  tradersPostGrammar,
  genericJsonGrammar,
];

/** Tried in this order on any other text. */
const TEXT_GRAMMARS: readonly Grammar[] = [
  mt5ChineseGrammar,
  wunderTradingTextGrammar,
  fmzGrammar,
  alertatronGrammar,
  pineConnectorGrammar,
  octobotGrammar,
  autoviewGrammar,
  cornixGrammar,
];

/** Formats whose JSON grammar also reads the plain text of the same senders. */
const READS_BOTH: ReadonlySet<GrammarName> = new Set<GrammarName>(['mt5', 'fmz', 'wundertrading']);
/** What a JSON value can begin with, arithmetic included; most plain texts are spared the attempt. */
const JSON_START = /^[[{"(\-\dtfn]/;
/** What decoders put in the place of bytes that they can't read: what the sender wrote there is lost already. */
const LOST_CHARACTER = '\ufffd';
const UTF8 = new TextDecoder('utf-8', { fatal: true });
const PLACEHOLDER = /\{\{\s{0,8}([^{}\s][^{}]{0,63})/;

/** A reader with the grammars of this server. Stateless: one is enough for every door. */
export function createSignalReader(): SignalReader {
  return { read };
}

function read(input: SignalInput): SignalParseOutcome {
  const { format } = input;
  if (byteLength(input.text) > SIGNAL_TEXT_BYTES_MAX) {
    return refused('SIGNAL_TOO_LARGE', { limit: String(SIGNAL_TEXT_BYTES_MAX) }, format);
  }
  const decoded = decode(input.text);
  if (decoded === undefined || decoded.includes(LOST_CHARACTER)) return refused('SIGNAL_NOT_UTF8', {}, format);
  const text = trimmed(decoded);
  if (text === '') return refused('SIGNAL_EMPTY', {}, format);
  if (text.includes('{{')) return refused('SIGNAL_PLACEHOLDER_LEFT', { placeholder: placeholderIn(text) }, format);
  return readText(text, input);
}

/** At most the length in bytes, and more than the limit only when the length is. */
function byteLength(text: string | Uint8Array): number {
  if (typeof text !== 'string') return text.byteLength;
  // No character of a text is more than three bytes long, so that only long ones need counting.
  return text.length * BYTES_PER_UNIT_MAX <= SIGNAL_TEXT_BYTES_MAX ? text.length : Buffer.byteLength(text);
}

function decode(text: string | Uint8Array): string | undefined {
  if (typeof text === 'string') return text.isWellFormed() ? text : undefined;
  try {
    return UTF8.decode(text);
  } catch {
    return undefined;
  }
}

/** `trim` also takes a byte-order mark and the ideographic space for blanks. Line ends are those of one system only. */
function trimmed(text: string): string {
  const inner = text.trim();
  return inner.includes('\r') ? inner.replace(/\r\n?/g, '\n') : inner;
}

function placeholderIn(text: string): string {
  const name = PLACEHOLDER.exec(text)?.[1]?.trim();
  return name === undefined ? '{{' : `{{${name.toWellFormed()}}}`;
}

function readText(text: string, input: SignalInput): SignalParseOutcome {
  const { receivedAt, format } = input;
  if (!JSON_START.test(text)) return readPlain({ text, receivedAt }, format, undefined);
  const outcome = readStrictJson(text);
  if (outcome.kind === 'refused') {
    return readPlain({ text, receivedAt }, format, looksLikeJson(text) ? outcome.error : undefined);
  }
  // Mail relays wrap a text into quotes; what stands inside them is the text.
  if (typeof outcome.value === 'string') {
    return readPlain({ text: trimmed(outcome.value), receivedAt }, format, undefined);
  }
  const signalText: SignalText = { text, json: outcome.value, receivedAt };
  const grammars = format === undefined ? JSON_GRAMMARS : named(JSON_GRAMMARS, format);
  const grammar = grammars.find((candidate) => candidate.recognizes(signalText)) ?? named(grammars, format)[0];
  if (grammar !== undefined) return grammar.parse(signalText);
  return readPlain({ text, receivedAt }, format, undefined);
}

function looksLikeJson(text: string): boolean {
  return text.startsWith('{') || text.startsWith('[');
}

/** `jsonError` is the answer when no text grammar claims a text that looks like JSON and isn't. */
function readPlain(
  input: SignalText,
  format: GrammarName | undefined,
  jsonError: SignalError | undefined,
): SignalParseOutcome {
  const grammars = format === undefined ? TEXT_GRAMMARS : named(TEXT_GRAMMARS, format);
  const grammar = grammars.find((candidate) => candidate.recognizes(input));
  if (grammar !== undefined) return grammar.parse(input);
  if (jsonError !== undefined) return refused(jsonError.code, jsonError.values, format);
  if (format === undefined) return refused('SIGNAL_FORMAT_UNKNOWN', {}, undefined);
  const insists = grammars[0] ?? (READS_BOTH.has(format) ? named(JSON_GRAMMARS, format)[0] : undefined);
  return insists?.parse(input) ?? refused('SIGNAL_FORMAT_UNKNOWN', { format }, format);
}

function named(grammars: readonly Grammar[], format: GrammarName | undefined): readonly Grammar[] {
  return format === undefined ? [] : grammars.filter((grammar) => grammar.name === format);
}

function refused(
  code: SignalErrorCode,
  values: Readonly<Record<string, string>>,
  format: GrammarName | undefined,
): SignalParseOutcome {
  return { kind: 'refused', error: { code, values }, ...(format === undefined ? {} : { format }) };
}
