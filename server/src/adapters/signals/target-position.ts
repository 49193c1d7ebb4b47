/**
 * TradingView's position fields: `strategy.market_position` is the state after the fill, its size is unsigned, and
 * `strategy.position_size` is the same with a sign. A position wanted afterwards is read only when they agree. A sentiment is
 * less: it says the side afterwards and leaves the size to the trade.
 */
import type { Decimal } from '#domain/decimal.ts';
import { absolute, isNegative, isZero } from '#domain/decimal.ts';
import type { QuantityUnit, SignalCommand } from '#domain/signal.ts';
import { withoutAbsent } from './signal-command.ts';
import { refuse } from './signal-refusal.ts';
import { wordTable } from './word-table.ts';

export type TargetPosition = 'long' | 'short' | 'flat';

export const MARKET_POSITIONS = wordTable<TargetPosition>({
  long: 'long bullish',
  short: 'short bearish',
  flat: 'flat none',
});

/**
 * The target of a position and a size, which may carry the sign of the position. A sign or a zero that contradicts the
 * position is a conflict with the size's `field`; the outcome's size is unsigned. Nothing of any unit needs none.
 */
export function readTarget(
  position: TargetPosition,
  size: Decimal,
  { field, unit }: { readonly field: string; readonly unit: QuantityUnit },
): Pick<SignalCommand, 'targetPosition' | 'targetQuantity' | 'quantityUnit'> {
  const contradicts = isNegative(size) ? position !== 'short' : isZero(size) !== (position === 'flat');
  if (contradicts) refuse('SIGNAL_FIELD_CONFLICT', { field: 'market_position', other: field });
  const target = { targetPosition: position, targetQuantity: absolute(size) };
  return isZero(size) ? target : { ...target, quantityUnit: unit };
}

/**
 * What ends on the side of a sized trade whatever was there before: the other side is exited whole, then the trade is made.
 * A position already on that side is added to; a target of the trade's size would trade against the trade's own word.
 */
export function onOwnSide(trade: SignalCommand): readonly SignalCommand[] {
  const { symbol, exchange, account, strategy, magic, time, timeCheck } = trade;
  const action = trade.action === 'buy' ? 'close_short' : 'close_long';
  const labels = { symbol, exchange, account, strategy, magic, time, timeCheck };
  return [withoutAbsent<SignalCommand>({ action, ...labels }), trade];
}
