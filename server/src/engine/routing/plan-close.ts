/** Closing: all or part of the positions that a command names. */
import {
  absolute,
  add,
  type Decimal,
  divide,
  fromInteger,
  isZero,
  minimum,
  multiplyRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import { type OrderRequest, opposite } from '#domain/order.ts';
import type { Position } from '#domain/position.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { AccountState } from '../state.ts';
import { deniedPlan, ignoredPlan, labelsOf, type Plan, planOf } from './plan.ts';
import { pricesOf } from './entry-prices.ts';
import { sizeOrder } from './sizing.ts';

/** Orders that close what of `candidates` the command means; nothing to close is not an error. */
export function planClose(state: AccountState, command: SignalCommand, candidates: readonly Position[]): Plan {
  const unsupported = unsupportedClose(command);
  if (unsupported !== undefined) return unsupported;
  const wanted = candidates.filter((position) => closes(command, position));
  if (wanted.length === 0) return ignoredPlan('POSITION_NOT_FOUND', { symbol: command.symbol ?? '' });
  let left = closeQuantity(state, command, wanted);
  if (typeof left === 'object') return left;
  const requests: OrderRequest[] = [];
  for (const position of wanted) {
    if (left !== undefined && left <= ZERO) break;
    const held = absolute(position.quantity);
    const quantity: Decimal = left === undefined ? held : minimum(left, held);
    requests.push(closeRequest(state, command, { position, quantity }));
    if (left !== undefined) left = subtract(left, quantity);
  }
  return planOf({ requests });
}

/** A close at a price of its own is a resting order; what can't be that is denied, never traded at the market instead. */
function unsupportedClose(command: SignalCommand): Plan | undefined {
  const { orderType, quantity } = command;
  if (quantity !== undefined && isZero(quantity)) return deniedPlan('QUANTITY_ZERO', { quantity: '0' });
  if (orderType === 'trailing_stop') return deniedPlan('ORDER_TYPE_UNSUPPORTED', { type: orderType });
  if ((orderType === 'limit' || orderType === 'stop_limit') && command.price === undefined)
    return deniedPlan('PRICE_MISSING', { field: 'limitPrice' });
  if ((orderType === 'stop' || orderType === 'stop_limit') && command.stopPrice === undefined)
    return deniedPlan('PRICE_MISSING', { field: 'stopPrice' });
  return undefined;
}

function closes(command: SignalCommand, position: Position): boolean {
  if (isZero(position.quantity)) return false;
  if (command.ticket !== undefined && command.ticket !== String(position.ticket) && command.ticket !== position.id)
    return false;
  if (command.magic !== undefined && position.magic !== undefined && command.magic !== position.magic) return false;
  if (command.action === 'close_long') return position.quantity > ZERO;
  if (command.action === 'close_short') return position.quantity < ZERO;
  return true;
}

/** How much to close over all of them; undefined: everything. A quantity beyond the position means all of it. */
function closeQuantity(
  state: AccountState,
  command: SignalCommand,
  positions: readonly Position[],
): Decimal | undefined | Plan {
  if (command.quantity === undefined || command.action === 'close_all') return undefined;
  const first = positions[0];
  const instrument = first === undefined ? undefined : state.volatile.settings.directory.byId(first.instrumentId);
  if (instrument === undefined) return undefined;
  if (command.quantityUnit === 'percent_position') return shareOf(positions, command.quantity, instrument.lotStep);
  const quote = state.volatile.quotes.get(instrument.id);
  const size = sizeOrder(state, {
    quantity: command.quantity,
    unit: command.quantityUnit,
    instrument,
    price: quote?.last,
    stopLoss: undefined,
    riskUnit: 'lots',
  });
  return size.kind === 'sized' ? size.quantity : { kind: 'denied', reason: size.reason };
}

/** Percent of what the named positions hold together, cut to the step. */
function shareOf(positions: readonly Position[], percent: Decimal, lotStep: Decimal): Decimal {
  const held = positions.reduce((sum, position) => add(sum, absolute(position.quantity)), ZERO);
  const share = divide(multiplyRounded(held, percent, 'down'), fromInteger(100), 'down');
  return minimum(held, roundToStep(share, lotStep, 'down'));
}

function closeRequest(
  state: AccountState,
  command: SignalCommand,
  of: { position: Position; quantity: Decimal },
): OrderRequest {
  const hedging = state.account.positionMode === 'hedging';
  const instrument = state.volatile.settings.directory.byId(of.position.instrumentId);
  const side = opposite(of.position.quantity > ZERO ? 'buy' : 'sell');
  const type = command.orderType === undefined || command.orderType === 'trailing_stop' ? 'market' : command.orderType;
  return {
    instrumentId: of.position.instrumentId,
    side,
    type,
    quantity: of.quantity,
    ...(instrument === undefined ? {} : pricesOf(command, { instrument, side, exact: false })),
    timeInForce: command.timeInForce ?? (type === 'market' ? 'ioc' : 'gtc'),
    postOnly: false,
    reduceOnly: true,
    role: 'close',
    ...(hedging ? { positionId: of.position.id } : {}),
    ...labelsOf(command),
  };
}
