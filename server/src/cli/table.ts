/**
 * Aligned tables. A Chinese character takes two columns of a terminal, so widths are counted in columns and not in
 * characters. Styles are put on after the alignment, because their codes have no width.
 */
import { printable } from './terminal.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const GAP = '  ';
/** Hangul, CJK, full-width forms and emoji: what terminals draw two columns wide. */
const WIDE =
  /[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{Mn}/u;

/** How many columns of a terminal the text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : COMBINING.test(character) ? 0 : 1;
  return width;
}

/** The text filled up with spaces to so many columns. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** The lines of a table: the titles, then the rows. A column in which no row has anything is left out. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly (Cell | string)[])[]): string[] {
  const cells = rows.map((row) => row.map(asCell));
  const kept = columns.map((_, index) => cells.some((row) => (row[index]?.text ?? '') !== ''));
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[index]?.text ?? ''))),
  );
  const line = (row: readonly Cell[]): string =>
    columns
      .flatMap((column, index) => (kept[index] ? [renderCell(row[index], widths[index] ?? 0, column.align)] : []))
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ title }) => ({ text: title }))), ...cells.map(line)];
}

/** Lines of a label and a value, the values below each other. */
export function renderFields(fields: readonly (readonly [label: string, value: string])[]): string[] {
  const shown = fields.filter(([, value]) => value !== '');
  const width = Math.max(...shown.map(([label]) => displayWidth(label)));
  return shown.map(([label, value]) => `${pad(label, width)}${GAP}${value}`);
}

function asCell(cell: Cell | string): Cell {
  return typeof cell === 'string' ? { text: printable(cell) } : { ...cell, text: printable(cell.text) };
}

function renderCell(cell: Cell | undefined, width: number, align: 'left' | 'right' = 'left'): string {
  const padded = pad(cell?.text ?? '', width, align);
  return cell?.paint === undefined ? padded : cell.paint(padded);
}
