/**
 * Closes that grew too old before they could be sent, mostly because the venue was out of reach: they are not sent, because what
 * they were meant for may be long past. The position stands, and who asked for its end may think it is gone: a person is told.
 */
import { formatDecimal, isZero, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { Position } from '#domain/position.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { ExecuteCommand } from './inputs.ts';
import { positionIdOf } from './pending-closes.ts';
import { isMeant } from './routing/close-candidates.ts';
import { resolveCommandSymbol } from './routing/command-symbol.ts';
import type { StepRun } from './step-run.ts';

const CLOSING: ReadonlySet<SignalCommand['action']> = new Set(['close', 'close_all', 'close_long', 'close_short']);

/** Whether the command does nothing but close. */
export function onlyCloses({ action, targetPosition, targetQuantity, reduceOnly }: SignalCommand): boolean {
  if (CLOSING.has(action)) return true;
  if (action === 'target') {
    return targetPosition === undefined
      ? targetQuantity !== undefined && isZero(targetQuantity)
      : targetPosition === 'flat';
  }
  return (action === 'buy' || action === 'sell') && reduceOnly === true;
}

/** The command will not be carried out any more: each position that it was to close is told of. */
export function alarmLateCommand(run: StepRun, { command, route }: ExecuteCommand): void {
  if (!onlyCloses(command)) return;
  const { positions, volatile } = run.state;
  const resolved = resolveCommandSymbol(volatile.settings.directory, command, route);
  if (resolved !== undefined && resolved.kind !== 'resolved') return;
  const instrumentId = resolved?.instrument.id;
  for (const position of positions.values()) {
    if (instrumentId !== undefined && position.instrumentId !== instrumentId) continue;
    if (isMeant(command, position)) alarm(run, position);
  }
}

/** The close was approved, and will not be sent any more. What the engine wanted closed it asks for again. */
export function alarmLateOrder(run: StepRun, { request, signalId }: Order): void {
  const position = run.state.positions.get(positionIdOf(request));
  if (request.role !== 'close' || signalId === undefined || position === undefined) return;
  if (position.quantity !== ZERO && position.quantity > ZERO === (request.side === 'sell')) alarm(run, position);
}

function alarm(run: StepRun, { instrumentId, ticket, quantity }: Position): void {
  const position = run.state.account.positionMode === 'hedging' ? String(ticket) : instrumentId;
  run.notify('alarm', 'CLOSE_TOO_LATE', { symbol: instrumentId, held: formatDecimal(quantity), position });
}
