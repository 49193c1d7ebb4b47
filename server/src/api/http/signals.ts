/** Signals over REST: sent, rehearsed, and shown with everything that became of them. */
import { renderError } from '@signalbox/contract';
import { GRAMMAR_NAMES, type GrammarName } from '#domain/signal.ts';
import type { Desk } from '#runtime/desk.ts';
import { createRoute } from '#runtime/route-document.ts';
import { type Answer, areSimulated, type Call, type Handlers, ok, refuse, refuseWith } from './call.ts';
import { present } from './orders.ts';
import { readPositionCursor, writePositionCursor } from './paging.ts';
import type { HttpServerOptions, JsonNode } from './server-options.ts';
import { type IntakeResult, readBody, submitText } from './signal-intake.ts';
import { nearestName } from './validation-message.ts';

type SignalHandlers = Pick<Handlers, 'listSignals' | 'submitSignal' | 'previewSignal' | 'getSignal'>;

/** Handlers of the signals. */
export function createSignalHandlers(options: HttpServerOptions): SignalHandlers {
  const { desk } = options;
  return {
    listSignals: (call) => listSignals(options, call),
    submitSignal: (call) => submitSignal(options, call),
    previewSignal: (call) => previewSignal(options, call),
    async getSignal({ params }) {
      const id = params['signalId'] ?? '';
      const signal = await desk.signal(id);
      if (signal === undefined) return refuse('NOT_FOUND', { id });
      return ok(signal, { simulated: areSimulated(signal.orders) });
    },
  };
}

/** So many rows of a status are asked for at once, and looked through for one page at most; the next page goes on from there. */
const ROWS_AT_ONCE = 100;
const ROWS_MAX = 1_000;

type Listed = Awaited<ReturnType<Desk['signals']>>[number];

async function listSignals({ desk }: HttpServerOptions, { query }: Call<'listSignals'>): Promise<Answer> {
  const cursor = readPositionCursor(query.cursor);
  if (cursor.kind === 'invalid') return refuse('CURSOR_INVALID');
  const { found, end } = await collect(desk, query, cursor.kind === 'cursor' ? cursor.value : undefined);
  const page = found.slice(0, query.limit);
  const last = found.length > page.length ? page.at(-1)?.position : end;
  const signals = page.map(({ position: _position, ...signal }) => signal);
  return ok(signals, { nextCursor: last === undefined ? undefined : writePositionCursor(last) });
}

/** Newest first, one more than wanted where there is one, and where looking ended early: what was decided is no status of a row. */
async function collect(desk: Desk, { source, status, limit }: Call<'listSignals'>['query'], from: number | undefined) {
  const search = { ...present('source', source), ...present('status', status) };
  const found: Listed[] = [];
  const atOnce = status === undefined ? limit + 1 : ROWS_AT_ONCE;
  let beforePosition = from;
  for (let looked = 0; looked < ROWS_MAX && found.length <= limit; looked += atOnce) {
    const rows = await desk.signals({ ...search, ...present('beforePosition', beforePosition), limit: atOnce });
    found.push(...rows.filter((row) => status === undefined || row.status === status));
    if (rows.length < atOnce) return { found, end: undefined };
    beforePosition = rows.at(-1)?.position;
  }
  return { found, end: beforePosition };
}

/** A body that is either `{text, …}` or the alert itself. */
interface TextBody {
  readonly text: string | undefined;
  readonly format: GrammarName | undefined;
  readonly extra: string | undefined;
  /** Why a body that is the wrapper can't be taken. */
  readonly mistake?: Answer;
}

const WHOLE: TextBody = { text: undefined, format: undefined, extra: undefined };

/**
 * Looks whether the body is our wrapper, a JSON object with a text. Everything else, JSON alerts included, is the alert
 * itself: also one that has a text among other fields, when it can be read as a signal.
 */
function unwrap(
  options: HttpServerOptions,
  call: Pick<Call<'submitSignal'>, 'raw' | 'receivedAt'>,
  extraField: string,
): TextBody {
  const { raw, receivedAt } = call;
  if (raw.length === 0 || !raw.includes('"text"')) return WHOLE;
  const reading = options.readJson(raw.toString('utf8'));
  if (reading.kind === 'refused' || !(reading.value instanceof Map)) return WHOLE;
  const fields: ReadonlyMap<string, JsonNode> = reading.value;
  if (typeof fields.get('text') !== 'string') return WHOLE;
  const mistake = wrapperMistake(fields, ['text', 'format', extraField]);
  if (mistake !== undefined) {
    const isAlert = readBody(options, raw, { format: undefined, receivedAt }).outcome.kind === 'parsed';
    return isAlert ? WHOLE : { ...WHOLE, mistake };
  }
  const textOf = (name: string) => fields.get(name) as string | undefined;
  const format = textOf('format');
  if (!isKnownFormat(format)) return { ...WHOLE, mistake: refuse('BODY_FIELD_INVALID', unknownFormat(format)) };
  return { text: textOf('text'), format, extra: textOf(extraField) };
}

function wrapperMistake(fields: ReadonlyMap<string, JsonNode>, known: readonly string[]): Answer | undefined {
  for (const [field, value] of fields) {
    if (!known.includes(field)) {
      return refuse('BODY_FIELD_UNKNOWN', { field, ...present('nearest', nearestName(field, known)) });
    }
    if (typeof value !== 'string') return refuse('BODY_FIELD_INVALID', { field, problem: '"…"' });
  }
  return undefined;
}

async function submitSignal(options: HttpServerOptions, call: Call<'submitSignal'>): Promise<Answer> {
  const { desk } = options;
  const body = unwrap(options, call, 'account');
  if (body.mistake !== undefined) return body.mistake;
  const account = body.extra ?? desk.defaultAccount();
  if (desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
  const raw = body.text === undefined ? call.raw : Buffer.from(body.text);
  const read = readBody(options, raw, { format: body.format, receivedAt: call.receivedAt });
  const route = createRoute([account], { maxAgeMs: options.settings().signalMaxAgeMs });
  const source = `rest:${call.actor.id}`;
  return intakeAnswer(await submitText(options, { source, read, route, secrets: [], key: call.idempotencyKey }));
}

/** The answer of a door to a submitted text. */
function intakeAnswer(result: IntakeResult): Answer {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'answer', status: 202, body: { signalId: result.signalId, status: 'accepted' } };
    case 'duplicate':
      return ok({ signalId: result.signalId, status: 'duplicate' });
    case 'rehearsed': {
      const { signalId, commands, decisions } = result;
      return ok({ signalId, status: 'rehearsed', commands, decisions });
    }
    case 'refused':
      return refuseWith(result.reason, result.signalId);
  }
}

async function previewSignal(options: HttpServerOptions, call: Call<'previewSignal'>): Promise<Answer> {
  const { desk } = options;
  const body = unwrap(options, call, 'webhook');
  if (body.mistake !== undefined) return body.mistake;
  const webhook = body.extra === undefined ? undefined : options.webhooks.get(body.extra);
  if (body.extra !== undefined && webhook === undefined) return refuse('WEBHOOK_UNKNOWN', { webhook: body.extra });
  const route = webhook?.route ?? createRoute([desk.defaultAccount()], { maxAgeMs: options.settings().signalMaxAgeMs });
  const raw = body.text === undefined ? call.raw : Buffer.from(body.text);
  const { outcome } = readBody(options, raw, { format: body.format ?? route.format, receivedAt: call.receivedAt });
  if (outcome.kind === 'refused') {
    const { code, values } = outcome.error;
    return ok({ accept: false, error: { code, message: renderError(code, values, call.language) } });
  }
  const { format, commands } = outcome.signal;
  const decisions = desk.rehearse(commands, route);
  const simulated = route.accounts.some((account) => desk.account(account)?.simulated === true);
  return ok({ accept: true, format, commands: commands.map(options.toWireCommand), decisions }, { simulated });
}

function isKnownFormat(format: string | undefined): format is GrammarName | undefined {
  return format === undefined || (GRAMMAR_NAMES as readonly string[]).includes(format);
}

function unknownFormat(format: string | undefined) {
  return { field: 'format', problem: `${format}: ${GRAMMAR_NAMES.join(', ')}` };
}
