/** Entries: a buy or a sell with its type, price, size and protection worked out for the account. */
import { type Decimal, isZero, ONE } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest, OrderType, ProtectionTarget, Reason, Side } from '#domain/order.ts';
import type { SignalOrderType } from '#domain/signal.ts';
import type { ExecuteCommand } from '../inputs.ts';
import type { AccountState } from '../state.ts';
import { quantityRounded } from './adjustments.ts';
import { leverageFor } from './leverage.ts';
import { levelAdjustments, levelPrice, type LevelRequest } from './levels.ts';
import { priceAdjustments, pricesOf } from './entry-prices.ts';
import { placeable } from './market-buy.ts';
import { addLabels, deniedPlan, type Plan, planOf } from './plan.ts';
import { type SizeOutcome, sizeOrder } from './sizing.ts';
import { splitClose } from './split-close.ts';
import { protectionNotUsed } from './unused-protection.ts';

export interface EntryWish {
  readonly instrument: Instrument;
  readonly side: Side;
  /** In venue units; absent: from the command, the route, or the account's default. */
  readonly quantity?: Decimal;
  /** The quantity before it was cut to the step, when it was. */
  readonly asked?: Decimal;
  readonly reduceOnly?: boolean;
  /** Neither split nor priced: it is what a parent order is of. */
  readonly isWhole?: boolean;
}

/** One order that opens, adds or (with `reduceOnly`) takes off exposure. */
export function planEntry(state: AccountState, input: ExecuteCommand, wish: EntryWish): Plan {
  const { command, route } = input;
  const { instrument, side } = wish;
  const type = command.orderType ?? 'market';
  if (!isPlainType(type)) return deniedPlan('ORDER_TYPE_UNSUPPORTED', { type });
  const prices = pricesOf(command, { instrument, side, exact: route.exact === true });
  const quote = state.volatile.quotes.get(instrument.id);
  const entry = prices.limitPrice ?? prices.stopPrice ?? (side === 'buy' ? quote?.ask : quote?.bid);
  const levels = levelsOf(input, { instrument, side, entry });
  if (levels.kind === 'denied') return levels;
  const size =
    wish.quantity === undefined
      ? sizeOf(state, input, { instrument, entry, stopLoss: levels.stopLoss })
      : { kind: 'sized' as const, quantity: wish.quantity, ...(wish.asked === undefined ? {} : { asked: wish.asked }) };
  if (size.kind === 'denied') return { kind: 'denied', reason: size.reason };
  const request = requestOf(input, { instrument, side, type, quantity: size.quantity, reduceOnly: wish.reduceOnly });
  const leverage = leverageFor(state, command, { instrument, request });
  if (leverage.kind === 'denied') return leverage;
  if (prices.limitPrice !== undefined) request.limitPrice = prices.limitPrice;
  if (prices.stopPrice !== undefined) request.stopPrice = prices.stopPrice;
  if (levels.stopLoss !== undefined) request.stopLoss = levels.stopLoss;
  if (levels.takeProfits.length > 0) request.takeProfits = levels.takeProfits;
  const adjustments = priceAdjustments(command, prices, instrument);
  adjustments.push(...levels.adjustments, ...leverage.said, ...quantityRounded(size.asked, size.quantity, instrument));
  adjustments.push(...protectionNotUsed(state, request));
  if (adjustments.length > 0) request.adjustments = adjustments;
  if (wish.isWhole === true) return planOf({ requests: [request] });
  return planOf({ requests: partsOf(placeable(state, request, instrument), instrument) });
}

/** Whether orders of the type are sent as they are, where the venue has it. */
export const isPlainType = (type: SignalOrderType): type is OrderType =>
  type === 'market' || type === 'limit' || type === 'stop' || type === 'stop_limit';

const partsOf = (request: OrderRequest, instrument: Instrument): OrderRequest[] =>
  request.reduceOnly ? splitClose(request, instrument) : [request];

interface Terms {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Decimal;
  readonly reduceOnly: boolean | undefined;
}

function requestOf({ command, route, receivedAt }: ExecuteCommand, terms: Terms): Draft<OrderRequest> {
  const { instrument, side, type, quantity } = terms;
  const reduceOnly = terms.reduceOnly ?? command.reduceOnly ?? false;
  const request: Draft<OrderRequest> = {
    instrumentId: instrument.id,
    side,
    type,
    quantity,
    timeInForce: command.timeInForce ?? (type === 'market' ? 'ioc' : 'gtc'),
    postOnly: command.postOnly ?? false,
    reduceOnly,
    role: reduceOnly ? 'close' : 'entry',
    sendBefore: (command.time ?? receivedAt) + route.maxAgeMs,
  };
  if (command.timeCheck === true) request.timeCheck = true;
  return addLabels(request, command);
}

type Levels =
  | {
      readonly kind: 'levels';
      readonly stopLoss: Decimal | undefined;
      readonly takeProfits: readonly ProtectionTarget[];
      readonly adjustments: readonly Reason[];
    }
  | Extract<Plan, { kind: 'denied' }>;

function levelsOf(
  { command, route }: ExecuteCommand,
  at: { instrument: Instrument; side: Side; entry: Decimal | undefined },
): Levels {
  const { stopLoss, takeProfit, takeProfits } = command;
  if (stopLoss === undefined && takeProfit === undefined && takeProfits === undefined) {
    return { kind: 'levels', stopLoss: undefined, takeProfits: [], adjustments: [] };
  }
  const { instrument, side, entry } = at;
  if (entry === undefined) {
    return { kind: 'denied', reason: { code: 'REFERENCE_PRICE_MISSING', values: { symbol: instrument.id } } };
  }
  const adjustments: Reason[] = [];
  const price = (value: Decimal, kind: LevelRequest['kind']): Decimal => {
    const unit = (kind === 'stop_loss' ? command.stopLossUnit : command.takeProfitUnit) ?? route.levelUnit;
    const level = { value, unit, kind, side, entry };
    const sent = levelPrice(level, instrument);
    adjustments.push(...levelAdjustments(level, sent, instrument));
    return sent;
  };
  const targets =
    takeProfits ?? (takeProfit === undefined || isZero(takeProfit) ? [] : [{ value: takeProfit, portion: ONE }]);
  const share = targets.length === 0 ? ONE : equalShare(targets.length);
  const stop = stopLoss === undefined || isZero(stopLoss) ? undefined : price(stopLoss, 'stop_loss');
  const takes = targets.map(({ value, portion }) => ({
    price: price(value, 'take_profit'),
    portion: portion ?? share,
  }));
  const refusal = route.exact === true ? offTick(adjustments) : undefined;
  return refusal ?? { kind: 'levels', stopLoss: stop, takeProfits: takes, adjustments };
}

/** To the letter: a level off the tick is denied, as the price of an order is. */
export function offTick(adjustments: readonly Reason[]): Extract<Plan, { kind: 'denied' }> | undefined {
  const moved = adjustments.find(({ code }) => code === 'PRICE_ROUNDED');
  if (moved === undefined) return undefined;
  const { asked = '', tickSize = '' } = moved.values;
  return { kind: 'denied', reason: { code: 'PRICE_NOT_ON_TICK', values: { price: asked, tickSize } } };
}

const equalShare = (count: number): Decimal => (ONE / BigInt(count)) as Decimal;

export interface SizeAt {
  readonly instrument: Instrument;
  readonly entry: Decimal | undefined;
  readonly stopLoss: Decimal | undefined;
}

/** The size of an entry in venue units: the command's, else the route's, else the account's default. */
export function sizeOf(state: AccountState, { command, route }: ExecuteCommand, at: SizeAt): SizeOutcome {
  const { instrument } = at;
  const own = state.volatile.limits?.defaultQuantity;
  const fallback = own?.get(instrument.id) ?? own?.get('default');
  const quantity = command.quantity ?? route.defaultQuantity ?? fallback;
  if (quantity === undefined)
    return { kind: 'denied' as const, reason: { code: 'QUANTITY_MISSING', values: { symbol: instrument.id } } };
  const unit =
    command.quantity !== undefined
      ? command.quantityUnit
      : route.defaultQuantity !== undefined
        ? route.defaultQuantityUnit
        : undefined;
  return sizeOrder(state, {
    quantity,
    unit,
    instrument,
    price: at.entry,
    stopLoss: at.stopLoss,
    riskUnit: route.riskUnit,
    exact: route.exact === true,
  });
}
