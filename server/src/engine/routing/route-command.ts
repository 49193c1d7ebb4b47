/**
 * Routing: one command of a signal, turned into what it means for this account now: orders to make, orders to cancel,
 * protection to move. Pure reading of the state; risk still has to look at every order that comes out.
 */
import { isZero, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { ExecuteCommand } from '../inputs.ts';
import { type AccountState, netQuantity, positionsOf } from '../state.ts';
import { needsSymbol, resolveCommandSymbol } from './command-symbol.ts';
import { deniedPlan, type Plan, planOf } from './plan.ts';
import { planCancel, planModify } from './plan-changes.ts';
import { type CloseWish, planClose } from './plan-close.ts';
import { planEntry } from './plan-entry.ts';
import { planParent, withEmulatedStops } from './plan-parent.ts';
import { planTarget } from './plan-target.ts';

/** What the command means for the account at this moment. */
export function routeCommand(state: AccountState, input: ExecuteCommand): Plan {
  const { command, route } = input;
  if (route.allowedActions.length > 0 && !route.allowedActions.includes(command.action)) {
    return deniedPlan('ROUTE_ACTION_FORBIDDEN', { action: command.action });
  }
  if (command.action === 'enable' || command.action === 'disable')
    return planOf({ switchTo: command.action === 'enable' });
  const { directory } = state.volatile.settings;
  const resolved = resolveCommandSymbol(directory, command, route);
  if (resolved === undefined) return routeWithoutSymbol(state, input);
  if (resolved.kind !== 'resolved') return deniedPlan(resolved.code, { ...resolved.values });
  const { instrument } = resolved;
  const plan = planParent(state, input, instrument) ?? withEmulatedStops(state, routeSymbol(state, input, instrument));
  return { ...plan, instrumentId: resolved.instrument.id };
}

function routeWithoutSymbol(state: AccountState, input: ExecuteCommand): Plan {
  const { command } = input;
  if (needsSymbol(command)) return deniedPlan('SYMBOL_MISSING');
  switch (command.action) {
    case 'close':
    case 'close_all':
    case 'close_long':
    case 'close_short':
      return planClose(state, { command, exact: input.route.exact === true }, [...state.positions.values()]);
    case 'cancel':
      return planCancel(state, command, undefined);
    case 'modify':
      return planModify(state, input, undefined);
    default:
      return deniedPlan('SYMBOL_MISSING');
  }
}

function closeWish({ command, route }: ExecuteCommand, { id }: Instrument): CloseWish {
  return { command, exact: route.exact === true, symbol: command.symbol ?? id };
}

function routeSymbol(state: AccountState, input: ExecuteCommand, instrument: Instrument): Plan {
  const { command } = input;
  switch (command.action) {
    case 'buy':
    case 'sell':
      return planEntry(state, input, { instrument, side: command.action });
    case 'add': {
      const net = netQuantity(state, instrument.id);
      if (isZero(net)) return deniedPlan('ADD_WITHOUT_POSITION', { symbol: instrument.id });
      return planEntry(state, input, { instrument, side: net > ZERO ? 'buy' : 'sell' });
    }
    case 'target':
      return planTarget(state, input, instrument);
    case 'close':
    case 'close_all':
    case 'close_long':
    case 'close_short':
      return planClose(state, closeWish(input, instrument), positionsOf(state, instrument.id));
    case 'cancel':
      return planCancel(state, command, instrument);
    case 'modify':
      return planModify(state, input, instrument);
    default:
      return deniedPlan('SIGNAL_ACTION_UNKNOWN', { action: command.action });
  }
}
