/**
 * A trail as lines: what happened, in order, each line with the time since the beginning. The checks of an order that a
 * signal asked for are all shown with the numbers they compared; those of its protective orders are only counted.
 */
import { readableNumbers } from '@signalbox/contract/errors/readable-numbers.ts';
import { wasNeverSent } from '@signalbox/contract/errors/registry.ts';
import { phrase } from '@signalbox/contract/errors/value-words.ts';
import type { Bilingual } from '#app/config/bilingual.ts';
import { CHECK_NAMES, CHECK_VALUES } from './check-texts.ts';
import { plainNumber } from './instrument-book.ts';
import { type Cell, pad, renderTable } from './table.ts';
import { printable, type Terminal, type TextValues } from './terminal.ts';
import { touchedText } from './touched-orders.ts';
import { TRAIL_PARTS, TRAIL_TEXTS } from './trail-texts.ts';
import type { Check, TrailEntry } from './wire-shapes.ts';
import { localTime, reasonText, word } from './words.ts';

type Data = Readonly<Record<string, unknown>>;
type KnownKind = keyof typeof TRAIL_TEXTS;

const TIME_WIDTH = 11;
const CLOCK_WIDTH = 19;

/** Writes the lines of one trail; remembers the tickets of orders and when it all began. */
export class TrailLines {
  readonly #terminal: Terminal;
  readonly #startedAtMs: number | undefined;
  readonly #width: number;
  readonly #tickets = new Map<string, string>();
  readonly #children = new Set<string>();

  /** Without a beginning, each line has the time of day. */
  constructor(terminal: Terminal, startedAt?: string) {
    this.#terminal = terminal;
    this.#startedAtMs = startedAt === undefined ? undefined : Date.parse(startedAt);
    this.#width = startedAt === undefined ? CLOCK_WIDTH : TIME_WIDTH;
  }

  /** Makes an order known by its ticket, when its own beginning is not in the trail. */
  know(orderId: string, ticket: number): void {
    this.#tickets.set(orderId, String(ticket));
  }

  /** A line of our own at the time given. */
  line(time: string, text: string): string {
    const start = this.#startedAtMs;
    const shown = start === undefined ? localTime(time) : `+${((Date.parse(time) - start) / 1000).toFixed(3)} s`;
    return `${this.#terminal.paint('dim', pad(shown, this.#width, 'right'))}  ${text}`;
  }

  /** The lines of one entry. */
  entry({ time, account, kind, orderId, data }: TrailEntry): string[] {
    const terminal = this.#terminal;
    if (MAKES.has(kind) && orderId !== undefined) {
      this.#tickets.set(orderId, String(data['ticket']));
      if (data['parentOrderId'] !== undefined) this.#children.add(orderId);
    }
    if (!isKnown(kind)) return [this.line(time, printable(kind))];
    const ticket = this.#tickets.get(orderId ?? '') ?? printable(orderId ?? '');
    const values = { ...valuesOf(terminal, kind, data), ticket, account: account ?? '' };
    const line = this.line(time, this.#paint(kind, terminal.text(textOf(kind, data), values)));
    const checks = Array.isArray(data['checks']) ? (data['checks'] as readonly Check[]) : [];
    const shown = this.#children.has(orderId ?? '') ? checks.filter(({ passed }) => !passed) : checks;
    const notes = notesOf(data).map((note) => `• ${reasonText(terminal, note)}`);
    return [line, ...[...notes, ...checkLines(terminal, shown)].map((text) => `${' '.repeat(this.#width)}    ${text}`)];
  }

  #paint(kind: KnownKind, text: string): string {
    if (kind === 'order_filled') return this.#terminal.paint('green', text);
    if (kind === 'order_denied' || kind === 'order_rejected') return this.#terminal.paint('red', text);
    return kind === 'order_unknown' ? this.#terminal.paint('yellow', text) : text;
  }
}

/** Two kinds have two sentences: money for holding a perpetual is told as that, and so is a refusal before anything left. */
function textOf(kind: KnownKind, data: Data): Bilingual {
  if (kind === 'balance_adjusted' && data['reason'] === 'funding') return TRAIL_TEXTS.funding_paid;
  const code = (data['reason'] as Reason | undefined)?.code ?? '';
  return TRAIL_TEXTS[kind === 'order_rejected' && wasNeverSent(code) ? 'order_not_sent' : kind];
}

/** What came of a command: one that cancels or changes something makes no order. */
function outcomeText(terminal: Terminal, { outcome, orderIds, touched }: Data): string {
  const isDone = outcome === 'orders' && Array.isArray(orderIds) && orderIds.length === 0;
  return `${word(terminal, isDone ? 'done' : scalarText(outcome))}${touchedText(terminal, touched)}`;
}

/** Kinds that bring an order's ticket along. */
const MAKES: ReadonlySet<string> = new Set(['order_created', 'external_order_found', 'parent_created']);

type Reason = NonNullable<Parameters<typeof reasonText>[1]>;

/** What is said beside the sentence: where something was rounded, cut or split, or differs from the venue. */
function notesOf(data: Data): readonly Reason[] {
  const request = (data['request'] ?? {}) as Data;
  return [data['adjustments'], request['adjustments'], data['differences']].flatMap((notes) =>
    Array.isArray(notes) ? (notes as readonly Reason[]) : [],
  );
}

const isKnown = (kind: string): kind is KnownKind => Object.hasOwn(TRAIL_TEXTS, kind);

/** One line for each check: passed or not, its name, and what it compared. */
export function checkLines(terminal: Terminal, checks: readonly Check[]): string[] {
  if (checks.length === 0) return [];
  const rows = checks.map(({ check, passed, values }): Cell[] => [
    { text: passed ? '✓' : '✗', paint: (text) => terminal.paint(passed ? 'green' : 'red', text) },
    { text: terminal.language === 'zh' ? (CHECK_NAMES[check] ?? check) : check },
    { text: plain(terminal, readableNumbers(check, values)), paint: (text) => terminal.paint('dim', text) },
  ]);
  return renderTable([{ title: '' }, { title: '' }, { title: '' }], rows).slice(1);
}

/** What a number of a check counts; in English its name says it. */
function unitOf(name: string): string {
  if (name.endsWith('Ms')) return ' 毫秒';
  return /percent$/i.test(name) ? '%' : '';
}

function plain(terminal: Terminal, values: TextValues): string {
  const isChinese = terminal.language === 'zh';
  return Object.entries(values)
    .map(([name, value]) => {
      const text = name === 'source' ? sourceText(terminal, value) : value;
      if (!isChinese) return `${name} ${text}`;
      return `${CHECK_VALUES[name] ?? name} ${word(terminal, text)}${unitOf(name)}`;
    })
    .join(isChinese ? '，' : ', ');
}

/** What the sentences of the kinds speak of; a value that a kind has not is empty and its sentence does not use it. */
function valuesOf(terminal: Terminal, kind: KnownKind, data: Data): TextValues {
  const text = (name: string): string => printable(scalarText(data[name]));
  return {
    source: sourceText(terminal, text('source')),
    command: String(Number(data['command'] ?? 0) + 1),
    outcome: outcomeText(terminal, data),
    reason: reasonPart(terminal, kind, data),
    what: kind === 'protection_set' ? protectionText(terminal, data) : whatText(terminal, data),
    count: String(Array.isArray(data['checks']) ? data['checks'].length : 0),
    client: text('clientOrderId'),
    attempt: text('attempt'),
    venue: text('venueOrderId'),
    detail: terminal.language === 'zh' ? phrase(text('detail')) : text('detail'),
    answer: terminal.text(data['answer'] === 'not_found' ? TRAIL_PARTS.notFound : TRAIL_PARTS.unreachable),
    quantity: plainNumber(text('quantity')),
    price: plainNumber(text('price')),
    fee: plainNumber(text('fee')),
    actor: sourceText(terminal, text('actor')),
    symbol: text('instrumentId'),
    state: stateText(terminal, data),
    differences: String(Array.isArray(data['differences']) ? data['differences'].length : 0),
    currency: text('currency'),
    rate: plainNumber(text('conversionRate')),
    before: plainNumber(text('before')),
    after: plainNumber(text('after')),
    kind: word(terminal, text('parentKind')),
    best: plainNumber(text('bestPrice')),
    trigger: plainNumber(text('triggerPrice')),
    slice: String(Number(data['slice'] ?? 0) + 1),
  };
}

const scalarText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

function stateText(terminal: Terminal, { enabled, state }: Data): string {
  if (typeof enabled === 'boolean') return terminal.text(enabled ? TRAIL_PARTS.on : TRAIL_PARTS.off);
  return word(terminal, scalarText(state));
}

const DOORS: Readonly<Record<string, Bilingual>> = {
  hook: TRAIL_PARTS.webhook,
  rest: TRAIL_PARTS.rest,
  api_key: TRAIL_PARTS.rest,
  engine: TRAIL_PARTS.engine,
};

/** Where a signal came from or who did it: `hook:<id>`, `rest:<id>`, `engine` in words. */
export function sourceText(terminal: Terminal, source: string): string {
  const [door = '', id = ''] = source.split(/:(.*)/s);
  const text = DOORS[door];
  return text === undefined ? printable(source) : terminal.text(text, { id: printable(id) });
}

/** Kinds whose sentence brings the colon itself. */
const PLAIN_REASON = new Set<KnownKind>([
  'order_denied',
  'order_rejected',
  'order_cancel_rejected',
  'order_amend_rejected',
]);

function reasonPart(terminal: Terminal, kind: KnownKind, data: Data): string {
  // One kind has a word there, which its own sentence stands for.
  if (typeof data['reason'] === 'string') return '';
  const reason = data['reason'] as Parameters<typeof reasonText>[1];
  const text = reason === undefined ? printable(scalarText(data['venueReason'])) : reasonText(terminal, reason);
  if (text === '' || PLAIN_REASON.has(kind)) return text;
  return terminal.text(TRAIL_PARTS.because, { reason: text });
}

interface Requested {
  readonly side?: string;
  readonly quantity?: string;
  readonly instrumentId?: string;
  readonly type?: string;
  readonly role?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly stopLoss?: string;
  readonly takeProfits?: readonly { readonly price: string }[];
}

/** The levels of a protection; taken away they are none. */
function protectionText(terminal: Terminal, data: Data): string {
  const { stopLoss, takeProfits = [] } = data as Requested;
  return stopLoss === undefined && takeProfits.length === 0
    ? terminal.text(TRAIL_PARTS.none)
    : whatText(terminal, data);
}

/** An order request, a change of one, or a protection, in a few words. */
function whatText(terminal: Terminal, data: Data): string {
  const request = (data['request'] ?? data) as Requested;
  const isOrder = data['request'] !== undefined;
  const price = (part: Bilingual, value: string | undefined) =>
    value === undefined ? [] : [terminal.text(part, { price: plainNumber(value) })];
  const parts = [
    ...(isOrder
      ? [word(terminal, request.side ?? ''), plainNumber(request.quantity ?? ''), request.instrumentId ?? '']
      : []),
    ...(isOrder ? [word(terminal, request.type ?? '')] : []),
    ...(!isOrder && request.quantity !== undefined ? [plainNumber(request.quantity)] : []),
    ...price(TRAIL_PARTS.trigger, request.stopPrice),
    ...price(TRAIL_PARTS.at, request.limitPrice),
    ...(isOrder && request.role !== undefined && request.role !== 'entry' ? [`(${word(terminal, request.role)})`] : []),
  ];
  const protection = isOrder
    ? []
    : [
        ...price(TRAIL_PARTS.stopLoss, request.stopLoss),
        ...(request.takeProfits ?? []).flatMap((target) => price(TRAIL_PARTS.takeProfit, target.price)),
      ];
  return printable([parts.join(' '), ...protection].filter((part) => part !== '').join(', '));
}
