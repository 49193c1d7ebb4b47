/**
 * The way of a text into the desk, the same for every door: read, prove who sent it, cut the secret out, and only then
 * keep or hash anything of it. Nothing of a sender who proved nothing is ever kept.
 */
import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { GrammarName, ParsedSignal, SignalParseOutcome } from '#domain/signal.ts';
import type { SubmissionResult } from '#runtime/desk.ts';
import type { DecisionView } from '#views/shapes.ts';
import { cutSecret, findSecret } from '../auth/credential-text.ts';
import { matchesSecret } from '../auth/secret-check.ts';
import { reasonFor } from './problem-answer.ts';
import type { HttpServerOptions } from './server-options.ts';

/** Shorter ones are other people's license numbers: they are masked, but the masked text is not read again. */
const OWN_SECRET_LENGTH_MIN = 32;

/** A text that was read, before or after it is known who sent it. */
export interface ReadText {
  readonly text: string;
  readonly outcome: SignalParseOutcome;
  readonly format: GrammarName | undefined;
  readonly receivedAt: number;
}

export interface Submission {
  /** `hook:<webhookId>` or `rest:<apiKeyId>`. */
  readonly source: string;
  readonly read: ReadText;
  readonly route: Route;
  /** What the sender proved itself with, and what else must not be kept. */
  readonly secrets: readonly string[];
  /** The sender's own key of this request, above the id in the text. */
  readonly key?: string | undefined;
}

export type IntakeResult =
  | { readonly kind: 'accepted' | 'duplicate'; readonly signalId: string }
  | {
      readonly kind: 'rehearsed';
      readonly signalId: string;
      readonly commands: readonly Readonly<Record<string, unknown>>[];
      readonly decisions: readonly DecisionView[];
    }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly signalId?: string | undefined };

type IntakeOptions = Pick<HttpServerOptions, 'desk' | 'readSignal' | 'toWireCommand'>;

/** Reads a body as a signal. Costs the same whoever sent it. */
export function readBody(
  options: IntakeOptions,
  body: Buffer,
  as: { readonly format: GrammarName | undefined; readonly receivedAt: number },
): ReadText {
  const text = body.toString('utf8');
  // A body that is not UTF-8 goes to the reader as bytes, so that it says so itself.
  const reading = { text: isUtf8(body) ? text : body, receivedAt: as.receivedAt };
  const outcome = options.readSignal(as.format === undefined ? reading : { ...reading, format: as.format });
  return { ...as, text, outcome };
}

/**
 * The secret with which a text proves its sender: the credential its format carries, or, where the format carries none or
 * the text can't be read, the secret wherever it stands. Undefined when the text proves nothing.
 */
export function proveByText(read: ReadText, hashes: readonly string[] | undefined): string | undefined {
  const credential = credentialOf(read);
  if (credential !== undefined) return matchesSecret(hashes, credential) ? credential : undefined;
  return findSecret(read.text, hashes);
}

/** What the text itself carries as its secret. */
export function credentialOf({ outcome }: ReadText): string | undefined {
  return outcome.kind === 'parsed' ? outcome.signal.credential : undefined;
}

/** Hands the text of an authenticated sender to the desk, or keeps it as refused. */
export async function submitText(options: IntakeOptions, submission: Submission): Promise<IntakeResult> {
  const { source, route } = submission;
  const { receivedAt, outcome, text, bodyHash } = clean(options, submission);
  if (outcome.kind === 'refused') {
    const { error, format } = outcome;
    const refused = { source, text, bodyHash, receivedAt, reason: error };
    const signalId = await options.desk.keepRefused(format === undefined ? refused : { ...refused, format });
    return { kind: 'refused', reason: error, signalId };
  }
  const parsed = withoutCredential(outcome.signal);
  const key = submission.key ?? parsed.explicitId;
  const base = { source, parsed, text, bodyHash, receivedAt, route };
  const result = await options.desk.submitSignal(key === undefined ? base : { ...base, key });
  return toIntakeResult(options, result, parsed);
}

interface CleanText extends ReadText {
  readonly bodyHash: string;
}

function clean(options: IntakeOptions, { source, read, secrets }: Submission): CleanText {
  const credential = credentialOf(read);
  const toCut = credential === undefined || secrets.includes(credential) ? secrets : [...secrets, credential];
  let { text, outcome } = read;
  let elsewhere = false;
  for (const secret of toCut) {
    const cut = cutSecret(text, secret);
    text = cut.text;
    const expected = secret === credential ? 1 : 0;
    if (cut.count > expected && secret.length >= OWN_SECRET_LENGTH_MIN) elsewhere = true;
  }
  // The secret also stands where a command could carry it on (a comment): what is kept is read from the masked text.
  if (elsewhere) {
    const { format, receivedAt } = read;
    outcome = readBody(options, Buffer.from(text), { format, receivedAt }).outcome;
  }
  return { ...read, text, outcome, bodyHash: hash('sha256', `${source}\n${text}`) };
}

function withoutCredential(signal: ParsedSignal): ParsedSignal {
  if (signal.credential === undefined) return signal;
  const { credential: _cut, ...rest } = signal;
  return rest;
}

function toIntakeResult(options: IntakeOptions, result: SubmissionResult, parsed: ParsedSignal): IntakeResult {
  switch (result.kind) {
    case 'accepted':
    case 'duplicate':
      return result;
    case 'rehearsed':
      return { ...result, commands: parsed.commands.map(options.toWireCommand) };
    case 'conflict':
      return { kind: 'refused', reason: reasonFor('SIGNAL_KEY_CONFLICT'), signalId: result.signalId };
    case 'refused':
      return { kind: 'refused', reason: result.reason, signalId: result.signalId };
    case 'unavailable':
      return { kind: 'refused', reason: result.reason };
  }
}
