/** Which instrument a command means, by its symbol, its exchange, and what its route says about both. */
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
