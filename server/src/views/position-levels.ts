/** At which levels a position leaves: those of the orders that rest against it, and of take-profits that are watched here. */
import {
  absolute,
  add,
  type Decimal,
  formatDecimal,
  maximum,
  minimum,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import { isWorking, type Order } from '#domain/order.ts';
import type { Position } from '#domain/position.ts';
import { shownTargetsOf } from '#engine/shown-targets.ts';
import type { AccountState } from '#engine/state.ts';
import type { PositionView } from './shapes.ts';

type Levels = Pick<PositionView, 'stopLoss' | 'takeProfit' | 'partStopLoss' | 'partTakeProfit'>;

/** What leaves on one side: how much of the position, and the level nearest to the price. */
interface Cover {
  readonly quantity: Decimal;
  readonly nearest: Decimal | undefined;
}

const UNCOVERED: Cover = { quantity: ZERO, nearest: undefined };

/**
 * The levels at which the position leaves, where they really cover all of it that an order can be of, each side by itself;
 * where they cover a part, the level is said to be that of a part. Of several, the one nearest to the price.
 */
export function levelsOf(state: AccountState, position: Position): Levels {
  const isLong = position.quantity > ZERO;
  let stop = UNCOVERED;
  let target = UNCOVERED;
  for (const order of leaving(state, position)) {
    if (order.request.role === 'stop_loss') stop = covered(stop, order, isLong ? maximum : minimum);
    else target = covered(target, order, isLong ? minimum : maximum);
  }
  const held = sellable(state, position);
  return {
    ...levelOf(stop, held, ['stopLoss', 'partStopLoss']),
    ...levelOf(target, held, ['takeProfit', 'partTakeProfit']),
  };
}

function* leaving(state: AccountState, position: Position): Generator<Order> {
  for (const id of state.openByInstrument.get(position.instrumentId) ?? []) {
    const order = state.orders.get(id);
    if (order !== undefined && protects(order, state, position)) yield order;
  }
  for (const target of shownTargetsOf(state, position.id))
    if (target.emulated?.state === 'waiting' && target.request.side === (position.quantity > ZERO ? 'sell' : 'buy'))
      yield target;
}

/** What of the position an order can be of: coins taken as a fee leave a crumb. */
function sellable(state: AccountState, { instrumentId, quantity }: Position): Decimal {
  const held = absolute(quantity);
  const step = state.volatile.settings.directory.byId(instrumentId)?.lotStep;
  const whole = step === undefined ? held : roundToStep(held, step, 'down');
  return whole > ZERO ? whole : held;
}

function covered(cover: Cover, { request, filledQuantity }: Order, nearer: typeof maximum): Cover {
  const level = request.role === 'stop_loss' ? request.stopPrice : request.limitPrice;
  const { nearest } = cover;
  return {
    quantity: add(cover.quantity, subtract(request.quantity, filledQuantity)),
    nearest: nearest === undefined || level === undefined ? (nearest ?? level) : nearer(nearest, level),
  };
}

function levelOf({ quantity, nearest }: Cover, held: Decimal, [whole, part]: [keyof Levels, keyof Levels]): Levels {
  return nearest === undefined ? {} : { [quantity < held ? part : whole]: formatDecimal(nearest) };
}

function protects({ status, request }: Order, state: AccountState, position: Position): boolean {
  if (request.role !== 'stop_loss' && request.role !== 'take_profit') return false;
  if (!isWorking(status)) return false;
  return state.account.positionMode === 'netting' || request.positionId === position.id;
}
