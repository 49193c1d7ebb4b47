/** Commands that change what is there already: cancel resting orders, move a stop-loss or a take-profit. */
import { type Decimal, isZero, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { isTerminal, type Order, type Reason } from '#domain/order.ts';
import { type ShownOrder, shownAsOrder } from '#domain/parent-order.ts';
import type { Position } from '#domain/position.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { ExecuteCommand } from '../inputs.ts';
import { type AccountState, openOrdersOf, positionsOf } from '../state.ts';
import { onTick, priceRounded, saying } from './adjustments.ts';
import { levelAdjustments, levelPrice, type LevelRequest } from './levels.ts';
import { deniedPlan, ignoredPlan, type Plan, type PriceChange, type ProtectionChange, planOf } from './plan.ts';
import { offTick } from './plan-entry.ts';

/**
 * Cancels entry orders that still may fill: of one ticket, one instrument, or all. Protective orders stay, and so do those
 * that a person placed at the venue, unless one is named.
 */
export function planCancel(state: AccountState, command: SignalCommand, instrument: Instrument | undefined): Plan {
  const open = instrument === undefined ? openOrders(state) : openOrdersOf(state, instrument.id);
  const candidates = [...liveParents(state, instrument), ...open];
  const cancels = candidates.filter((order) => cancelable(command, order)).map((order) => order.id);
  return cancels.length === 0
    ? ignoredPlan('ORDER_NOT_FOUND', { order: command.ticket ?? command.symbol ?? '' })
    : planOf({ cancels });
}

function openOrders(state: AccountState): Order[] {
  const orders: Order[] = [];
  for (const order of state.orders.values()) if (!isTerminal(order.status)) orders.push(order);
  return orders;
}

function liveParents(state: AccountState, instrument: Instrument | undefined): ShownOrder[] {
  const parents: ShownOrder[] = [];
  for (const id of state.liveParents) {
    const parent = state.parents.get(id);
    if (parent === undefined || (instrument !== undefined && parent.request.instrumentId !== instrument.id)) continue;
    parents.push(shownAsOrder(parent, state.account.id));
  }
  return parents;
}

function cancelable(command: SignalCommand, order: ShownOrder): boolean {
  if (order.request.role === 'stop_loss' || order.request.role === 'take_profit') return false;
  if (command.ticket !== undefined && !isNamed(order, command.ticket)) return false;
  if (command.ticket === undefined && order.request.role === 'external') return false;
  const type = order.emulated?.kind ?? order.request.type;
  if (command.orderType !== undefined && command.orderType !== 'market' && command.orderType !== type) return false;
  if (command.tag !== undefined && command.tag !== order.request.tag) return false;
  return command.targetPosition === undefined || (command.targetPosition === 'long') === (order.request.side === 'buy');
}

function isNamed(order: Order, ticket: string): boolean {
  return ticket === String(order.ticket) || ticket === order.id || ticket === order.clientOrderId;
}

/** Moves stop-loss and take-profit of positions, or the price of a resting order named by its ticket. */
export function planModify(state: AccountState, input: ExecuteCommand, instrument: Instrument | undefined): Plan {
  const { command } = input;
  const positions = instrument === undefined ? [...state.positions.values()] : positionsOf(state, instrument.id);
  const wanted = positions.filter((position) => modifies(command, position));
  const adjustments: Reason[] = [];
  const prices = priceChanges(state, input, adjustments);
  const protections: ProtectionChange[] = [];
  for (const position of wanted) {
    const change = protectionChange(state, { ...input, adjustments }, position);
    if (change !== undefined) protections.push(change);
  }
  if (protections.length === 0 && prices.length === 0) {
    if (command.stopLoss === undefined && command.takeProfit === undefined)
      return deniedPlan('SIGNAL_FIELD_MISSING', { field: 'sl, tp' });
    return ignoredPlan('POSITION_NOT_FOUND', { symbol: command.symbol ?? command.ticket ?? '' });
  }
  const refusal = input.route.exact === true ? offTick(adjustments) : undefined;
  return refusal ?? planOf({ protections, prices, ...saying(adjustments) });
}

function modifies(command: SignalCommand, position: Position): boolean {
  if (isZero(position.quantity)) return false;
  if (command.ticket !== undefined && command.ticket !== String(position.ticket) && command.ticket !== position.id)
    return false;
  if (command.targetPosition === undefined) return true;
  return (command.targetPosition === 'long') === position.quantity > ZERO;
}

/** A level that is absent stays; an explicit zero takes the protection away. */
function protectionChange(
  state: AccountState,
  { command, route, adjustments }: ExecuteCommand & { readonly adjustments: Reason[] },
  position: Position,
): ProtectionChange | undefined {
  const instrument = state.volatile.settings.directory.byId(position.instrumentId);
  if (instrument === undefined || (command.stopLoss === undefined && command.takeProfit === undefined))
    return undefined;
  const side = position.quantity > ZERO ? 'buy' : 'sell';
  const entry = position.averagePrice;
  const price = (value: Decimal, kind: 'stop_loss' | 'take_profit'): Decimal => {
    const unit = (kind === 'stop_loss' ? command.stopLossUnit : command.takeProfitUnit) ?? route.levelUnit;
    if (isZero(value)) return ZERO;
    const level: LevelRequest = { value, unit, kind, side, entry };
    const sent = levelPrice(level, instrument);
    adjustments.push(...levelAdjustments(level, sent, instrument));
    return sent;
  };
  return {
    position,
    ...(command.stopLoss === undefined ? {} : { stopLoss: price(command.stopLoss, 'stop_loss') }),
    ...(command.takeProfit === undefined ? {} : { takeProfit: price(command.takeProfit, 'take_profit') }),
  };
}

/** The new price of a resting order, moved to the tick as that of a new one is. */
function priceChanges(state: AccountState, { command }: ExecuteCommand, adjustments: Reason[]): PriceChange[] {
  const { ticket } = command;
  const price = command.price ?? command.stopPrice ?? command.signalPrice;
  if (ticket === undefined || price === undefined) return [];
  const changes: PriceChange[] = [];
  for (const order of openOrders(state)) {
    const instrument = state.volatile.settings.directory.byId(order.request.instrumentId);
    if (!isNamed(order, ticket) || instrument === undefined || order.request.type === 'market') continue;
    const sent = onTick(price, instrument, order.request.side);
    const field = order.request.type === 'stop' ? 'stopPrice' : 'limitPrice';
    adjustments.push(...priceRounded({ field, asked: price, sent }, instrument));
    changes.push({ orderId: order.id, [field]: sent });
  }
  return changes;
}
