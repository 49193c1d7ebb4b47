/** Closing: all or part of the positions that a command names. */
import {
  absolute,
  add,
  type Decimal,
  divide,
  formatDecimal,
  fromInteger,
  isZero,
  minimum,
  multiplyRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { type OrderRequest, opposite, type Reason } from '#domain/order.ts';
import type { Position } from '#domain/position.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { closesBefore } from '../pending-closes.ts';
import type { AccountState } from '../state.ts';
import { closeLimited, quantityRounded, saying } from './adjustments.ts';
import { isMeant } from './close-candidates.ts';
import { deniedPlan, ignoredPlan, labelsOf, type Plan, planOf } from './plan.ts';
import { priceAdjustments, pricesOf } from './entry-prices.ts';
import { placeable } from './market-buy.ts';
import { isPlainType } from './plan-entry.ts';
import { sizeOrder } from './sizing.ts';
import { splitClose } from './split-close.ts';

export interface CloseWish {
  readonly command: SignalCommand;
  /** To the letter: a price off the tick is denied by risk, not moved. */
  readonly exact: boolean;
  /** What is closed, as the sender named it; absent: everything. */
  readonly symbol?: string;
  /** Neither split nor priced: it is what a parent order is of. */
  readonly isWhole?: boolean;
}

/** Orders that close what of `candidates` the command means; nothing to close is not an error. */
export function planClose(state: AccountState, wish: CloseWish, candidates: readonly Position[]): Plan {
  const { command } = wish;
  const unsupported = unsupportedClose(command);
  if (unsupported !== undefined) return unsupported;
  const wanted = candidates.filter((position) => isMeant(command, position));
  if (wanted.length === 0) return ignoredPlan('POSITION_NOT_FOUND', { symbol: wish.symbol ?? command.ticket ?? '' });
  const size = closeSize(state, command, wanted);
  if (size.kind === 'denied') return size;
  const requests: OrderRequest[] = [];
  let left = size.quantity;
  let pending: Decimal = ZERO;
  for (const [index, position] of wanted.entries()) {
    if (left !== undefined && left <= ZERO) break;
    const isLast = index === wanted.length - 1;
    const asked =
      left === undefined ? absolute(position.quantity) : isLast ? left : minimum(left, absolute(position.quantity));
    const others = closesBefore(state, { ...closingOf(state, position), ...timingOf(command) });
    const most = minimum(asked, subtract(absolute(position.quantity), others));
    const { quantity, cut } = onStep(state, position, most);
    pending = add(pending, others);
    if (left !== undefined) left = subtract(left, asked);
    if (quantity <= ZERO) continue;
    const said = [...(requests.length === 0 ? size.adjustments : []), ...closeLimited(asked, most, others), ...cut];
    requests.push(...closeRequests(state, wish, { position, quantity, said }));
  }
  if (requests.length > 0) return planOf({ requests });
  if (isZero(pending)) return tooSmall(state, wanted) ?? planOf({ requests });
  return deniedPlan('CLOSE_PENDING', { symbol: wish.symbol ?? '', pending: formatDecimal(pending) });
}

/** Where coins were taken as a fee, a position is more than orders can be of: the crumb stays. */
function onStep(
  { volatile }: AccountState,
  { instrumentId }: Position,
  quantity: Decimal,
): { readonly quantity: Decimal; readonly cut: readonly Reason[] } {
  const instrument = volatile.settings.directory.byId(instrumentId);
  if (instrument === undefined || quantity <= ZERO) return { quantity, cut: [] };
  const cut = roundToStep(quantity, instrument.lotStep, 'down');
  return { quantity: cut, cut: quantityRounded(quantity, cut, instrument) };
}

/** Nothing but crumbs is left to close. */
function tooSmall(state: AccountState, [position]: readonly Position[]): Plan | undefined {
  const [cut] = position === undefined ? [] : onStep(state, position, absolute(position.quantity)).cut;
  if (cut === undefined) return undefined;
  const { asked: quantity = '', step: minimum = '' } = cut.values;
  return deniedPlan('QUANTITY_BELOW_MINIMUM', { quantity, minimum, maximum: '' });
}

function timingOf({ orderType, timeInForce }: SignalCommand): Pick<OrderRequest, 'type' | 'timeInForce'> {
  const type = orderType === undefined || !isPlainType(orderType) ? 'market' : orderType;
  return { type, timeInForce: timeInForce ?? (type === 'market' ? 'ioc' : 'gtc') };
}

/** Which orders are closes of the same. */
function closingOf(
  state: AccountState,
  { id, instrumentId }: Position,
): Pick<OrderRequest, 'instrumentId' | 'positionId'> {
  return state.account.positionMode === 'hedging' ? { instrumentId, positionId: id } : { instrumentId };
}

/** A close at a price of its own is a resting order; what can't be that is denied, never traded at the market instead. */
function unsupportedClose(command: SignalCommand): Plan | undefined {
  const { orderType, quantity } = command;
  if (quantity !== undefined && isZero(quantity)) return deniedPlan('QUANTITY_ZERO', { quantity: '0' });
  if (orderType !== undefined && !isPlainType(orderType))
    return deniedPlan('ORDER_TYPE_UNSUPPORTED', { type: orderType });
  if ((orderType === 'limit' || orderType === 'stop_limit') && command.price === undefined)
    return deniedPlan('PRICE_MISSING', { field: 'limitPrice' });
  if ((orderType === 'stop' || orderType === 'stop_limit') && command.stopPrice === undefined)
    return deniedPlan('PRICE_MISSING', { field: 'stopPrice' });
  return undefined;
}

type CloseSize =
  | { readonly kind: 'sized'; readonly quantity: Decimal | undefined; readonly adjustments: readonly Reason[] }
  | Extract<Plan, { kind: 'denied' }>;

const EVERYTHING: CloseSize = { kind: 'sized', quantity: undefined, adjustments: [] };

/** How much to close over all of them; undefined: everything. A quantity beyond the position means all of it. */
function closeSize(state: AccountState, command: SignalCommand, positions: readonly Position[]): CloseSize {
  if (command.quantity === undefined || command.action === 'close_all') return EVERYTHING;
  const first = positions[0];
  const instrument = first === undefined ? undefined : state.volatile.settings.directory.byId(first.instrumentId);
  if (instrument === undefined) return EVERYTHING;
  if (command.quantityUnit === 'percent_position') return shareOf(positions, command.quantity, instrument);
  const quote = state.volatile.quotes.get(instrument.id);
  const size = sizeOrder(state, {
    quantity: command.quantity,
    unit: command.quantityUnit,
    instrument,
    price: quote?.last,
    stopLoss: undefined,
    riskUnit: 'lots',
  });
  if (size.kind === 'denied') return size;
  return { ...size, adjustments: quantityRounded(size.asked, size.quantity, instrument) };
}

/** Percent of what the named positions hold together, cut to the step. */
function shareOf(positions: readonly Position[], percent: Decimal, instrument: Instrument): CloseSize {
  const held = positions.reduce((sum, position) => add(sum, absolute(position.quantity)), ZERO);
  const share = minimum(held, divide(multiplyRounded(held, percent, 'down'), fromInteger(100), 'down'));
  const quantity = roundToStep(share, instrument.lotStep, 'down');
  return { kind: 'sized', quantity, adjustments: quantityRounded(share, quantity, instrument) };
}

/** One order, or several where one may not be so large. */
function closeRequests(
  state: AccountState,
  { command, exact, isWhole }: CloseWish,
  of: { readonly position: Position; readonly quantity: Decimal; readonly said: readonly Reason[] },
): OrderRequest[] {
  const instrument = state.volatile.settings.directory.byId(of.position.instrumentId);
  const side = opposite(of.position.quantity > ZERO ? 'buy' : 'sell');
  const { type, timeInForce } = timingOf(command);
  const prices = instrument === undefined ? {} : pricesOf(command, { instrument, side, exact });
  const moved = instrument === undefined ? [] : priceAdjustments(command, prices, instrument);
  const request: OrderRequest = {
    ...closingOf(state, of.position),
    side,
    type,
    quantity: of.quantity,
    ...prices,
    timeInForce,
    postOnly: type === 'limit' && command.postOnly === true,
    reduceOnly: true,
    role: 'close',
    ...labelsOf(command),
    ...saying([...moved, ...of.said]),
  };
  if (isWhole === true) return [request];
  return splitClose(placeable(state, request, instrument), instrument);
}
