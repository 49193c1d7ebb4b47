/** Closing: all or part of the positions that a command names. */
import { absolute, type Decimal, isZero, minimum, subtract, ZERO } from '#domain/decimal.ts';
import { type OrderRequest, opposite } from '#domain/order.ts';
import type { Position } from '#domain/position.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { AccountState } from '../state.ts';
import { ignoredPlan, labelsOf, type Plan, planOf } from './plan.ts';
import { sizeOrder } from './sizing.ts';

/** Orders that close what of `candidates` the command means; nothing to close is not an error. */
export function planClose(state: AccountState, command: SignalCommand, candidates: readonly Position[]): Plan {
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

function closes(command: SignalCommand, position: Position): boolean {
  if (isZero(position.quantity)) return false;
  if (command.ticket !== undefined && command.ticket !== String(position.ticket) && command.ticket !== position.id) return false;
  if (command.magic !== undefined && position.magic !== undefined && command.magic !== position.magic) return false;
  if (command.action === 'close_long') return position.quantity > ZERO;
  if (command.action === 'close_short') return position.quantity < ZERO;
  return true;
}

/** How much to close over all of them; undefined: everything. A quantity beyond the position means all of it. */
function closeQuantity(state: AccountState, command: SignalCommand, positions: readonly Position[]): Decimal | undefined | Plan {
  if (command.quantity === undefined || command.action === 'close_all') return undefined;
  const first = positions[0];
  const instrument = first === undefined ? undefined : state.volatile.settings.directory.byId(first.instrumentId);
  if (instrument === undefined) return undefined;
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

function closeRequest(state: AccountState, command: SignalCommand, of: { position: Position; quantity: Decimal }): OrderRequest {
  const hedging = state.account.positionMode === 'hedging';
  return {
    instrumentId: of.position.instrumentId,
    side: opposite(of.position.quantity > ZERO ? 'buy' : 'sell'),
    type: 'market',
    quantity: of.quantity,
    timeInForce: 'ioc',
    postOnly: false,
    reduceOnly: true,
    role: 'close',
    ...(hedging ? { positionId: of.position.id } : {}),
    ...labelsOf(command),
  };
}
