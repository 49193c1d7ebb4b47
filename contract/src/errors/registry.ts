/**
 * THE registry of public error codes. Every error that leaves the server, as an answer or as the reason of an order, is
 * one of these. A code is never re-meant; one that is no longer used moves to `retired.ts`.
 */
import { type ErrorArea, type ErrorDefinition, fillTemplate, type Language, placeholdersOf } from './definition.ts';
import { DOOR_ERRORS } from './door.ts';
import { ORDER_ERRORS } from './order.ts';
import { readableNumbers } from './readable-numbers.ts';
import { RISK_ERRORS } from './risk.ts';
import { SIGNAL_ERRORS } from './signal.ts';
import { SUBMISSION_ERRORS } from './submission.ts';
import { SYMBOL_ERRORS } from './symbol.ts';
import { VENUE_ERRORS } from './venue.ts';
import { chineseValues } from './value-words.ts';

/** Every area with its codes, in the order of the generated list. */
export const ERROR_AREAS = {
  door: DOOR_ERRORS,
  signal: SIGNAL_ERRORS,
  submission: SUBMISSION_ERRORS,
  symbol: SYMBOL_ERRORS,
  risk: RISK_ERRORS,
  order: ORDER_ERRORS,
  venue: VENUE_ERRORS,
} as const satisfies Record<ErrorArea, Record<string, ErrorDefinition>>;

export type ErrorCode = { [Area in ErrorArea]: keyof (typeof ERROR_AREAS)[Area] }[ErrorArea];

export interface RegisteredError extends ErrorDefinition {
  readonly code: ErrorCode;
  readonly area: ErrorArea;
  /** The names of the values its message speaks of. */
  readonly placeholders: readonly string[];
}

const registered: ReadonlyMap<string, RegisteredError> = new Map(
  Object.entries(ERROR_AREAS).flatMap(([area, codes]) =>
    Object.entries<ErrorDefinition>(codes).map(([code, definition]): [string, RegisteredError] => [
      code,
      { ...definition, code: code as ErrorCode, area: area as ErrorArea, placeholders: placeholdersOf(definition.en) },
    ]),
  ),
);

/** All codes, by area and then by name. */
export const ERROR_CODES: readonly RegisteredError[] = [...registered.values()];

/** The definition, or undefined when nothing is registered under that code. */
export function findError(code: string): RegisteredError | undefined {
  return registered.get(code);
}

/** The HTTP status of an error that is the whole answer; 500 for a code that is not registered. */
export function statusOf(code: string): number {
  return registered.get(code)?.status ?? 500;
}

/** Refusals of the venue itself that have a code of ours, because that says what to do. */
const REFUSED_THERE: ReadonlySet<string> = new Set([
  'ACCOUNT_POSITION_MODE_DIFFERS',
  'VENUE_IN_MAINTENANCE',
  'VENUE_MARKET_CLOSED',
  'VENUE_RATE_LIMITED',
  'VENUE_TIMESTAMP_REFUSED',
]);

/** Whether an order with this reason was refused by us before anything of it reached the venue. */
export function wasNeverSent(code: string): boolean {
  return code === 'SYMBOL_UNKNOWN' || (registered.get(code)?.area === 'venue' && !REFUSED_THERE.has(code));
}

/** Areas whose numbers are ours; those of the others quote what the sender wrote. */
const COMPARING: ReadonlySet<ErrorArea> = new Set(['risk', 'order', 'venue']);

/** The message in the reader's language. A code that is not registered is shown as it is. */
export function renderError(code: string, values: Readonly<Record<string, string>>, language: Language): string {
  const definition = registered.get(code);
  if (definition === undefined) return code;
  const shown = COMPARING.has(definition.area) ? readableNumbers(code, values) : values;
  return fillTemplate(definition[language], language === 'zh' ? chineseValues(shown) : shown);
}

/** The code as a short title: `SYMBOL_UNKNOWN` → `Symbol unknown`. */
export function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
