/** Which instrument a command means, by its symbol, its exchange, and what its route says about both. */
import type { Instrument } from '#domain/instrument.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { type InstrumentDirectory, resolveSymbol } from '#domain/symbol.ts';

/** The resolution of the command's symbol, or of the route's default one; undefined when there is neither. */
export function resolveCommandSymbol(
  directory: InstrumentDirectory,
  command: SignalCommand,
  route: Route,
): ReturnType<typeof resolveSymbol> | undefined {
  const symbol = command.symbol ?? route.defaultSymbol;
  if (symbol === undefined) return undefined;
  const { exchange } = command;
  return resolveSymbol(
    { symbol, symbolMap: route.symbolMap, ...(exchange === undefined ? {} : { exchange }) },
    directory,
  );
}

/**
 * Whether the command must see the outcome of everything before it in its instrument: what closes, aims at a position, sizes
 * by one or sells what may not be sold short. A plain entry means the same whatever the earlier ones become.
 */
export function dependsOnPosition(command: SignalCommand, instrument: Instrument | undefined): boolean {
  const { action } = command;
  if (instrument === undefined || (action !== 'buy' && action !== 'sell')) return true;
  if (command.reduceOnly === true || command.quantityUnit === 'percent_position') return true;
  return action === 'sell' && !instrument.shortable;
}
