/**
 * A line of the trade log, written by hand: a busy server writes thousands a second, on the thread that trades. Texts,
 * numbers and decimals under permitted names are written at once; whatever else an entry holds goes the way of all other
 * lines, through the filter of permitted fields.
 */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { TradeLogEntry } from '#ports/logger.ts';
import { isPermittedField, permittedFields } from './log-fields.ts';
import { safeJsonText } from './log-text.ts';

/** Makes lines of entries, each ended by a line break. Throws when an entry has a time that is none, or can't be read. */
export function createTradeLine(extra: ReadonlySet<string>): (entry: TradeLogEntry) => string {
  /** `,"name":` of the names that were met. */
  const heads = new Map<string, string>();

  const headOf = (name: string): string | undefined => {
    if (!isPermittedField(name) && !extra.has(name)) return undefined;
    const head = `,${safeJsonText(name)}:`;
    heads.set(name, head);
    return head;
  };

  const filtered = (name: string, value: unknown): string => {
    const json = JSON.stringify(permittedFields({ [name]: value }, extra));
    return json === '{}' ? '' : `,${json.slice(1, -1)}`;
  };

  const member = (name: string, value: unknown): string => {
    const head = heads.get(name) ?? headOf(name);
    const json = head === undefined ? undefined : simpleJson(value);
    return json === undefined ? filtered(name, value) : `${head}${json}`;
  };

  return (entry) => {
    let line = `{"time":"${isoTime(entry.time)}"`;
    for (const name in entry) {
      const value = entry[name];
      if (value !== undefined && name !== 'time') line += member(name, value);
    }
    return `${line}}\n`;
  };
}

/** The JSON of a value without parts; undefined when it may have some. */
function simpleJson(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return safeJsonText(value);
    case 'bigint':
      return `"${formatDecimal(value as Decimal)}"`;
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return undefined;
  }
}
