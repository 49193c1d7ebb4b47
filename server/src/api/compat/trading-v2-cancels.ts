/** Cancels over Trading v2. "Canceled" is said when the order has ended so, not when the venue was asked. */
import { type Language, renderError } from '@signalbox/contract';
import type { Reason } from '#domain/order.ts';
import type { OrderView } from '#views/shapes.ts';
import { type Answer, type Call, ok, refuse, refuseWith } from '../http/call.ts';
import { present } from '../http/orders.ts';
import { reasonFor } from '../http/problem-answer.ts';
import type { HttpServerOptions } from '../http/server-options.ts';
import { awaitEnd } from './signal-outcome.ts';
import { findAccount, type V2Account } from './trading-v2-account.ts';

type Options = Pick<HttpServerOptions, 'desk' | 'clock'>;

/** How long a caller waits for the venue's word. */
const WAIT_MS = 5000;
const MESSAGES: Readonly<Record<'canceled' | 'pending_cancel', Readonly<Record<Language, string>>>> = {
  canceled: { en: 'The order is canceled.', zh: '委托已撤单。' },
  pending_cancel: {
    en: 'The venue was asked to cancel; its answer is not here yet. Ask for the status of the order.',
    zh: '已向交易所发出撤单请求，尚未收到答复。请查询委托状态。',
  },
};

/** Cancels one order and waits for its end. */
export async function cancelOrder(options: Options, call: Call<'tradingV2CancelOrder'>): Promise<Answer> {
  const { desk } = options;
  const orderId = call.params['orderId'] ?? '';
  const found = findAccount(desk, call.query);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const order = await desk.order(orderId);
  if (order === undefined || !isAt(order, found.value, call.query.symbol))
    return refuse('ORDER_NOT_FOUND', { order: orderId });
  const result = await desk.cancelOrder(call.actor, orderId);
  if (result.kind === 'failed') return refuseWith(result.reason);
  const ended = (await awaitEnd(options, order, WAIT_MS)) ?? result.value;
  const status = outcomeOf(ended);
  if (status === undefined) return refuseWith(notCanceled(ended));
  return ok({ success: true, order_id: orderId, status, message: MESSAGES[status][call.language] });
}

/** Whether the order is one of the account, and of the symbol when one is named. */
export function isAt(order: OrderView, account: V2Account, symbol: string | undefined): boolean {
  if (order.account !== account.view.id) return false;
  if (symbol === undefined) return true;
  const instrument = account.instrument(symbol);
  return instrument.kind === 'ok' && instrument.value.symbol === order.symbol;
}

/** Cancels every order of the account, or of one symbol there, and waits for the end of each. */
export async function cancelOrders(options: Options, call: Call<'tradingV2CancelOrders'>): Promise<Answer> {
  const { desk } = options;
  const found = findAccount(desk, call.query);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const account = found.value;
  const instrument = call.query.symbol === undefined ? undefined : account.instrument(call.query.symbol);
  if (instrument?.kind === 'failed') return refuseWith(instrument.reason);
  const { requested, failed } = await desk.cancelAll(call.actor, {
    account: account.view.id,
    ...present('symbol', instrument?.value.symbol),
  });
  const ends = await Promise.all(requested.map((orderId) => endOf(options, orderId)));
  const canceled = requested.filter((_orderId, index) => ends[index] === undefined);
  const left = requested.flatMap((orderId, index) => {
    const reason = ends[index];
    return reason === undefined ? [] : [{ orderId, reason }];
  });
  const failures = [...failed, ...left].map(({ orderId, reason }) => describeFailure(orderId, reason, call.language));
  return ok({
    success: failures.length === 0,
    canceled_count: canceled.length,
    failed_count: failures.length,
    canceled_orders: canceled,
    failed_orders: failures,
  });
}

/** Why the order that was to be canceled is not, or not yet; undefined when it is. */
async function endOf(options: Options, orderId: string): Promise<Reason | undefined> {
  const order = await options.desk.order(orderId);
  const ended = order === undefined ? undefined : await awaitEnd(options, order, WAIT_MS);
  if (ended === undefined) return reasonFor('ORDER_NOT_FOUND', { order: orderId });
  return outcomeOf(ended) === 'canceled' ? undefined : notCanceled(ended);
}

function outcomeOf({ status }: OrderView): 'canceled' | 'pending_cancel' | undefined {
  return status === 'canceled' || status === 'pending_cancel' ? status : undefined;
}

const notCanceled = ({ id, status }: OrderView): Reason => reasonFor('ORDER_NOT_CANCELABLE', { order: id, status });

function describeFailure(orderId: string, { code, values }: Reason, language: Language) {
  return { id: orderId, error: renderError(code, values, language), code };
}
