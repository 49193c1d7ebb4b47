/** The words of the wire in the reader's language: statuses, sides, times, reasons. */
import { renderError } from '@signalbox/contract/errors/registry.ts';
import { LABELS, WORDS } from './label-texts.ts';
import { type Style, type Terminal, printable } from './terminal.ts';

/** A word of the wire (`partially_filled`) as the reader says it; one we do not know is shown as it is. */
export function word(terminal: Terminal, name: string | boolean): string {
  const text = WORDS[String(name)];
  return text === undefined ? printable(String(name)) : text[terminal.language];
}

/** The title of a column or the label of a field. */
export function label(terminal: Terminal, name: keyof typeof LABELS): string {
  return LABELS[name][terminal.language];
}

/** Why something is as it is, as a sentence. Nothing for undefined. */
export function reasonText(
  terminal: Terminal,
  reason: { readonly code: string; readonly values: Readonly<Record<string, string>> } | undefined,
): string {
  return reason === undefined ? '' : printable(renderError(reason.code, reason.values, terminal.language));
}

const STATUS_STYLES: Readonly<Record<string, Style>> = {
  filled: 'green',
  executed: 'green',
  active: 'green',
  healthy: 'green',
  denied: 'red',
  rejected: 'red',
  not_sent: 'red',
  refused: 'red',
  halted: 'red',
  unhealthy: 'red',
  unknown: 'yellow',
  quarantined: 'yellow',
  reducing: 'yellow',
  degraded: 'yellow',
  not_up: 'yellow',
  held: 'yellow',
  done: 'green',
  failed: 'red',
  paused: 'yellow',
};

/** A status as a cell of a table, in its color. */
export function statusCell(terminal: Terminal, status: string) {
  const style = STATUS_STYLES[status];
  return {
    text: word(terminal, status),
    ...(style === undefined ? {} : { paint: (text: string) => terminal.paint(style, text) }),
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-03-01 17:30:00` in the terminal's own time zone. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return printable(iso);
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
