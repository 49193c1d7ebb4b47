/** Which positions a command that closes means. */
import { isZero, ZERO } from '#domain/decimal.ts';
import type { Position } from '#domain/position.ts';
import type { SignalCommand } from '#domain/signal.ts';

/** Whether the command means the position, of those in its instrument. A reduce-only sell takes off what is long. */
export function isMeant({ action, ticket, magic }: SignalCommand, position: Position): boolean {
  if (isZero(position.quantity)) return false;
  if (ticket !== undefined && ticket !== String(position.ticket) && ticket !== position.id) return false;
  if (magic !== undefined && position.magic !== undefined && magic !== position.magic) return false;
  if (action === 'close_long' || action === 'sell') return position.quantity > ZERO;
  if (action === 'close_short' || action === 'buy') return position.quantity < ZERO;
  return true;
}
