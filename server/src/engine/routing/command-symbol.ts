/** Which instrument a command means, by its symbol, its exchange, and what its route says about both. */
import type { Instrument } from '#domain/instrument.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { type InstrumentDirectory, resolveSymbol, type SymbolRequest } from '#domain/symbol.ts';

type Resolution = ReturnType<typeof resolveSymbol>;

/** What was resolved before, per directory: alerts name the same few symbols over and over. */
const known = new WeakMap<InstrumentDirectory, Map<string, Resolution>>();
const KNOWN_MAX = 1_000;

/** The resolution of the command's symbol, or of the route's default one; undefined when there is neither. */
export function resolveCommandSymbol(
  directory: InstrumentDirectory,
  command: SignalCommand,
  route: Route,
): Resolution | undefined {
  const symbol = command.symbol ?? route.defaultSymbol;
  if (symbol === undefined) return undefined;
  const { exchange } = command;
  if (route.symbolMap.size > 0) return resolveSymbol(requestOf(symbol, exchange, route), directory);
  const resolutions = known.get(directory) ?? new Map<string, Resolution>();
  const key = `${exchange ?? ''}\n${symbol}`;
  const before = resolutions.get(key);
  if (before !== undefined) return before;
  const resolution = resolveSymbol(requestOf(symbol, exchange, route), directory);
  if (resolutions.size >= KNOWN_MAX) resolutions.clear();
  resolutions.set(key, resolution);
  known.set(directory, resolutions);
  return resolution;
}

function requestOf(symbol: string, exchange: string | undefined, { symbolMap }: Route): SymbolRequest {
  return { symbol, symbolMap, ...(exchange === undefined ? {} : { exchange }) };
}

/** Whether the command means nothing without a symbol: it opens, or it closes or changes something it does not name. */
export function needsSymbol({ action, ticket }: SignalCommand): boolean {
  switch (action) {
    case 'enable':
    case 'disable':
    case 'cancel':
    case 'close_all':
    case 'close_long':
    case 'close_short':
      return false;
    case 'close':
    case 'modify':
      return ticket === undefined;
    default:
      return true;
  }
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
