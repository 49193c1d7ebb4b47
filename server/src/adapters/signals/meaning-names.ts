/**
 * Fields that change what the rest of an alert means: the position wanted afterwards, the unit of its size, a delay, an
 * order that is switched off or only rehearsed. Each grammar reads those that it knows; one that is left unread would turn the
 * alert into another trade than its sender wrote, so it is refused by its name. What is switched off asks for nothing.
 */
import { foldName } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import type { JsonValue } from './json-value.ts';
import { isOff } from './protection-names.ts';
import { refuse, shown } from './signal-refusal.ts';

/** Zero is a position too. */
const POSITIONS = folded(
  'sentiment market_position market_position_size position_size target_position target_quantity target_size',
);
const UNITS = folded(
  'unit units quantity_unit qty_unit size_unit amount_unit volume_unit quantity_type qty_type size_type amount_type ' +
    'volume_type',
);
const SWITCHED_ON = folded(
  'close_position test dry_run simulate simulation simulated paper paper_trade paper_trading demo disabled paused ' +
    'delay delay_s delay_sec delay_seconds delay_ms delay_minutes delay_bars',
);
const SWITCHED_OFF = folded('enabled is_enabled active is_active');

function folded(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(foldName));
}

/** Refuses with SIGNAL_NOT_SUPPORTED, naming the field, when the reader left one unread that changes the meaning of the rest. */
export function refuseLostMeaning(reader: FieldReader): void {
  for (const { name, value } of reader.unread()) {
    const field = foldName(name.slice(name.lastIndexOf('.') + 1));
    if (changesMeaning(field, value)) refuse('SIGNAL_NOT_SUPPORTED', { field: shown(name) });
  }
}

function changesMeaning(field: string, value: JsonValue): boolean {
  const isSent = value !== null && value !== '';
  if (POSITIONS.has(field)) return isSent;
  if (SWITCHED_OFF.has(field)) return isSent && isOff(value);
  return (UNITS.has(field) || SWITCHED_ON.has(field)) && !isOff(value);
}
