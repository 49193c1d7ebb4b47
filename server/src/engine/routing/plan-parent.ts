/**
 * Parent orders: what a command of a kind that venues have not comes to. The order that all children are of together is
 * worked out as any order is; what its kind needs beside it is checked here, once, before there is one.
 */
import { formatDecimal, fromInteger, minimum, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
import type { ParentKind, ParentTerms } from '#domain/parent-order.ts';
import type { SignalAction, SignalCommand } from '#domain/signal.ts';
import { assumedVolume, evenWeights, sharesOf } from '../algos/slices.ts';
import type { ExecuteCommand } from '../inputs.ts';
import { type AccountState, positionsOf } from '../state.ts';
import { takesStop } from '../venue-stops.ts';
import { onTick, priceRounded } from './adjustments.ts';
import { deniedPlan, type ParentDraft, type Plan, planOf } from './plan.ts';
import { planClose } from './plan-close.ts';
import { isPlainType, planEntry, sizeOf } from './plan-entry.ts';

type Denied = Extract<Plan, { kind: 'denied' }>;
type OwnKind = Exclude<ParentKind, 'stop' | 'stop_limit'>;

const DURATION_MIN_MS = 2_000;
const DURATION_MAX_MS = 7 * 86_400_000;
const SLICE_MIN_MS = 1_000;
export const SLICES_MAX = 500;
const SLICES_DEFAULT = 10;
const HUNDRED = fromInteger(100);

/** The plan of a command that asks for a parent order; undefined for every other command. */
export function planParent(state: AccountState, input: ExecuteCommand, instrument: Instrument): Plan | undefined {
  const { action, orderType } = input.command;
  if (orderType === undefined || isPlainType(orderType)) return undefined;
  if (!action.startsWith('close') && action !== 'buy' && action !== 'sell')
    return action === 'cancel' ? undefined : deniedPlan('ORDER_TYPE_UNSUPPORTED', { type: `${action} ${orderType}` });
  const whole = planWhole(state, input, { instrument, kind: orderType });
  if (whole.kind !== 'plan') return whole;
  const parents: ParentDraft[] = [];
  for (const request of whole.requests) {
    const draft = draftOf(state, input, { instrument, kind: orderType, request });
    if ('reason' in draft) return { kind: 'denied', reason: draft.reason };
    parents.push(draft);
  }
  return planOf({ ...whole, requests: [], parents });
}

interface Asked {
  readonly instrument: Instrument;
  readonly kind: OwnKind;
}

/** What all children are together. A trailing stop only ever closes; the others do what their action says. */
function planWhole(state: AccountState, input: ExecuteCommand, { instrument, kind }: Asked): Plan {
  const { command } = input;
  const orderType = isLimited(kind, command) ? 'limit' : 'market';
  const plain: SignalCommand = { ...command, orderType };
  const { action } = command;
  if (kind === 'trailing_stop' || action.startsWith('close')) {
    const closing: SignalAction = action === 'buy' ? 'close_short' : action === 'sell' ? 'close_long' : action;
    const wish = { exact: input.route.exact === true, symbol: command.symbol ?? instrument.id, isWhole: true };
    const close = planClose(
      state,
      { ...wish, command: { ...plain, action: closing } },
      positionsOf(state, instrument.id),
    );
    return close.kind === 'ignored' && closing !== action ? { ...close, kind: 'denied' } : close;
  }
  const side = action === 'sell' ? 'sell' : 'buy';
  return planEntry(state, { ...input, command: plain }, { instrument, side, isWhole: true });
}

function isLimited(kind: OwnKind, { price }: SignalCommand): boolean {
  if (kind === 'iceberg' || kind === 'oco') return true;
  return kind !== 'trailing_stop' && price !== undefined;
}

type Drafted = ParentDraft | Pick<Denied, 'reason'>;

const lacking = (field: string): Drafted => ({ reason: { code: 'PARENT_TERM_MISSING', values: { field } } });
const wrong = (field: string, expected: string): Drafted => ({
  reason: { code: 'PARENT_TERM_INVALID', values: { field, expected } },
});

function draftOf(state: AccountState, input: ExecuteCommand, of: Asked & { readonly request: OrderRequest }): Drafted {
  switch (of.kind) {
    case 'trailing_stop':
      return trailing(input, of);
    case 'oco':
      return oco(input, of);
    case 'iceberg':
      return iceberg(state, input, of);
    case 'twap':
    case 'vwap':
      return sliced(input, of);
  }
}

type Whole = Asked & { readonly request: OrderRequest };

function trailing({ command }: ExecuteCommand, { instrument, kind, request }: Whole): Drafted {
  const { trailDistance, trailUnit = 'amount', activationPrice } = command;
  if (trailDistance === undefined) return lacking('trailDistance');
  if (trailUnit === 'percent' ? trailDistance >= HUNDRED : trailDistance < instrument.tickSize)
    return wrong('trailDistance', trailUnit === 'percent' ? '< 100' : `>= ${formatDecimal(instrument.tickSize)}`);
  const terms: ParentTerms = {
    trailDistance,
    trailUnit,
    ...(activationPrice === undefined ? {} : { activationPrice: onTick(activationPrice, instrument, request.side) }),
  };
  return { kind, request, terms, smallest: request };
}

/** The limit on the better side of the market, the stop on the other: else one of the two would leave at once. */
function oco({ command, route }: ExecuteCommand, { instrument, kind, request }: Whole): Drafted {
  if (request.limitPrice === undefined) return lacking('limitPrice');
  if (command.stopPrice === undefined) return lacking('stopPrice');
  if (isHasty(request)) return wrong('timeInForce', 'gtc');
  const stopPrice = route.exact === true ? command.stopPrice : onTick(command.stopPrice, instrument, request.side);
  const isBeside = request.side === 'sell' ? stopPrice < request.limitPrice : stopPrice > request.limitPrice;
  if (!isBeside) return wrong('stopPrice', request.side === 'sell' ? '< limitPrice' : '> limitPrice');
  const said = priceRounded({ field: 'stopPrice', asked: command.stopPrice, sent: stopPrice }, instrument);
  const whole = saying({ ...request, stopPrice }, said);
  return { kind, request: whole, terms: {}, smallest: whole };
}

function iceberg(state: AccountState, input: ExecuteCommand, { instrument, kind, request }: Whole): Drafted {
  const { visibleQuantity: asked } = input.command;
  if (asked === undefined) return lacking('visibleQuantity');
  if (request.limitPrice === undefined) return lacking('limitPrice');
  if (isHasty(request)) return wrong('timeInForce', 'gtc');
  const command = { ...input.command, quantity: asked };
  const size = sizeOf(state, { ...input, command }, { instrument, entry: request.limitPrice, stopLoss: undefined });
  if (size.kind === 'denied') return { reason: size.reason };
  const visibleQuantity = size.quantity;
  if (visibleQuantity >= request.quantity) return wrong('visibleQuantity', '< quantity');
  return { kind, request, terms: { visibleQuantity }, smallest: { ...request, quantity: visibleQuantity } };
}

/** What rests here rests until it is done or canceled. */
const isHasty = ({ timeInForce }: OrderRequest): boolean => timeInForce !== 'gtc';

function sliced({ command }: ExecuteCommand, { instrument, kind, request }: Whole): Drafted {
  const { durationMs, weights, catchUp } = command;
  if (durationMs === undefined) return lacking('duration');
  if (durationMs < DURATION_MIN_MS || durationMs > DURATION_MAX_MS) return wrong('duration', '2 s - 7 d');
  const count = command.slices ?? weights?.length ?? SLICES_DEFAULT;
  const most = Math.min(SLICES_MAX, Math.floor(durationMs / SLICE_MIN_MS));
  if (count < 2 || count > most) return wrong('slices', `2 - ${most}`);
  const isTwap = kind === 'twap';
  if (isTwap && weights !== undefined) return wrong('weights', 'vwap');
  if (weights !== undefined && weights.length !== count) return wrong('weights', String(count));
  if (weights?.some((weight) => weight <= ZERO) === true) return wrong('weights', '> 0');
  const used = isTwap ? evenWeights(count) : (weights ?? assumedVolume(count));
  const shares = sharesOf(request.quantity, used, instrument.lotStep);
  const said =
    isTwap || weights !== undefined ? [] : [{ code: 'VWAP_VOLUME_ASSUMED', values: { slices: String(count) } }];
  const whole = saying(request, said);
  const terms: ParentTerms = { durationMs, shares, ...(catchUp === true ? { catchUp } : {}) };
  return { kind, request: whole, terms, smallest: { ...whole, quantity: shares.reduce(minimum) } };
}

function saying(request: OrderRequest, said: readonly Reason[]): OrderRequest {
  return said.length === 0 ? request : { ...request, adjustments: [...(request.adjustments ?? []), ...said] };
}

/** Stops at a venue that has none: their trigger is watched here, and they leave as market or limit orders. */
export function withEmulatedStops(state: AccountState, plan: Plan): Plan {
  if (plan.kind !== 'plan') return plan;
  const isLacking = (request: OrderRequest): boolean => request.stopPrice !== undefined && !takesStop(state, request);
  if (!plan.requests.some(isLacking)) return plan;
  const parents = plan.requests.filter(isLacking).map(stopDraft);
  return { ...plan, requests: plan.requests.filter((request) => !isLacking(request)), parents };
}

function stopDraft(asked: OrderRequest): ParentDraft {
  const isLimited = asked.type === 'stop_limit';
  const request: OrderRequest = isLimited
    ? { ...asked, type: 'limit' }
    : { ...asked, type: 'market', timeInForce: 'ioc' };
  return { kind: isLimited ? 'stop_limit' : 'stop', request, terms: {}, smallest: request };
}
