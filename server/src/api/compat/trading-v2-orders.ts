/**
 * Placing orders over Trading v2: each is put to the desk as every other order is, and answered when it has come to rest.
 * What we deny is 400, what the venue refused or nobody can prove is 502; both say the code.
 */
import type { BodyOf } from '@signalbox/contract';
import { statusOf, wasNeverSent } from '@signalbox/contract/errors/registry.ts';
import { ZERO } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { SignalCommand, TimeInForce } from '#domain/signal.ts';
import type { OrderSubmissionResult, Result } from '#runtime/desk.ts';
import type { OrderView } from '#views/shapes.ts';
import { type Answer, type Call, ok, refuseWith } from '../http/call.ts';
import { type OrderCaller, present, readDecimal, submitWish } from '../http/orders.ts';
import { reasonFor } from '../http/problem-answer.ts';
import type { HttpServerOptions } from '../http/server-options.ts';
import { findAccount, type V2Account } from './trading-v2-account.ts';
import type { WithoutNull } from './trading-v2-null.ts';
import { v2Order, type V2Telling } from './trading-v2-order-shape.ts';

export type PlacingOptions = Pick<HttpServerOptions, 'desk' | 'ids'>;
/** Any order of this interface; those of one type have no other fields than these. */
export type V2OrderBody = WithoutNull<BodyOf<'tradingV2Batch'>['orders'][number]>;
type PricedField = 'price' | 'stop_price' | 'limit_price';

/** How long a caller waits for an order to come to rest. */
const WAIT_MS = 10_000;
const PRICES: readonly PricedField[] = ['price', 'stop_price', 'limit_price'];
const FIELDS_OF: Readonly<Record<V2OrderBody['type'], readonly (keyof V2OrderBody)[]>> = {
  market: [],
  limit: ['price', 'time_in_force', 'post_only'],
  stop: ['stop_price', 'limit_price'],
};
const NEEDED: Readonly<Record<V2OrderBody['type'], PricedField | undefined>> = {
  market: undefined,
  limit: 'price',
  stop: 'stop_price',
};
const TYPED_FIELDS = [...new Set(Object.values(FIELDS_OF).flat())];

/** What keeps an order from being asked for at all; undefined when nothing does. `path` leads to it in its body. */
export function orderMistake(order: V2OrderBody, path = ''): Reason | undefined {
  const foreign = TYPED_FIELDS.find((field) => order[field] !== undefined && !FIELDS_OF[order.type].includes(field));
  if (foreign !== undefined) return reasonFor('BODY_FIELD_UNKNOWN', { field: `${path}${foreign}` });
  const needed = NEEDED[order.type];
  if (needed !== undefined && order[needed] === undefined)
    return reasonFor('PRICE_MISSING', { field: `${path}${needed}` });
  const tooSmall = (['quantity', ...PRICES] as const).find((field) => {
    const value = order[field];
    return value !== undefined && readDecimal(value) <= ZERO;
  });
  return tooSmall && reasonFor('BODY_FIELD_INVALID', { field: `${path}${tooSmall}`, problem: 'expected more than 0' });
}

/** The command that the one path takes for this order. */
export function toCommand(order: V2OrderBody): SignalCommand {
  const { limit_price: limitPrice, stop_price: stopPrice, strategy_id: strategy, reduce_only: reduceOnly } = order;
  const price = order.price ?? limitPrice;
  return {
    action: order.side,
    symbol: order.symbol,
    quantity: readDecimal(order.quantity),
    orderType: order.type === 'stop' && limitPrice !== undefined ? 'stop_limit' : order.type,
    ...(price === undefined ? {} : { price: readDecimal(price) }),
    ...(stopPrice === undefined ? {} : { stopPrice: readDecimal(stopPrice) }),
    ...(order.type === 'limit' ? { timeInForce: timeInForceOf(order) } : {}),
    ...present('postOnly', order.post_only),
    ...present('reduceOnly', reduceOnly),
    ...present('strategy', strategy === undefined ? undefined : String(strategy)),
  };
}

function timeInForceOf({ time_in_force: asked }: V2OrderBody): TimeInForce {
  return (asked ?? 'GTC').toLowerCase() as TimeInForce;
}

type PlacingCall = OrderCaller & Pick<Call<'tradingV2MarketOrder'>, 'language'>;

/** Places one order and answers with what became of it. */
export async function placeOrder(options: PlacingOptions, call: PlacingCall, order: V2OrderBody): Promise<Answer> {
  const mistake = orderMistake(order);
  if (mistake !== undefined) return refuseWith(mistake);
  const found = findAccount(options.desk, order);
  if (found.kind === 'failed') return refuseWith(found.reason);
  return placeCommand(options, call, { account: found.value, command: toCommand(order), subject: order });
}

export interface V2Wish {
  readonly account: V2Account;
  readonly command: SignalCommand;
  /** What a repeat of it must be equal to. */
  readonly subject: object;
}

/** Puts a command into the one path and answers with what became of it. */
export async function placeCommand(
  options: PlacingOptions,
  call: PlacingCall,
  { account, command, subject }: V2Wish,
): Promise<Answer> {
  const wish = { account: account.view.id, command, waitMs: WAIT_MS, subject };
  return answerOutcome(options, await submitWish(options, call, wish), { account, language: call.language });
}

async function answerOutcome(
  { desk }: PlacingOptions,
  result: Result<OrderSubmissionResult>,
  telling: V2Telling,
): Promise<Answer> {
  if (result.kind === 'failed') return refuseWith(result.reason);
  const { signalId, orders } = result.value;
  const order = orders.find(({ parentOrderId }) => parentOrderId === undefined) ?? orders[0];
  if (order === undefined) {
    const reason = result.value.reason ?? (await desk.signal(signalId))?.error;
    if (reason === undefined || reason.code === 'OUTCOME_PENDING') return pending(signalId, telling);
    return refuseWith(reason, signalId);
  }
  const failure = failureOf(order);
  if (failure !== undefined) return { kind: 'refused', signalId, ...failure };
  const detail = order.filledQuantity === '0' ? undefined : await desk.order(order.id);
  return ok(v2Order(order, telling, detail?.trail), { simulated: order.simulated });
}

/** The status is left to the code, but what a venue refused, or could not be asked for, is the venue's whatever the code says. */
function failureOf({ status, reason }: OrderView): { readonly reason: Reason; readonly status?: number } | undefined {
  switch (status) {
    case 'denied':
      return { reason: reason ?? reasonFor('NOTHING_TO_DO') };
    case 'rejected': {
      const isOurs = reason !== undefined && wasNeverSent(reason.code) && statusOf(reason.code) < 500;
      return { reason: reason ?? reasonFor('VENUE_REJECTED'), ...(isOurs ? {} : { status: 502 }) };
    }
    case 'unknown':
      return { reason: reason ?? reasonFor('OUTCOME_UNKNOWN'), status: 502 };
    default:
      return undefined;
  }
}

/** Kept and not decided in time: there is no order to show yet. */
function pending(signalId: string, { account }: V2Telling): Answer {
  const body = {
    success: true,
    id: null,
    signal_id: signalId,
    status: 'open',
    state: 'pending',
    exchange: account.exchange,
    account: account.view.id,
  };
  return { kind: 'answer', status: 202, body, simulated: account.view.simulated };
}
