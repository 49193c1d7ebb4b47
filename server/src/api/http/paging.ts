/** Cursors: where a page ended, opaque to clients. */
export interface TimeCursor {
  readonly time: number;
  readonly id: string;
}

export type CursorReading<T> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'cursor'; readonly value: T }
  | { readonly kind: 'invalid' };

const TIME_CURSOR = /^(\d{1,16})~(.{1,120})$/;
const POSITION_CURSOR = /^\d{1,15}$/;

/** The cursor after a row of this time and id. */
export function writeTimeCursor({ time, id }: TimeCursor): string {
  return Buffer.from(`${time}~${id}`).toString('base64url');
}

/** The place a cursor of {@link writeTimeCursor} speaks of. */
export function readTimeCursor(cursor: string | undefined): CursorReading<TimeCursor> {
  if (cursor === undefined) return { kind: 'absent' };
  const value = readTimeText(Buffer.from(cursor, 'base64url').toString('utf8'));
  return value === undefined ? { kind: 'invalid' } : { kind: 'cursor', value };
}

function readTimeText(text: string): TimeCursor | undefined {
  const match = TIME_CURSOR.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { time: Number(match[1]), id: match[2] };
}

/** A place among the fills of orders. */
export interface FillCursor extends TimeCursor {
  /** How many of the order's own fills, the oldest, come after it. */
  readonly older: number;
}

const FILL_CURSOR = /^(\d{1,9})~/;

export const writeFillCursor = ({ older, ...order }: FillCursor): string =>
  Buffer.from(`${older}~${order.time}~${order.id}`).toString('base64url');

/** The place a cursor of {@link writeFillCursor} speaks of. */
export function readFillCursor(cursor: string | undefined): CursorReading<FillCursor> {
  if (cursor === undefined) return { kind: 'absent' };
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const older = FILL_CURSOR.exec(text);
  const order = readTimeText(text.slice(older?.[0].length ?? 0));
  if (older === null || order === undefined) return { kind: 'invalid' };
  return { kind: 'cursor', value: { ...order, older: Number(older[1]) } };
}

/** The cursor after the row at this position. */
export function writePositionCursor(position: number): string {
  return Buffer.from(String(position)).toString('base64url');
}

/** The position a cursor of {@link writePositionCursor} speaks of. */
export function readPositionCursor(cursor: string | undefined): CursorReading<number> {
  if (cursor === undefined) return { kind: 'absent' };
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  return POSITION_CURSOR.test(text) ? { kind: 'cursor', value: Number(text) } : { kind: 'invalid' };
}
