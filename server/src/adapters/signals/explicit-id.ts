/**
 * The sender's own id of a signal, under whatever name. A fixed id in an alert repeats with every trade, so that an id counts
 * together with the alert's time when there is one: the fire time before the bar's own.
 */
import { fieldNames } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import { JsonNumber } from './json-value.ts';
import { parseSignalTime } from './signal-time.ts';

const ID_NAMES = fieldNames('id signal_id alert_id client_order_id');
/** Where `id` is the strategy's own name of an order. */
export const ALERT_ID_NAMES = fieldNames('signal_id alert_id');
const TIME_FIELDS = [fieldNames('timenow time_now sent_at'), fieldNames('timestamp'), fieldNames('time')];
/** Longer texts are no times. */
const STAMP_LENGTH_MAX = 64;

/** The id with the alert's time, `id@ms`, or with the text that stands there when it is no time; undefined without an id. */
export function readExplicitId(reader: FieldReader, names: FieldNames = ID_NAMES): string | undefined {
  const id = reader.text(names);
  if (id === undefined) return undefined;
  for (const field of TIME_FIELDS) {
    const value = reader.peek(field);
    const text = value instanceof JsonNumber ? value.text : typeof value === 'string' ? value.trim() : '';
    if (text !== '' && text.length <= STAMP_LENGTH_MAX) return `${id}@${parseSignalTime(text) ?? text}`;
  }
  return id;
}
