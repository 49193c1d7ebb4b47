/**
 * Several orders in one request. A list with a mistake in it places nothing; otherwise each order is one of its own, under
 * a name of its own: a repeat of the whole list repeats none of them.
 */
import { faceStatus, type Language, renderError, statusOf } from '@signalbox/contract';
import { type Answer, type Call, ok, refuseWith } from '../http/call.ts';
import { withoutNull } from './trading-v2-null.ts';
import { orderMistake, placeOrder, type PlacingOptions, type V2OrderBody } from './trading-v2-orders.ts';

/** Places the orders one after the other, or all at once. */
export async function placeBatch(options: PlacingOptions, call: Call<'tradingV2Batch'>): Promise<Answer> {
  const orders = call.body.orders.map(withoutNull);
  for (const [index, order] of orders.entries()) {
    const mistake = orderMistake(order, `orders.${index}.`);
    if (mistake !== undefined) return refuseWith(mistake);
  }
  const place = (order: V2OrderBody, index: number) => {
    const { actor, url, language, idempotencyKey } = call;
    const name = idempotencyKey === undefined ? undefined : `${idempotencyKey}#${index}`;
    return placeOrder(options, { actor, url, language, idempotencyKey: name }, order);
  };
  const answers: Answer[] = [];
  if (call.body.execute_parallel === true) answers.push(...(await Promise.all(orders.map(place))));
  else for (const [index, order] of orders.entries()) answers.push(await place(order, index));
  return summarize(orders, answers, call.language);
}

function summarize(orders: readonly V2OrderBody[], answers: readonly Answer[], language: Language): Answer {
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const [index, answer] of answers.entries()) {
    if (answer.kind === 'answer') results.push(answer.body);
    else errors.push(describeFailure(answer, { index, order: orders[index], language }));
  }
  const summary = {
    success: errors.length === 0,
    total: orders.length,
    successful: results.length,
    failed: errors.length,
    results,
    errors,
  };
  return ok(summary, { simulated: answers.some((answer) => answer.kind === 'answer' && answer.simulated === true) });
}

function describeFailure(
  { reason, signalId, status }: Extract<Answer, { kind: 'refused' }>,
  { index, order, language }: { index: number; order: V2OrderBody | undefined; language: Language },
) {
  const error = renderError(reason.code, reason.values, language);
  const shown = status ?? faceStatus({ face: 'trading_v2' }, reason.code) ?? statusOf(reason.code);
  return { index, order, error, code: reason.code, status: shown, signal_id: signalId ?? null };
}
